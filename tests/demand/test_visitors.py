"""What visitors and faults do to a charger, and what they leave alone."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from sandbox.charger.ahead import Ahead
from sandbox.charger.links import Loopback
from sandbox.charger.machine import Simulation
from sandbox.charger.state import ChargerState, OcppVersion
from sandbox.charger.visitors import Breakdown, Coming, Visit, deadline
from sandbox.demand.days import each
from sandbox.demand.traffic import Traffic
from tests.charger.rig import START, VERSIONS, Rig, fresh, hardware, short

MINUTE = timedelta(minutes=1)


def visit(minute: float, tag: str = "DRIVER-1", *, minutes: float = 10, dwell: float = 5) -> Visit:
    at = START + minute * MINUTE
    return Visit(at, tag, round(60 * minutes), 50.0, at + (minutes + dwell) * MINUTE)


class Awaited(Rig):
    """A charger to which something comes."""

    def __init__(self, version: OcppVersion, *coming: Coming, connectors: int = 1) -> None:
        super().__init__(version, connectors=connectors)
        self.simulation = simulation(version, coming, connectors=connectors)
        self.simulation.settle(START)
        self.frames()

    def told(self) -> list[str]:
        """Return what the charger has said, without heartbeats and samples."""
        return [
            word
            for word in self.said()
            if word not in ("Heartbeat", "MeterValues") and "MeterValuePeriodic" not in word
        ]


def simulation(version: OcppVersion, coming: Iterable[Coming], *, connectors: int = 1) -> Simulation:
    made_of = hardware(connectors=connectors)
    state = fresh(version, made_of)
    return Simulation(state, made_of, Loopback(), coming=map(deadline, coming))


def test_a_driver_comes_charges_and_leaves() -> None:
    rig = Awaited("ocpp1.6", visit(5))
    rig.wait(4.9 * 60)
    assert rig.told() == []
    rig.wait(60)
    assert rig.transaction().id_tag == "DRIVER-1"
    rig.wait(3600)
    assert rig.told() == [
        "SN 1 Preparing",
        "Authorize",
        "StartTransaction",
        "SN 1 Charging",
        "StopTransaction Local",
        "SN 1 Finishing",
        "SN 1 Available",
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_energy_flows_for_as_long_as_was_wanted(version: OcppVersion) -> None:
    rig = Awaited(version, visit(5, minutes=30))
    rig.wait(7200)
    assert rig.connector().meter.wh == pytest.approx(11_000, rel=0.01)
    assert not rig.connector().plugged


@pytest.mark.parametrize("version", VERSIONS)
def test_a_refused_driver_takes_the_cable_out_again(version: OcppVersion) -> None:
    rig = Awaited(version, visit(5, "BLOCKED-1"))
    rig.wait(6 * 60)
    assert not rig.connector().plugged
    assert rig.connector().transaction is None
    assert "Authorize" in rig.told()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_driver_goes_on_when_every_connector_is_taken(version: OcppVersion) -> None:
    rig = Awaited(version, visit(5), visit(6, "DRIVER-2"), visit(7, "DRIVER-3"), connectors=2)
    rig.wait(8 * 60)
    tags = [rig.transaction(number).id_tag for number in (1, 2)]
    assert tags == ["DRIVER-1", "DRIVER-2"]


def test_a_tag_that_the_version_cannot_say_is_refused_by_the_charger() -> None:
    rig = Awaited("ocpp1.6", visit(5, "x" * 21))
    rig.wait(6 * 60)
    assert rig.told() == ["SN 1 Preparing", "SN 1 Available"]


@pytest.mark.parametrize("version", VERSIONS)
def test_what_a_user_has_plugged_in_is_left_alone(version: OcppVersion) -> None:
    rig = Awaited(version, visit(5))
    rig.given("plug_connector")
    rig.wait(3600)
    assert rig.connector().plugged
    assert rig.told() == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_car_that_a_user_has_sent_away_is_not_mistaken_for_the_next(version: OcppVersion) -> None:
    rig = Awaited(version, visit(5))
    rig.wait(6 * 60)
    rig.given("stop_session", ("start_session", {"id_tag": "MINE"}))
    rig.wait(3600)
    assert rig.transaction().id_tag == "MINE"


@pytest.mark.parametrize("version", VERSIONS)
def test_nobody_charges_at_a_charger_that_is_off(version: OcppVersion) -> None:
    rig = Awaited(version, visit(5))
    rig.given("stop_charger")
    rig.wait(6 * 60)
    assert not rig.connector().plugged


@pytest.mark.parametrize("version", VERSIONS)
def test_a_car_leaves_a_charger_that_was_switched_off_without_a_word(version: OcppVersion) -> None:
    rig = Awaited(version, visit(5))
    rig.wait(6 * 60)
    rig.given("stop_charger")
    rig.wait(3600)
    assert rig.told() == []
    assert not rig.connector().plugged
    rig.given("start_charger")
    rig.wait(60)
    assert not rig.connector().plugged


@pytest.mark.parametrize("version", VERSIONS)
def test_a_fault_comes_and_is_gone(version: OcppVersion) -> None:
    fault = Breakdown(START + 5 * MINUTE, "OverCurrent", 0.6, START + 9 * MINUTE)
    rig = Awaited(version, fault, connectors=2)
    rig.wait(6 * 60)
    assert [rig.connector(number).fault is not None for number in (1, 2)] == [False, True]
    rig.wait(4 * 60)
    assert rig.connector(2).fault is None


def test_a_fault_ends_a_session() -> None:
    fault = Breakdown(START + 6 * MINUTE, "InternalError", 0, START + 90 * MINUTE)
    rig = Awaited("ocpp1.6", visit(5), fault)
    rig.wait(7 * 60)
    assert "StopTransaction Other" in rig.told()
    rig.wait(3600)
    assert not rig.connector().plugged


@pytest.mark.parametrize("version", VERSIONS)
def test_a_fault_of_a_user_stays(version: OcppVersion) -> None:
    rig = Awaited(version, Breakdown(START + 5 * MINUTE, "InternalError", 0, START + 9 * MINUTE))
    rig.given(("inject_fault", {"fault_type": "OverCurrent", "connector_id": 1}))
    rig.wait(3600)
    fault = rig.connector().fault
    assert fault is not None
    assert fault.type == "OverCurrent"


def test_what_the_charger_does_by_itself_comes_first() -> None:
    rig = Awaited("ocpp1.6", visit(5, minutes=10, dwell=0), visit(15, "DRIVER-2"))
    rig.wait(16 * 60)
    assert rig.transaction().id_tag == "DRIVER-2"


def test_nothing_ahead_is_nothing() -> None:
    state: ChargerState = fresh("ocpp1.6", hardware()).evolve(boot_at=None)
    assert Ahead().next_at(state) is None
    assert Ahead([deadline(visit(5))]).next_at(state) == START + 5 * MINUTE
    assert Ahead([deadline(visit(5))]).take(state, START) is None


@pytest.mark.parametrize("version", VERSIONS)
def test_a_life_is_the_same_however_often_somebody_looks(version: OcppVersion) -> None:
    traffic = Traffic(sessions_per_day=40, faults_per_day=4, refused_share=0.2)
    end = START + timedelta(days=2)
    lives = []
    for step in (timedelta(minutes=7), timedelta(hours=5), timedelta(days=2)):
        life, now, told = simulation(version, each(traffic, "CP-1", START), connectors=2), START, []
        while now < end:
            now = min(end, now + step)
            life.settle(now)
            told += [short(frame) for frame in life.frames if frame.message.startswith("[2")]
            life.frames.clear()
        lives.append((life.state, [word for word in told if "Transaction" in word or word == "Authorize"]))
    often, seldom, once = lives
    assert often == seldom
    assert once[0] == often[0]
    assert len(often[1]) > 50
    assert once[1] == often[1][-len(once[1]) :]
