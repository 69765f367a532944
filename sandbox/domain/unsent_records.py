"""What live chargers have still to tell their CSMSs, each message in a row of its own: there may be many."""

from sandbox.charger.state import Unsent
from sandbox.store.record import Record
from sandbox.store.store import CollectionSpec


class UnsentMessage(Record):
    """A message about a transaction that no CSMS has answered yet; those of a charger are in its order."""

    organization_id: str
    charger_id: str
    message: Unsent


UNSENT_MESSAGES = CollectionSpec(
    "unsent_messages", UnsentMessage, (("organization_id",), ("organization_id", "charger_id"))
)
