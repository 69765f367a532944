"""Thirty days at once are thirty days one by one, whoever looks meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.api.cpos import begin
from tests.clocks import MovableClock
from tests.conftest import CHARGER, LOCATION, created
from tests.dev.test_clock import turn

DAY = 86_400
DAYS = 30
Pass = Callable[[httpx.Client], None]


def at_once(client: httpx.Client) -> None:
    turn(client, advance=DAYS * DAY)


def day_by_day(client: httpx.Client) -> None:
    for _ in range(DAYS):
        turn(client, advance=DAY)


def day_by_day_with_looks(client: httpx.Client) -> None:
    for _ in range(DAYS):
        turn(client, advance=DAY)
        for charger in client.get("/chargers").json()["data"]:
            client.get(f"/chargers/{charger['id']}/logs", params={"limit": 1})
            client.get("/evcharger/commands", params={"deployment_id": charger["id"]})


@contextmanager
def sandbox(retention: int) -> Iterator[httpx.Client]:
    """Open one of several that are alike as long as the same is done in them."""
    settings = Settings.of(
        world="empty",
        seed=4,
        provisioning_seconds=1000,
        command_seconds=10,
        command_lifetime_seconds=100_000,
        log_retention=retention,
    )
    with in_process(settings, clock=MovableClock()) as opened:
        yield opened.client


def prepare(client: httpx.Client) -> None:
    """Begin sessions that end in all ways, creations, and commands that wait."""
    turn(client, frozen=True)
    location = created(client.post("/locations", json=LOCATION))["id"]
    for number, version in enumerate(["OCPP1.6", "OCPP2.0.1"] * 4):
        fields = {"identity": f"CP-{number}", "ocpp_version": version, "location_id": location}
        charger = created(client.post("/chargers", json=CHARGER | fields))["id"]
        answer = client.post(f"/chargers/{charger}/configuration", json=SELDOM[version])
        assert answer.json()["status"] == "Accepted"
        BEGINNINGS[number // 2](client, charger)
    for number in range(3):
        client.post("/ocpp/chargers", json=CHARGER | {"identity": f"LATER-{number}", "location_id": location})
    client.post("/dev/provisioning-failures", json={"kind": "location_chargers"})
    client.post(f"/ocpp/locations/{location}/chargers", json=[GROUP])
    client.post(f"/ocpp/locations/{location}/chargers", json=[GROUP])
    begin(client, ttl_seconds=3 * DAY)
    begin(client, ttl_seconds=None)
    turn(client, advance=500)
    client.post("/ocpp/deployment-runtime-ops", json={"action": "restart", "location_id": location})


def charge_on(client: httpx.Client, charger: str) -> None:
    tell(client, charger, "start-session", id_tag="TAG-1")
    tell(client, charger, "power-update", power_w=700)


def charge_for_days(client: httpx.Client, charger: str) -> None:
    event = {"id_tag": "TAG-1", "duration_seconds": 5.5 * DAY}
    body = {"target": {"charger_id": charger}, "event": event}
    assert client.post("/commands/start-session", json=body).json()["queued_count"] == 1


def wait_in_vain(client: httpx.Client, charger: str) -> None:
    tell(client, charger, "stop-charger")
    tell(client, charger, "plug-connector")


def do_nothing(client: httpx.Client, charger: str) -> None:
    tell(client, charger, "authorize-id-tag", id_tag="TAG-9")


SELDOM = {
    "OCPP1.6": {"HeartbeatInterval": "3600", "MeterValueSampleInterval": "1700"},
    "OCPP2.0.1": {
        "OCPPCommCtrlr.HeartbeatInterval": "3600",
        "SampledDataCtrlr.TxUpdatedInterval": "1700",
    },
}
BEGINNINGS = (charge_on, charge_for_days, wait_in_vain, do_nothing)
GROUP = {
    "template": {
        "brand_slug": "wallbox",
        "model_slug": "wallbox-pulsar-plus",
        "connector_type": "Type2",
        "ws_url": "ws://127.0.0.1:9000/ocpp",
    },
    "chargers_number": 2,
}


def tell(client: httpx.Client, charger: str, command: str, **body: Any) -> None:
    answer = client.post(f"/chargers/{charger}/{command}", json=body)
    assert answer.status_code == 202, answer.text


def shown(client: httpx.Client) -> dict[str, Any]:
    """Return all that can be seen of the sandbox, save the ids of frames, which are made at random."""
    seen: dict[str, Any] = {}
    for charger in everything(client, "/chargers"):
        path, mine = f"/chargers/{charger['id']}", {"charger_id": charger["id"]}
        seen[f"{path}/logs"] = without_ids(everything(client, f"{path}/logs"))
        for kept in ("logs", "runtime_changes"):
            seen[f"{kept} of {path}"] = without_ids(everything(client, f"/dev/records/{kept}", **mine))
        for what in (path, f"{path}/configuration", f"/ocpp{path}/status"):
            seen[what] = client.get(what).json()
        commands = client.get("/evcharger/commands", params={"deployment_id": charger["id"]})
        seen[f"results of {path}"] = commands.json()
    for what in ("/locations", "/chargers", "/ocpi/cpos"):
        seen[what] = everything(client, what)
    for kept in ("organizations", "runs", "charger_states", "chargers", "commands", "locations", "ocpi_cpos"):
        seen[kept] = everything(client, f"/dev/records/{kept}")
    return seen


def everything(client: httpx.Client, path: str, **query: str) -> list[dict[str, Any]]:
    """Return the whole of a list, page by page."""
    found: list[dict[str, Any]] = []
    while True:
        page = client.get(path, params={"limit": 100, "offset": len(found), **query})
        assert page.status_code == 200, page.text
        found += page.json()["data"]
        if len(found) >= page.json()["total"]:
            return found


def without_ids(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in entry.items() if name != "id"} for entry in entries]


def after(how: Pass, retention: int) -> dict[str, Any]:
    with sandbox(retention) as client:
        prepare(client)
        how(client)
        return shown(client)


# A log holds less than a day, and more than one of a charger that does nothing.
@pytest.mark.parametrize(
    ("how", "retention"), [(day_by_day, 25), (day_by_day_with_looks, 25), (day_by_day_with_looks, 100)]
)
def test_thirty_days_at_once_are_thirty_days_one_by_one(how: Pass, retention: int) -> None:
    once, step_by_step = after(at_once, retention), after(how, retention)
    assert once.keys() == step_by_step.keys()
    for what, seen in once.items():
        assert step_by_step[what] == seen, what


def test_as_many_runs_end_at_once_as_one_by_one() -> None:
    fired = []
    for steps in (1, DAYS):
        with sandbox(1000) as client:
            prepare(client)
            turned = [turn(client, advance=DAYS * DAY / steps)["fired"] for _ in range(steps)]
            fired.append(sum(turned))
    # Three chargers, two jobs, two bundles and the end of one, and what was done to the location.
    assert fired == [9, 9]
