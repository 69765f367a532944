"""When a command makes no sense, and how to say so."""

from collections.abc import Callable
from typing import Any

from sandbox.charger.state import ChargerState, Connector, OcppVersion
from sandbox.charger.status import status16, status201
from sandbox.charger.tags import NO_AUTHORIZATION
from sandbox.errors import SandboxError

TAG_LENGTH: dict[OcppVersion, int] = {"ocpp1.6": 20, "ocpp2.0.1": 36}
"""Characters of an id tag, at most."""

# More than a century in seconds or the life of an outlet in Wh; sums and products of it stay finite.
_LARGEST = 1e12


class Refused(SandboxError):
    """A command is not legal in this state; raised before anything has changed."""


Rule = Callable[[Connector], None]


def allows(rule: Rule, connector: Connector) -> bool:
    """Tell whether *rule* has nothing against *connector*."""
    return objection(rule, connector) is None


def objection(rule: Rule, connector: Connector) -> str | None:
    """Return what *rule* has against *connector*, None if nothing."""
    try:
        rule(connector)
    except Refused as refusal:
        return str(refusal)
    return None


def status(state: ChargerState, connector: Connector) -> str:
    return status16(connector) if state.ocpp_version == "ocpp1.6" else status201(connector)


def check_tag(state: ChargerState, id_tag: str, id_type: str | None = None) -> None:
    longest = TAG_LENGTH[state.ocpp_version]
    if id_type == NO_AUTHORIZATION and not id_tag:
        return
    if not 0 < len(id_tag) <= longest:
        raise Refused(f"an id tag has 1 to {longest} characters in {state.ocpp_version}: {id_tag!r}")


def same_tag(one: str | None, other: str) -> bool:
    """Tell whether two tags are one: tags are compared without regard to case."""
    return one is not None and one.casefold() == other.casefold()


def check_working(connector: Connector) -> None:
    if connector.fault is not None:
        raise Refused(f"{_name(connector)} is Faulted ({connector.fault.type}): clear the fault first")
    if not connector.operative:
        raise Refused(f"{_name(connector)} is Unavailable: make it operative first (ChangeAvailability)")


def check_pluggable(connector: Connector) -> None:
    check_working(connector)
    if connector.plugged:
        raise Refused(f"{_name(connector)} already has a cable plugged in")


def check_plugged(connector: Connector) -> None:
    if not connector.plugged:
        raise Refused(f"{_name(connector)} has no cable plugged in")


def check_free(connector: Connector, id_tag: str) -> None:
    """Refuse unless *id_tag* may begin a session here."""
    check_working(connector)
    transaction = connector.transaction
    if transaction is not None and (transaction.authorized or transaction.spare_wh is not None):
        raise Refused(
            f"{_name(connector)} is in transaction {transaction.id} "
            f"of id tag {transaction.id_tag}: stop it first"
        )
    if transaction is not None and transaction.released and not same_tag(transaction.id_tag, id_tag):
        raise Refused(f"{_name(connector)} is in transaction {transaction.id}: unplug the cable first")
    if connector.authorization is not None:
        how = "waits for the cable of" if connector.waiting is not None else "is promised to"
        raise Refused(f"{_name(connector)} {how} id tag {connector.authorization.id_tag}")
    reservation = connector.reservation
    if reservation is not None and not same_tag(reservation.id_tag, id_tag):
        raise Refused(f"{_name(connector)} is Reserved for id tag {reservation.id_tag}")


def check_charging(connector: Connector) -> None:
    if connector.transaction is None or not connector.transaction.authorized:
        raise Refused(f"{_name(connector)} has no authorized transaction: start one first")


def check_can_request_energy(connector: Connector) -> None:
    check_charging(connector)
    check_plugged(connector)
    if connector.vehicle is not None and connector.vehicle.wants_energy:
        raise Refused(f"the EV at {_name(connector)} is already asking for energy")


def check_can_refuse_energy(connector: Connector) -> None:
    check_charging(connector)
    check_plugged(connector)
    if connector.vehicle is not None and not connector.vehicle.wants_energy:
        raise Refused(f"the EV at {_name(connector)} has already suspended charging")


def check_faultless(connector: Connector) -> None:
    if connector.fault is not None:
        raise Refused(f"{_name(connector)} is already Faulted ({connector.fault.type})")


def check_faulted(connector: Connector) -> None:
    if connector.fault is None:
        raise Refused(f"{_name(connector)} has no fault to clear")


def check_lock(connector: Connector) -> None:
    if connector.fault is not None and connector.fault.type == "ConnectorLockFailure":
        raise Refused(f"the lock of {_name(connector)} has failed: clear the fault first")


def check_number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LARGEST:
        raise Refused(f"{name} must be a number of at least 0 and at most {_LARGEST:.0e}, not {value!r}")
    return float(value)


def _name(connector: Connector) -> str:
    return f"connector {connector.number}" if connector.number else "the charger"
