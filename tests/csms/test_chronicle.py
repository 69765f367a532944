"""What the small CSMS writes down never keeps it from attending to chargers."""

import json
import os
import signal
from pathlib import Path

import pytest

from sandbox.csms.scribe import Scribe
from tests.csms.test_csms_command import csms, ended, url
from tests.e2e.processes import PATIENCE
from tests.live.strict.charger import plain_charger

FULL = Path("/dev/full")
LARGE = {"vendorId": "Quay", "data": "x" * 900_000}


@pytest.mark.skipif(not FULL.exists(), reason="there is no disk here that is always full")
def test_a_record_on_a_full_disk_ends_no_connection_and_is_complained_about(tmp_path: Path) -> None:
    with csms(tmp_path, "--record", str(FULL)) as running:
        with plain_charger(url(running), "CP-1", "ocpp1.6") as charger:
            assert charger.boot()[0] == 3
            assert charger.ask("Heartbeat", {})[0] == 3
        status, told = ended(running)
    assert status == 1
    assert told[-3].startswith("Frames:            4 (")
    assert running.complaints == "ocpplab-sandbox: /dev/full lacks frames: No space left on device\n"


def test_chargers_are_answered_while_nobody_reads(tmp_path: Path) -> None:
    with csms(tmp_path) as running:
        with plain_charger(url(running), "CP-1", "ocpp1.6") as charger:
            for _ in range(1000):  # far more than a pipe holds
                assert charger.ask("Heartbeat", {})[0] == 3
        status, told = ended(running)
    assert status == 0
    assert sum(" -> Heartbeat {}" in line for line in told) == 1000


def test_what_nobody_reads_is_left_out_when_it_is_too_much(tmp_path: Path) -> None:
    pipe = tmp_path / "frames"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(reader, True)
    with csms(tmp_path, "--quiet", "--record", str(pipe)) as running:
        with plain_charger(url(running), "CP-1", "ocpp1.6") as charger:
            for _ in range(40):
                assert charger.ask("DataTransfer", LARGE)[0] == 3
        running.process.send_signal(signal.SIGINT)
        with os.fdopen(reader, encoding="utf-8") as record:
            numbers = [json.loads(line)["number"] for line in record]
        status = running.process.wait(PATIENCE)
    assert status == 1
    assert numbers == sorted(set(numbers))
    left_out = 80 - len(numbers)
    assert left_out > 0
    assert f"{pipe} lacks frames: {left_out} came faster than it took\n" in running.complaints


def test_a_hole_in_what_people_read_is_told(tmp_path: Path) -> None:
    with (tmp_path / "lines").open("w+", encoding="utf-8") as file:
        scribe = Scribe(gap="{} left out\n", most_letters=8)
        scribe.begin(file)
        scribe.tell("0123456789\n")
        scribe.tell("after\n")
        scribe.tell("0123456789\n")
        scribe.close()
    assert (tmp_path / "lines").read_text("utf-8") == "1 left out\nafter\n1 left out\n"
