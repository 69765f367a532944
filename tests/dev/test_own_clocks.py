"""An organization may have a clock of its own, so that parallel tests do not disturb each other."""

from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest

from sandbox.domain.clocks import MOST_CLOCKS, Clocks, Turn
from sandbox.errors import BadRequest
from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.clocks import MovableClock
from tests.conftest import CHARGER, LOCATION, created
from tests.dev.test_clock import NOON, now, turn

LATER = "2026-03-02T12:00:00Z"


class Organization:
    """One of several that share a sandbox."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.id = created(client.post("/dev/tenants", json={"name": "own"}))["id"]
        asked = {"organization_id": self.id, "expires_in": 31_536_000}
        self.headers = {"Authorization": f"Bearer {self.token(asked)}"}

    def token(self, asked: dict[str, Any]) -> str:
        return str(self.client.get("/dev/token", params=asked).json()["access_token"])

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.post(path, json=body, headers=self.headers)
        assert answer.status_code < 300, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def get(self, path: str) -> dict[str, Any]:
        answer = self.client.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def turn(self, **how: Any) -> dict[str, Any]:
        return turn(self.client, organization_id=self.id, **how)


@pytest.fixture
def own(slow_client: httpx.Client) -> Organization:
    return Organization(slow_client)


@pytest.fixture
def other(slow_client: httpx.Client) -> Organization:
    return Organization(slow_client)


def test_an_organization_without_its_own_follows_that_of_all(own: Organization) -> None:
    turn(own.client, advance=60)
    shown = own.get(f"/dev/clock?organization_id={own.id}")
    assert (shown["now"], shown["organization_id"]) == ("2026-03-01T12:01:00Z", None)


def test_its_own_clock_begins_as_that_of_all_and_goes_its_own_way(
    own: Organization, slow_clock: MovableClock
) -> None:
    turn(own.client, advance=60, speed=2)
    assert own.turn() == {
        "now": "2026-03-01T12:01:00Z",
        "frozen": False,
        "speed": 2.0,
        "organization_id": own.id,
        "fired": 0,
    }
    turn(own.client, speed=1, advance=3600)
    slow_clock.advance(seconds=10)
    assert now(own.client, organization_id=own.id) == "2026-03-01T12:01:20Z"
    assert now(own.client) == "2026-03-01T13:01:10Z"


def test_nobody_else_notices(own: Organization, other: Organization) -> None:
    own.turn(advance=86_400, frozen=True)
    assert own.post("/locations", LOCATION)["created_at"] == LATER
    assert other.post("/locations", LOCATION)["created_at"] == NOON
    assert now(own.client) == now(own.client, organization_id=other.id) == NOON


def test_time_in_a_log_is_that_of_the_organization(own: Organization, other: Organization) -> None:
    own.turn(now="2026-05-01T08:00:00Z", frozen=True)
    stamps = []
    for organization in (own, other):
        charger = organization.post("/chargers", CHARGER)["id"]
        log = organization.get(f"/chargers/{charger}/logs")["data"]
        stamps.append({entry["timestamp"] for entry in log})
    assert stamps == [{"2026-05-01T08:00:00Z"}, {NOON}]


def test_a_creation_is_due_by_the_clock_of_its_organization(own: Organization, other: Organization) -> None:
    polled = [organization.post("/ocpp/chargers", CHARGER)["status_url"] for organization in (own, other)]
    assert own.turn(advance=100)["fired"] == 1
    assert own.get(polled[0])["status"] == "READY"
    assert other.get(polled[1])["status"] == "PENDING"
    assert turn(own.client, advance=100)["fired"] == 1
    assert other.get(polled[1])["status"] == "READY"


def test_a_creation_waits_for_the_clock_of_its_organization(own: Organization, other: Organization) -> None:
    own.turn(frozen=True)
    polled = own.post("/ocpp/chargers", CHARGER)["status_url"]
    assert turn(own.client, advance=86_400)["fired"] == 0
    assert own.get(polled)["status"] == "PENDING"
    own.client.delete("/dev/clock", params={"organization_id": own.id})
    assert own.get(polled)["status"] == "READY"


def test_a_command_expires_by_the_clock_of_its_organization(own: Organization, other: Organization) -> None:
    for organization in (own, other):
        charger = organization.post("/chargers", CHARGER)["id"]
        organization.post(f"/chargers/{charger}/stop-charger", {})
        organization.post(f"/chargers/{charger}/plug-connector", {})
    own.turn(advance=3600)
    statuses = []
    for organization in (own, other):
        (charger,) = organization.get("/chargers")["data"]
        organization.get(f"/chargers/{charger['id']}/logs")
        commands = organization.get(f"/dev/records/commands?charger_id={charger['id']}")["data"]
        statuses.append([command["status"] for command in commands])
    assert statuses[0][-1] == "expired"
    assert "expired" not in statuses[1]


def test_a_token_lives_by_the_clock_of_its_organization(own: Organization, other: Organization) -> None:
    own.turn(now="2040-01-01T00:00:00Z", frozen=True)
    tokens = {
        organization.id: organization.token({"organization_id": organization.id, "expires_in": 60})
        for organization in (own, other)
    }
    issued = [jwt.decode(token, options={"verify_signature": False})["iat"] for token in tokens.values()]
    assert issued == [2208988800, 1772366400]
    for token in tokens.values():
        assert own.client.get("/locations", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    own.turn(advance=60)
    statuses = [
        own.client.get("/locations", headers={"Authorization": f"Bearer {token}"}).status_code
        for token in tokens.values()
    ]
    assert statuses == [401, 200]


@pytest.mark.parametrize(
    ("defect", "said"),
    [
        ("expired", "expired at 2039-12-31T23:00:00Z"),
        ("not_yet_valid", "not valid before 2040-01-01T01:00:00Z"),
        ("revoked", "revoked"),
    ],
)
def test_a_defective_token_is_so_by_the_clock_of_its_organization(
    own: Organization, defect: str, said: str
) -> None:
    own.turn(now="2040-01-01T00:00:00Z", frozen=True)
    token = own.token({"organization_id": own.id, "defect": defect})
    answer = own.client.get("/locations", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert said in answer.json()["detail"]


def test_an_administrator_goes_by_the_clock_of_all(own: Organization) -> None:
    own.turn(advance=86_400)
    token = own.token({"role": "admin", "expires_in": 60})
    headers = {"Authorization": f"Bearer {token}", "X-Organization-Id": own.id}
    made = own.client.post("/locations", json=LOCATION, headers=headers)
    assert created(made)["created_at"] == LATER
    turn(own.client, advance=60)
    assert own.client.get("/locations", headers=headers).status_code == 401


def test_without_its_own_clock_it_follows_that_of_all_again(own: Organization) -> None:
    own.turn(advance=86_400, frozen=True)
    for _ in range(2):
        answer = own.client.delete("/dev/clock", params={"organization_id": own.id})
        assert answer.status_code == 204
    assert now(own.client, organization_id=own.id) == NOON
    assert own.post("/locations", LOCATION)["created_at"] == NOON


def test_real_time_for_all_leaves_other_clocks_alone(own: Organization) -> None:
    own.turn(advance=86_400, frozen=True)
    own.client.delete("/dev/clock")
    assert now(own.client, organization_id=own.id) == LATER


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_organization_has_no_clock(slow_client: httpx.Client, method: str) -> None:
    unknown = {"organization_id": "00000000-0000-4000-8000-000000000000"}
    asked: dict[str, Any] = {"json": unknown} if method == "POST" else {"params": unknown}
    assert slow_client.request(method, "/dev/clock", **asked).status_code == 404


def test_the_clock_of_a_deleted_organization_is_forgotten() -> None:
    clock = MovableClock()
    with in_process(Settings.of(world="default"), clock=clock) as sandbox:
        client, organization = sandbox.client, sandbox.organization_id
        turn(client, organization_id=organization, advance=86_400)
        client.delete(f"/dev/tenants/{organization}")
        client.post("/dev/reset")
        assert now(client, organization_id=organization) == NOON


def test_there_are_only_so_many_clocks_and_those_of_strangers_make_room() -> None:
    known = {str(number) for number in range(MOST_CLOCKS + 1)}
    clocks = Clocks(MovableClock(), known.__contains__)
    for number in range(MOST_CLOCKS):
        clocks.turn(str(number), Turn(by=timedelta(seconds=number)))
    newest = str(MOST_CLOCKS)
    with pytest.raises(BadRequest, match="clock of their own"):
        clocks.turn(newest, Turn(frozen=True))
    clocks.turn("7", Turn(frozen=True))
    known.remove("7")
    clocks.turn(newest, Turn(frozen=True))
    assert [clocks.has_own(name) for name in ("6", "7", newest)] == [True, False, True]
