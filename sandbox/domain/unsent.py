"""Keeps what live chargers have still to tell their CSMSs, apart from their states.

A state is written whenever something happens, and after a long outage there are a thousand messages: so a
stored state holds none of them. One that was written in this process still does, and so does one of a sandbox
that kept both together.
"""

from sandbox.charger.state import ChargerState, Unsent
from sandbox.domain.unsent_records import UnsentMessage
from sandbox.domain.world import Tenant


def remembered(tenant: Tenant, charger_id: str) -> ChargerState | None:
    """Return the state of a charger with all that it has still to tell."""
    state = tenant.states.get(charger_id)
    if state is None or state.unsent:
        return state
    kept = tenant.unsent_messages.find(charger_id=charger_id)
    return state.evolve(unsent=tuple(one.message for one in kept)) if kept else state


def keep(tenant: Tenant, state: ChargerState) -> None:
    """Store what a charger has still to tell, and forget what it has told."""
    told = {one.id: one for one in tenant.unsent_messages.find(charger_id=state.id)}
    for message in state.unsent:
        row_id = f"{state.id}/{message.number}"
        kept = told.pop(row_id, None)
        # The same object is the same message: to compare a thousand of them takes too long.
        if kept is None or kept.message is not message:
            tenant.unsent_messages.put(_row(tenant, state.id, row_id, message))
    for row_id in told:
        tenant.unsent_messages.remove(row_id)


def _row(tenant: Tenant, charger_id: str, row_id: str, message: Unsent) -> UnsentMessage:
    return UnsentMessage(
        id=row_id, organization_id=tenant.organization_id, charger_id=charger_id, message=message
    )
