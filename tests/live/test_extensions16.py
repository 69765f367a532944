"""What OCPP 1.6 has from its security extensions: logs, signed firmware, and messages triggered for them."""

from typing import Any

import pytest

from tests.live.rig import Live
from tests.live.strict.harness import Refusal
from tests.live.trains import STEP, pass_steps, statuses

SIGNED = "SignedFirmwareStatusNotification"
PLACE = "https://quay.example"
ACCEPTED = {"status": "Accepted"}
FIRMWARE = {
    "location": f"{PLACE}/new.bin",
    "retrieveDateTime": "2020-01-01T00:00:00Z",
    "signingCertificate": "certificate",
    "signature": "signature",
}


@pytest.mark.parametrize("kind", ["DiagnosticsLog", "SecurityLog"])
@pytest.mark.parametrize("end", ["Uploaded", "UploadFailure", "PermissionDenied"])
def test_a_log_is_uploaded(charger16: Live, kind: str, end: str) -> None:
    charger16.freeze()
    asked = {"logType": kind, "requestId": 5, "log": {"remoteLocation": f"{PLACE}/{end}"}}
    told = charger16.ask("GetLog", asked)
    assert told["status"] == "Accepted"
    assert kind in told["filename"]
    charger16.says_all(1)
    charger16.advance(STEP)
    assert statuses(charger16, "LogStatusNotification", 2) == ["Uploading", end]
    assert {call.payload["requestId"] for call in charger16.calls()} == {5}


def test_a_log_takes_the_place_of_another(charger16: Live) -> None:
    charger16.freeze()
    asked: dict[str, Any] = {"logType": "SecurityLog", "requestId": 5, "log": {"remoteLocation": PLACE}}
    assert charger16.ask("GetLog", asked)["status"] == "Accepted"
    charger16.says("LogStatusNotification")
    assert charger16.ask("GetLog", asked | {"requestId": 6})["status"] == "AcceptedCanceled"
    charger16.says("LogStatusNotification")
    charger16.advance(STEP)
    (uploaded,) = charger16.says("LogStatusNotification")
    assert uploaded.payload == {"status": "Uploaded", "requestId": 6}


def test_signed_firmware_is_checked_and_installed_with_a_boot_in_between(charger16: Live) -> None:
    charger16.freeze()
    assert charger16.ask("SignedUpdateFirmware", {"requestId": 7, "firmware": FIRMWARE}) == ACCEPTED
    installed = ["Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallRebooting"]
    pass_steps(charger16, SIGNED, [*installed, "Installed"])
    told = [call for call in charger16.calls() if call.action == SIGNED]
    assert {call.payload["requestId"] for call in told} == {7}
    assert [call.action for call in charger16.calls()].count("BootNotification") == 1


@pytest.mark.parametrize(
    ("end", "before"),
    [
        ("DownloadFailed", ["Downloading"]),
        ("InvalidSignature", ["Downloading", "Downloaded"]),
        (
            "InstallVerificationFailed",
            ["Downloading", "Downloaded", "SignatureVerified", "Installing"],
        ),
    ],
)
def test_signed_firmware_that_fails_says_so(charger16: Live, end: str, before: list[str]) -> None:
    charger16.freeze()
    asked = {"requestId": 7, "firmware": FIRMWARE | {"location": f"{PLACE}/{end}.bin"}}
    assert charger16.ask("SignedUpdateFirmware", asked) == ACCEPTED
    pass_steps(charger16, SIGNED, [*before, end])
    events = ["InvalidFirmwareSignature"] if end == "InvalidSignature" else []
    told = [call for call in charger16.says_all(len(before) + 1 + len(events)) if call.action != SIGNED]
    assert [(c.action, c.payload["type"]) for c in told] == [("SecurityEventNotification", e) for e in events]


def test_signed_firmware_takes_the_place_of_another_and_may_be_for_later(charger16: Live) -> None:
    later = FIRMWARE | {"retrieveDateTime": "2099-01-01T00:00:00Z"}
    assert charger16.ask("SignedUpdateFirmware", {"requestId": 7, "firmware": later}) == ACCEPTED
    (scheduled,) = charger16.says(SIGNED)
    assert scheduled.payload == {"status": "DownloadScheduled", "requestId": 7}
    again = charger16.ask("SignedUpdateFirmware", {"requestId": 8, "firmware": later})
    assert again == {"status": "AcceptedCanceled"}
    (scheduled,) = charger16.says(SIGNED)
    assert scheduled.payload == {"status": "DownloadScheduled", "requestId": 8}
    # The old message is about updates without a signature: it knows no such status, and no request.
    triggered = {"requestedMessage": "FirmwareStatusNotification"}
    assert charger16.ask("TriggerMessage", triggered) == ACCEPTED
    (idle,) = charger16.says("FirmwareStatusNotification")
    assert idle.payload == {"status": "Idle"}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"requestedMessage": "BootNotification"}, ["BootNotification"]),
        ({"requestedMessage": "Heartbeat"}, ["Heartbeat"]),
        ({"requestedMessage": "StatusNotification", "connectorId": 2}, ["SN 2 Available"]),
        ({"requestedMessage": "StatusNotification"}, ["SN 0 Available", "SN 1 Available", "SN 2 Available"]),
        ({"requestedMessage": "MeterValues"}, ["MeterValues 1", "MeterValues 2"]),
        ({"requestedMessage": "LogStatusNotification"}, ["LogStatusNotification"]),
        ({"requestedMessage": "FirmwareStatusNotification"}, [SIGNED]),
    ],
)
def test_a_message_is_triggered(charger16: Live, wanted: dict[str, Any], said: list[str]) -> None:
    assert charger16.ask("ExtendedTriggerMessage", wanted) == ACCEPTED
    charger16.says(*said)


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"requestedMessage": "SignChargePointCertificate"}, "NotImplemented"),
        ({"requestedMessage": "MeterValues", "connectorId": 9}, "Rejected"),
    ],
)
def test_a_message_that_is_not_there_cannot_be_triggered(
    charger16: Live, wanted: dict[str, Any], status: str
) -> None:
    assert charger16.ask("ExtendedTriggerMessage", wanted) == {"status": status}
    assert charger16.said() == []


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("CertificateSigned", {"certificateChain": "chain"}),
        ("InstallCertificate", {"certificateType": "CentralSystemRootCertificate", "certificate": "pem"}),
    ],
)
def test_certificates_are_not_supported(charger16: Live, action: str, payload: dict[str, str]) -> None:
    charger16.provoked.add(action)
    with pytest.raises(Refusal, match="NotSupported"):
        charger16.ask(action, payload, unchecked=True)
