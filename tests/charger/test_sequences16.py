"""What an OCPP 1.6 charge point says, command by command."""

from datetime import timedelta
from typing import Any

import pytest

from tests.charger.rig import Rig

Step = str | tuple[str, dict[str, Any]]

START: Step = ("start_session", {"id_tag": "TAG"})
FAULT: Step = ("inject_fault", {"fault_type": "OverCurrent", "connector_id": 1})

SEQUENCES: list[tuple[str, list[Step], Step, list[str]]] = [
    ("plug", [], "plug_connector", ["SN 1 Preparing"]),
    (
        "plug after the tag",
        [("authorize_id_tag", {"id_tag": "TAG"})],
        "plug_connector",
        ["StartTransaction", "SN 1 Charging"],
    ),
    ("unplug idle", ["plug_connector"], "unplug_connector", ["SN 1 Available"]),
    (
        "unplug in a transaction",
        [START],
        "unplug_connector",
        ["StopTransaction EVDisconnected", "SN 1 Finishing", "SN 1 Available"],
    ),
    (
        "tag without a cable",
        [],
        ("authorize_id_tag", {"id_tag": "TAG"}),
        ["Authorize", "SN 1 Preparing"],
    ),
    ("refused tag without a cable", [], ("authorize_id_tag", {"id_tag": "BLOCKED-1"}), ["Authorize"]),
    (
        "tag with a cable",
        ["plug_connector"],
        ("authorize_id_tag", {"id_tag": "TAG"}),
        ["Authorize", "StartTransaction", "SN 1 Charging"],
    ),
    ("refused tag", ["plug_connector"], ("authorize_id_tag", {"id_tag": "BLOCKED-1"}), ["Authorize"]),
    (
        "own tag stops",
        [START],
        ("authorize_id_tag", {"id_tag": "tag"}),
        ["StopTransaction Local", "SN 1 Finishing"],
    ),
    (
        "start session",
        [],
        START,
        ["SN 1 Preparing", "Authorize", "StartTransaction", "SN 1 Charging"],
    ),
    (
        "start session with a cable",
        ["plug_connector"],
        START,
        ["Authorize", "StartTransaction", "SN 1 Charging"],
    ),
    (
        "start session refused",
        [],
        ("start_session", {"id_tag": "EXPIRED"}),
        ["SN 1 Preparing", "Authorize", "SN 1 Available"],
    ),
    (
        "start session again with the cable still in",
        [START, ("authorize_id_tag", {"id_tag": "TAG"})],
        START,
        ["Authorize", "SN 1 Preparing", "StartTransaction", "SN 1 Charging"],
    ),
    (
        "stop session",
        [START],
        "stop_session",
        ["StopTransaction Local", "SN 1 Finishing", "SN 1 Available"],
    ),
    (
        "remote start with a cable",
        ["plug_connector"],
        ("start_transaction", {"id_tag": "TAG"}),
        ["< RemoteStartTransaction", "StartTransaction", "SN 1 Charging"],
    ),
    (
        "remote start without a cable",
        [],
        ("start_transaction", {"id_tag": "TAG"}),
        ["< RemoteStartTransaction", "SN 1 Preparing"],
    ),
    (
        "remote start of a bad tag",
        ["plug_connector"],
        ("start_transaction", {"id_tag": "INVALID"}),
        ["< RemoteStartTransaction", "StartTransaction", "StopTransaction DeAuthorized", "SN 1 Finishing"],
    ),
    (
        "remote start where one charges",
        [START],
        ("start_transaction", {"id_tag": "OTHER"}),
        ["< RemoteStartTransaction"],
    ),
    (
        "remote stop",
        [START],
        "stop_transaction",
        ["< RemoteStopTransaction", "StopTransaction Remote", "SN 1 Finishing"],
    ),
    ("EV stops", [START], "ev_stops_energy", ["SN 1 SuspendedEV"]),
    ("EV asks again", [START, "ev_stops_energy"], "ev_requests_energy", ["SN 1 Charging"]),
    ("less power", [START], ("power_update", {"power_w": 7400}), []),
    ("no power", [START], ("power_update", {"power_w": 0}), ["SN 1 SuspendedEVSE"]),
    ("fault", [], FAULT, ["SN 1 Faulted"]),
    ("fault in a transaction", [START], FAULT, ["SN 1 Faulted", "StopTransaction Other"]),
    (
        "fault of the whole charger",
        [],
        ("inject_fault", {"fault_type": "GroundFault"}),
        ["SN 0 Faulted", "SN 1 Faulted"],
    ),
    ("repair", [FAULT], "clear_fault", ["SN 1 Available"]),
    ("repair with a cable", ["plug_connector", FAULT], "clear_fault", ["SN 1 Preparing"]),
    ("repair after a transaction", [START, FAULT], "clear_fault", ["SN 1 Finishing"]),
    (
        "unlock in a transaction",
        [START],
        "unlock_connector",
        ["< UnlockConnector", "StopTransaction UnlockCommand", "SN 1 Finishing", "SN 1 Available"],
    ),
    ("unlock nothing", [], "unlock_connector", ["< UnlockConnector"]),
    ("configure", [], ("set_configuration", {"configuration": {"HeartbeatInterval": 10}}), []),
    ("list", [], ("send_local_list", {"list_version": 1, "entries": [{"id_tag": "A"}]}), []),
    ("clear list", [], "clear_local_list", []),
    ("clear cache", [], "reset_auth_cache", []),
    ("stop charger", [], "stop_charger", []),
    ("stop charger in a transaction", [START], "stop_charger", ["StopTransaction PowerLoss"]),
    (
        "start charger",
        ["stop_charger"],
        "start_charger",
        ["BootNotification", "SN 0 Available", "SN 1 Available"],
    ),
    (
        "reset in a transaction",
        [START],
        "reset_charger",
        [
            "StopTransaction SoftReset",
            "SN 1 Finishing",
            "BootNotification",
            "SN 0 Available",
            "SN 1 Finishing",
        ],
    ),
    (
        "proxy to the CSMS",
        [],
        ("proxy_message", {"action": "DataTransfer", "payload": {"vendor_id": "x"}}),
        ["DataTransfer"],
    ),
    (
        "proxy to the charger",
        [],
        ("proxy_message", {"action": "TriggerMessage", "payload": {"requested_message": "Heartbeat"}}),
        ["< TriggerMessage", "Heartbeat"],
    ),
]


