"""A CSMS dies in the middle of a hundred sessions: none is lost or told twice, no energy is missing."""

import re
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

import pytest

from tests.live.rig import VERSIONS, Live, Rig, rig
from tests.live.strict.harness import KINDS, Kind, StrictCsms, strict_csms

OF_EACH_VERSION = 50
FIRST_ID = {"before": 1, "after": 10_000}
_LONGEST_PAUSE = 60.0
"""Seconds that a charger may wait before it dials again, and some more."""
_PARTS = {"StartTransaction": "S", "MeterValues": "M", "StopTransaction": "E"}
_EVENTS = {"Started": "S", "Updated": "M", "Ended": "E"}
_REGISTER = "Energy.Active.Import.Register"


class Said(NamedTuple):
    """A message about a transaction, and whether it was answered."""

    part: str
    connector: int
    payload: dict[str, Any]
    is_answered: bool = False


class Sample(NamedTuple):
    """A reading of the register in Wh, and the power that flows from then on, if it is told."""

    at: datetime
    wh: float
    power: float | None


@pytest.mark.parametrize("kind", KINDS)
def test_each_transaction_ends_once_and_its_energy_adds_up(kind: Kind) -> None:
    with strict_csms(kind, first_transaction=FIRST_ID["before"]) as first, rig(first) as made:
        chargers = _charging(made)
        for charger in chargers[::5]:
            charger.run("stop-session")
            charger.run("start-session", id_tag="TAG-2", duration_seconds=600)
        _advance(made, 60)
        # Some are about to stop, and some to begin, when it happens.
        for charger in chargers[1::5]:
            charger.give("stop-session")
        for charger in chargers[2::5]:
            charger.give("start-session", id_tag="TAG-3", connector_id=2, duration_seconds=600)
        first.kill()
        for charger in chargers:
            charger.line_is("offline", "connecting")
        for _ in range(6):
            _advance(made, 120)
        with strict_csms(kind, port=first.port, first_transaction=FIRST_ID["after"]) as second:
            for charger in chargers:
                _comes_back(charger, second)
            for _ in range(6):
                _advance(made, 120)
            for charger in chargers:
                charger.ask("GetLocalListVersion")
                _check(charger)
            assert second.violations() == []
            assert second.call_errors() == []
        for charger in chargers:
            charger.rest.close()


def _charging(made: Rig) -> list[Live]:
    """Make chargers, and let each of them charge."""
    versions = [version for version in VERSIONS for _ in range(OF_EACH_VERSION)]
    chargers = [made.charger(version, accepted=False) for version in versions]
    for charger in chargers:
        charger.says_all(1 + charger.outlets)
    assert made.dev.post("/dev/clock", json={"frozen": True}).is_success
    given = [
        (charger, charger.give("start-session", id_tag="TAG-1", connector_id=1, duration_seconds=600))
        for charger in chargers
    ]
    for charger, command in given:
        assert charger.ended(command)["status"] == "applied"
    _advance(made, 60)
    return chargers


def _comes_back(charger: Live, csms: StrictCsms) -> None:
    """Wait until a charger has told what it kept, and has carried out what waited for the connection."""
    charger.meets(csms)
    charger.line_is("connected", patience=_LONGEST_PAUSE)
    charger.until(lambda: charger.line["unsent"] == 0)
    for record in charger.records("commands"):
        charger.ended(record["id"])


def _advance(made: Rig, seconds: float) -> None:
    assert made.dev.post("/dev/clock", json={"advance": seconds}).is_success


def _check(charger: Live) -> None:
    charger.until(lambda: charger.line["unsent"] == 0)
    said = [one for one in _about_transactions(charger) if one.is_answered]
    connectors = {one.connector for one in said}
    for connector in sorted(connectors):
        mine = [one for one in said if one.connector == connector]
        parts = "".join(one.part for one in mine)
        assert re.fullmatch("(SM*E)+", parts), (charger.identity, connector, parts)
        for session in re.finditer("SM*E", parts):
            samples = [s for one in mine[slice(*session.span())] for s in _samples(one)]
            registers = [sample.wh for sample in samples]
            assert registers == sorted(registers), (charger.identity, registers)
            for now, then in pairwise(samples):
                if now.power is not None:
                    flowed = now.power * (then.at - now.at).total_seconds() / 3600
                    assert then.wh - now.wh == pytest.approx(flowed, abs=1.1), (charger.identity, now, then)
        bounds = [s.wh for one in mine for s in _samples(one)]
        assert bounds == sorted(bounds), (charger.identity, bounds)
    assert 1 in connectors


def _about_transactions(charger: Live) -> list[Said]:
    """Return what the charger has told of transactions, as its log has it."""
    said: list[Said] = []
    places: dict[str, int] = {}
    connectors: dict[int, int] = {}
    for way, action, frame in charger.log():
        part = _PARTS.get(action) or _EVENTS.get(frame[-1].get("eventType", ""), "")
        if way == "in" and frame[0] == 2 and part:
            places[frame[1]] = len(said)
            said.append(Said(part, _connector(frame[3], connectors), frame[3]))
        elif way == "out" and frame[0] == 3 and frame[1] in places:
            place = places.pop(frame[1])
            said[place] = said[place]._replace(is_answered=True)
            if action == "StartTransaction":
                connectors[frame[2]["transactionId"]] = said[place].connector
    unanswered = [one for one in said if not one.is_answered]
    assert all(_same(one, said) for one in unanswered), unanswered
    return said


def _same(lost: Said, said: list[Said]) -> bool:
    """Tell whether what was not answered was told again."""
    known = ("timestamp", "meterValue", "meterStart", "meterStop")
    return any(
        one.is_answered
        and one.part == lost.part
        and all(one.payload.get(name) == lost.payload.get(name) for name in known)
        for one in said
    )


def _connector(payload: dict[str, Any], connectors: dict[int, int]) -> int:
    """Return the connector that a message is about; one of 1.6 may name it by the transaction."""
    if "evse" in payload:
        return int(payload["evse"]["id"])
    return int(payload.get("connectorId") or connectors[payload["transactionId"]])


def _samples(said: Said) -> list[Sample]:
    payload = said.payload
    if "meterStart" in payload:
        return [Sample(_moment(payload["timestamp"]), payload["meterStart"], None)]
    if "meterStop" in payload:
        return [Sample(_moment(payload["timestamp"]), payload["meterStop"], None)]
    return [
        Sample(_moment(value["timestamp"]), *_values(value["sampledValue"]))
        for value in payload.get("meterValue", [])
    ]


def _values(sampled: list[dict[str, Any]]) -> tuple[float, float | None]:
    told = {one["measurand"]: one for one in sampled if "phase" not in one}
    register = told[_REGISTER]
    unit = register.get("unit") or register["unitOfMeasure"]["unit"]
    power = told.get("Power.Active.Import")
    wh = float(register["value"]) * (1000 if unit == "kWh" else 1)
    return wh, None if power is None else float(power["value"])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
