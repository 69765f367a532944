"""`/dev/clock`: the time that all follow, or one organization does."""

from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from sandbox.clock import Moment
from sandbox.dev.examples import such_as
from sandbox.dev.rows import DevQuery, row
from sandbox.domain.agenda import Agenda
from sandbox.domain.clocks import Clocks, Turn
from sandbox.domain.world import World
from sandbox.errors import BadRequest, NotFound
from sandbox.rest.models import Body, UuidText
from sandbox.rest.views import View

FASTEST = 1_000_000
FARTHEST = 250_000_000_000
"""Seconds: more than any clock can go."""


def _text(given: object) -> object:
    """Take a time as text alone, as JSON has it: what adds an example does not know that it is JSON."""
    if not isinstance(given, str):
        raise PydanticCustomError("datetime_type", "Input should be a valid datetime")
    return given


When = Annotated[Moment, Field(strict=False), BeforeValidator(_text), such_as("2031-05-01T08:00:00Z")]


class ClockQuery(DevQuery):
    """Whose clock is meant."""

    organization_id: UuidText | None = Field(None, description="The clock of all when left out.")


class ClockRequest(Body):
    """What to do to a clock, in this order; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    now: When | None = Field(
        None, description="The time to show: not before the present one.", examples=["2031-05-01T08:00:00Z"]
    )
    advance: float | None = Field(
        None, ge=0, le=FARTHEST, description="Seconds to go forward.", examples=[3600]
    )
    speed: float | None = Field(
        None, gt=0, le=FASTEST, description="How many seconds pass in one.", examples=[60]
    )
    frozen: bool | None = Field(None, description="Whether the clock stands still.", examples=[True])
    organization_id: UuidText | None = Field(
        None, description="An organization, which gets a clock of its own; the clock of all when left out."
    )

    def turn(self) -> Turn:
        """Return what to do."""
        by = None if self.advance is None else timedelta(seconds=self.advance)
        return Turn(to=self.now, by=by, speed=self.speed, frozen=self.frozen)


class ClockResponse(View):
    """A clock."""

    now: datetime
    frozen: bool
    speed: float
    organization_id: str | None = Field(description="Null for the clock of all that have none of their own.")

    @classmethod
    def of(cls, clocks: Clocks, organization_id: str | None, **more: int) -> Self:
        """Show the clock that an organization goes by."""
        clock = clocks.of(organization_id)
        owner = organization_id if clocks.has_own(organization_id) else None
        return cls(now=clock.now(), frozen=clock.frozen, speed=clock.speed, organization_id=owner, **more)


class ClockTurnedResponse(ClockResponse):
    """A clock that was turned."""

    fired: int = Field(description="How many creations and other work in the background it brought about.")


def get_clock(world: World, query: ClockQuery) -> ClockResponse:
    """Read the clock."""
    return ClockResponse.of(world.clocks, _known(world, query.organization_id))


def turn_clock(world: World, agenda: Agenda, body: ClockRequest) -> ClockTurnedResponse:
    """Set, advance, speed up, freeze or thaw the clock; what has come due then is done before the answer."""
    organization_id = _known(world, body.organization_id)
    world.clocks.turn(organization_id, body.turn())
    return ClockTurnedResponse.of(world.clocks, organization_id, fired=agenda.settle())


def reset_clock(world: World, query: ClockQuery) -> None:
    """Go back to real time, or let an organization go by the clock of all again."""
    world.clocks.release(_known(world, query.organization_id))


def _known(world: World, organization_id: str | None) -> str | None:
    return None if organization_id is None else world.organization(organization_id).id


_PATH = "/dev/clock"

OPERATIONS = (
    row("GET", _PATH, get_clock, errors=(NotFound,)),
    row(
        "POST",
        _PATH,
        turn_clock,
        errors=(BadRequest, NotFound),
        # What comes due is kept run by run, and one that cannot be kept takes no other along.
        in_change=False,
    ),
    row("DELETE", _PATH, reset_clock, status=204, errors=(NotFound,)),
)
