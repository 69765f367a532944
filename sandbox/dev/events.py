"""`/dev/events`: what happens, told as it happens."""

from pydantic import Field

from sandbox.dev.rows import DevQuery, row
from sandbox.domain.world import World
from sandbox.errors import NotFound
from sandbox.events.broadcast import Broadcast
from sandbox.events.feed import KINDS, Interest
from sandbox.events.stream import HEARTBEAT, EventStream
from sandbox.events.views import Kind, Told
from sandbox.rest.exchange import Exchange
from sandbox.rest.models import UuidText
from sandbox.rest.views import View

_MOST_ID = 10**15


class InterestQuery(DevQuery):
    """Which events."""

    organization_id: UuidText | None = Field(None, description="Those of all organizations when left out.")
    kind: list[Kind] = Field([], description="All kinds when left out; may be repeated.")

    def interest(self, world: World) -> Interest:
        """Return what is asked for, or raise NotFound where the organization is none."""
        if self.organization_id is not None:
            world.organization(self.organization_id)
        return Interest(tuple(dict.fromkeys(self.kind)) or KINDS, self.organization_id)


class LatestQuery(InterestQuery):
    """Which of the events that are kept."""

    limit: int = Field(100, ge=1, le=1000, description="The newest so many.")


class LatestResponse(View):
    """Events, the oldest first."""

    data: list[Told]


class EventsQuery(InterestQuery):
    """Which events, and from where on."""

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
    after = _last_seen(exchange, query)
    return EventStream(broadcast, query.interest(world), after=after, heartbeat=query.heartbeat)


def list_latest_events(broadcast: Broadcast, world: World, query: LatestQuery) -> LatestResponse:
    """List the last events, the oldest first; time does not pass for chargers because of it."""
    latest = broadcast.feed.latest(query.interest(world), query.limit)
    return LatestResponse.model_construct(data=[event.view for event in latest])


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
    row("GET", "/dev/events/latest", list_latest_events, errors=(NotFound,), in_change=False),
)
