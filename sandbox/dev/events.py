"""`/dev/events`: what happens, told as it happens."""

from pydantic import Field

from sandbox.dev.rows import DevQuery, row
from sandbox.domain.world import World
from sandbox.errors import NotFound
from sandbox.events.broadcast import Broadcast
from sandbox.events.feed import KINDS, Interest
from sandbox.events.stream import HEARTBEAT, EventStream
from sandbox.events.views import Kind
from sandbox.rest.exchange import Exchange
from sandbox.rest.models import UuidText

_MOST_ID = 10**15


class EventsQuery(DevQuery):
    """Which events."""

    organization_id: UuidText | None = Field(None, description="Those of all organizations when left out.")
    kind: list[Kind] = Field([], description="All kinds when left out; may be repeated.")
    last_event_id: int | None = Field(
        None,
        ge=0,
        le=_MOST_ID,
        description="Begin after the event with this id, 0 for all that are kept; what happens from now on "
        "when left out. The header `Last-Event-ID`, which a client sends when it comes back, goes before it.",
    )
    heartbeat: float = Field(
        HEARTBEAT, ge=0.1, le=60, description="Seconds of silence after which a comment is sent."
    )


def get_events(broadcast: Broadcast, world: World, exchange: Exchange, query: EventsQuery) -> EventStream:
    """Listen to what happens, as server-sent events.

    An event has its number as `id`, its kind as `event` and JSON as `data`. As long as somebody listens, what
    is due with chargers and with work in the background is done in time.
    """
    if query.organization_id is not None:
        world.organization(query.organization_id)
    interest = Interest(tuple(dict.fromkeys(query.kind)) or KINDS, query.organization_id)
    after = _last_seen(exchange, query)
    return EventStream(broadcast, interest, after=after, heartbeat=query.heartbeat)


def _last_seen(exchange: Exchange, query: EventsQuery) -> int | None:
    """Return the id after which to begin; one that is none of ours is as good as a lost one."""
    header = exchange.header(b"last-event-id")
    if not header:
        return query.last_event_id
    return int(header) if header.isdecimal() and len(header) <= len(str(_MOST_ID)) else _MOST_ID


OPERATIONS = (
    row(
        "GET",
        "/dev/events",
        get_events,
        errors=(NotFound,),
        in_change=False,
    ),
)
