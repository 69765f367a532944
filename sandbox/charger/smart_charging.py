"""Installing and clearing charging profiles, and telling what their limits change.

A profile of a transaction is kept in the transaction and goes with it. The others stay until they are
cleared, over reboots too.
"""

from collections.abc import Callable

from sandbox.charger import configuration, ocpp201
from sandbox.charger.charging_profiles import ChargingProfile
from sandbox.charger.dialects import dialect
from sandbox.charger.frames import Script
from sandbox.charger.profile_payloads import ProfileRefused
from sandbox.charger.station import Station
from sandbox.charger.variables import MOST_PROFILES

_SIGNIFICANCE = "SmartChargingCtrlr.LimitChangeSignificance"

Wanted = Callable[[int, ChargingProfile], bool]
"""Tells by connector and profile whether a profile is meant."""


def check_place(station: Station, profile: ChargingProfile, transaction_id: str | None) -> None:
    """Refuse a profile for the wrong connector or transaction."""
    number = profile.number
    if not 0 <= number <= len(station.state.connectors):
        raise ProfileRefused("UnknownEvse", f"there is no connector {number}")
    if profile.purpose == "station" and number != 0:
        raise ProfileRefused("InvalidProfile", "a profile of the whole charger is set for 0")
    if profile.purpose != "transaction":
        return
    if number == 0:
        raise ProfileRefused("InvalidProfile", "a TxProfile is set for one connector")
    transaction = station.connector(number).transaction
    if transaction is None:
        raise ProfileRefused("TxNotFound", f"connector {number} has no transaction")
    if transaction_id is not None and transaction_id != transaction.id:
        raise ProfileRefused("TxNotFound", f"connector {number} is in transaction {transaction.id}")


def install(station: Station, profile: ChargingProfile, replaced: Wanted) -> Script[str | None]:
    """Keep *profile* instead of those that are *replaced*, at once; the script tells what that changes."""
    before = _powers(station)
    left = [p for number, p in station.state.installed_profiles() if not replaced(number, p)]
    if len(left) >= MOST_PROFILES:
        _drop(station, lambda _, p: p.expired(station.now))
        left = [p for p in left if not p.expired(station.now)]
    if len(left) >= MOST_PROFILES:
        raise ProfileRefused("TooManyElements", f"{MOST_PROFILES} profiles are installed: clear one first")
    _drop(station, replaced)
    if profile.purpose == "transaction":
        transaction = station.state.transaction(profile.number)
        station.change_transaction(profile.number, profiles=(*transaction.profiles, profile))
    else:
        station.update(profiles=(*station.state.profiles, profile))
    station.bound()
    return _tell(station, before)


def clear(station: Station, wanted: Wanted) -> Script[str | None] | None:
    """Remove what is *wanted* at once; the script tells what that changes. None if nothing is meant."""
    if not any(wanted(number, profile) for number, profile in station.state.installed_profiles()):
        return None
    before = _powers(station)
    _drop(station, wanted)
    station.bound()
    return _tell(station, before)


def change_limits(station: Station, number: int) -> Script[None]:  # noqa: ARG001
    """Follow the schedules into their next periods."""
    before = _powers(station)
    station.update(limits_due=None)
    station.bound()
    yield from _tell(station, before)


def _drop(station: Station, wanted: Wanted) -> None:
    station.update(profiles=tuple(p for p in station.state.profiles if not wanted(p.number, p)))
    for connector in station.state.connectors:
        if connector.transaction is not None and connector.transaction.profiles:
            kept = tuple(p for p in connector.transaction.profiles if not wanted(connector.number, p))
            station.change_transaction(connector.number, profiles=kept)


def _powers(station: Station) -> dict[int, float]:
    return {c.number: c.meter.power_w for c in station.state.connectors if c.transaction is not None}


def _tell(station: Station, before: dict[int, float]) -> Script[str | None]:
    for number, watts in before.items():
        yield from dialect(station).flow(station, number)
        connector = station.connector(number)
        if station.state.ocpp_version == "ocpp2.0.1" and connector.transaction is not None:
            significant = watts * float(configuration.text(station.state, _SIGNIFICANCE)) / 100
            if watts > 0 < connector.meter.power_w and abs(connector.meter.power_w - watts) > significant:
                yield from ocpp201.report_rate(station, number)
    return None
