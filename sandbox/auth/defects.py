"""Tokens that fail in one named way, so that each failure is one call away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from sandbox.auth import compact
from sandbox.auth.claims import Role, TokenFormat
from sandbox.auth.tokens import TokenAuthority, sign

Claims = dict[str, Any]

_HOUR = 3600


class Defect(StrEnum):
    """The name of one way to fail."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    BAD_SIGNATURE = "bad_signature"
    WRONG_KEY = "wrong_key"
    ALG_NONE = "alg_none"
    WRONG_ISSUER = "wrong_issuer"
    WRONG_AUDIENCE = "wrong_audience"
    MISSING_EXPIRY = "missing_expiry"
    MISSING_ROLE = "missing_role"
    UNKNOWN_ROLE = "unknown_role"
    MISSING_ORGANIZATION = "missing_organization"
    UNKNOWN_ORGANIZATION = "unknown_organization"
    DELETED_ORGANIZATION = "deleted_organization"
    MALFORMED = "malformed"
    REVOKED = "revoked"


class Effect(NamedTuple):
    """The status that a defect causes, and what is wrong with the token."""

    status: int
    description: str


DEFECTS: Mapping[Defect, Effect] = MappingProxyType(
    {
        Defect.EXPIRED: Effect(401, "it expired an hour ago"),
        Defect.NOT_YET_VALID: Effect(401, "it becomes valid in an hour"),
        Defect.BAD_SIGNATURE: Effect(401, "its signature was altered"),
        Defect.WRONG_KEY: Effect(401, "it is signed with another key"),
        Defect.ALG_NONE: Effect(401, "it is not signed: its `alg` is `none`"),
        Defect.WRONG_ISSUER: Effect(401, "its `iss` names another issuer"),
        Defect.WRONG_AUDIENCE: Effect(401, "its `aud` names another service"),
        Defect.MISSING_EXPIRY: Effect(401, "it has no `exp`"),
        Defect.MISSING_ROLE: Effect(401, "it has no role"),
        Defect.UNKNOWN_ROLE: Effect(403, "its role is neither `user` nor `admin`"),
        Defect.MISSING_ORGANIZATION: Effect(
            403, "a user token without an organization: 403 on tenant routes, 200 on the catalog"
        ),
        Defect.UNKNOWN_ORGANIZATION: Effect(
            403, "a user token for an organization that never existed: 403 on tenant routes"
        ),
        Defect.DELETED_ORGANIZATION: Effect(
            403, "a user token for an organization that was deleted: 403 on tenant routes"
        ),
        Defect.MALFORMED: Effect(401, "it is not a token at all"),
        Defect.REVOKED: Effect(401, "a good token that was revoked as soon as it was issued"),
    }
)

# An administrator's organization comes from the header, so these say nothing in an admin token.
ORGANIZATION_DEFECTS = frozenset(
    {Defect.MISSING_ORGANIZATION, Defect.UNKNOWN_ORGANIZATION, Defect.DELETED_ORGANIZATION}
)


@dataclass(frozen=True, slots=True)
class DefectiveToken:
    """A token with a defect, and who it claims to be."""

    text: str
    token_id: str
    role: str | None
    organization_id: str | None


def mint_defective(  # noqa: PLR0913  what `mint` takes, and the two that say which token
    authority: TokenAuthority,
    defect: Defect,
    *,
    subject: str,
    role: Role,
    organization_id: str | None,
    expires_in: int,
    url: str | None = None,
) -> DefectiveToken:
    """Return a token that fails because of *defect*, and of nothing else.

    The caller does what no token can: it passes an *organization_id* that is unknown or deleted, and records
    the `token_id` of a `revoked` token. `ORGANIZATION_DEFECTS` always give user tokens.
    """
    good = authority.claims(
        subject=subject,
        role="user" if defect in ORGANIZATION_DEFECTS else role,
        organization_id=None if defect is Defect.MISSING_ORGANIZATION else organization_id,
        expires_in=expires_in,
        url=url,
    )
    token_format = authority.token_format
    change = _CHANGES.get(defect)
    claims = good if change is None else change(good, token_format)
    return DefectiveToken(
        text=_write(authority, defect, claims),
        token_id=good["jti"],
        role=claims.get(token_format.role_claim),
        organization_id=claims.get(token_format.organization_claim),
    )


def _expired(claims: Claims, _: TokenFormat) -> Claims:
    issued = claims["iat"] - 2 * _HOUR
    return claims | {"iat": issued, "nbf": issued, "exp": issued + _HOUR}


def _not_yet_valid(claims: Claims, _: TokenFormat) -> Claims:
    return claims | {"nbf": claims["nbf"] + _HOUR, "exp": claims["exp"] + _HOUR}


def _without(claims: Claims, name: str) -> Claims:
    return {key: value for key, value in claims.items() if key != name}


_CHANGES: Mapping[Defect, Callable[[Claims, TokenFormat], Claims]] = MappingProxyType(
    {
        Defect.EXPIRED: _expired,
        Defect.NOT_YET_VALID: _not_yet_valid,
        Defect.WRONG_ISSUER: lambda claims, _: claims | {"iss": "somebody-else"},
        Defect.WRONG_AUDIENCE: lambda claims, _: claims | {"aud": "another-service"},
        Defect.MISSING_EXPIRY: lambda claims, _: _without(claims, "exp"),
        Defect.MISSING_ROLE: lambda claims, names: _without(claims, names.role_claim),
        Defect.UNKNOWN_ROLE: lambda claims, names: claims | {names.role_claim: "superuser"},
    }
)


def _write(authority: TokenAuthority, defect: Defect, claims: Claims) -> str:
    match defect:
        case Defect.BAD_SIGNATURE:
            return _altered(sign(claims, authority.key))
        case Defect.WRONG_KEY:
            return sign(claims, authority.key.stranger())
        case Defect.ALG_NONE:
            header = {"alg": "none", "typ": "JWT"}
            return f"{compact.encode_object(header)}.{compact.encode_object(claims)}."
        case Defect.MALFORMED:
            return "this-is-not-a-token"
        case _:
            return sign(claims, authority.key)


def _altered(token: str) -> str:
    """Change the first character of the signature: unlike the last one, all its bits count."""
    signed, _, signature = token.rpartition(".")
    return f"{signed}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
