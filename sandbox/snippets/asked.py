"""What a request asked, without its secrets: all that can be asked again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from pydantic_core import from_json, to_json

from sandbox.auth.claims import TokenFormat
from sandbox.rest.exchange import Exchange
from sandbox.snippets.notes import Notes, Uncallable
from sandbox.traffic import redaction
from sandbox.traffic.identity import sdk_of, sender_of
from sandbox.traffic.journal import MOST_BYTES_OF_A_BODY

_IN_PATHS = "/:@!$&'()*+,;=~"
_IN_QUERIES = "!\"$%&'()*+,/:;<=>?@[\\]^`{|}~"
_UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class Sent:
    """A body: its text, and its value where it is JSON."""

    text: str
    is_json: bool
    value: Any = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, to be sent again to the sandbox at *base_url*.

    Args:
        route: the template of its path; None when it led nowhere.
        editions: those of its operation; none when it was refused before that was known.
        sdk: `<language>/<version>` of the SDK that sent it.
        token: what a token for it is asked for with at `/dev/token`; None when it had none.
        organization: what its `X-Organization-Id` said.
        body: None when it had none, or when it is not known.
        notes: what is missing or different.
    """

    base_url: str
    method: str
    path: str
    query: str
    route: str | None
    editions: tuple[str, ...]
    sdk: str | None
    token: Mapping[str, str] | None
    organization: str | None
    content_type: str | None
    body: Sent | None
    notes: tuple[str, ...]

    @property
    def token_query(self) -> str:
        """The query that asks `/dev/token` for a token for it."""
        return f"?{urlencode(self.token)}" if self.token else ""

    @property
    def target(self) -> str:
        """Path and query, as they go over the wire."""
        query = f"?{quote(self.query, _IN_QUERIES)}" if self.query else ""
        return f"{quote(self.path, _IN_PATHS)}{query}"


def ask_again(
    exchange: Exchange, base_url: str, token_format: TokenFormat, is_organization: Callable[[str], bool]
) -> Asked:
    """Return what a request asked.

    Args:
        exchange: the request.
        base_url: where it is to be sent again.
        token_format: how tokens tell who sent them.
        is_organization: tells whether there is an organization, by its id.

    Raises:
        Uncallable: its body is not known in whole, or is no text.
    """
    notes = Notes()
    raw_query = exchange.query.decode("latin-1")
    path, query = redaction.text(exchange.path), redaction.query(raw_query)
    organization = exchange.header(b"x-organization-id")
    shown = None if organization is None else redaction.header("x-organization-id", organization)
    content_type = exchange.header(b"content-type")
    body = _sent(exchange, notes)
    if (path, query, shown) != (exchange.path, raw_query, organization):
        notes.add(SECRET)
    return Asked(
        base_url=base_url,
        method=exchange.method,
        path=path,
        query=query,
        route=exchange.route,
        editions=() if exchange.operation is None else exchange.operation.editions,
        sdk=sdk_of(exchange),
        token=_token(exchange, token_format, is_organization, notes),
        organization=shown,
        content_type=None if content_type is None else redaction.header("content-type", content_type),
        body=body,
        notes=notes.all(),
    )


SECRET = "Secrets are left out: put yours where *** stands."  # noqa: S105 - a sentence about them


def _token(
    exchange: Exchange, token_format: TokenFormat, is_organization: Callable[[str], bool], notes: Notes
) -> dict[str, str] | None:
    if exchange.header(b"authorization") is None:
        return None
    if exchange.status == _UNAUTHORIZED:
        notes.add("Its token was refused: this takes a good one.")
    sender = sender_of(exchange, token_format)
    if sender.role == "admin":
        return {"role": "admin"}
    if sender.organization_id is not None and is_organization(sender.organization_id):
        return {"organization_id": sender.organization_id}
    if exchange.status != _UNAUTHORIZED:
        notes.add("Its token is of no organization that there is: this takes one of the first.")
    return {}


def _sent(exchange: Exchange, notes: Notes) -> Sent | None:
    length = exchange.header(b"content-length")
    if not exchange.body:
        if length not in (None, "0") or exchange.header(b"transfer-encoding") is not None:
            notes.add("Its body was not read, and is left out.")
        return None
    if len(exchange.body) == MOST_BYTES_OF_A_BODY and length != str(MOST_BYTES_OF_A_BODY):
        raise Uncallable("Of its body only the first 32 KiB are kept.")
    try:
        text = exchange.body.decode()
    except UnicodeDecodeError:
        raise Uncallable("Its body is no text.") from None
    shown = redaction.body(exchange.body)
    try:
        value = from_json(exchange.body, allow_inf_nan=False)
    except (ValueError, RecursionError):
        if shown != text:
            notes.add(SECRET)
        return Sent(shown, is_json=False)
    if shown == value:
        return Sent(text, is_json=True, value=value)
    notes.add(SECRET)
    return Sent(to_json(shown).decode(), is_json=True, value=shown)
