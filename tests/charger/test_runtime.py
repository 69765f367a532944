"""Registration with CSMSs of every temper; the links here are other CSMSs, not doubles of our code."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from sandbox.charger import configuration
from sandbox.charger.configuration import HEARTBEAT_INTERVAL
from sandbox.charger.frames import Call, CallError, Reply, wire_time
from sandbox.charger.links import Loopback
from sandbox.charger.state import OcppVersion
from sandbox.charger.station import Station
from tests.charger.rig import VERSIONS, Rig


@dataclass
class HesitantCsms(Loopback):
    """Answers the first boots with *answers*, then accepts with an interval of its own."""

    answers: list[str] = field(default_factory=list)
    interval: Any = 40

    def exchange(self, call: Call, station: Station) -> Reply:
        if call.action != "BootNotification":
            return super().exchange(call, station)
        status = self.answers.pop(0) if self.answers else "Accepted"
        return {"currentTime": wire_time(station.now), "interval": self.interval, "status": status}


class BrokenCsms(Loopback):
    """Understands nothing but the boot."""

    def exchange(self, call: Call, station: Station) -> Reply:
        if call.action == "BootNotification":
            return super().exchange(call, station)
        return CallError("InternalError", "out of order")


class DeafCsms(Loopback):
    """Understands nothing at all."""

    def exchange(self, call: Call, station: Station) -> Reply:  # noqa: ARG002
        return CallError("InternalError", "out of order")


@pytest.mark.parametrize("version", VERSIONS)
def test_boot_is_repeated_until_it_is_accepted(version: OcppVersion) -> None:
    rig = Rig(version, link=HesitantCsms(answers=["Pending", "Rejected"]))
    runtimes = [rig.state.runtime]
    rig.wait(39)
    assert rig.said() == []
    rig.wait(1)
    assert rig.said() == ["BootNotification"]
    rig.wait(40)
    assert rig.said()[0] == "BootNotification"
    runtimes.append(rig.state.runtime)
    assert runtimes == ["starting", "online"]


@pytest.mark.parametrize("version", VERSIONS)
def test_charger_that_is_not_accepted_does_nothing(version: OcppVersion) -> None:
    rig = Rig(version, link=HesitantCsms(answers=["Pending"]))
    outcome = rig.do("plug_connector")
    assert outcome.status == "failed"
    assert outcome.reason == "charger runtime is starting: the CSMS has not accepted it yet"
    assert rig.do("start_charger").status == "rejected"


@pytest.mark.parametrize("version", VERSIONS)
def test_boot_without_an_answer_is_repeated(version: OcppVersion) -> None:
    rig = Rig(version, link=DeafCsms())
    rig.wait(60)
    assert rig.said() == ["BootNotification"]


@pytest.mark.parametrize("version", VERSIONS)
def test_interval_of_the_csms_becomes_the_configuration(version: OcppVersion) -> None:
    rig = Rig(version, link=HesitantCsms())
    assert configuration.number(rig.state, HEARTBEAT_INTERVAL) == 40
    rig.wait(80)
    assert rig.said() == ["Heartbeat", "Heartbeat"]


@pytest.mark.parametrize("interval", [-1, "soon", None])
@pytest.mark.parametrize("version", VERSIONS)
def test_interval_without_sense_leaves_it_to_the_charger(version: OcppVersion, interval: Any) -> None:
    rig = Rig(version, link=HesitantCsms(answers=["Pending"], interval=interval))
    rig.wait(59)
    assert rig.said() == []
    rig.wait(1)
    assert rig.said()[0] == "BootNotification"
    assert configuration.number(rig.state, HEARTBEAT_INTERVAL) == 300


@pytest.mark.parametrize("version", VERSIONS)
def test_interval_beyond_the_calendar_is_as_long_as_can_be(version: OcppVersion) -> None:
    rig = Rig(version, link=HesitantCsms(interval=10**15))
    assert rig.state.runtime == "online"
    assert configuration.number(rig.state, HEARTBEAT_INTERVAL) == 999_999_999


@pytest.mark.parametrize("version", VERSIONS)
def test_errors_of_the_csms_refuse_the_tag(version: OcppVersion) -> None:
    rig = Rig(version, link=BrokenCsms())
    outcome = rig.do("start_session", id_tag="TAG")
    assert outcome.reason == "the CSMS answered Authorize with InternalError: out of order"
    assert not rig.connector().plugged
    assert rig.state.auth_cache == {}


@pytest.mark.parametrize("version", VERSIONS)
def test_message_refused_by_the_csms_is_rejected_with_its_code(version: OcppVersion) -> None:
    rig = Rig(version)
    outcome = rig.do("proxy_message", action="Odd", payload={})
    assert outcome.status == "rejected"
    assert outcome.result == {"code": "NotImplemented"}
    outcome = rig.do("proxy_message", action="Authorize", payload={})
    assert outcome.result == {"code": "OccurenceConstraintViolation"}


@pytest.mark.parametrize("version", VERSIONS)
def test_stop_ends_what_was_waiting(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.given(("start_transaction", {"id_tag": "TAG"}), "stop_charger")
    assert rig.connector().authorization is None
    assert rig.connector().transaction is None
    assert rig.simulation.next_due() is None
    rig.wait(86_400)
    assert rig.frames() == []


@pytest.mark.parametrize("version", VERSIONS)
def test_restarted_charger_beats_again(version: OcppVersion) -> None:
    rig = Rig(version)
    rig.given("stop_charger")
    rig.wait(1000)
    rig.given("start_charger")
    rig.wait(300)
    assert rig.said() == ["Heartbeat"]
