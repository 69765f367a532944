"""Every refusal is explained: which check it was, what it saw, and what would have passed."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

from sandbox.auth.defects import DEFECTS, Defect
from sandbox.kit import InProcessSandbox, in_process
from sandbox.settings import Settings
from tests.conftest import CHARGER, LOCATION

HARBOUR = "11111111-1111-4111-8111-111111111111"
SIERRA = "22222222-2222-4222-8222-222222222222"
NOBODY = "00000000-0000-4000-8000-000000000000"
JSON = {"Content-Type": "application/json"}
WEB = {"Origin": "https://evil.example"}


@pytest.fixture(scope="module")
def harbour() -> Iterator[InProcessSandbox]:
    """The `default` world, seen by its first organization."""
    with in_process(Settings.of(provisioning_seconds=0)) as sandbox:
        yield sandbox


@pytest.fixture
def client(harbour: InProcessSandbox) -> httpx.Client:
    return harbour.client


def explained(client: httpx.Client, answer: httpx.Response) -> dict[str, Any]:
    newest = client.get("/dev/requests?limit=1").json()["data"][0]["id"]
    assert answer.headers.get("X-Sandbox-Request-Id", newest) == newest
    told = client.get(f"/dev/requests/{newest}/explain")
    assert told.status_code == 200, told.text
    explanation: dict[str, Any] = told.json()
    assert explanation.keys() == {"id", "status", "check", "said", "saw", "expected", "hints"}
    assert explanation["status"] == answer.status_code
    return explanation


def why(client: httpx.Client, method: str, path: str, **sent: Any) -> dict[str, Any]:
    return explained(client, client.request(method, path, **sent))


def bearer(client: httpx.Client, **wanted: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.post('/dev/token', json=wanted).json()['access_token']}"}


@pytest.mark.parametrize("host", ["evil.example:80", "not a host"])
def test_a_host(client: httpx.Client, host: str) -> None:
    told = why(client, "GET", "/locations", headers={"Host": host})
    assert (told["check"], told["saw"]) == ("host", {"Host": [host]})
    assert "localhost" in told["expected"]["Host"]
    assert "SANDBOX_ALLOWED_HOSTS" in told["hints"][0]


def test_an_origin(client: httpx.Client) -> None:
    told = why(client, "POST", "/locations", json=LOCATION, headers=WEB)
    assert (told["check"], told["saw"]) == ("origin", {"Origin": [WEB["Origin"]]})
    assert "SANDBOX_ALLOWED_ORIGINS" in told["hints"][0]


def test_a_preflight(client: httpx.Client) -> None:
    told = why(client, "OPTIONS", "/locations", headers=WEB | {"Access-Control-Request-Method": "PUT"})
    assert (told["check"], told["said"]) == ("origin", "Disallowed CORS origin")
    assert told["saw"]["access-control-request-method"] == "PUT"


def test_a_size(client: httpx.Client) -> None:
    told = why(client, "POST", "/locations", content=b"x" * 1_048_577)
    assert (told["check"], told["expected"]) == ("size", {"bytes": 1_048_576})
    assert told["saw"] == {"Content-Length": "1048577"}


def test_a_route(client: httpx.Client) -> None:
    told = why(client, "GET", "/locatons")
    assert (told["check"], told["said"]) == ("route", "Not Found")
    assert told["saw"] == {"method": "GET", "path": "/locatons"}
    assert told["expected"][0] == "GET /locations"
    assert told["hints"] == ["nearest: GET /locations, GET /ocpp/locations"]


def test_a_route_that_is_like_none(client: httpx.Client) -> None:
    told = why(client, "GET", "/zzz")
    assert told["expected"] == []
    assert "GET /openapi.json" in told["hints"][0]


def test_a_method(client: httpx.Client) -> None:
    told = why(client, "PATCH", "/locations")
    assert (told["check"], told["saw"], told["expected"]) == ("method", "PATCH", ["GET", "POST"])


@pytest.mark.parametrize(
    ("authorization", "saw"),
    [
        ([], {"Authorization": None}),
        ([("Authorization", "Basic abc")], {"Authorization": "Basic"}),
        ([("Authorization", "abc.def.ghi")], {"Authorization": "11 characters"}),
        ([("Authorization", "Bearer a"), ("Authorization", "Bearer b")], {"Authorization": "2 times"}),
        ([("Authorization", "Bearer " + "x" * 9000)], {"characters": 9000}),
    ],
)
def test_credentials(client: httpx.Client, authorization: list[tuple[str, str]], saw: dict[str, Any]) -> None:
    request = client.build_request("GET", "/locations")
    request.headers = httpx.Headers([("Host", "localhost"), *authorization])
    told = explained(client, client.send(request))
    assert (told["check"], told["saw"]) == ("token", saw)
    assert told["hints"][0] == "a fresh token: ocpplab-sandbox token --url http://localhost"


CLAIMS = {
    Defect.EXPIRED: "exp",
    Defect.NOT_YET_VALID: "nbf",
    Defect.BAD_SIGNATURE: "signature",
    Defect.WRONG_KEY: "signature",
    Defect.ALG_NONE: "alg",
    Defect.WRONG_ISSUER: "iss",
    Defect.WRONG_AUDIENCE: "aud",
    Defect.MISSING_EXPIRY: "claims",
    Defect.MISSING_ROLE: "claims",
    Defect.UNKNOWN_ROLE: "role",
    Defect.MISSING_ORGANIZATION: "organization",
    Defect.UNKNOWN_ORGANIZATION: "organization",
    Defect.DELETED_ORGANIZATION: "organization",
    Defect.MALFORMED: "parts",
    Defect.REVOKED: "jti",
}


@pytest.mark.parametrize("defect", list(Defect))
def test_each_defect_of_a_token(client: httpx.Client, defect: Defect) -> None:
    headers = bearer(client, defect=defect)
    told = why(client, "GET", "/locations", headers=headers)
    wrong_role = defect is Defect.UNKNOWN_ROLE
    check = "token" if DEFECTS[defect].status == 401 else "role" if wrong_role else "organization"
    assert told["check"] == check
    assert CLAIMS[defect] in told["saw"]
    assert told["expected"]
    assert "ocpplab-sandbox token" in told["hints"][0]
    assert headers["Authorization"].split()[1] not in str(told)


def test_the_times_of_a_token_are_shown_against_the_clock(client: httpx.Client) -> None:
    told = why(client, "GET", "/locations", headers=bearer(client, defect="expired"))
    assert told["saw"]["exp"] < told["saw"]["clock"]
    assert told["expected"] == {"clock": f"before {told['saw']['exp']}"}


def test_a_claim_and_its_value(client: httpx.Client) -> None:
    told = why(client, "GET", "/locations", headers=bearer(client, defect="wrong_issuer"))
    assert (told["saw"], told["expected"]) == ({"iss": "somebody-else"}, {"iss": "ocpplab-sandbox"})


@pytest.mark.parametrize(
    ("role", "sent", "saw", "hint"),
    [
        ("user", HARBOUR, [HARBOUR], "--role admin"),
        ("admin", None, [], "send -H"),
        ("admin", NOBODY, NOBODY, "send -H"),
        ("admin", "harbour", "harbour", "send -H"),
    ],
)
def test_the_header_of_an_organization(
    client: httpx.Client, role: str, sent: str | None, saw: Any, hint: str
) -> None:
    named = {} if sent is None else {"X-Organization-Id": sent}
    told = why(client, "GET", "/locations", headers=bearer(client, role=role) | named)
    assert (told["check"], told["saw"]["X-Organization-Id"]) == ("organization", saw)
    assert hint in told["hints"][0]
    assert f"{HARBOUR} (Harbour Energy)" in told["hints"][-1]


def test_a_body(client: httpx.Client) -> None:
    body = {**LOCATION, "name": 3, "adress": "1 Quay Street"}
    del body["address"]
    told = why(client, "POST", "/locations", json=body)
    assert told["check"] == "request"
    assert told["saw"]["body.name"] == 3
    assert "adress" in told["saw"]["body.address"]["fields"]
    assert told["expected"]["body.name"] == "Input should be a valid string"
    assert "unknown body field 'adress' ignored (did you mean address?)" in told["hints"]


def test_a_parameter(client: httpx.Client) -> None:
    told = why(client, "GET", "/locations?limit=500&pgae=1")
    assert (told["check"], told["saw"]) == ("request", {"query.limit": "500"})
    assert "unknown query parameter 'pgae' ignored (did you mean page?)" in told["hints"]


@pytest.mark.parametrize(
    ("body", "edition", "because"),
    [
        ({"target": {"deployment_id": "x"}, "payload": {}}, "deployments", "neither"),
        ({"target": {"charger_id": "x"}, "event": {}}, "gateway", "it has the key `event`"),
    ],
)
def test_what_a_body_of_two_editions_was_taken_for(
    client: httpx.Client, body: dict[str, Any], edition: str, because: str
) -> None:
    told = why(client, "POST", "/ocpp/commands/start-session", json=body)
    hint = f"POST /ocpp/commands/start-session is of two editions; the body is of {edition}: "
    assert told["check"] == "request"
    assert any(text.startswith(hint) and because in text for text in told["hints"])


def test_what_makes_no_sense(client: httpx.Client) -> None:
    told = why(client, "POST", "/chargers", json={**CHARGER, "brand_slug": "acme"})
    assert (told["status"], told["check"]) == (400, "state")
    assert told["saw"] == {"brand_slug": "acme"}
    assert "wallbox" in told["expected"]["brand_slug"]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/chargers/dep-sierra-001", f"the id of a charger of another organization, {SIERRA}"),
        ("/chargers/HARBOUR-001", "HARBOUR-001 is the identity of the charger dep-harbour-001"),
        (
            "/chargers/SIERRA-001",
            f"SIERRA-001 is the identity of the charger dep-sierra-001 of another organization, {SIERRA}",
        ),
        ("/chargers/dep-harbor-001", "did you mean dep-harbour-001?"),
        ("/chargers/nobody", "objects of the kind charger in the organization: 6"),
        ("/chargers/aaaaaaaa-0001-4000-8000-000000000001", "is the id of a location"),
        (f"/locations/{NOBODY}", "objects of the kind location in the organization: 3"),
        ("/catalog/brands/walbox/models", "nearest: wallbox"),
        ("/catalog/brands/wallbox/models/pulsar-plus", "nearest: wallbox-pulsar-plus"),
    ],
)
def test_an_object(client: httpx.Client, path: str, hint: str) -> None:
    told = why(client, "GET", path)
    assert (told["status"], told["check"]) == (404, "object")
    assert path.rpartition("/")[2] in told["saw"].values() or "walbox" in path
    assert any(hint in text for text in told["hints"]), told["hints"]


def test_an_object_that_a_body_names(client: httpx.Client) -> None:
    body = {"target": {"identity": "SIERRA-001"}, "payload": {"id_tag": "A"}}
    told = why(client, "POST", "/evcharger/commands/start-session", json=body)
    assert (told["check"], told["saw"]) == ("object", {"body.target.identity": "SIERRA-001"})
    assert any("another organization" in text for text in told["hints"])


def test_objects_of_which_there_are_none(inprocess_sandbox: InProcessSandbox) -> None:
    told = why(inprocess_sandbox.client, "GET", "/chargers/nobody")
    assert "objects of the kind charger in the organization: 0" in told["hints"]


def test_the_answer_itself_never_tells_whose_an_object_is(client: httpx.Client) -> None:
    foreign, unknown = client.get("/chargers/dep-sierra-001"), client.get("/chargers/dep-sierra-999")
    assert foreign.content == unknown.content.replace(b"999", b"001")


def test_a_fault(client: httpx.Client) -> None:
    # A name proves nothing.
    client.post("/dev/faults", json={"name": "X-Sandbox-Fault", "status": 503, "detail": "Busy", "times": 1})
    told = why(client, "GET", "/locations")
    client.delete("/dev/faults")
    assert (told["status"], told["check"], told["said"]) == (503, "fault", "Busy")
    assert "GET /dev/faults" in told["hints"][0]


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"headers": {"X-Sandbox-Fault": "status=503; detail=Busy"}}, "in its header X-Sandbox-Fault"),
        ({"params": {"x-sandbox-fault": "status=503; detail=Busy"}}, "in its parameter x-sandbox-fault"),
    ],
)
def test_a_fault_that_the_request_has_asked_for(
    client: httpx.Client, sent: dict[str, Any], place: str
) -> None:
    told = why(client, "GET", "/locations", **sent)
    assert (told["status"], told["check"], told["said"]) == (503, "fault", "Busy")
    assert told["hints"] == [f"the request asked for this fault itself, {place}"]


def test_a_fault_that_let_the_request_through(client: httpx.Client) -> None:
    told = why(client, "GET", "/ocpp/catalog", headers={"X-Sandbox-Fault": "bytes_per_second=1000000"})
    assert (told["status"], told["check"]) == (200, None)
    assert "asked for this fault itself" in told["hints"][0]


@pytest.mark.parametrize(
    ("fault", "told_of"),
    [
        ("drop=after", "the request was carried out: only its answer was lost"),
        ("body=truncated", "the request was carried out: only its answer was cut"),
        ("body=garbled", "the request was carried out: only its answer was made unreadable"),
    ],
)
def test_a_fault_that_spoilt_the_answer_alone(client: httpx.Client, fault: str, told_of: str) -> None:
    before = client.get("/locations").json()["total"]
    with suppress(httpx.RemoteProtocolError):
        client.post("/locations", json=LOCATION, headers={"X-Sandbox-Fault": fault})
    assert client.get("/locations").json()["total"] == before + 1
    post = client.get("/dev/requests?method=POST&limit=1").json()["data"][0]["id"]
    told = client.get(f"/dev/requests/{post}/explain").json()
    assert (told["check"], told["said"], told["saw"], told["expected"]) == (None, None, None, None)
    assert told_of in told["hints"]


@pytest.mark.parametrize("fault", ["drop=after", "body=truncated"])
def test_a_refusal_whose_answer_was_spoilt(client: httpx.Client, fault: str) -> None:
    with suppress(httpx.RemoteProtocolError):
        client.get("/chargers/nobody", headers={"X-Sandbox-Fault": fault})
    newest = client.get("/dev/requests?limit=1").json()["data"][0]["id"]
    told = client.get(f"/dev/requests/{newest}/explain").json()
    assert told["check"] == "object"
    assert not any("carried out" in hint for hint in told["hints"])


def test_a_fault_that_refuses_and_spoils_the_refusal(client: httpx.Client) -> None:
    with suppress(httpx.RemoteProtocolError):
        client.get("/locations", headers={"X-Sandbox-Fault": "status=503; body=truncated"})
    newest = client.get("/dev/requests?limit=1").json()["data"][0]["id"]
    told = client.get(f"/dev/requests/{newest}/explain").json()
    assert (told["check"], len(told["hints"])) == ("fault", 1)


def test_a_body_that_is_no_json(client: httpx.Client) -> None:
    told = why(client, "POST", "/locations", content=b'{"name": ,}', headers=JSON)
    (place,) = told["saw"]
    assert told["check"] == "request"
    assert told["saw"][place] == "expected value at line 1 column 10"


def test_an_answer_that_is_no_refusal(client: httpx.Client) -> None:
    told = why(client, "GET", "/locations?pgae=1")
    assert (told["check"], told["said"], told["saw"], told["expected"]) == (None, None, None, None)
    assert told["hints"][0] == "unknown query parameter 'pgae' ignored (did you mean page?)"


def test_a_refusal_of_the_control_plane(client: httpx.Client) -> None:
    told = why(client, "GET", f"/dev/tenants/{NOBODY}")
    assert (told["check"], told["saw"]) == ("object", {"path.tenant_id": NOBODY})


def test_a_refused_grant(client: httpx.Client) -> None:
    told = why(client, "POST", "/oauth2/token", data={"grant_type": "password", "client_secret": "hush"})
    assert told["check"] == "request"
    assert "client_credentials" in told["said"]
    assert "hush" not in str(told)


def test_secrets_in_a_body_are_not_shown(client: httpx.Client) -> None:
    told = why(client, "POST", "/locations", json={"name": {"password": "hush"}, "authorization_key": "hush"})
    assert "hush" not in str(told)


def test_a_request_that_nobody_remembers(client: httpx.Client) -> None:
    assert client.get("/dev/requests/999999/explain").status_code == 404


def test_of_very_many_problems_the_first_are_explained(client: httpx.Client) -> None:
    body = {"chargers": [{"identity": "x" * 1000}] * 500, "name": ["x"] * 1000}
    told = why(client, "POST", "/evcharger/location", json=body)
    assert told["check"] == "request"
    assert 0 < len(told["saw"]) <= 20
    assert len(str(told)) < 20_000
