"""`/dev/token`: a token for anybody who asks, good or defective in one named way."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.auth.defects import Defect, DefectiveToken, mint_defective
from sandbox.auth.tokens import TokenAuthority
from sandbox.dev.rows import DevQuery, row
from sandbox.domain.world import World
from sandbox.errors import Invalid, problem
from sandbox.rest.exchange import Exchange
from sandbox.rest.models import Body, Integral, Text, UuidText
from sandbox.rest.views import View

Lifetime = Annotated[int, Field(ge=1, le=31_536_000), Integral]


class TokenWish(BaseModel):
    """What a token is to be like."""

    role: Literal["user", "admin"] = Field("user", description="`admin` acts across organizations.")
    organization_id: UuidText | None = Field(None, description="The first organization when left out.")
    expires_in: Lifetime = Field(3600, description="Seconds.")
    sub: Text = Field("sandbox-user", description="The subject.")
    defect: Defect | None = Field(None, strict=False, description="The way in which the token is to fail.")


class TokenFields(TokenWish, Body):
    """What a token is to be like, in a body."""

    model_config = ConfigDict(extra="forbid")


class TokenQuery(TokenWish, DevQuery):
    """What a token is to be like, as query parameters."""


class TokenResponse(View):
    """A token, ready for `Authorization: Bearer`."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the name of the scheme
    expires_in: int
    role: str | None
    organization_id: str | None


def get_token(
    world: World, authority: TokenAuthority, exchange: Exchange, query: TokenQuery
) -> TokenResponse:
    """Get a token."""
    return issue(world, authority, query, "query", exchange.base_url)


def create_token(
    world: World, authority: TokenAuthority, exchange: Exchange, body: TokenFields | None = None
) -> TokenResponse:
    """Get a token, asked for in a body."""
    return issue(world, authority, body or TokenFields(), "body", exchange.base_url)


def issue(world: World, authority: TokenAuthority, wanted: TokenWish, place: str, url: str) -> TokenResponse:
    """Return a token as it is wanted in *place* of a request to *url*."""
    if wanted.defect is not None:
        return _issue_defective(world, authority, wanted, place, url)
    organization_id = None if wanted.role == "admin" else _organization(world, wanted, place)
    token = authority.mint(
        subject=wanted.sub,
        role=wanted.role,
        organization_id=organization_id,
        expires_in=wanted.expires_in,
        url=url,
    )
    return TokenResponse(
        access_token=token, expires_in=wanted.expires_in, role=wanted.role, organization_id=organization_id
    )


def _issue_defective(
    world: World, authority: TokenAuthority, wanted: TokenWish, place: str, url: str
) -> TokenResponse:
    assert wanted.defect is not None
    token: DefectiveToken = mint_defective(
        authority,
        wanted.defect,
        subject=wanted.sub,
        role=wanted.role,
        organization_id=_defective_organization(world, wanted, place),
        expires_in=wanted.expires_in,
        url=url,
    )
    if wanted.defect is Defect.REVOKED:
        now = world.clocks.of(token.organization_id).now()
        world.revoke(token.token_id, expires_at=now + timedelta(seconds=wanted.expires_in))
    return TokenResponse(
        access_token=token.text,
        expires_in=wanted.expires_in,
        role=token.role,
        organization_id=token.organization_id,
    )


def _defective_organization(world: World, wanted: TokenWish, place: str) -> str | None:
    match wanted.defect:
        case Defect.UNKNOWN_ORGANIZATION:
            return world.ids.uuid()
        case Defect.DELETED_ORGANIZATION:
            deleted = world.ids.uuid()
            world.remember_deleted(deleted)
            return deleted
        case _:
            return None if wanted.role == "admin" else _organization(world, wanted, place)


def _organization(world: World, wanted: TokenWish, place: str) -> str:
    """Return the organization that was asked for, else the first one."""
    if wanted.organization_id is None:
        first, _ = world.organizations.page(offset=0, limit=1)
        if first:
            return first[0].id
        message = "There is no organization yet: create one with POST /dev/tenants"
    elif world.is_organization(wanted.organization_id):
        return wanted.organization_id
    else:
        message = "Organization not found; GET /dev/tenants lists those there are"
    raise Invalid(
        [problem("unknown_organization", [place, "organization_id"], message, wanted.organization_id)]
    )


NO_STORE = (("Cache-Control", "no-store"),)

OPERATIONS = (
    row("GET", "/dev/token", get_token, headers=NO_STORE),
    row("POST", "/dev/token", create_token, headers=NO_STORE),
)
