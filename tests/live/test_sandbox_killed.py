"""A sandbox that dies at the worst moment: no transaction is lost, and none is told as another one."""

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from sandbox.csms import Csms
from sandbox.csms.desk import Watcher
from sandbox.csms.frames import Frame
from tests.conftest import DEPLOYMENT
from tests.e2e.processes import PATIENCE, Serving, environment, serving


class Killer(Watcher):
    """Kills a process the moment that a charger says what it is looked for."""

    def __init__(self) -> None:
        self.victim = 0
        self.at = ""

    def heard(self, frame: Frame) -> None:
        if self.at and frame.is_request and self.at in frame.text:
            self.at = ""
            os.kill(self.victim, signal.SIGKILL)


class Charger:
    """A charger of a sandbox that runs in a process of its own."""

    def __init__(self, served: Serving, charger_id: str = "") -> None:
        headers = {"Authorization": f"Bearer {served.token()}"}
        self.rest = httpx.Client(base_url=served.url, headers=headers, timeout=PATIENCE, trust_env=False)
        self.id = charger_id

    def create(self, version: str, url: str) -> None:
        answer = self.rest.post(
            "/evcharger/deployment", json=DEPLOYMENT | {"ocpp_version": version, "ws_url": url}
        )
        self.id = answer.json()["deployment_id"]

    def run(self, command: str, **event: Any) -> None:
        """Give a command; the sandbox may be dead before it has answered."""
        with suppress(httpx.TransportError):
            told = {"target": {"charger_id": self.id}, "event": event}
            assert self.rest.post(f"/ocpp/commands/{command}", json=told).is_success


@contextmanager
def sandbox(folder: Path) -> Iterator[Serving]:
    """Serve the state in that folder, chargers and all."""
    command = ("serve", "--port", "0", "--data", str(folder / "data"), "--world", "empty")
    live = {"SANDBOX_CSMS": "live", "SANDBOX_PROVISIONING_SECONDS": "0"}
    with serving(folder, [sys.executable, "-m", "sandbox", *command], environment(**live)) as served:
        yield served


START = {"ocpp1.6": '"StartTransaction"', "ocpp2.0.1": '"Started"'}
END = {"ocpp1.6": '"StopTransaction"', "ocpp2.0.1": '"Ended"'}


def test_one_that_dies_when_a_transaction_begins_tells_of_it_again_and_of_its_end(
    tmp_path: Path, version: str
) -> None:
    killer = Killer()
    with Csms(watcher=killer) as csms:
        with sandbox(tmp_path) as served:
            charger = _charger(served, version, csms)
            killer.victim, killer.at = served.process.pid, START[version]
            charger.run("start-session", id_tag="TAG-1", connector_id=1)
            assert served.process.wait(PATIENCE) == -signal.SIGKILL
            charger.rest.close()
        with sandbox(tmp_path):
            told = _told(csms, END[version])
            assert _times_said(told, START[version]) == [2]
            assert _times_said(told, END[version]) == [1]
            (transaction,) = csms.transactions
            assert (transaction.ends, transaction.reason) == (1, "PowerLoss")
        assert csms.violations == []


def test_one_that_dies_when_a_transaction_ends_tells_of_that_again_and_of_no_other_end(
    tmp_path: Path, version: str
) -> None:
    killer = Killer()
    with Csms(watcher=killer) as csms:
        with sandbox(tmp_path) as served:
            charger = _charger(served, version, csms)
            charger.run("start-session", id_tag="TAG-1", connector_id=1)
            _wait_until_it_charges(csms, version)
            killer.victim, killer.at = served.process.pid, END[version]
            charger.run("stop-session", connector_id=1)
            assert served.process.wait(PATIENCE) == -signal.SIGKILL
            charger.rest.close()
        statuses = len(_statuses(csms))
        with sandbox(tmp_path) as served:
            csms.wait_for("StatusNotification", count=statuses + _OUTLETS[version])
            _until_nothing_is_unsent(served)
            told = _told(csms, END[version])
            assert _times_said(told, START[version]) == [1]
            assert _times_said(told, END[version]) == [2]
            assert [one.reason for one in csms.transactions] == ["Local"]
        assert csms.violations == []


_OUTLETS = {"ocpp1.6": 3, "ocpp2.0.1": 2}
"""Statuses that a boot tells."""


def _charger(served: Serving, version: str, csms: Csms) -> Charger:
    """Create a charger and wait until it has booted."""
    charger = Charger(served)
    charger.create(version, csms.url)
    csms.wait_for("StatusNotification", count=_OUTLETS[version])
    return charger


def _wait_until_it_charges(csms: Csms, version: str) -> None:
    if version == "ocpp1.6":
        csms.wait_for("StatusNotification", status="Charging")
    else:
        csms.wait_for("TransactionEvent", triggerReason="ChargingStateChanged")


def _until_nothing_is_unsent(served: Serving) -> None:
    """Wait until its CSMS has answered all that a charger has to tell of transactions."""
    with httpx.Client(base_url=served.url, trust_env=False) as client:
        end = time.monotonic() + PATIENCE
        while any(line["unsent"] for line in client.get("/dev/lines").json()["data"]):
            assert time.monotonic() < end


def _statuses(csms: Csms) -> list[Frame]:
    return [frame for frame in csms.frames() if frame.is_request and frame.action == "StatusNotification"]


def _told(csms: Csms, last: str) -> list[str]:
    """Return the requests about transactions, as texts, once the *last* one has come."""
    csms.wait_for("StopTransaction") if "Stop" in last else csms.wait_for(
        "TransactionEvent", eventType="Ended"
    )
    return [frame.text for frame in csms.frames() if frame.is_request and "ransaction" in frame.action]


def _times_said(told: list[str], what: str) -> list[int]:
    """Return how often each message of that kind was said, message id and all."""
    return [*Counter(text for text in told if what in text).values()]