@pytest.mark.parametrize(
    ("before", "command", "expected"), [row[1:] for row in SEQUENCES], ids=[row[0] for row in SEQUENCES]
)
def test_sequence(before: list[Step], command: Step, expected: list[str]) -> None:
    rig = Rig("ocpp1.6")
    rig.given(*before)
    name, payload = (command, {}) if isinstance(command, str) else command
    rig.do(name, **payload)
    assert rig.said() == expected


def test_boot_reports_every_connector_once() -> None:
    rig = Rig("ocpp1.6", connectors=2)
    rig._seen = 0
    assert rig.said() == ["BootNotification", "SN 0 Available", "SN 1 Available", "SN 2 Available"]


def test_samples_follow_a_start_in_every_session() -> None:
    rig = Rig("ocpp1.6")
    for _ in range(2):
        rig.given(START)
        rig.wait(130)
        assert rig.said() == ["MeterValues", "MeterValues"]
        rig.given("stop_session")


def test_remote_authorization_is_asked_for_when_configured() -> None:
    rig = Rig("ocpp1.6")
    rig.configure(AuthorizeRemoteTxRequests=True)
    rig.given("plug_connector")
    refused = rig.do("start_transaction", id_tag="BLOCKED")
    assert rig.said() == ["< RemoteStartTransaction", "Authorize"]
    assert refused.reason == "the CSMS answered Blocked for id tag BLOCKED"


