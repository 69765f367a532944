"""What happens while the CSMS has not answered yet: answers claim at once, scripts look again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from sandbox.charger.commands.table import carry_out
from sandbox.charger.csms_requests import answer
from sandbox.charger.frames import Call, CallError, Incoming, Payload, Reply, Script
from sandbox.charger.links import Loopback
from sandbox.charger.machine import Simulation
from sandbox.charger.outcomes import Outcome
from sandbox.charger.state import OcppVersion
from sandbox.charger.station import Station
from tests.charger.rig import VERSIONS, Rig

ACCEPTED: dict[OcppVersion, Payload] = {
    "ocpp1.6": {"idTagInfo": {"status": "Accepted"}},
    "ocpp2.0.1": {"idTokenInfo": {"status": "Accepted"}},
}
REMOTE_START: dict[OcppVersion, tuple[str, Payload]] = {
    "ocpp1.6": ("RemoteStartTransaction", {"connectorId": 1, "idTag": "TAG"}),
    "ocpp2.0.1": (
        "RequestStartTransaction",
        {"evseId": 1, "idToken": {"idToken": "TAG", "type": "ISO14443"}, "remoteStartId": 5},
    ),
}
FAULT = {"fault_type": "OverCurrent", "connector_id": 1}


class Line:
    """A CSMS that takes its time: scripts wait for `reply`, and others go on meanwhile."""

    def __init__(self, version: OcppVersion, *commands: str, authorize_remote: bool = True) -> None:
        rig = Rig(version)
        if authorize_remote:
            key = "AuthorizeRemoteTxRequests" if version == "ocpp1.6" else "AuthCtrlr.AuthorizeRemoteStart"
            rig.configure(**{key: True})
        rig.given(*commands)
        self.version = version
        self.station = Station(rig.state, rig.hardware)
        self.said: list[str] = []
        self.payloads: list[Payload] = []
        self.outcomes: list[Any] = []
        self._asked: list[tuple[str, Script[Any]]] = []

    def request(self, action: str, payload: Payload) -> Payload:
        given = answer(self.station, action, payload)
        assert not isinstance(given, CallError)
        if given.follow_up is not None:
            self._go_on(given.follow_up, None)
        return given.payload

    def remote_start(self) -> Payload:
        return self.request(*REMOTE_START[self.version])

    def do(self, command: str, **payload: Any) -> None:
        self._go_on(carry_out(self.station, command, payload), None)

    def reply(self, action: str, payload: Mapping[str, Any] | None = None) -> None:
        """Answer the question that was asked first; it must be *action*."""
        asked, script = self._asked.pop(0)
        assert asked == action
        self._go_on(script, dict(payload if payload is not None else ACCEPTED[self.version]))

    @property
    def outcome(self) -> Outcome:
        outcome = self.outcomes[-1]
        assert isinstance(outcome, Outcome)
        return outcome

    def heard(self) -> list[str]:
        said, self.said = self.said, []
        return said

    def _go_on(self, script: Script[Any], reply: Reply | None) -> None:
        try:
            step = next(script) if reply is None else script.send(reply)
            while isinstance(step, Incoming) or not step.awaited:
                if isinstance(step, Call):
                    self._hear(step)
                step = script.send({} if isinstance(step, Call) else step.reply)
        except StopIteration as end:
            self.outcomes.append(end.value)
        else:
            self._hear(step)
            self._asked.append((step.action, script))

    def _hear(self, call: Call) -> None:
        what = call.payload.get("eventType", call.payload.get("reason", ""))
        self.said.append(f"{call.action} {what}".strip())
        self.payloads.append(call.payload)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("before", [(), ("plug_connector",)])
def test_connector_is_promised_to_one_remote_start(version: OcppVersion, before: tuple[str, ...]) -> None:
    line = Line(version, *before)
    assert line.remote_start()["status"] == "Accepted"
    assert line.remote_start() == {"status": "Rejected"}
    assert line.heard() == ["Authorize"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "meanwhile",
    [("unplug_connector", {}), ("inject_fault", FAULT), ("stop_charger", {}), ("reset_charger", {})],
)
def test_nothing_is_started_at_a_connector_that_is_lost_during_authorize(
    version: OcppVersion, meanwhile: tuple[str, dict[str, Any]]
) -> None:
    line = Line(version, "plug_connector")
    line.remote_start()
    line.do(meanwhile[0], **meanwhile[1])
    line.heard()
    line.reply("Authorize")
    assert line.heard() == []
    assert line.outcomes[-1] == "connector 1 is no longer free for id tag TAG"
    assert line.station.connector(1).authorization is None


@pytest.mark.parametrize("version", VERSIONS)
def test_refused_tag_lets_the_connector_go(version: OcppVersion) -> None:
    line = Line(version)
    line.remote_start()
    line.reply("Authorize", {"idTagInfo": {"status": "Blocked"}, "idTokenInfo": {"status": "Blocked"}})
    assert line.outcomes == ["the CSMS answered Blocked for id tag TAG"]
    assert line.remote_start() == {"status": "Accepted"}


@pytest.mark.parametrize("version", VERSIONS)
def test_cable_that_comes_during_authorize_begins_nothing_before_the_answer(version: OcppVersion) -> None:
    line = Line(version)
    line.remote_start()
    line.do("plug_connector")
    assert "StartTransaction" not in line.heard()
    line.reply("Authorize")
    if version == "ocpp1.6":
        line.reply("StartTransaction", {"transactionId": 9, **ACCEPTED[version]})
    else:
        line.reply("TransactionEvent")
    transaction = line.station.state.transaction(1)
    assert transaction.authorized
    assert line.station.connector(1).authorization is None


@pytest.mark.parametrize(
    ("meanwhile", "payload", "reason"),
    [
        ("unplug_connector", {}, "EVDisconnected"),
        ("inject_fault", FAULT, "Other"),
        ("stop_charger", {}, "PowerLoss"),
        ("reset_charger", {}, "SoftReset"),
    ],
)
def test_transaction_that_ends_before_it_has_an_id_is_stopped_at_once(
    meanwhile: str, payload: dict[str, Any], reason: str
) -> None:
    line = Line("ocpp1.6", "plug_connector", authorize_remote=False)
    line.remote_start()
    line.do(meanwhile, **payload)
    said = line.heard()
    assert f"StopTransaction {reason}" in said
    told = line.payloads[said.index(f"StopTransaction {reason}")]
    assert told["transactionId"] == -1  # whoever sends it puts the real one in its place
    line.reply("StartTransaction", {"transactionId": 9, **ACCEPTED["ocpp1.6"]})
    assert line.heard() == []
    assert line.outcomes[-1] == "the session at connector 1 ended before it had begun"
    assert line.station.connector(1).transaction is None


def test_cable_that_comes_again_during_a_start_does_not_start_twice() -> None:
    line = Line("ocpp1.6", "plug_connector", authorize_remote=False)
    line.remote_start()
    line.do("unplug_connector")
    line.do("plug_connector")
    line.reply("StartTransaction", {"transactionId": 9, **ACCEPTED["ocpp1.6"]})
    assert [said for said in line.heard() if said.startswith("St") and "Status" not in said] == [
        "StartTransaction",
        "StopTransaction EVDisconnected",
    ]


def test_start_without_a_transaction_id_begins_nothing() -> None:
    line = Line("ocpp1.6", "plug_connector", authorize_remote=False)
    line.remote_start()
    line.reply("StartTransaction", {})
    assert line.station.connector(1).transaction is None
    assert line.outcomes == ["the CSMS answered Invalid for id tag TAG"]
    assert line.remote_start() == {"status": "Accepted"}


@pytest.mark.parametrize("meanwhile", [("unplug_connector", {}), ("inject_fault", FAULT)])
def test_transaction_that_ends_while_its_tag_is_judged_ends_once(
    meanwhile: tuple[str, dict[str, Any]],
) -> None:
    line = Line("ocpp2.0.1", "plug_connector", authorize_remote=False)
    line.remote_start()
    line.do(meanwhile[0], **meanwhile[1])
    assert "TransactionEvent Ended" in line.heard()
    line.reply("TransactionEvent")
    assert line.heard() == []
    assert line.station.connector(1).transaction is None


def test_transaction_that_was_stopped_while_its_tag_was_judged_stays_stopped() -> None:
    line = Line("ocpp2.0.1", authorize_remote=False)
    line.do("set_configuration", key="TxStopPoint", value="EVConnected")
    line.do("plug_connector")
    line.remote_start()
    line.request("RequestStopTransaction", {"transactionId": line.station.state.transaction(1).id})
    line.reply("TransactionEvent")
    assert not line.station.state.transaction(1).authorized


@pytest.mark.parametrize("version", VERSIONS)
def test_driver_comes_too_late_when_a_remote_start_was_faster(version: OcppVersion) -> None:
    line = Line(version, "plug_connector")
    line.do("authorize_id_tag", id_tag="OTHER", connector_id=1)
    line.remote_start()
    line.reply("Authorize")
    assert line.outcome.status == "rejected"
    assert line.outcome.reason == "connector 1 is promised to id tag TAG"


@pytest.mark.parametrize("version", VERSIONS)
def test_session_needs_its_cable_when_the_tag_is_accepted(version: OcppVersion) -> None:
    line = Line(version)
    line.do("start_session", id_tag="TAG")
    line.do("unplug_connector")
    line.reply("Authorize")
    assert line.outcome.reason == "the cable was taken out of connector 1 before the session began"


@pytest.mark.parametrize("version", VERSIONS)
def test_session_does_not_outlive_the_process_that_asked_for_it(version: OcppVersion) -> None:
    line = Line(version)
    line.do("start_session", id_tag="TAG")
    line.do("stop_charger")
    line.reply("Authorize")
    assert line.outcome.reason == "the charger was switched off before the session began"


def test_session_that_ended_before_it_had_begun_is_rejected() -> None:
    line = Line("ocpp1.6")
    line.do("start_session", id_tag="TAG")
    line.reply("Authorize")
    line.do("inject_fault", **FAULT)
    line.reply("StartTransaction", {"transactionId": 9, **ACCEPTED["ocpp1.6"]})
    assert line.outcome.reason == "the session at connector 1 ended before it had begun"


@pytest.mark.parametrize("version", VERSIONS)
def test_charger_is_reset_once_and_promises_nothing_meanwhile(version: OcppVersion) -> None:
    line = Line(version)
    kind = {"type": "Hard" if version == "ocpp1.6" else "Immediate"}
    given = answer(line.station, "Reset", kind)
    assert not isinstance(given, CallError)
    assert given.payload == {"status": "Accepted"}
    assert line.request("Reset", kind) == {"status": "Rejected"}
    assert line.remote_start() == {"status": "Rejected"}
    assert line.heard() == []


@pytest.mark.parametrize("version", VERSIONS)
def test_start_is_rejected_until_the_csms_has_accepted_the_charger(version: OcppVersion) -> None:
    line = Line(version)
    line.do("reset_charger")
    assert line.remote_start() == {"status": "Rejected"}
    line.reply("BootNotification", {"status": "Accepted", "interval": 60, "currentTime": "x"})
    assert line.remote_start() == {"status": "Accepted"}


@pytest.mark.parametrize("version", VERSIONS)
def test_charger_that_was_stopped_during_its_boot_stays_stopped(version: OcppVersion) -> None:
    line = Line(version)
    line.do("reset_charger")
    line.do("stop_charger")
    line.reply("BootNotification", {"status": "Accepted", "interval": 60, "currentTime": "x"})
    assert line.station.state.runtime == "stopped"


@pytest.mark.parametrize("version", VERSIONS)
def test_connector_is_out_of_service_as_soon_as_that_is_answered(version: OcppVersion) -> None:
    line = Line(version)
    payload = (
        {"connectorId": 0, "type": "Inoperative"}
        if version == "ocpp1.6"
        else {"operationalStatus": "Inoperative"}
    )
    answer(line.station, "ChangeAvailability", payload)
    assert line.remote_start() == {"status": "Rejected"}


@pytest.mark.parametrize("version", VERSIONS)
def test_boot_can_be_triggered_until_it_is_accepted_and_nothing_else(version: OcppVersion) -> None:
    line = Line(version)
    line.do("reset_charger")
    line.reply("BootNotification", {"status": "Pending", "interval": 60, "currentTime": "x"})
    assert line.request("TriggerMessage", {"requestedMessage": "Heartbeat"}) == {"status": "Rejected"}
    assert line.request("TriggerMessage", {"requestedMessage": "BootNotification"}) == {"status": "Accepted"}
    line.reply("BootNotification", {"status": "Accepted", "interval": 60, "currentTime": "x"})
    assert line.station.online


@pytest.mark.parametrize("version", VERSIONS)
def test_what_was_scheduled_comes_when_a_start_is_refused(version: OcppVersion) -> None:
    line = Line(version)
    line.remote_start()
    payload = (
        {"connectorId": 1, "type": "Inoperative"}
        if version == "ocpp1.6"
        else {"operationalStatus": "Inoperative", "evse": {"id": 1}}
    )
    assert line.request("ChangeAvailability", payload) == {"status": "Scheduled"}
    line.heard()
    line.reply("Authorize", {"idTagInfo": {"status": "Blocked"}, "idTokenInfo": {"status": "Blocked"}})
    assert line.heard() == ["StatusNotification"]
    assert not line.station.connector(1).operative


@pytest.mark.parametrize("version", VERSIONS)
def test_promise_is_over_when_its_conversation_was_cut_off(version: OcppVersion) -> None:
    line = Line(version)
    line.remote_start()
    rig = Rig(version)
    simulation = Simulation(line.station.state, rig.hardware, Loopback())
    simulation.settle(line.station.now + timedelta(minutes=10))
    assert simulation.state.connector(1).authorization is None
