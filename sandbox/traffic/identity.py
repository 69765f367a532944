"""Who sent a request: the caller that was admitted, or else whom the request says it is from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.auth import compact
from sandbox.auth.claims import TokenFormat
from sandbox.errors import ApiError
from sandbox.rest.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a request; *verified* tells whether a token that was accepted says so."""

    subject: str | None = None
    role: str | None = None
    organization_id: str | None = None
    verified: bool = False


NOBODY = Sender()


def sender_of(exchange: Exchange, token_format: TokenFormat) -> Sender:
    """Return who sent a request; a token that was refused still tells whom it was made for."""
    principal = exchange.caller.principal
    if principal is not None:
        organization_id = exchange.caller.organization_id or _organization(
            exchange, principal.role, principal.organization_id
        )
        return Sender(principal.subject, principal.role, organization_id, verified=True)
    claims = _claims(exchange.header(b"authorization") or "")
    if claims is None:
        return NOBODY
    role = _text(claims, token_format.role_claim)
    organization_id = _organization(exchange, role, _text(claims, token_format.organization_claim))
    return Sender(_text(claims, "sub"), role, organization_id)


def sdk_of(exchange: Exchange) -> str | None:
    """Return `<language>/<version>` of the official SDK that sent a request, such as `python/0.3.2`."""
    language, version = exchange.header(b"x-fern-language"), exchange.header(b"x-fern-sdk-version")
    return f"{language.lower()}/{version}" if language and version else None


def _organization(exchange: Exchange, role: str | None, claimed: str | None) -> str | None:
    """Return the organization that is meant, spelt as ids are, whether the operation needs one or not."""
    chosen = exchange.header(b"x-organization-id") if role == "admin" else None
    return (chosen or "").strip().lower() or (claimed and claimed.lower())


def _claims(authorization: str) -> Mapping[str, Any] | None:
    _, _, token = authorization.partition(" ")
    try:
        _, payload, _ = compact.split(token.strip(" "))
        return compact.parse_object(payload, "payload")
    except ApiError:
        return None


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) else None
