"""What changes of a charger's state mean: its process, the status of its connectors, sessions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sandbox.charger.meter import charged_wh
from sandbox.charger.rules import status
from sandbox.charger.state import ChargerState, Connector, Transaction
from sandbox.charger.status import runtime, transaction_state
from sandbox.events.happenings import Announced


def changes(before: ChargerState | None, after: ChargerState) -> Iterator[Announced]:
    """Return what is new of a charger; *before* is None when nobody had looked at it."""
    if before is not None and runtime(before) != runtime(after):
        about = {"runtime": runtime(after), "previous_runtime": runtime(before)}
        yield _told("charger", after, after.settled_at, "runtime", about)
    known = () if before is None else before.connectors
    for connector in after.connectors:
        old = known[connector.number - 1] if connector.number <= len(known) else None
        if old is not connector:
            yield from _of_connector(before, old, after, connector)


def _of_connector(
    before: ChargerState | None, old: Connector | None, after: ChargerState, new: Connector
) -> Iterator[Announced]:
    at = _moment(old, after, new)
    now, flow = _status(after, new)
    previous = (None, None) if before is None or old is None else _status(before, old)
    about = {"status": now, "charging_state": flow, "power_w": new.meter.power_w}
    about |= {"connector": new.number, "previous_status": previous[0]}
    if (now, flow) != previous:
        yield _told("connector", after, at, "status", about)
    elif old is not None and old.meter.power_w != new.meter.power_w:
        yield _told("connector", after, at, "power", about)
    yield from _sessions(None if old is None else old.transaction, after, new, at)


def _sessions(
    old: Transaction | None, after: ChargerState, connector: Connector, at: datetime
) -> Iterator[Announced]:
    new = connector.transaction
    # What the CSMS has not answered yet is announced with the id that it gives.
    old = None if old is not None and old.unconfirmed else old
    new = None if new is not None and new.unconfirmed else new
    same = old is not None and new is not None and old.id == new.id
    if old is not None and not same:
        yield _session(old, after, connector, "ended", at)
    if new is not None and not same:
        yield _session(new, after, connector, "started", new.started_at)
    if old is not None and new is not None and same and new.authorized and not old.authorized:
        yield _session(new, after, connector, "authorized", at)


def _session(
    transaction: Transaction, after: ChargerState, connector: Connector, change: str, at: datetime
) -> Announced:
    about = {
        "connector": connector.number,
        "transaction_id": transaction.id,
        "id_tag": transaction.id_tag,
        "started_at": transaction.started_at,
        "energy_wh": charged_wh(connector, transaction, at),
    }
    return _told("session", after, at, change, about)


def _told(kind: str, state: ChargerState, at: datetime, change: str, about: dict[str, Any]) -> Announced:
    subject = {"charger_id": state.id, "identity": state.identity}
    return Announced(kind, at, state.organization_id, change, subject | about)


def _moment(old: Connector | None, after: ChargerState, new: Connector) -> datetime:
    """Return when a connector changed: the energy tells, else it was when something last happened."""
    flows_anew = old is not None and old.meter.at != new.meter.at
    return new.meter.at if flows_anew else after.settled_at


def _status(state: ChargerState, connector: Connector) -> tuple[str, str | None]:
    return status(state, connector), transaction_state(state, connector)
