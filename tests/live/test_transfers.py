"""Trains of statuses that a CSMS asks for: new firmware comes, diagnostics and logs go."""

import pytest

from tests.live.rig import Live
from tests.live.trains import STEP, pass_steps, statuses

FIRMWARE = "FirmwareStatusNotification"
PLACE = "https://quay.example"


@pytest.mark.parametrize("end", ["Uploaded", "UploadFailed"])
def test_diagnostics_are_uploaded(charger16: Live, end: str) -> None:
    charger16.freeze()
    assert "fileName" in charger16.ask("GetDiagnostics", {"location": f"{PLACE}/{end}"})
    charger16.says_all(1)
    charger16.advance(STEP)
    assert statuses(charger16, "DiagnosticsStatusNotification", 2) == ["Uploading", end]


@pytest.mark.parametrize("end", ["Uploaded", "UploadFailure"])
def test_a_log_is_uploaded(charger201: Live, end: str) -> None:
    charger201.freeze()
    log = {"remoteLocation": f"{PLACE}/{end}"}
    asked = {"logType": "DiagnosticsLog", "requestId": 5, "log": log}
    assert charger201.ask("GetLog", asked)["status"] == "Accepted"
    charger201.says_all(1)
    charger201.advance(STEP)
    assert statuses(charger201, "LogStatusNotification", 2) == ["Uploading", end]
    assert {call.payload["requestId"] for call in charger201.calls()} == {5}


def test_firmware_is_downloaded_and_installed_with_a_boot_in_between(charger: Live) -> None:
    charger.freeze()
    _update(charger, f"{PLACE}/new.bin")
    installed = ["Downloading", "Downloaded", "Installing"]
    installed += ["Installed"] if charger.is_16 else ["InstallRebooting", "Installed"]
    pass_steps(charger, FIRMWARE, installed)
    told = [call.action for call in charger.calls()]
    assert told.count("BootNotification") == 1
    assert told.index("BootNotification") < len(told) - 1 - told[::-1].index(FIRMWARE)


@pytest.mark.parametrize("end", ["DownloadFailed", "InstallationFailed"])
def test_firmware_that_fails_says_so_and_the_charger_does_not_boot(charger: Live, end: str) -> None:
    charger.freeze()
    _update(charger, f"{PLACE}/{end}.bin")
    before = {
        "DownloadFailed": ["Downloading"],
        "InstallationFailed": ["Downloading", "Downloaded", "Installing"],
    }
    pass_steps(charger, FIRMWARE, [*before[end], end])
    assert {call.action for call in charger.calls()} == {FIRMWARE}


def _update(charger: Live, location: str) -> None:
    at = "2020-01-01T00:00:00Z"
    if charger.is_16:
        assert charger.ask("UpdateFirmware", {"location": location, "retrieveDate": at}) == {}
    else:
        asked = {"requestId": 5, "firmware": {"location": location, "retrieveDateTime": at}}
        assert charger.ask("UpdateFirmware", asked) == {"status": "Accepted"}
