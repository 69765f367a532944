"""What is misspelt on its way to the control plane is told with what is nearest, or with an example."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.dev.faulting import add

HEADER = "X-Sandbox-Warnings"

MISSPELT = [
    (
        "operation",
        "list_location",
        "operation 'list_location' fits no operation (did you mean list_locations?)",
    ),
    ("operation", "lst_*", "operation 'lst_*' fits no operation"),
    ("edition", "deploymnts", "edition 'deploymnts' fits no edition (did you mean deployments?)"),
    ("path", "/location", "path '/location' fits no route (did you mean /locations?)"),
    ("path", "locations", "path 'locations' fits no route (did you mean /locations?)"),
    ("path", "/locations/", "path '/locations/' fits no route (did you mean /locations?)"),
    ("path", "http://x:1/locations", "path 'http://x:1/locations' fits no route (did you mean /locations?)"),
    ("path", "/location/*", "path '/location/*' fits no route (did you mean /locations/{location_id}?)"),
    ("path", "/charger/{id}", "path '/charger/{id}' fits no route (did you mean /chargers/{charger_id}?)"),
    ("path", "/chargers//stop-session", "path '/chargers//stop-session' fits no route"),
]
RIGHT = [
    {"operation": "list_locations"},
    {"operation": "create_*"},
    {"edition": "platform"},
    {"path": "*"},
    {"path": "/char*s"},
    {"path": "/chargers/dep-1"},
    {"path": "/chargers/{id}"},
    {"path": "/chargers/*/stop-session"},
    {"path": "/chargers/dep-*-1/*"},
    {"path": "*-session"},
    {"path": "/locations**"},
]


@pytest.fixture
def strict() -> Iterator[httpx.Client]:
    with in_process(Settings.of(world="empty", strict=True)) as sandbox:
        yield sandbox.client


def look_up(client: httpx.Client, **pattern: str) -> Iterator[httpx.Response]:
    for path in ("", "/count", "/wait", "/har"):
        more = {"timeout": 0} if path == "/wait" else {}
        yield client.get(f"/dev/requests{path}", params={**pattern, **more})
    yield client.delete("/dev/requests", params=pattern)


@pytest.mark.parametrize(("field", "value", "warning"), MISSPELT)
def test_a_pattern_that_fits_nothing_says_so(
    client: httpx.Client, field: str, value: str, warning: str
) -> None:
    answer = client.post("/dev/faults", json={"match": {field: value}, "status": 503})
    assert answer.status_code == 201
    for told in (answer, *look_up(client, **{field: value})):
        assert told.is_success
        assert told.headers[HEADER].startswith(warning)


@pytest.mark.parametrize("pattern", RIGHT)
def test_a_pattern_that_can_fit_something_says_nothing(client: httpx.Client, pattern: dict[str, str]) -> None:
    answer = client.post("/dev/faults", json={"match": pattern, "status": 503})
    for told in (answer, *look_up(client, **pattern)):
        assert HEADER not in told.headers


@pytest.mark.parametrize(("field", "value", "text"), MISSPELT)
def test_it_is_refused_in_strict_mode(strict: httpx.Client, field: str, value: str, text: str) -> None:
    answer = strict.post("/dev/faults", json={"match": {field: value}, "status": 503})
    for refused, place in (
        (answer, ["body", "match", field]),
        *((one, ["query", field]) for one in look_up(strict, **{field: value})),
    ):
        assert refused.status_code == 422
        (problem,) = refused.json()["detail"]
        assert (problem["loc"], problem["input"]) == (place, value)
        assert problem["msg"].startswith(text)
    assert strict.get("/dev/faults").json()["total"] == 0


def test_what_fits_is_not_misspelt(strict: httpx.Client) -> None:
    strict.get("/locatons")
    assert strict.get("/dev/requests/count?path=/locatons").json() == {"count": 1}
    assert strict.get("/dev/requests/count?path=/locatons&status=200").status_code == 422


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ({"statsu": 503}, {"statsu": "did you mean status?"}),
        ({"status": 503, "tmes": 2}, {"tmes": "did you mean times?"}),
        ({"status": 503, "match": {"pth": "/x"}}, {"match.pth": "did you mean path?"}),
        ({"status": 503, "rate_limit": {"request": 1, "seconds": 1}}, {"rate_limit.request": "requests?"}),
        ({"status": 503, "zzz": 1}, {"zzz": "Extra inputs are not permitted"}),
    ],
)
def test_a_field_of_a_fault_is_refused_with_the_nearest(
    client: httpx.Client, body: dict[str, Any], texts: dict[str, str]
) -> None:
    detail = client.post("/dev/faults", json=body).json()["detail"]
    told = {".".join(one["loc"][1:]): one["msg"] for one in detail}
    assert all(told[place].endswith(text) for place, text in texts.items())


@pytest.mark.parametrize(
    ("asked", "place", "text"),
    [
        ("statuss=503", "statuss", "Extra inputs are not permitted; did you mean status?"),
        ("status=503; tmies=2", "tmies", "Extra inputs are not permitted; did you mean times?"),
        ("status=503; zzz=2", "zzz", "Extra inputs are not permitted"),
        (
            "delay=500ms",
            "delay",
            "write 0.5, 0.1..0.5 (between) or 0.3~0.5 (median and sigma), in seconds",
        ),
        (
            "rate_limit=x",
            "rate_limit",
            "write 10/60 (requests and seconds)",
        ),
    ],
)
@pytest.mark.parametrize("how", ["header", "query"])
def test_so_is_one_of_a_fault_that_a_request_asks_for(
    client: httpx.Client, how: str, asked: str, place: str, text: str
) -> None:
    if how == "header":
        answer, name = client.get("/locations", headers={"X-Sandbox-Fault": asked}), "X-Sandbox-Fault"
    else:
        answer, name = client.get("/locations", params={"x-sandbox-fault": asked}), "x-sandbox-fault"
    problems = [one for one in answer.json()["detail"] if one["loc"][:3] == [how, name, place]]
    assert [one["msg"].endswith(text) for one in problems] == [True]


@pytest.mark.parametrize(
    ("header", "warning"),
    [
        ("X-Sandbox-Faults", "unknown header 'x-sandbox-faults' ignored (did you mean X-Sandbox-Fault?)"),
        (
            "x-sandbox-aranged",
            "unknown header 'x-sandbox-aranged' ignored (did you mean X-Sandbox-Arranged?)",
        ),
        ("X-Sandbox-Zzz", "unknown header 'x-sandbox-zzz' ignored"),
        ("X-Sandbox-Arranged", "header X-Sandbox-Arranged ignored: it should be yes"),
    ],
)
@pytest.mark.parametrize("path", ["/health", "/locations?page=0", "/nowhere", "/dev/clock"])
def test_a_header_that_does_nothing_says_so(
    client: httpx.Client, header: str, warning: str, path: str
) -> None:
    answer = client.get(path, headers={header: "status=503"})
    assert answer.status_code != 503
    assert answer.headers[HEADER].split("; ")[0] == warning


def test_a_header_that_does_something_says_nothing(client: httpx.Client) -> None:
    add(client, status=503)
    for headers in ({"X-Sandbox-Arranged": "yes"}, {"X-Sandbox-Fault": "off"}):
        answer = client.get("/health", headers=headers)
        assert (answer.status_code, HEADER in answer.headers) == (200, False)


@pytest.mark.parametrize(
    ("method", "path", "body", "text"),
    [
        ("POST", "/dev/snapshots", {"name": "my snap"}, "for example before-checkout"),
        ("POST", "/dev/snapshots/my snap/restore", None, "for example before-checkout"),
        ("GET", "/dev/requests?header=foo", None, "for example X-Trace:abc"),
        ("GET", "/dev/requests?param=foo", None, "for example page:2"),
        ("GET", "/dev/requests?field=foo", None, "for example target.identity:CP-0001"),
        (
            "POST",
            "/dev/clock",
            {"now": "2090-01-01T00:00:00"},
            "Input should have timezone info; for example 2031-05-01T08:00:00Z",
        ),
        ("POST", "/dev/clock", {"now": 5}, "for example 2031-05-01T08:00:00Z"),
    ],
)
def test_a_form_is_told_with_an_example(
    client: httpx.Client, method: str, path: str, body: object, text: str
) -> None:
    (problem,) = client.request(method, path, json=body).json()["detail"]
    assert problem["msg"].endswith(text)
