"""`/oauth2/token`: a token as OAuth clients ask for it, by client credentials (RFC 6749, section 4.4)."""

import base64
import binascii
from typing import Literal
from urllib.parse import unquote_plus

from pydantic import Field, ValidationError

from sandbox.auth.tenancy import Scope
from sandbox.auth.tokens import TokenAuthority
from sandbox.dev.tokens import NO_STORE, Lifetime, TokenResponse, TokenWish, issue
from sandbox.domain.world import World
from sandbox.errors import GrantRefused
from sandbox.rest.exchange import Exchange
from sandbox.rest.models import Form, UuidText
from sandbox.rest.operation import Operation


class TokenForm(Form):
    """A request for a token. Whatever secret a client has is good."""

    grant_type: str | None = None
    client_id: str | None = Field(None, description="Becomes the subject of the token.")
    client_secret: str | None = None
    role: Literal["user", "admin"] = "user"
    organization_id: UuidText | None = None
    expires_in: Lifetime = 3600
    scope: str | None = Field(None, description="Ignored, as are `audience` and `resource`.")
    audience: str | None = None
    resource: str | None = None


def create_oauth_token(
    world: World, authority: TokenAuthority, exchange: Exchange, body: TokenForm
) -> TokenResponse:
    """Get a token for a client."""
    if body.grant_type != "client_credentials":
        shown = "missing" if body.grant_type is None else f"not {body.grant_type[:60]}"
        code = "invalid_request" if body.grant_type is None else "unsupported_grant_type"
        raise GrantRefused(code, f"grant_type must be client_credentials, it is {shown}")
    return issue(world, authority, _wish(body, _client(body, exchange)), "body", exchange.base_url)


def _client(body: TokenForm, exchange: Exchange) -> str:
    client = body.client_id or _basic(exchange.header(b"authorization") or "")
    if client is None:
        raise GrantRefused("invalid_request", "client_id is missing: send it in the form, or with HTTP Basic")
    return client


def _basic(authorization: str) -> str | None:
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, _ = base64.b64decode(credentials.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise GrantRefused("invalid_request", "the credentials of HTTP Basic are not base64") from None
    return unquote_plus(name) or None


def _wish(body: TokenForm, client: str) -> TokenWish:
    given = body.model_dump(include={"role", "organization_id", "expires_in"})
    try:
        return TokenWish(sub=client, **given)
    except ValidationError:
        raise GrantRefused("invalid_request", "client_id must have 1 to 200 characters, no NUL") from None


ENDPOINTS = (
    Operation(
        "POST",
        "/oauth2/token",
        create_oauth_token,
        scope=Scope.PUBLIC,
        errors=(GrantRefused,),
        headers=(*NO_STORE, ("Pragma", "no-cache")),
    ),
)
