"""Random lives of a charger with two outlets, for the properties that must hold in all of them."""

from dataclasses import dataclass, field
from itertools import product
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from sandbox.charger.state import OcppVersion
from tests.charger.rig import Rig

Payload = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One thing that happens to a charger: a command, or a request of the CSMS."""

    name: str
    payload: Payload = field(default_factory=dict)
    from_csms: bool = False


def _all(name: str, *alternatives: list[Payload], times: int = 1) -> list[Step]:
    """Combine one of each list of *alternatives*; *times* makes the command more likely."""
    combined = product(*alternatives)
    return [Step(name, {k: v for part in parts for k, v in part.items()}) for parts in combined] * times


def _requests(name: str, *payloads: Payload) -> list[Step]:
    return [Step(name, payload, from_csms=True) for payload in payloads]


_OUTLET: list[Payload] = [{}, {"connector_id": 1}, {"evse_id": 2}]
_ANYWHERE: list[Payload] = [{}, {"connector_id": 0}, {"connector_id": 1}, {"evse_id": 2}]
_TAGS: list[Payload] = [{"id_tag": tag} for tag in ("TAG-1", "TAG-1", "tag-2", "TAG-2", "BLOCKED-1")]
_LIMITS: list[Payload] = [{}, {}, {"duration_seconds": 1234.5}, {"target_energy_kwh": 7.3}]
_POWERS: list[Payload] = [{"power_w": power} for power in (0, 1380, 7400, 99_000)]
_FAULTS: list[Payload] = [{"fault_type": name} for name in ("OverCurrent", "ConnectorLockFailure", "Odd one")]
_SETTINGS: dict[OcppVersion, list[Payload]] = {
    "ocpp1.6": [
        {"HeartbeatInterval": 0},
        {"HeartbeatInterval": 600},
        {"MeterValueSampleInterval": 0},
        {"MeterValueSampleInterval": 17},
        {"LocalPreAuthorize": True},
        {"StopTransactionOnInvalidId": False},
        {"MeterValuesSampledData": ""},
        {"MeterValuesSampledData": "SoC,Voltage,Current.Import"},
        {"AuthorizeRemoteTxRequests": True, "Nonsense": 1},
        {"StopTxnSampledData": "", "WebSocketPingInterval": 5},
        {"ClockAlignedDataInterval": 900},
        {"ClockAlignedDataInterval": 25, "MeterValuesAlignedData": "Energy.Active.Import.Interval"},
        {"ClockAlignedDataInterval": 600, "StopTxnAlignedData": "Voltage.L2,SoC"},
        {"ClockAlignedDataInterval": 20, "MeterValuesAlignedData": "SoC"},
    ],
    "ocpp2.0.1": [
        {"HeartbeatInterval": 0},
        {"HeartbeatInterval": 600},
        {"TxUpdatedInterval": 0},
        {"TxUpdatedInterval": 17},
        {"LocalPreAuthorize": "true"},
        {"StopTxOnInvalidId": False},
        {"TxStartPoint": "Authorized"},
        {"TxStartPoint": "PowerPathClosed"},
        {"TxStopPoint": "EVConnected"},
        {"TxUpdatedMeasurands": "", "Nonsense": 1},
        {"AlignedDataCtrlr.Interval": 900},
        {"AlignedDataCtrlr.Interval": 25, "AlignedDataCtrlr.Measurands": "Energy.Active.Import.Interval"},
        {"AlignedDataCtrlr.TxEndedInterval": 600, "AlignedDataCtrlr.TxEndedMeasurands": "Voltage,SoC"},
        {"AlignedDataCtrlr.Interval": 20, "AlignedDataCtrlr.Measurands": "SoC"},
        {"AlignedDataCtrlr.Interval": 60, "AlignedDataCtrlr.SendDuringIdle": "true"},
    ],
}
_COMMANDS: list[Step] = [
    *_all("start_session", _OUTLET, _TAGS, _LIMITS, times=2),
    *_all("plug_connector", _OUTLET, times=12),
    *_all("unplug_connector", _OUTLET, times=5),
    *_all("unlock_connector", _OUTLET, times=2),
    *_all("ev_requests_energy", _OUTLET, times=8),
    *_all("ev_stops_energy", _OUTLET, times=8),
    *_all("stop_session", _OUTLET, times=6),
    *_all("start_transaction", _OUTLET, _TAGS, times=2),
    *_all("stop_transaction", times=6),
    *_all("authorize_id_tag", _OUTLET, _TAGS, times=2),
    *_all("power_update", _OUTLET, _POWERS, times=2),
    *_all("inject_fault", _ANYWHERE, _FAULTS),
    *_all("clear_fault", _ANYWHERE, times=4),
    *_all(
        "send_local_list", [{"list_version": 1}, {"list_version": 2}], [{"entries": [{"id_tag": "TAG-1"}]}]
    ),
    *_all("reset_auth_cache"),
    *_all("stop_charger", times=2),
    *_all("start_charger", times=12),
    *_all("reset_charger", times=2),
]
_TRIGGERS = (
    "Heartbeat",
    "MeterValues",
    "StatusNotification",
    "BootNotification",
    "FirmwareStatusNotification",
)
_EXPIRIES = ("2026-01-01T12:30:00Z", "2026-01-02T14:00:00Z", "2027-01-01T00:00:00+01:00")


def _profiles(version: OcppVersion) -> list[Step]:
    """Set profiles of every purpose and kind; some of them are refused."""
    old = version == "ocpp1.6"
    whole = "ChargePointMaxProfile" if old else "ChargingStationMaxProfile"
    steps = []
    for number, (outlet, purpose, begins) in enumerate(product((0, 1), (whole, "TxDefaultProfile"), _BEGINS)):
        periods = [{"startPeriod": s, "limit": w} for s, w in ((0, 7000), (70, 0), (1000, 16_000))]
        schedule = {"chargingRateUnit": "W", "chargingSchedulePeriod": periods}
        told = {name: value for name, value in begins.items() if name != "startSchedule"}
        schedule |= {name: value for name, value in begins.items() if name == "startSchedule"}
        told |= {"chargingProfilePurpose": purpose, "stackLevel": number % 2}
        if old:
            told |= {"chargingProfileId": number, "chargingSchedule": schedule}
            payload = {"connectorId": outlet, "csChargingProfiles": told}
        else:
            told |= {"id": number, "chargingSchedule": [{"id": 1, **schedule}]}
            payload = {"evseId": outlet, "chargingProfile": told}
        steps.append(Step("SetChargingProfile", payload, from_csms=True))
    return [*steps, *[Step("ClearChargingProfile", from_csms=True)] * 4]


_BEGINS: list[Payload] = [
    {"chargingProfileKind": "Absolute", "startSchedule": "2026-01-01T12:10:00Z"},
    {"chargingProfileKind": "Relative"},
    {
        "chargingProfileKind": "Recurring",
        "recurrencyKind": "Daily",
        "startSchedule": "2025-12-31T12:30:00Z",
    },
]
_FILES = ("it.bin", "DownloadFailed", "InstallationFailed", "UploadFailed")
_REQUESTS: dict[OcppVersion, list[Step]] = {
    "ocpp1.6": [
        *_requests("ChangeAvailability", *({"connectorId": n, "type": "Inoperative"} for n in range(4))),
        *_requests("ChangeAvailability", *({"connectorId": n, "type": "Operative"} for n in (0, 0, 1, 2))),
        *_requests(
            "ReserveNow",
            *(
                {"connectorId": n, "idTag": "TAG-1", "reservationId": n, "expiryDate": expiry}
                for n, expiry in product((1, 2), _EXPIRIES)
            ),
        ),
        *_requests("CancelReservation", {"reservationId": 1}, {"reservationId": 2}),
        *_requests("UnlockConnector", {"connectorId": 1}, {"connectorId": 3}),
        *_requests("Reset", {"type": "Hard"}),
        *_requests("TriggerMessage", *({"requestedMessage": name} for name in _TRIGGERS)),
        *_profiles("ocpp1.6"),
        *_requests("GetConfiguration", {}, {"key": ["HeartbeatInterval", "Odd"]}),
        *_requests("RemoteStartTransaction", {"idTag": "TAG-1"}, {"idTag": "BLOCKED-1", "connectorId": 2}),
        *_requests("RemoteStopTransaction", {"transactionId": 1}),
        *_requests("Reset", {"type": "Soft"}),
        *_requests(
            "UpdateFirmware",
            *({"location": f"https://host/{name}", "retrieveDate": _EXPIRIES[0]} for name in _FILES),
        ),
        *_requests("GetDiagnostics", *({"location": f"ftp://host/{name}", "retries": 1} for name in _FILES)),
    ],
    "ocpp2.0.1": [
        *_requests("ChangeAvailability", *({"operationalStatus": s} for s in ("Operative", "Inoperative"))),
        *_requests(
            "ChangeAvailability",
            *({"operationalStatus": "Inoperative", "evse": {"id": n}} for n in (1, 2, 3)),
        ),
        *_requests(
            "ReserveNow",
            *(
                {
                    "evseId": n,
                    "idToken": {"idToken": "TAG-1", "type": "ISO14443"},
                    "id": n,
                    "expiryDateTime": expiry,
                }
                for n, expiry in product((1, 2), _EXPIRIES)
            ),
        ),
        *_requests("CancelReservation", {"reservationId": 1}, {"reservationId": 2}),
        *_requests("UnlockConnector", *({"evseId": n, "connectorId": 1} for n in (1, 3))),
        *_requests("Reset", {"type": "Immediate"}, {"type": "OnIdle"}, {"type": "OnIdle"}),
        *_requests(
            "TriggerMessage", *({"requestedMessage": name} for name in (*_TRIGGERS, "TransactionEvent"))
        ),
        *_profiles("ocpp2.0.1"),
        *_requests("GetBaseReport", {"requestId": 1, "reportBase": "FullInventory"}),
        *_requests(
            "RequestStartTransaction",
            {"idToken": {"idToken": "TAG-1", "type": "ISO14443"}, "remoteStartId": 1},
            {"idToken": {"idToken": "BLOCKED-1", "type": "ISO14443"}, "remoteStartId": 2, "evseId": 2},
        ),
        *_requests("Reset", {"type": "Immediate", "evseId": 1}, {"type": "OnIdle", "evseId": 2}),
        *_requests(
            "UpdateFirmware",
            *(
                {
                    "requestId": 1,
                    "firmware": {"location": f"https://host/{name}", "retrieveDateTime": _EXPIRIES[0]},
                }
                for name in _FILES
            ),
        ),
        *_requests(
            "GetLog",
            *(
                {"requestId": 2, "logType": "SecurityLog", "log": {"remoteLocation": f"ftp://host/{name}"}}
                for name in _FILES
            ),
        ),
    ],
}
_PAUSES = (0, 0, 0, 1, 30, 60, 61.5, 300, 2000)

Story = list[tuple[float, Step]]

in_many_lives = settings(deadline=None, max_examples=40)
"""How thoroughly a property is tried; a shared machine may pause any single try."""


def stories(version: OcppVersion, *, longest: int = 30) -> st.SearchStrategy[Story]:
    """Make lives of up to *longest* pauses and steps."""
    configure = [Step("set_configuration", {"configuration": s}) for s in _SETTINGS[version]]
    steps = st.sampled_from([*_COMMANDS, *configure, *_REQUESTS[version] * 2])
    return st.lists(st.tuples(st.sampled_from(_PAUSES), steps), min_size=longest // 3, max_size=longest)


def live(rig: Rig, story: Story) -> None:
    """Let *rig* live through *story*."""
    for pause, step in story:
        rig.wait(pause)
        take(rig, step)


def take(rig: Rig, step: Step) -> None:
    if step.from_csms:
        rig.receive(step.name, step.payload)
    else:
        rig.do(step.name, **step.payload)
