"""`/dev/lines`: which CSMS chargers have, and how their connections to it are."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import ConfigDict, Field

from sandbox.dev.rows import DevPageQuery, row
from sandbox.domain import readiness, switching, unsent
from sandbox.domain.lines import Breach, LineReport, Mode
from sandbox.domain.records import CHARGERS, Charger
from sandbox.domain.world import Tenant, World
from sandbox.errors import NotFound
from sandbox.rest.models import Body, UuidText
from sandbox.rest.views import View

State = Literal["loopback", "connecting", "connected", "offline", "refused", "stopped"]


class LineRequest(Body):
    """Which CSMS a charger is to have."""

    model_config = ConfigDict(extra="forbid")

    csms: Mode | None = Field(
        description="`loopback` is the built-in one, `live` the one at `ws_url`; null as the setting says.",
        examples=["live"],
    )


class LinesQuery(DevPageQuery):
    """Which lines."""

    organization_id: UuidText | None = Field(None, description="Only chargers of this organization.")
    state: State | None = Field(None, description="Only lines that are in this state.")


class ViolationResponse(View):
    """A frame of either side that did not fit its schema, or was none."""

    action: str = Field(description="Empty where none is known.", examples=["ChangeConfiguration"])
    path: str = Field(description="Where in the payload.", examples=["key"])
    message: str
    at: datetime

    @classmethod
    def of(cls, breach: Breach) -> Self:
        """Show *breach*."""
        return cls(action=breach.action, path=breach.path, message=breach.message, at=breach.at)


class LineResponse(View):
    """The line between a charger and its CSMS."""

    charger_id: str
    identity: str = Field(examples=["CP-0001"])
    organization_id: str
    mode: Mode = Field(description="Which CSMS it has.")
    csms: Mode | None = Field(description="What was said of this charger; null when the setting says it.")
    ws_url: str
    url: str | None = Field(description="What is dialled; null when nothing is.")
    state: State
    problem: str | None = Field(description="Why there is no connection, or none that is of use.")
    since: datetime | None = Field(description="When a live one came into the state.")
    unsent: int = Field(description="Messages about transactions that its CSMS has not answered yet.")
    last_violation: ViolationResponse | None

    @classmethod
    def of(cls, tenant: Tenant, charger: Charger) -> Self:
        """Show the line of a charger."""
        held = tenant.lines.held(charger.id)
        state = held.state if held is not None else unsent.remembered(tenant, charger.id)
        told = held.line if held is not None else _unheld(tenant, charger)
        breach = told.last_breach if told is not None else None
        return cls(
            charger_id=charger.id,
            identity=charger.identity,
            organization_id=charger.organization_id,
            mode=tenant.lines.mode_of(charger),
            csms=charger.csms,
            ws_url=charger.ws_url,
            url=told.url if told is not None else None,
            state=told.state if told is not None else "loopback",
            problem=told.problem if told is not None else None,
            since=told.since if told is not None else None,
            unsent=0 if state is None else len(state.unsent),
            last_violation=None if breach is None else ViolationResponse.of(breach),
        )


class LinesResponse(View):
    """Lines of chargers, the oldest charger first."""

    data: list[LineResponse]
    total: int
    page: int
    limit: int


def list_lines(world: World, query: LinesQuery) -> LinesResponse:
    """List the lines between chargers and their CSMSs."""
    where: dict[str, Any] = (
        {} if query.organization_id is None else {"organization_id": query.organization_id}
    )
    chargers = world.store.collection(CHARGERS)
    until = query.offset + query.limit
    if query.state is None:
        found, total = chargers.page(offset=query.offset, limit=query.limit, **where)
        lines = [_line(world, charger) for charger in found]
    else:
        fitting = [
            line for charger in chargers.find(**where) if (line := _line(world, charger)).state == query.state
        ]
        lines, total = fitting[query.offset : until], len(fitting)
    return LinesResponse(data=lines, total=total, page=query.page, limit=query.limit)


def get_line(world: World, charger_id: str) -> LineResponse:
    """Show the line between a charger and its CSMS."""
    return _line(world, world.charger(charger_id))


def switch_line(world: World, charger_id: str, body: LineRequest) -> LineResponse:
    """Let a charger have the built-in CSMS, or that at its `ws_url`; its power goes off and on again."""
    charger = world.charger(charger_id)
    tenant = world.tenant(charger.organization_id)
    return LineResponse.of(tenant, switching.switch(tenant, charger, body.csms))


def _line(world: World, charger: Charger) -> LineResponse:
    return LineResponse.of(world.tenant(charger.organization_id), charger)


def _unheld(tenant: Tenant, charger: Charger) -> LineReport | None:
    """Tell of a charger that is to be live and is in nobody's hands yet; None if it is not to be."""
    if not tenant.lines.is_live(charger):
        return None
    reached = readiness.status(tenant, charger)
    if reached != "READY":
        return LineReport("stopped", charger.created_at, None, f"the charger is {reached}", None)
    state = tenant.states.get(charger.id)
    is_off = state is not None and state.runtime == "stopped"
    if is_off:
        return LineReport("stopped", tenant.clock.now(), None, None, None)
    return LineReport("connecting", tenant.clock.now(), tenant.lines.dialled(charger), None, None)


_LINE = "/dev/lines/{charger_id}"

OPERATIONS = (
    row("GET", "/dev/lines", list_lines),
    row("GET", _LINE, get_line, errors=(NotFound,)),
    row("PUT", _LINE, switch_line, errors=(NotFound,)),
)
