"""What is counted of the frames of a fleet."""

import json
from typing import Any

import pytest

from sandbox.charger.frames import Direction
from sandbox.cli.fleet_report import Report
from sandbox.domain.records import Charger
from sandbox.live.latencies import Latencies
from sandbox.live.tally import MOST_KINDS, Tally, without_identity
from sandbox.ocpp.schemas import Violation

OUT: Direction = "cp_to_csms"
IN: Direction = "csms_to_cp"
FACTS: dict[str, Any] = {"id": "dep-1", "identity": "CP-1"}
CHARGER = Charger.model_construct(**FACTS)


class Watch:
    """A stopwatch that tests move."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def tally(watch: Watch) -> Tally:
    tally = Tally(watch)
    tally.created(CHARGER)
    tally.connected(CHARGER)
    return tally


def exchange(tally: Tally, action: str, asked: Any, answered: Any, *, kind: int = 3) -> None:
    tally.heard(CHARGER, OUT, action, json.dumps([2, "1", action, asked], separators=(",", ":")))
    rest = [answered] if kind == 3 else [answered, "", {}]
    tally.heard(CHARGER, IN, action, f" {json.dumps([kind, '1', *rest])}")


def report(tally: Tally, **told: Any) -> Report:
    facts = {"csms": "ws://x", "chargers": 1, "connected": 1, "begun": 0.0, "ended": 2.0}
    return Report.of(tally, **{**facts, "energy_kwh": 1.5, "problems": {}, **told})


@pytest.mark.parametrize(("status", "accepted"), [("Accepted", 1), ("Pending", 0), ("Rejected", 0)])
def test_a_charger_is_accepted_by_the_answer_to_its_boot(
    tally: Tally, watch: Watch, status: str, accepted: int
) -> None:
    watch.seconds = 3.0
    exchange(tally, "BootNotification", {}, {"status": status})
    assert len(tally.accepted) == len(tally.take_accepted()) == accepted
    assert tally.take_accepted() == []
    told = report(tally)
    assert told.is_good == bool(accepted)
    assert told.all_accepted_after == (3.0 if accepted else None)
    assert [*tally.accepted.values()] == [3.0] * accepted


def test_latencies_are_those_of_the_answers_to_the_charger(tally: Tally, watch: Watch) -> None:
    tally.heard(CHARGER, OUT, "Heartbeat", '[2,"7","Heartbeat",{}]')
    watch.seconds = 0.25
    tally.heard(CHARGER, IN, "Reset", '[2,"x","Reset",{}]')
    tally.heard(CHARGER, OUT, "Reset", '[3,"x",{}]')
    watch.seconds = 0.5
    tally.heard(CHARGER, IN, "Heartbeat", '[3,"7",{}]')
    told = report(tally)
    assert (told.latency_seconds["max"], tally.latencies.count) == (0.5, 1)
    assert (told.sent, told.received) == ({"Heartbeat": 1}, {"Reset": 1})
    assert (told.frames, told.frames_per_second) == (4, 2.0)


def test_transactions_are_counted_when_they_are_answered(tally: Tally) -> None:
    exchange(tally, "StartTransaction", {}, {"transactionId": 1})
    exchange(tally, "StartTransaction", {}, "InternalError", kind=4)
    exchange(tally, "TransactionEvent", {"eventType": "Started"}, {})
    exchange(tally, "TransactionEvent", {"eventType": "Updated"}, {})
    exchange(tally, "TransactionEvent", {"eventType": "Ended"}, {})
    tally.heard(CHARGER, OUT, "StopTransaction", '[2,"9","StopTransaction",{}]')
    assert report(tally).transactions == {"started": 2, "ended": 1, "open": 1}


def test_call_errors_tell_whose_they_are(tally: Tally) -> None:
    exchange(tally, "Authorize", {}, "InternalError", kind=4)
    tally.heard(CHARGER, OUT, "Reset", '[4,"x","NotSupported","",{}]')
    tally.heard(CHARGER, IN, "", "[4]")
    told = report(tally)
    assert told.call_errors == {
        "CSMS: Authorize: InternalError": 1,
        "charger: Reset: NotSupported": 1,
        "CSMS: no frame: no code": 1,
    }
    assert tally.errors == 3


def test_a_violation_spoils_it_all(tally: Tally) -> None:
    exchange(tally, "BootNotification", {}, {"status": "Accepted"})
    tally.violated(CHARGER, IN, "BootNotification", Violation("X", "interval", "is missing"))
    told = report(tally)
    assert not told.is_good
    (violation,) = told.violations
    assert violation.startswith("CSMS: BootNotification: ")
    assert "interval" in violation
    assert violation in told.text()


def test_an_answer_that_comes_too_late_is_not_that_of_the_next_request(tally: Tally, watch: Watch) -> None:
    tally.heard(CHARGER, OUT, "StartTransaction", '[2,"7","StartTransaction",{}]')
    watch.seconds = 30.0
    tally.heard(CHARGER, OUT, "StopTransaction", '[2,"8","StopTransaction",{}]')
    watch.seconds = 31.0
    tally.heard(CHARGER, IN, "StartTransaction", '[3,"7",{}]')
    assert (tally.latencies.count, tally.quiet_for(CHARGER)) == (0, 0.0)
    assert report(tally).transactions == {"started": 0, "ended": 0, "open": 0}
    watch.seconds = 32.0
    tally.heard(CHARGER, IN, "StopTransaction", '[3,"8",{}]')
    assert (tally.latencies.count, tally.latencies.greatest) == (1, 2.0)
    assert tally.transactions["ended"] == 1


def test_an_acceptance_that_comes_too_late_accepts_nobody(tally: Tally) -> None:
    tally.heard(CHARGER, OUT, "BootNotification", '[2,"7","BootNotification",{}]')
    tally.heard(CHARGER, OUT, "BootNotification", '[2,"8","BootNotification",{}]')
    tally.heard(CHARGER, IN, "BootNotification", '[3,"7",{"status":"Accepted"}]')
    assert not tally.accepted
    tally.heard(CHARGER, IN, "BootNotification", '[3,"8",{"status":"Accepted"}]')
    assert [*tally.accepted] == [CHARGER.id]


def test_violations_are_counted_by_kind_and_told_by_the_first_one(tally: Tally) -> None:
    for number in range(3):
        path = f"chargingProfile[{number}].limit"
        tally.violated(CHARGER, IN, "SetChargingProfile", Violation("X", path, f"{number} is too small"))
    tally.violated(
        CHARGER, IN, "SetChargingProfile", Violation("Y", "chargingProfile[0].limit", "is required")
    )
    tally.violated(CHARGER, OUT, "SetChargingProfile", Violation("X", "status", "is odd"))
    assert tally.violations == {
        "CSMS: SetChargingProfile: chargingProfile[0].limit: 0 is too small": 3,
        "CSMS: SetChargingProfile: chargingProfile[0].limit: is required": 1,
        "charger: SetChargingProfile: status: is odd": 1,
    }


def test_whatever_a_csms_says_only_so_many_kinds_of_it_are_told(tally: Tally) -> None:
    for number in range(MOST_KINDS + 5):
        tally.violated(CHARGER, IN, "Reset", Violation("X", f"x{number}", "is not a field of this message"))
        tally.heard(CHARGER, IN, f"Fly{number}", f'[2,"a","Fly{number}",{{}}]')
        tally.heard(CHARGER, OUT, f"Fly{number}", '[4,"a","NotImplemented","",{}]')
    told = report(tally)
    for counted in (told.violations, told.received, told.call_errors):
        assert len(counted) == MOST_KINDS + 1
        assert counted["others"] == 5
    assert tally.errors == 2 * (MOST_KINDS + 5)


def test_what_a_csms_says_is_told_in_a_line(tally: Tally) -> None:
    tally.heard(CHARGER, IN, "\x1b[2J\n", '[2,"a","\\u001b[2J\\n",{}]')
    exchange(tally, "Authorize", {}, "\x1b[2J" + "x" * 1000, kind=4)
    told = report(tally)
    assert r"\x1b[2J\n" in told.received
    assert all(line.isprintable() and len(line) < 200 for line in told.text().splitlines())


def test_connections_after_the_first_are_reconnects(tally: Tally) -> None:
    tally.disconnected(CHARGER)
    assert tally.connected_count == 0
    tally.connected(CHARGER)
    assert (tally.connected_count, tally.reconnects) == (1, 1)


def test_an_answer_that_a_lost_connection_owed_is_not_waited_for(tally: Tally) -> None:
    tally.heard(CHARGER, OUT, "Heartbeat", '[2,"7","Heartbeat",{}]')
    tally.disconnected(CHARGER)
    tally.heard(CHARGER, IN, "", '[3,"7",{}]')
    assert tally.latencies.count == 0


def test_a_charger_is_quiet_from_its_last_answer_on(tally: Tally, watch: Watch) -> None:
    watch.seconds = 1.0
    assert tally.quiet_for(CHARGER) == 1.0
    tally.heard(CHARGER, OUT, "Heartbeat", '[2,"7","Heartbeat",{}]')
    watch.seconds = 2.0
    assert tally.quiet_for(CHARGER) == 0.0
    tally.heard(CHARGER, IN, "Heartbeat", '[3,"7",{}]')
    watch.seconds = 2.5
    assert tally.quiet_for(CHARGER) == 0.5


def test_violations_of_many_chargers_are_of_one_kind(tally: Tally) -> None:
    for charger in (CHARGER, Charger.model_construct(**FACTS | {"identity": "CP-2"})):
        tally.violated(charger, OUT, "Heartbeat", Violation("X", "beat", f"{charger.identity} is no number"))
    assert [*tally.violations.values()] == [2]


@pytest.mark.parametrize(
    ("text", "identity", "told"),
    [
        ("ws://h/ocpp/CP-1 was answered with 401", "CP-1", "ws://h/ocpp/<identity> was answered with 401"),
        ("CP-1 may not connect. Ask for CP-1.", "CP-1", "<identity> may not connect. Ask for <identity>."),
        ("no CP-11, no XCP-1, no CP-1.b", "CP-1", "no CP-11, no XCP-1, no CP-1.b"),
        ("ws://127.0.0.1:9001/1 said 401", "1", "ws://127.0.0.1:9001/<identity> said 401"),
        ("ws://h/A%201: A 1 is unknown", "A 1", "ws://h/<identity>: <identity> is unknown"),
    ],
)
def test_what_is_wrong_is_told_without_the_identity(text: str, identity: str, told: str) -> None:
    assert without_identity(text, identity) == told


def test_what_is_no_boot_answer_accepts_nobody(tally: Tally) -> None:
    exchange(tally, "BootNotification", {}, "text")
    tally.heard(CHARGER, IN, "BootNotification", "[3,")
    assert not tally.accepted


def test_a_report_of_nothing_can_be_read(watch: Watch) -> None:
    told = report(Tally(watch), ended=0.0)
    assert "accepted      0" in told.text()
    assert json.loads(told.json())["latency_seconds"] == {"p50": None, "p95": None, "p99": None, "max": None}
    assert not json.loads(told.json())["ok"]


def test_a_long_list_of_problems_is_cut_for_people(tally: Tally) -> None:
    told = report(tally, problems={f"problem {number}": 1 for number in range(12)})
    assert "and 2 more kinds" in told.text()
    assert len(json.loads(told.json())["problems"]) == 12


def test_percentiles_are_exact_to_two_per_cent() -> None:
    latencies = Latencies()
    for number in range(1, 1001):
        latencies.add(number / 1000)
    for percent in (50, 95, 99, 100):
        assert latencies.percentile(percent) == pytest.approx(percent / 100, rel=0.02)
    assert latencies.greatest == 1.0


def test_no_latencies_have_no_percentiles() -> None:
    assert Latencies().percentile(99) is None


def test_a_latency_of_nothing_is_counted() -> None:
    latencies = Latencies()
    latencies.add(0.0)
    assert latencies.percentile(50) == 0.0
