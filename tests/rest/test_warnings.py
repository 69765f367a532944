"""`X-Sandbox-Warnings`: what a caller should know although the request is answered."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sandbox.clock import Clock
from sandbox.editions.deprecation import SUCCESSORS
from sandbox.kit import InProcessSandbox, in_process
from sandbox.routes import aliases, merged, routes
from sandbox.settings import Settings
from tests.conftest import LOCATION

STATUS = "GET /evcharger/deployment-runtime-ops/status"
HEADER = "X-Sandbox-Warnings"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OPERATIONS = [operation for route in (*merged(), *aliases()) for operation in route.operations]


def warnings(answer: httpx.Response) -> list[str]:
    return str(answer.headers.get(HEADER, "")).split("; ")


@pytest.mark.parametrize(
    ("path", "warning"),
    [
        (
            "/locations",
            "deprecated: GET /locations is of the SDK releases 0.1.1, 0.1.2, no later release has it",
        ),
        (
            "/ocpp/chargers",
            f"deprecated: GET /ocpp/chargers is of the SDK releases 0.2.1, 0.2.2, later: {STATUS}",
        ),
        ("/ocpp/health", "deprecated: GET /ocpp/health is called by no SDK release, later: GET /health"),
    ],
)
def test_a_route_of_the_past_says_so(client: httpx.Client, path: str, warning: str) -> None:
    assert warning in warnings(client.get(path))


@pytest.mark.parametrize(
    "path", ["/health", "/ocpp/catalog", "/evcharger/catalog", "/ocpp/templates/locations", "/dev/tenants"]
)
def test_a_route_of_the_present_says_nothing(client: httpx.Client, path: str) -> None:
    assert HEADER not in client.get(path).headers


@pytest.mark.parametrize(
    ("release", "told"), [("0.1.1", False), ("0.1.2", False), ("0.2.1", True), ("1.1.0", True)]
)
def test_who_pinned_the_release_is_not_told(client: httpx.Client, release: str, told: bool) -> None:  # noqa: FBT001
    answer = client.get("/locations", headers={"X-Fern-Language": "Python", "X-Fern-SDK-Version": release})
    assert (HEADER in answer.headers) == told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"target": {"charger_id": "x"}, "event": {"id_tag": "A"}}, True),
        ({"target": {"identity": "x"}, "payload": {"id_tag": "A"}}, False),
    ],
)
def test_of_two_editions_on_a_path_the_older_one_is_of_the_past(
    client: httpx.Client,
    body: dict[str, object],
    told: bool,  # noqa: FBT001
) -> None:
    answer = client.post("/ocpp/commands/start-session", json=body)
    assert answer.status_code == 404
    assert ("deprecated" in answer.headers.get(HEADER, "")) == told


def test_exactly_the_operations_without_a_later_edition_are_of_the_past() -> None:
    later = {"deployments", "platform"}
    for operation in OPERATIONS:
        assert (operation.deprecation is not None) == (not later & set(operation.editions)), operation.path


def test_successors_are_served_and_are_not_of_the_past_themselves() -> None:
    served = {f"{one.method} {one.path}": one for route in routes(with_dev=False) for one in route.operations}
    assert SUCCESSORS.keys() <= {operation.name for operation in OPERATIONS}
    assert all(served[successor].deprecation is None for successor in SUCCESSORS.values())


def test_every_command_has_a_successor_but_the_one_that_was_given_up() -> None:
    lost = {
        operation.name
        for operation in OPERATIONS
        if operation.deprecation
        and operation.method == "POST"
        and "no later release" in operation.deprecation.text
    }
    assert lost == {"unlock_connector", "location_unlock_connector", "command_unlock_connector"}


@pytest.mark.parametrize(("seconds", "told"), [(59, "the token expires in 59 s"), (61, "")])
def test_a_token_near_its_end_says_so(inprocess_sandbox: InProcessSandbox, seconds: int, told: str) -> None:
    token = inprocess_sandbox.user_token(expires_in=seconds)
    answer = inprocess_sandbox.client.get("/ocpp/catalog", headers={"Authorization": f"Bearer {token}"})
    assert answer.headers.get(HEADER, "") == told


def test_the_end_of_a_token_comes_by_the_clock_of_the_sandbox() -> None:
    moments = [NOW]
    with in_process(Settings.of(world="empty"), clock=Clock(lambda: moments[-1])) as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.user_token(expires_in=3600)}"}
        assert HEADER not in sandbox.client.get("/ocpp/catalog", headers=headers).headers
        moments.append(NOW + timedelta(seconds=3590))
        answer = sandbox.client.get("/ocpp/catalog", headers=headers)
    assert answer.headers[HEADER] == "the token expires in 10 s"


def test_a_parameter_that_counts_once_is_named_when_it_comes_twice(client: httpx.Client) -> None:
    answer = client.get("/locations?limit=1&limit=2")
    assert answer.json()["limit"] == 2
    assert "query parameter 'limit' was sent more than once: the last one counts" in warnings(answer)


def test_a_parameter_that_is_a_list_may_come_twice(client: httpx.Client) -> None:
    answer = client.get("/evcharger/deployment-runtime-ops/status?identity=A&identity=B")
    assert "more than once" not in answer.headers.get(HEADER, "")


def test_errors_carry_warnings_too(client: httpx.Client) -> None:
    answer = client.post("/locations", json={"nmae": "x"})
    assert answer.status_code == 422
    assert "unknown body field 'nmae' ignored (did you mean name?)" in warnings(answer)
    missing = client.get("/locations/00000000-0000-4000-8000-000000000000?verbos=1")
    assert missing.status_code == 404
    assert "unknown query parameter 'verbos' ignored" in warnings(missing)


def test_where_unknown_fields_are_refused_anyway_the_nearest_is_named(client: httpx.Client) -> None:
    answer = client.post("/dev/tenants", json={"nmae": "x"})
    assert warnings(answer) == ["unknown body field 'nmae' refused (did you mean name?)"]


def test_unknown_overrides_of_a_template_are_named(client: httpx.Client) -> None:
    cpo = client.post(
        "/ocpi/cpos",
        json={
            "country_code": "NL",
            "party_id": "ABC",
            "name_prefix": "A",
            "template": "small-urban-ac",
            "ttl_hours": 1,
        },
    )
    item = {"template": "urban-ac-hub", "overrides": {"nmae": "x", "identity_prefix": "Z-"}}
    answer = client.post(f"/ocpi/cpos/{cpo.json().get('id', 1)}/locations", json={"locations": [item]})
    assert "unknown body field 'locations.overrides.nmae' ignored (did you mean name?)" in warnings(answer)


def test_many_unknown_fields_are_not_all_told(client: httpx.Client) -> None:
    answer = client.post("/locations", json={**LOCATION, **{f"x{number}": 1 for number in range(5000)}})
    assert answer.status_code == 201
    assert len(warnings(answer)) == 10
