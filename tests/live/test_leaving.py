"""A charger that is changed faster than its CSMS lets it go."""

import threading

import pytest

from sandbox.csms import Csms
from sandbox.csms.desk import Watcher
from sandbox.csms.frames import Frame
from sandbox.kit.in_process import in_process
from sandbox.ocpp.messages import OcppVersion
from sandbox.settings import Settings
from tests.conftest import DEPLOYMENT
from tests.live.waiting import PATIENCE, until_line


class Busy(Watcher):
    """Keeps the CSMS busy from a DataTransfer on until it is released, and notes who comes and goes."""

    def __init__(self) -> None:
        self.is_busy, self.is_released = threading.Event(), threading.Event()
        self.told: list[str] = []

    def came(self, identity: str, version: OcppVersion) -> None:  # noqa: ARG002
        self.told.append("came")

    def went(self, identity: str, code: int) -> None:  # noqa: ARG002
        self.told.append("went")

    def heard(self, frame: Frame) -> None:
        if frame.action == "DataTransfer" and not self.is_busy.is_set():
            self.is_busy.set()
            self.is_released.wait(PATIENCE)


def test_one_that_is_changed_twice_while_it_hangs_up_is_not_seen_twice(
    caplog: pytest.LogCaptureFixture,
) -> None:
    busy = Busy()
    settings = Settings.of(world="empty", provisioning_seconds=0, csms="live")
    with Csms(watcher=busy) as csms, in_process(settings) as sandbox:
        client = sandbox.client
        answer = client.post("/evcharger/deployment", json=DEPLOYMENT | {"ws_url": csms.url})
        charger = answer.json()["deployment_id"]
        csms.wait_for("StatusNotification", count=3)
        sent = client.post(
            f"/chargers/{charger}/proxy-message",
            params={"action": "data_transfer", "ocpp_version": "ocpp1.6"},
            json={"payload": {"vendor_id": "quay"}},
        )
        assert sent.is_success
        assert busy.is_busy.wait(PATIENCE)
        for version in ("ocpp2.0.1", "ocpp1.6"):
            assert client.put(f"/chargers/{charger}", json={"ocpp_version": version}).is_success
            until_line(client, charger, "connecting")
        busy.is_released.set()
        until_line(client, charger, "connected")
        csms.wait_for("StatusNotification", count=6)
    assert busy.told == ["came", "went", "came", "went"]
    assert [record.message for record in caplog.records if record.name == "asyncio"] == []
