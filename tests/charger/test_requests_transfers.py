"""Updates of the firmware and uploads of logs: the trains of statuses that follow."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.charger.frames import wire_time
from tests.charger.rig import START, Rig
from tests.charger.schemas import errors

Payload = dict[str, Any]

FIRMWARE = ("FirmwareStatusNotification", "SignedFirmwareStatusNotification")
SECURITY_EVENT = "SecurityEventNotification"
SIGNATURE: Payload = {"signature": "sig", "signingCertificate": "cert"}
UPLOADS = ("DiagnosticsStatusNotification", "LogStatusNotification")


def at(seconds: float) -> str:
    return wire_time(START + timedelta(seconds=seconds))


def update16(
    location: str = "https://host/firmware.bin", after: float = 0, **more: Any
) -> tuple[str, Payload]:
    return "UpdateFirmware", {"location": location, "retrieveDate": at(after), **more}


def signed(location: str = "https://host/firmware.bin", after: float = 0, **more: Any) -> tuple[str, Payload]:
    firmware = {
        "location": location,
        "retrieveDateTime": at(after),
        **SIGNATURE,
        **more,
    }
    return "SignedUpdateFirmware", {"requestId": 7, "firmware": firmware}


def update201(
    location: str = "https://host/firmware.bin", after: float = 0, **more: Any
) -> tuple[str, Payload]:
    firmware = {"location": location, "retrieveDateTime": at(after), **more}
    return "UpdateFirmware", {"requestId": 7, "firmware": firmware}


def diagnostics(location: str = "ftp://host/logs", **more: Any) -> tuple[str, Payload]:
    return "GetDiagnostics", {"location": location, **more}


def log(location: str = "ftp://host/logs", **more: Any) -> tuple[str, Payload]:
    return "GetLog", {
        "logType": "DiagnosticsLog",
        "requestId": 8,
        "log": {"remoteLocation": location},
        **more,
    }


def train(rig: Rig) -> list[str]:
    """Return what was told meanwhile: statuses of the errand, boots, and nothing of the rest."""
    told = []
    for action, payload in rig.calls():
        if action in (*FIRMWARE, *UPLOADS):
            told.append(payload["status"])
        elif action == "BootNotification":
            told.append(f"boot {payload.get('reason', '')}".strip())
    return told


TRAINS = [
    (
        "ocpp1.6",
        update16(),
        {},
        ["Downloading", "Downloaded", "Installing", "boot", "Installed"],
    ),
    ("ocpp1.6", update16("https://host/DownloadFailed"), {}, ["Downloading", "DownloadFailed"]),
    (
        "ocpp1.6",
        update16("https://host/downloadfailed", retries=1, retryInterval=20),
        {},
        ["Downloading", "Downloading", "DownloadFailed"],
    ),
    (
        "ocpp1.6",
        update16("https://host/InstallationFailed"),
        {},
        ["Downloading", "Downloaded", "Installing", "InstallationFailed"],
    ),
    (
        "ocpp1.6",
        signed(after=30),
        {"status": "Accepted"},
        [
            "DownloadScheduled",
            "Downloading",
            "Downloaded",
            "SignatureVerified",
            "Installing",
            "InstallRebooting",
            "boot",
            "Installed",
        ],
    ),
    (
        "ocpp1.6",
        signed("https://host/InvalidSignature"),
        {"status": "Accepted"},
        ["Downloading", "Downloaded", "InvalidSignature"],
    ),
    (
        "ocpp2.0.1",
        update201(installDateTime=at(50)),
        {"status": "Accepted"},
        [
            "Downloading",
            "Downloaded",
            "InstallScheduled",
            "Installing",
            "InstallRebooting",
            "boot FirmwareUpdate",
            "Installed",
        ],
    ),
    (
        "ocpp2.0.1",
        update201("https://host/InstallVerificationFailed"),
        {"status": "Accepted"},
        ["Downloading", "Downloaded", "Installing", "InstallVerificationFailed"],
    ),
    (
        "ocpp1.6",
        diagnostics(),
        {"fileName": "CP-0001-diagnostics-20260101T120000.zip"},
        ["Uploading", "Uploaded"],
    ),
    (
        "ocpp1.6",
        diagnostics("ftp://host/UploadFailed", retries=2, retryInterval=10),
        {"fileName": "CP-0001-diagnostics-20260101T120000.zip"},
        ["Uploading", "Uploading", "Uploading", "UploadFailed"],
    ),
    *(
        (
            version,
            log(),
            {"status": "Accepted", "filename": "CP-0001-DiagnosticsLog-20260101T120000.zip"},
            ["Uploading", "Uploaded"],
        )
        for version in ("ocpp1.6", "ocpp2.0.1")
    ),
    (
        "ocpp2.0.1",
        log("ftp://host/PermissionDenied"),
        {"status": "Accepted", "filename": "CP-0001-DiagnosticsLog-20260101T120000.zip"},
        ["Uploading", "PermissionDenied"],
    ),
]


@pytest.mark.parametrize(("version", "request_", "answer", "told"), TRAINS)
def test_train(version: Any, request_: tuple[str, Payload], answer: Payload, told: list[str]) -> None:
    rig = Rig(version)
    assert rig.receive(*request_) == answer
    rig.wait(120)
    assert errors(version, rig.simulation.frames) == []
    assert train(rig) == told
    assert (rig.state.firmware, rig.state.upload) == (None, None)


def test_old_messages_say_nothing_about_what_is_scheduled() -> None:
    rig = Rig("ocpp1.6")
    rig.receive(*update16(after=600))
    rig.wait(599)
    assert train(rig) == []
    rig.wait(1)
    assert train(rig) == ["Downloading"]


@pytest.mark.parametrize("version", ["ocpp1.6", "ocpp2.0.1"])
def test_installation_waits_for_the_last_transaction(version: Any) -> None:
    rig = Rig(version)
    rig.given(("start_session", {"id_tag": "TAG"}))
    rig.receive(*(update16() if version == "ocpp1.6" else update201()))
    rig.wait(600)
    assert train(rig) == ["Downloading", "Downloaded"]
    rig.do("stop_session")
    assert train(rig) == ["Installing"]
    assert rig.do("start_transaction", id_tag="TAG").reason == "the charger is installing firmware"
    rig.receive(*(update16() if version == "ocpp1.6" else update201()))
    rig.wait(60)
    assert train(rig)[-1] == "Installed"
    assert rig.do("start_transaction", id_tag="TAG").status == "applied"


@pytest.mark.parametrize(
    ("version", "message", "errand"),
    [
        ("ocpp1.6", "FirmwareStatusNotification", update16()),
        ("ocpp1.6", "DiagnosticsStatusNotification", diagnostics()),
        ("ocpp2.0.1", "FirmwareStatusNotification", update201()),
        ("ocpp2.0.1", "LogStatusNotification", log()),
    ],
)
def test_status_can_be_triggered(version: Any, message: str, errand: tuple[str, Payload]) -> None:
    rig = Rig(version)
    rig.receive("TriggerMessage", {"requestedMessage": message})
    rig.receive(*errand)
    rig.receive("TriggerMessage", {"requestedMessage": message})
    first = "Uploading" if message in UPLOADS else "Downloading"
    assert train(rig) == ["Idle", first, first]


def test_rebooting_is_installing_where_the_messages_are_old() -> None:
    rig = Rig("ocpp1.6")
    rig.receive(*update16())
    rig.wait(10)
    rig.frames()
    rig.receive("TriggerMessage", {"requestedMessage": "FirmwareStatusNotification"})
    assert train(rig) == ["Installing"]


@pytest.mark.parametrize("after", [0, 600])
def test_each_message_tells_of_its_own_kind_of_update(after: float) -> None:
    rig = Rig("ocpp1.6")
    asked = {"requestedMessage": "FirmwareStatusNotification"}
    for update, other in ((signed(after=after), "TriggerMessage"), (update16(), "ExtendedTriggerMessage")):
        rig.receive(*update)
        rig.frames()
        assert rig.receive(other, asked) == {"status": "Accepted"}
        assert errors("ocpp1.6", rig.simulation.frames) == []
        assert [payload for _, payload in rig.calls()] == [{"status": "Idle"}]


@pytest.mark.parametrize(
    ("version", "errand", "event"),
    [
        ("ocpp1.6", update16(), None),
        ("ocpp1.6", signed(), "FirmwareUpdated"),
        ("ocpp1.6", signed("https://host/InvalidSignature"), "InvalidFirmwareSignature"),
        ("ocpp1.6", signed("https://host/InstallationFailed"), None),
        ("ocpp2.0.1", update201(), "FirmwareUpdated"),
        ("ocpp2.0.1", update201("https://host/InvalidSignature", **SIGNATURE), "InvalidFirmwareSignature"),
    ],
)
def test_security_event_follows_the_status_that_it_is_about(
    version: Any, errand: tuple[str, Payload], event: str | None
) -> None:
    rig = Rig(version)
    rig.receive(*errand)
    rig.wait(60)
    assert errors(version, rig.simulation.frames) == []
    told = rig.calls()
    events = [(n, payload) for n, (action, payload) in enumerate(told) if action == SECURITY_EVENT]
    assert [payload["type"] for _, payload in events] == ([event] if event else [])
    for number, payload in events:
        action, before = told[number - 1]
        assert action in FIRMWARE
        assert before["status"] == {"FirmwareUpdated": "Installed"}.get(payload["type"], "InvalidSignature")


def test_new_update_takes_the_place_of_one_that_is_not_installing() -> None:
    rig = Rig("ocpp2.0.1")
    rig.receive(*update201())
    assert rig.receive(*update201()) == {"status": "AcceptedCanceled"}
    rig.wait(60)
    assert train(rig).count("Installed") == 1


@pytest.mark.parametrize(("version", "errand"), [("ocpp1.6", signed()), ("ocpp2.0.1", update201())])
def test_update_is_rejected_during_an_installation(version: Any, errand: tuple[str, Payload]) -> None:
    rig = Rig(version)
    rig.receive(*errand)
    rig.wait(9)
    assert rig.receive(*errand) == {"status": "Rejected"}


def test_new_log_takes_the_place_of_one_that_is_uploading() -> None:
    rig = Rig("ocpp2.0.1")
    rig.receive(*log())
    reply = rig.receive(*log())
    assert isinstance(reply, dict)
    assert reply["status"] == "AcceptedCanceled"
    rig.wait(60)
    assert train(rig) == ["Uploading", "AcceptedCanceled", "Uploading", "Uploaded"]


def test_train_waits_while_there_is_no_csms_to_tell() -> None:
    rig = Rig("ocpp2.0.1")
    rig.receive(*log())
    rig.given("stop_charger")
    rig.wait(600)
    rig.given("start_charger")
    rig.wait(0)
    assert rig.state.upload is None


@pytest.mark.parametrize("interval", [10**15, -(10**15)])
@pytest.mark.parametrize("errand", [update16, diagnostics])
def test_pause_that_no_calendar_has_keeps_the_charger_alive(errand: Any, interval: int) -> None:
    rig = Rig("ocpp1.6")
    rig.receive(*errand("https://host/DownloadFailed/UploadFailed", retries=1, retryInterval=interval))
    rig.wait(60)
    assert train(rig)
    rig.wait(300)
    assert "Heartbeat" in rig.said()