def test_remote_start_prepares_a_connector_once_its_tag_is_authorized() -> None:
    rig = Rig("ocpp1.6")
    rig.configure(AuthorizeRemoteTxRequests=True)
    rig.do("start_transaction", id_tag="BLOCKED")
    assert rig.said() == ["< RemoteStartTransaction", "Authorize"]
    rig.do("start_transaction", id_tag="TAG")
    assert rig.said() == ["< RemoteStartTransaction", "Authorize", "SN 1 Preparing"]


def test_tag_that_waited_in_vain_leaves_its_reservation() -> None:
    rig = Rig("ocpp1.6")
    reservation = {"connectorId": 1, "expiryDate": "2099-01-01T00:00:00Z", "idTag": "TAG", "reservationId": 7}
    rig.receive("ReserveNow", reservation)
    rig.given(("start_transaction", {"id_tag": "TAG"}))
    rig.wait(60)
    assert rig.said() == ["SN 1 Available", "SN 1 Reserved"]


def test_charger_that_reboots_no_longer_prepares() -> None:
    rig = Rig("ocpp1.6")
    rig.given(("start_transaction", {"id_tag": "TAG"}), "reset_charger")
    rig.wait(60)
    assert rig.said() == []
    rig.do("plug_connector")
    assert rig.said() == ["SN 1 Preparing"]


def test_refused_start_may_stay_suspended() -> None:
    rig = Rig("ocpp1.6")
    rig.configure(StopTransactionOnInvalidId=False)
    rig.given("plug_connector")
    rig.do("start_transaction", id_tag="BLOCKED")
    assert rig.said()[1:] == ["StartTransaction", "SN 1 SuspendedEVSE"]
    rig.wait(600)
    assert rig.connector().meter.wh == 0.0


def test_waiting_tag_is_forgotten_after_the_connection_timeout() -> None:
    rig = Rig("ocpp1.6")
    rig.given(("authorize_id_tag", {"id_tag": "TAG"}))
    rig.wait(59)
    assert rig.said() == []
    rig.wait(1)
    assert rig.said() == ["SN 1 Available"]
    rig.do("plug_connector")
    assert rig.said() == ["SN 1 Preparing"]


@pytest.mark.parametrize(
    ("limit", "seconds"),
    [({"duration_seconds": 45}, 45), ({"target_energy_kwh": 0.275}, 45)],
    ids=["duration", "energy"],
)
def test_limited_session_stops_by_itself(limit: dict[str, float], seconds: int) -> None:
    rig = Rig("ocpp1.6")
    rig.given(("start_session", {"id_tag": "TAG", **limit}))
    assert rig.simulation.next_due() == rig.now + timedelta(seconds=seconds)
    rig.wait(seconds - 0.001)
    assert rig.said() == []
    rig.wait(0.001)
    assert rig.said() == ["StopTransaction Local", "SN 1 Finishing"]


def test_stop_carries_begin_and_end_values() -> None:
    rig = Rig("ocpp1.6")
    rig.given(START)
    rig.wait(36)
    rig.do("stop_session")
    stop = dict(rig.calls())["StopTransaction"]
    begin, end = stop["transactionData"]
    assert begin["sampledValue"][0]["context"] == "Transaction.Begin"
    assert end["sampledValue"][0]["context"] == "Transaction.End"
    assert end["sampledValue"][0]["value"] == str(stop["meterStop"]) == "220"


@pytest.mark.parametrize(
    ("fault", "code", "vendor_code"),
    [
        ("GroundFault", "GroundFailure", None),
        ("OverCurrent", "OverCurrentFailure", None),
        ("OverTemperature", "HighTemperature", None),
        ("WeakSignal", "WeakSignal", None),
        ("SomethingOfOurs", "OtherError", "SomethingOfOurs"),
    ],
)
def test_fault_has_its_error_code(fault: str, code: str, vendor_code: str | None) -> None:
    rig = Rig("ocpp1.6")
    rig.do("inject_fault", fault_type=fault, connector_id=1)
    ((_, payload),) = rig.calls()
    assert (payload["errorCode"], payload.get("vendorErrorCode")) == (code, vendor_code)
