"""`/dev/requests/{request_id}/explain`: why a request was refused."""

from typing import Any

from pydantic import Field

from sandbox.dev import whereabouts
from sandbox.dev.requests import found
from sandbox.dev.rows import row
from sandbox.domain.world import World
from sandbox.errors import Check, NotFound
from sandbox.rest.nearest import Directory
from sandbox.rest.views import View
from sandbox.traffic import redaction
from sandbox.traffic.explanation import explain
from sandbox.traffic.journal import Journal


class ExplanationResponse(View):
    """Why a request was refused."""

    id: str
    status: int | None = Field(description="Null when the connection was closed without an answer.")
    check: Check | None = Field(description="What refused it; null when nothing did.", examples=["token"])
    said: Any = Field(description="The error as it was told.")
    saw: Any = Field(description="What the check looked at.", examples=[{"iss": "evil"}])
    expected: Any = Field(description="What would have passed.", examples=[{"iss": "ocpplab-sandbox"}])
    hints: list[str] = Field(description="What to do about it.")


def explain_request(
    world: World, journal: Journal, directory: Directory, request_id: str
) -> ExplanationResponse:
    """Explain why a request was refused."""
    exchange = found(journal, request_id)
    told = explain(exchange, directory)
    hints = list(told.hints)
    if told.check == "object":
        hints += whereabouts.hints(world, exchange, told.saw.values())
    if told.check == "organization":
        hints += whereabouts.organizations(world)
    return ExplanationResponse(
        id=str(exchange.id),
        status=exchange.status,
        check=told.check,
        said=told.said,
        saw=told.saw,
        expected=told.expected,
        hints=redaction.words(hints),
    )


OPERATIONS = (
    row(
        "GET",
        "/dev/requests/{request_id}/explain",
        explain_request,
        errors=(NotFound,),
        in_change=False,
    ),
)
