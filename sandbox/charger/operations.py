"""What a CSMS can make a charger do, whatever the version of OCPP calls it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from sandbox.charger import configuration
from sandbox.charger.authorization import answered, authorize
from sandbox.charger.configuration import AUTHORIZE_REMOTE
from sandbox.charger.dialect import Cause, Grant
from sandbox.charger.dialects import dialect
from sandbox.charger.firmware import is_installing
from sandbox.charger.frames import Payload, Script, tell
from sandbox.charger.limits import claim, give_up, outlives_authorization
from sandbox.charger.rules import Refused, allows, check_free, check_lock, check_tag, status
from sandbox.charger.runtime import reboot
from sandbox.charger.sessions import (
    end_connection,
    end_session,
    in_use,
    restart_outlet,
    set_operative,
    settle_down,
)
from sandbox.charger.state import Authorization, Connector, Reservation
from sandbox.charger.station import Station


@dataclass(frozen=True, slots=True)
class Answer:
    """A charger's answer, why it is a refusal, and what it does next (a script that says what failed).

    *number* is the connector that was chosen, where there was a choice.
    """

    payload: Payload = field(default_factory=dict)
    reason: str | None = None
    follow_up: Script[str | None] | None = None
    number: int | None = None


def accepted(follow_up: Script[str | None] | None = None) -> Answer:
    return Answer({"status": "Accepted"}, None, follow_up)


def refused(reason: str, status: str = "Rejected") -> Answer:
    return Answer({"status": status}, reason)


def exists(station: Station, number: int) -> bool:
    return 0 < number <= len(station.state.connectors)


def missing(station: Station, number: int) -> str | None:
    """Say in the words of the version that there is no such outlet; None if there is."""
    outlet = "connector" if station.state.ocpp_version == "ocpp1.6" else "EVSE"
    return None if exists(station, number) else f"there is no {outlet} {number}"


def remote_start(station: Station, number: int | None, grant: Grant) -> Answer:
    """Accept if the connector, or any if none is named, may begin a session for the tag."""
    try:
        _check_ready(station)
        check_tag(station.state, grant.id_tag, grant.id_type)
        number = _startable(station, number, grant.id_tag)
    except Refused as refusal:
        return refused(str(refusal))
    follow_up = _start(station, number, grant, claim(station, number, grant))
    return Answer({"status": "Accepted"}, None, follow_up, number)


def remote_stop(station: Station, transaction_id: str) -> Answer:
    """Accept if that transaction runs here, and was not stopped already so that only its cable holds it."""
    for connector in station.state.connectors:
        if connector.transaction is not None and connector.transaction.id == transaction_id:
            if connector.transaction.released and outlives_authorization(station, connector.number):
                return refused(f"transaction {transaction_id} was stopped, and ends when its cable is out")
            return accepted(_stop(station, connector.number, transaction_id))
    return refused(f"no transaction {transaction_id} is running on this charger")


def reset(station: Station, cause: Cause) -> Answer:
    if station.state.resetting:
        return refused("the charger is already being reset")
    station.update(resetting=True)
    return accepted(_silently(reboot(station, cause, "RemoteReset")))


def reset_when_idle(station: Station) -> Answer:
    """Reset at once if nobody charges, else after the last transaction."""
    if not any(connector.transaction for connector in station.state.connectors):
        return reset(station, "soft_reset")
    station.update(reset_when_idle=True)
    return Answer({"status": "Scheduled"})


def reset_evse(station: Station, number: int, *, at_once: bool) -> Answer:
    """Reset one EVSE, at once or after its transaction; it says its status again."""
    if not at_once and station.connector(number).transaction is not None:
        station.change(number, reset_when_idle=True)
        return Answer({"status": "Scheduled"})
    return accepted(_silently(restart_outlet(station, number)))


def unlock(station: Station, number: int) -> Answer:
    """Release the cable, which ends a transaction; a broken lock keeps it."""
    if not allows(check_lock, station.connector(number)):
        return Answer({"status": "UnlockFailed"}, f"the lock of connector {number} has failed")
    return Answer({"status": "Unlocked"}, None, release(station, number))


def change_availability(station: Station, number: int, *, operative: bool) -> Answer:
    """Change it at once, or when the connector is no longer in use; number 0 means all."""
    waiting = [c.number for c in _affected(station, number) if not operative and in_use(c)]
    if number == 0 and waiting:
        waiting.append(0)  # the charger itself goes with the last of its connectors
    for waiting_number in waiting:
        station.change(waiting_number, becomes_operative=operative)
    idle = [c.number for c in _affected(station, number) if c.number not in waiting]
    held = [station.connector(n).reservation for n in idle if not operative]
    for idle_number in idle:
        set_operative(station, idle_number, operative=operative)
    lost = [reservation.id for reservation in held if reservation is not None]
    return Answer({"status": "Scheduled" if waiting else "Accepted"}, None, _report(station, idle, lost))


def reserve(station: Station, number: int | None, reservation: Reservation) -> Answer:
    """Reserve a connector, which must be named; a reservation with the same id is replaced."""
    if number is None or not exists(station, number):
        return refused("only a single connector of this charger can be reserved")
    connector = station.connector(number)
    if reservation.expires_at <= station.now:
        return refused(f"the reservation expired at {reservation.expires_at:%Y-%m-%dT%H:%M:%SZ}")
    if connector.fault is not None:
        return refused(f"connector {number} is Faulted", "Faulted")
    if not connector.operative:
        return refused(f"connector {number} is Unavailable", "Unavailable")
    other = connector.reservation is not None and connector.reservation.id != reservation.id
    if in_use(connector) or connector.plugged or other:
        return refused(f"connector {number} is {status(station.state, connector)}", "Occupied")
    replaced = [c.number for c in station.state.connectors if _has_reservation(c, reservation.id)]
    for before in replaced:
        station.change(before, reservation=None)
    station.change(number, reservation=reservation)
    return accepted(_report(station, [*(n for n in replaced if n != number), number]))


def cancel_reservation(station: Station, reservation_id: int) -> Answer:
    for connector in station.state.connectors:
        if _has_reservation(connector, reservation_id):
            station.change(connector.number, reservation=None)
            return accepted(_report(station, [connector.number]))
    return refused(f"there is no reservation {reservation_id}")


def _has_reservation(connector: Connector, reservation_id: int) -> bool:
    return connector.reservation is not None and connector.reservation.id == reservation_id


def report_again(station: Station, number: int | None) -> Script[str | None]:
    """Send the status of one connector, or of all, although it has not changed."""
    for connector in _affected(station, number or 0):
        station.change(connector.number, reported=None)
        yield from dialect(station).report(station, connector.number)
    return None


def ended_early(number: int) -> str:
    return f"the session at connector {number} ended before it had begun"


def next_startable(station: Station, id_tag: str) -> int | None:
    """Choose a connector for a remote start: one with a waiting cable, else the first free one."""
    rule = partial(_check_startable, station, id_tag=id_tag)
    free = [c for c in station.state.connectors if allows(rule, c)]
    return next((c.number for c in free if c.plugged), free[0].number if free else None)


def _startable(station: Station, number: int | None, id_tag: str) -> int:
    if number is None:
        number = next_startable(station, id_tag) or 1
    if not exists(station, number):
        raise Refused(f"there is no connector {number} on this charger")
    _check_startable(station, station.connector(number), id_tag=id_tag)
    return number


def _check_startable(station: Station, connector: Connector, *, id_tag: str) -> None:
    check_free(connector, id_tag)
    if connector.transaction is not None and connector.transaction.released:
        raise Refused(f"transaction {connector.transaction.id} was stopped: unplug the cable first")
    if station.state.ocpp_version == "ocpp1.6" and connector.finished:
        raise Refused(f"connector {connector.number} is Finishing: unplug the cable first")


def _check_ready(station: Station) -> None:
    state = station.state
    if state.resetting or state.reset_when_idle:
        raise Refused("the charger is about to be reset")
    if state.runtime == "starting":
        raise Refused("the CSMS has not accepted the charger yet")
    if is_installing(state):
        raise Refused("the charger is installing firmware")


def _start(station: Station, number: int, grant: Grant, claimed: Authorization) -> Script[str | None]:
    verdict = answered(grant.id_tag, "Accepted")
    if configuration.enabled(station.state, AUTHORIZE_REMOTE):
        verdict = yield from authorize(station, grant.id_tag, grant.id_type)
    if not give_up(station, number, claimed):
        return f"connector {number} is no longer free for id tag {grant.id_tag}"
    if verdict.accepted:
        status = yield from dialect(station).grant(station, number, grant)
        verdict = answered(grant.id_tag, status)
    if verdict.accepted:
        return None if station.connector(number).busy else ended_early(number)
    yield from settle_down(station, number)
    return verdict.reason


def _stop(station: Station, number: int, transaction_id: str) -> Script[str | None]:
    transaction = station.connector(number).transaction
    if transaction is not None and transaction.id == transaction_id:
        yield from end_session(station, number, "remote")
    return None


def release(station: Station, number: int) -> Script[str | None]:
    """Open the lock: the transaction ends and the cable comes out."""
    yield from end_session(station, number, "unlock")
    if station.connector(number).plugged:
        yield from end_connection(station, number)
    return None


def _report(station: Station, numbers: list[int], lost: Sequence[int] = ()) -> Script[str | None]:
    """Tell the status of connectors, and of reservations that are *lost* where there are words for it."""
    for number in numbers:
        yield from dialect(station).report(station, number)
    for reservation_id in lost if station.state.ocpp_version == "ocpp2.0.1" else ():
        removed = {"reservationId": reservation_id, "reservationUpdateStatus": "Removed"}
        yield from tell("ReservationStatusUpdate", removed)
    return None


def _affected(station: Station, number: int) -> Iterator[Connector]:
    numbers = range(len(station.state.connectors) + 1) if number == 0 else (number,)
    return (station.connector(n) for n in numbers)


def _silently(script: Script[None]) -> Script[str | None]:
    yield from script
    return None
