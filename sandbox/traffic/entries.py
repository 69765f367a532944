"""What the journal shows of an exchange: readable, and without secrets."""

from datetime import datetime
from typing import Any

from pydantic import Field

from sandbox.auth.claims import TokenFormat
from sandbox.rest.exchange import Exchange, Headers
from sandbox.rest.views import View
from sandbox.traffic import redaction
from sandbox.traffic.identity import Sender, sdk_of, sender_of


class SenderEntry(View):
    """Who sent a request, and whether a token that was accepted says so."""

    subject: str | None
    role: str | None
    organization_id: str | None
    verified: bool


class Entry(View):
    """One request and its answer."""

    id: str = Field(description="As in the header `X-Sandbox-Request-Id` of a refusal.", examples=["17"])
    at: datetime
    seconds: float = Field(description="How long the answer took, in real time.")
    method: str = Field(examples=["POST"])
    scheme: str = Field(examples=["http"])
    path: str = Field(examples=["/locations"])
    query: str
    headers: dict[str, str]
    body: Any = Field(description="JSON where it is JSON, else text; null for none.")
    route: str | None = Field(examples=["/locations/{location_id}"])
    operation: str | None = Field(examples=["create_location"])
    editions: list[str]
    principal: SenderEntry | None
    organization_id: str | None
    sdk: str | None = Field(examples=["python/0.3.2"])
    status: int | None = Field(description="Null when the connection was closed without an answer.")
    answer_headers: dict[str, str]
    answer_body: Any
    warnings: list[str]
    fault: str | None = Field(description="Name of the fault that was applied.")


def entry(exchange: Exchange, token_format: TokenFormat) -> Entry:
    """Show an exchange."""
    sender = sender_of(exchange, token_format)
    operation = exchange.operation
    known = sender.subject is not None or sender.role is not None
    return Entry(
        id=str(exchange.id),
        at=exchange.at,
        seconds=round(exchange.seconds, 6),
        method=exchange.method,
        scheme=exchange.scheme,
        path=redaction.text(exchange.path),
        query=redaction.query(exchange.query.decode("latin-1")),
        headers=_headers(exchange.headers),
        body=redaction.body(exchange.body),
        route=exchange.route,
        operation=None if operation is None else operation.name,
        editions=[] if operation is None else list(operation.editions),
        principal=_principal(sender) if known else None,
        organization_id=sender.organization_id,
        sdk=redaction.words(sdk_of(exchange)),
        status=exchange.status,
        answer_headers=_headers(exchange.answer_headers),
        answer_body=redaction.body(exchange.answer_body),
        warnings=redaction.words(exchange.warnings),
        fault=exchange.fault,
    )


def _principal(sender: Sender) -> SenderEntry:
    return SenderEntry(
        subject=sender.subject,
        role=sender.role,
        organization_id=sender.organization_id,
        verified=sender.verified,
    )


def _headers(raw: Headers) -> dict[str, str]:
    """Join the values of a header that was sent more than once."""
    shown: dict[str, str] = {}
    for key, given in raw:
        name = key.decode("latin-1").lower()
        value = redaction.header(name, given.decode("latin-1"))
        shown[name] = f"{shown[name]}, {value}" if name in shown else value
    return shown
