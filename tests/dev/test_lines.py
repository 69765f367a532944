"""Which CSMS chargers have, and how their connections are: `/dev/lines`."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.csms.csms import Csms
from sandbox.csms.desk import Watcher
from sandbox.csms.frames import Frame
from sandbox.errors import BadSetting
from sandbox.kit import in_process
from sandbox.kit.in_process import InProcessSandbox
from sandbox.settings import Settings
from tests.conftest import CHARGER, created, problems
from tests.live.waiting import PATIENCE, line, nobody, until_line

LIVE = Settings.of(world="empty", provisioning_seconds=0, csms="live")


@pytest.fixture
def csms() -> Iterator[Csms]:
    with Csms() as csms:
        yield csms


@pytest.fixture
def live() -> Iterator[httpx.Client]:
    """A sandbox whose chargers are live unless told otherwise."""
    with in_process(LIVE) as sandbox:
        yield sandbox.client


def make(client: httpx.Client, ws_url: str, **fields: Any) -> str:
    return str(created(client.post("/chargers", json=CHARGER | {"ws_url": ws_url} | fields))["id"])


def switch(client: httpx.Client, charger: str, csms: str | None) -> dict[str, Any]:
    answer = client.put(f"/dev/lines/{charger}", json={"csms": csms})
    assert answer.status_code == 200, answer.text
    switched: dict[str, Any] = answer.json()
    return switched


def commands(client: httpx.Client, charger: str) -> list[dict[str, Any]]:
    answer = client.get("/dev/records/commands", params={"charger_id": charger})
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def tell(client: httpx.Client, charger: str, command: str, **body: Any) -> None:
    answer = client.post(f"/chargers/{charger}/{command}", json=body)
    assert answer.status_code == 202, answer.text


def logged(client: httpx.Client, charger: str) -> list[str]:
    # Whoever looks at a charger has it written down what it has said.
    assert client.get(f"/chargers/{charger}/logs").status_code == 200
    entries = client.get("/dev/records/logs", params={"charger_id": charger, "limit": 1000}).json()["data"]
    return [entry["action"] for entry in entries if entry["message"].startswith("[2")]


def test_a_charger_has_the_built_in_csms_unless_told_otherwise(client: httpx.Client) -> None:
    charger = make(client, "ws://127.0.0.1:9000/ocpp")
    found = line(client, charger)
    assert found == {
        "charger_id": charger,
        "identity": "CP-0001",
        "organization_id": found["organization_id"],
        "mode": "loopback",
        "csms": None,
        "ws_url": "ws://127.0.0.1:9000/ocpp",
        "url": None,
        "state": "loopback",
        "problem": None,
        "since": None,
        "unsent": 0,
        "last_violation": None,
    }


def test_a_live_charger_is_connected(live: httpx.Client, csms: Csms) -> None:
    charger = make(live, csms.url)
    csms.wait_for("StatusNotification", identity="CP-0001")
    found = line(live, charger)
    assert (found["state"], found["mode"], found["csms"]) == ("connected", "live", None)
    assert found["url"] == f"{csms.url}/CP-0001"
    assert found["problem"] is None
    assert found["since"] is not None


def test_a_csms_that_is_away_is_offline_and_told_why(live: httpx.Client) -> None:
    with nobody() as url:
        charger = make(live, url)
        found = until_line(live, charger, "offline")
    assert found["problem"].startswith("nobody listens at 127.0.0.1:")


def test_what_may_not_be_dialled_is_refused(live: httpx.Client) -> None:
    charger = make(live, "ws://csms.example.com/ocpp")
    found = until_line(live, charger, "refused")
    assert found["url"] is None
    assert found["problem"] == "the host csms.example.com is not allowed; SANDBOX_CSMS_ALLOW can add it"


def test_port_0_is_no_place_to_dial(live: httpx.Client) -> None:
    found = until_line(live, make(live, "ws://127.0.0.1:0/ocpp"), "refused")
    assert found["url"] is None
    assert found["problem"] == "ws_url 'ws://127.0.0.1:0/ocpp' has port 0, at which nobody can listen"


def test_nothing_is_dialled_without_what_the_security_profile_wants(live: httpx.Client) -> None:
    told = DEPLOYMENT | {"ws_url": "ws://127.0.0.1:9/ocpp", "security_profile": 2}
    charger = live.post("/evcharger/deployment", json=told).json()["deployment_id"]
    assert until_line(live, charger, "refused")["url"] is None


def test_one_that_goes_live_tells_at_once_what_it_dials(client: httpx.Client) -> None:
    with nobody() as url:
        found = switch(client, make(client, url), "live")
    assert (found["state"], found["url"]) == ("connecting", f"{url}/CP-0001")


def test_a_better_url_is_dialled_at_once(live: httpx.Client, csms: Csms) -> None:
    charger = make(live, "ws://csms.example.com/ocpp")
    until_line(live, charger, "refused")
    assert live.put(f"/chargers/{charger}", json={"ws_url": csms.url}).status_code == 200
    csms.wait_for("BootNotification", identity="CP-0001")
    assert line(live, charger)["state"] == "connected"


def test_a_stopped_charger_has_no_line(live: httpx.Client, csms: Csms) -> None:
    charger = make(live, csms.url)
    csms.wait_for("StatusNotification", identity="CP-0001", count=2)
    tell(live, charger, "stop-charger")
    found = until_line(live, charger, "stopped")
    assert (found["problem"], found["url"]) == (None, None)
    assert csms.connected == []
    tell(live, charger, "start-charger")
    until_line(live, charger, "connected")


def test_a_charger_that_is_not_ready_has_no_line() -> None:
    settings = Settings.of(world="empty", provisioning_seconds=1000, csms="live")
    with in_process(settings) as sandbox:
        deployed = sandbox.client.post("/evcharger/deployment", json=DEPLOYMENT).json()["deployment_id"]
        found = line(sandbox.client, deployed)
        assert (found["state"], found["problem"]) == ("stopped", "the charger is PENDING")
        assert switch(sandbox.client, deployed, "loopback")["state"] == "loopback"


def test_a_violation_of_the_csms_is_shown(live: httpx.Client, csms: Csms) -> None:
    charger = make(live, csms.url)
    csms.wait_for("StatusNotification", identity="CP-0001", count=2)
    with pytest.raises(Exception, match="type"):
        csms.call("CP-0001", "Reset", {"type": "Tepid"})
    found = line(live, charger)["last_violation"]
    assert (found["action"], found["path"]) == ("Reset", "type")
    assert "Tepid" in found["message"]


def test_a_boot_that_is_not_accepted_is_told(live: httpx.Client, csms: Csms) -> None:
    csms.answer("BootNotification", status="Pending", payload={"interval": 1000})
    charger = make(live, csms.url)
    csms.wait_for("BootNotification", identity="CP-0001")
    until_line(live, charger, "connected", problem="not accepted")


class Pondering(Watcher):
    """Keeps the CSMS from answering until it is released."""

    def __init__(self) -> None:
        self.is_released = threading.Event()

    def heard(self, frame: Frame) -> None:
        if frame.is_request:
            self.is_released.wait(PATIENCE)


def test_a_boot_that_is_not_answered_is_told(live: httpx.Client) -> None:
    pondering = Pondering()
    with Csms(watcher=pondering) as csms:
        charger = make(live, csms.url)
        until_line(live, charger, "connected", problem="BootNotification is not answered yet")
        pondering.is_released.set()
        csms.wait_for("StatusNotification", count=2)
        assert line(live, charger)["problem"] is None


def test_one_charger_can_go_live(client: httpx.Client, csms: Csms) -> None:
    charger = make(client, csms.url)
    other = make(client, csms.url, identity="CP-0002")
    switched = switch(client, charger, "live")
    assert (switched["mode"], switched["csms"], switched["state"]) == ("live", "live", "connecting")
    csms.wait_for("StatusNotification", identity="CP-0001", count=2)
    assert line(client, charger)["state"] == "connected"
    assert line(client, other)["state"] == "loopback"
    assert csms.connected == ["CP-0001"]


def test_the_built_in_csms_hears_the_end_of_what_it_knows(client: httpx.Client, csms: Csms) -> None:
    charger = make(client, csms.url)
    tell(client, charger, "start-session", id_tag="TAG-1")
    switch(client, charger, "live")
    csms.wait_for("StatusNotification", identity="CP-0001", count=2)
    assert [frame.action for frame in csms.frames() if frame.is_request][:2] == [
        "BootNotification",
        "StatusNotification",
    ]
    said = logged(client, charger)
    end = said.index("StopTransaction")
    assert said.index("StartTransaction") < end
    assert said[end + 1] == "BootNotification"
    assert said.count("BootNotification") == 2
    csms.assert_no_violations()


def test_a_charger_comes_back_to_the_built_in_csms(live: httpx.Client, csms: Csms) -> None:
    charger = make(live, csms.url)
    csms.wait_for("StatusNotification", identity="CP-0001", count=2)
    tell(live, charger, "start-session", id_tag="TAG-1")
    csms.wait_for("StartTransaction", identity="CP-0001")
    assert switch(live, charger, "loopback")["state"] == "loopback"
    assert logged(live, charger)[-1] == "StatusNotification"
    tell(live, charger, "start-session", id_tag="TAG-2")
    assert "StartTransaction" in logged(live, charger)[-4:]
    last = commands(live, charger)[-1]
    assert (last["event_type"], last["status"]) == ("start_session", "applied")
    until_line(live, charger, "loopback")
    assert csms.frames("CP-0001")[-1].action != "StopTransaction"


def test_what_the_csms_has_not_heard_is_forgotten_by_the_built_in_one(live: httpx.Client) -> None:
    with Csms() as csms:
        charger = make(live, csms.url)
        csms.wait_for("StatusNotification", identity="CP-0001", count=2)
        tell(live, charger, "start-session", id_tag="TAG-1")
        csms.wait_for("StartTransaction", identity="CP-0001")
    until_line(live, charger, "offline")
    tell(live, charger, "stop-charger")
    found = line(live, charger)
    assert (found["state"], found["unsent"]) == ("stopped", 1)
    tell(live, charger, "start-charger")
    found = switch(live, charger, "loopback")
    assert (found["state"], found["unsent"]) == ("loopback", 0)
    assert logged(live, charger)[-3:] == ["BootNotification", "StatusNotification", "StatusNotification"]


def test_a_command_that_waits_is_carried_out_with_the_built_in_csms(live: httpx.Client, csms: Csms) -> None:
    csms.answer("BootNotification", status="Pending", payload={"interval": 1000})
    charger = make(live, csms.url)
    csms.wait_for("BootNotification", identity="CP-0001")
    until_line(live, charger, "connected", problem="not accepted")
    tell(live, charger, "plug-connector")
    assert commands(live, charger)[-1]["status"] == "deferred"
    switch(live, charger, "loopback")
    assert commands(live, charger)[-1]["status"] == "applied"


def test_null_leaves_it_to_the_setting(live: httpx.Client, csms: Csms) -> None:
    charger = make(live, csms.url)
    switch(live, charger, "loopback")
    csms.forget()
    assert switch(live, charger, None)["mode"] == "live"
    csms.wait_for("BootNotification", identity="CP-0001")


def test_a_mode_that_is_meant_already_changes_nothing(live: httpx.Client, csms: Csms) -> None:
    charger = make(live, csms.url)
    csms.wait_for("StatusNotification", identity="CP-0001", count=2)
    assert switch(live, charger, "live")["state"] == "connected"
    tell(live, charger, "plug-connector")
    csms.wait_for("StatusNotification", identity="CP-0001", status="Preparing")
    assert len([frame for frame in csms.frames() if frame.action == "BootNotification"]) == 2


def test_lines_are_listed_by_organization_and_state(inprocess_sandbox: InProcessSandbox, csms: Csms) -> None:
    client = inprocess_sandbox.client
    chargers = [make(client, csms.url, identity=f"CP-{number}") for number in range(4)]
    switch(client, chargers[1], "live")
    csms.wait_for("BootNotification", identity="CP-1")
    everything = client.get("/dev/lines", params={"limit": 2, "page": 2}).json()
    assert [one["identity"] for one in everything["data"]] == ["CP-2", "CP-3"]
    assert (everything["total"], everything["page"], everything["limit"]) == (4, 2, 2)
    found = client.get("/dev/lines", params={"state": "connected"}).json()
    assert ([one["identity"] for one in found["data"]], found["total"]) == (["CP-1"], 1)
    other = client.post("/dev/tenants", json={"name": "Other"}).json()["id"]
    assert client.get("/dev/lines", params={"organization_id": other}).json()["total"] == 0
    own = {"organization_id": inprocess_sandbox.organization_id}
    assert client.get("/dev/lines", params=own).json()["total"] == 4


def test_an_unknown_charger_has_no_line(client: httpx.Client) -> None:
    assert client.get("/dev/lines/dep-0").status_code == 404
    assert client.put("/dev/lines/dep-0", json={"csms": "live"}).status_code == 404


@pytest.mark.parametrize("body", [{}, {"csms": "real"}, {"csms": "live", "url": "ws://127.0.0.1"}])
def test_a_bad_body_is_422(client: httpx.Client, body: dict[str, Any]) -> None:
    charger = make(client, "ws://127.0.0.1:9000/ocpp")
    assert problems(client.put(f"/dev/lines/{charger}", json=body))


def test_an_unknown_state_is_422(client: httpx.Client) -> None:
    assert problems(client.get("/dev/lines", params={"state": "busy"})) == {"query.state": "literal_error"}


def test_the_settings_are_shown(live: httpx.Client) -> None:
    settings = {one["name"]: one for one in live.get("/dev/settings").json()["settings"]}
    assert settings["csms"]["value"] == "live"
    assert settings["csms_allow"]["variable"] == "SANDBOX_CSMS_ALLOW"


def test_targets_that_are_none_stop_the_start() -> None:
    settings = Settings.of(world="empty", csms_allow="10.0.0.0/99")
    with pytest.raises(BadSetting, match="SANDBOX_CSMS_ALLOW"), in_process(settings):
        pass


DEPLOYMENT = {
    "identity": "CP-0001",
    "model": "wallbox-pulsar-plus",
    "ws_url": "ws://127.0.0.1:9000/ocpp",
    "ocpp_version": "OCPP1.6",
    "charger_name": "Bay A01",
}


def test_a_data_folder_of_live_chargers_opens_with_the_built_in_csms(tmp_path: Path) -> None:
    folder = {"world": "empty", "provisioning_seconds": 0, "data": tmp_path / "data"}
    with in_process(Settings.of(**folder, csms="live")) as sandbox, Csms() as csms:
        charger = make(sandbox.client, csms.url)
        csms.wait_for("StatusNotification", identity="CP-0001", count=2)
        csms.answer("BootNotification", status="Pending", payload={"interval": 1000})
        tell(sandbox.client, charger, "reset-charger")
        csms.wait_for("BootNotification", identity="CP-0001", count=2)
    with in_process(Settings.of(**folder)) as sandbox:
        assert line(sandbox.client, charger)["state"] == "loopback"
        tell(sandbox.client, charger, "start-session", id_tag="TAG-1")
        assert commands(sandbox.client, charger)[-1]["status"] == "applied"
