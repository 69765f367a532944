"""Automatic sessions: which organizations have them."""

from datetime import timedelta

from sandbox.clock import Moment
from sandbox.demand.traffic import Traffic
from sandbox.store.record import Record
from sandbox.store.store import CollectionSpec

UPTIME = timedelta(hours=1)
"""How long before a world is opened its chargers are on, and somebody comes to them if it says so."""


class Demand(Record):
    """What comes to the chargers of an organization by itself, from `since` on; it has its owner's id.

    Days are those of the calendar, unless they are *relative*: then the first one begins at `since`.
    """

    organization_id: str
    since: Moment
    traffic: Traffic
    relative: bool = False


DEMANDS = CollectionSpec("demands", Demand, (("organization_id",),))
