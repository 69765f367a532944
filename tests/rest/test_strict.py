"""`SANDBOX_STRICT`: what is unknown is refused, at its place and with the nearest name."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.conftest import CHARGER, LOCATION, problems

GROUP = {
    "charger_ids": ["1"],
    "template": {**CHARGER, "identity_prefix": "S-", "modle": 1},
}


@pytest.fixture
def strict() -> Iterator[httpx.Client]:
    with in_process(Settings.of(world="empty", strict=True, provisioning_seconds=0)) as sandbox:
        yield sandbox.client


def records(client: httpx.Client) -> list[Any]:
    kinds = ("organizations", "locations", "chargers", "commands", "runs", "ocpi_cpos", "ocpi_locations")
    return [client.get(f"/dev/records/{kind}").json() for kind in kinds]


def test_an_unknown_field_is_refused_with_the_nearest_name(strict: httpx.Client) -> None:
    answer = strict.post("/locations", json={**LOCATION, "adress": "1 Quay Street"})
    assert answer.json()["detail"] == [
        {
            "type": "extra_forbidden",
            "loc": ["body", "adress"],
            "msg": "Extra inputs are not permitted; did you mean address?",
            "input": "1 Quay Street",
        }
    ]


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        (
            "/locations",
            {**LOCATION, "coordinates": {"latitude": 48.9, "longitude": 2.2, "lat": 1}},
            "body.coordinates.lat",
        ),
        (
            "/ocpp/commands/start-session",
            {"target": {"charger_id": "x", "conector": 1}, "event": {"id_tag": "A"}},
            "body.target.conector",
        ),
        (
            "/evcharger/location",
            {"name": "A", "chargers": [{"identity": "A", "modl": "x"}]},
            "body.chargers.0.modl",
        ),
        (
            "/ocpi/cpos/1/locations",
            {"locations": [{"template": "urban-ac-hub", "overrides": {"nmae": "x"}}]},
            "body.locations.0.overrides.nmae",
        ),
        ("/dev/tenants", {"name": "A", "nmae": "B"}, "body.nmae"),
    ],
)
def test_fields_are_looked_at_on_every_level(
    strict: httpx.Client, path: str, body: dict[str, Any], place: str
) -> None:
    before = records(strict)
    assert problems(strict.post(path, json=body))[place] == "extra_forbidden"
    assert records(strict) == before


def test_what_else_is_wrong_comes_first(strict: httpx.Client) -> None:
    found = problems(strict.post("/locations?pgae=1", json={"nmae": "x", "name": 1}))
    assert next(iter(found)) == "body.name"
    assert list(found)[-2:] == ["query.pgae", "body.nmae"]


@pytest.mark.parametrize("path", ["/locations?pgae=2", "/health?pgae=2"])
def test_an_unknown_parameter_is_refused(strict: httpx.Client, path: str) -> None:
    answer = strict.get(path)
    assert problems(answer) == {"query.pgae": "extra_forbidden"}
    near = "; did you mean page?" if "locations" in path else ""
    assert answer.json()["detail"][0]["msg"] == f"Extra inputs are not permitted{near}"


@pytest.mark.parametrize(
    ("method", "path", "detail"),
    [
        ("GET", "/locatons", "No route GET /locatons; nearest: GET /locations, GET /ocpp/locations"),
        ("GET", "/nothing/like/it", "No route GET /nothing/like/it; nearest: none"),
    ],
)
def test_an_unknown_route_is_told_the_nearest_ones(
    strict: httpx.Client, method: str, path: str, detail: str
) -> None:
    answer = strict.request(method, path)
    assert (answer.status_code, answer.json()) == (404, {"detail": detail})


def test_what_is_known_works_as_ever(strict: httpx.Client) -> None:
    assert strict.post("/locations", json=LOCATION).status_code == 201
    assert strict.get("/locations?page=1&limit=5").status_code == 200
    assert strict.post(
        "/oauth2/token", data={"grant_type": "client_credentials", "client_id": "a"}
    ).is_success


def test_a_refusal_by_strictness_is_explained_as_one(strict: httpx.Client) -> None:
    answer = strict.get("/locations?pgae=2")
    told = strict.get(f"/dev/requests/{answer.headers['X-Sandbox-Request-Id']}/explain").json()
    assert (told["check"], told["saw"]) == ("strict", {"query.pgae": "2"})
    assert told["hints"][0].startswith("SANDBOX_STRICT=off")


def test_without_it_nothing_unknown_is_refused(client: httpx.Client) -> None:
    assert client.get("/locations?pgae=2").status_code == 200
    assert client.post("/locations", json={**LOCATION, "adress": 1}).status_code == 201
    assert client.get("/locatons").json() == {"detail": "Not Found"}
