"""From a principal and the `X-Organization-Id` header to one organization, or to an error.

                     user                          admin
    ADMIN            403                           header ignored
    AUTHENTICATED    any header: 403               header ignored
    TENANT           any header: 403;              the header; none or blank: 403
                     the token's organization

Whatever the scope, an admin's header that is malformed or sent twice is a 422.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, get_args

from sandbox.auth.claims import Principal, Role
from sandbox.auth.compact import quoted
from sandbox.errors import Facts, Forbidden, Invalid, problem

HEADER = "X-Organization-Id"

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EXAMPLE = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
_ROLES = get_args(Role)
_KNOWN = "the id of an organization that exists"


class Scope(StrEnum):
    """Who may use an operation, and whether it works inside one organization."""

    PUBLIC = "public"
    AUTHENTICATED = "authenticated"
    TENANT = "tenant"
    ADMIN = "admin"


def require_role(principal: Principal, scope: Scope) -> None:
    """Raise `Forbidden` when the role is unknown or does not reach *scope*."""
    if principal.role not in _ROLES:
        text = f"the role {quoted(principal.role)} is unknown; roles are {' and '.join(_ROLES)}"
        raise Forbidden(text, facts=Facts("role", {"role": principal.role}, {"role": list(_ROLES)}))
    if scope is Scope.ADMIN and principal.role != "admin":
        facts = Facts("role", {"role": principal.role}, {"role": "admin"})
        raise Forbidden("this operation needs an admin token", facts=facts)


def refuse_organization_header(principal: Principal, values: Sequence[str]) -> None:
    """Check the header where no organization is needed: wrong from a user, else only its form counts."""
    if principal.role == "admin":
        _stated(values)
    elif values:
        text = f"a user token is bound to its organization and must not send {HEADER}"
        raise _refused(text, principal, {HEADER: list(values)}, {HEADER: "left out"})


def organization_of(
    principal: Principal,
    values: Sequence[str],
    is_known: Callable[[str], bool],
    is_deleted: Callable[[str], bool],
) -> str:
    """Return the organization that a `TENANT` operation works in; *values* are those of the header."""
    chosen = principal.role == "admin"
    organization_id = _chosen(principal, values) if chosen else _own(principal, values)
    if is_deleted(organization_id):
        raise _gone(principal, organization_id, "was deleted")
    if not is_known(organization_id):
        raise _gone(principal, organization_id, "is unknown")
    return organization_id


def _chosen(principal: Principal, values: Sequence[str]) -> str:
    organization_id = _stated(values)
    if organization_id is None:
        text = f"an admin token must name an organization in {HEADER}"
        raise _refused(text, principal, {HEADER: list(values)}, {HEADER: _KNOWN})
    return organization_id


def _own(principal: Principal, values: Sequence[str]) -> str:
    refuse_organization_header(principal, values)
    if principal.organization_id is None:
        text = "the user token names no organization"
        raise _refused(text, principal, {"organization": None}, {"organization": _KNOWN})
    organization_id = principal.organization_id.lower()
    if not _UUID.fullmatch(organization_id):
        text = f"the organization {quoted(principal.organization_id)} of the token is unknown"
        raise _refused(text, principal, {"organization": principal.organization_id}, {"organization": _KNOWN})
    return organization_id


def _stated(values: Sequence[str]) -> str | None:
    """Return the organization in the header, or None when the header is absent or blank."""
    if len(values) > 1:
        raise _invalid("multiple_values", f"{HEADER} was sent {len(values)} times", list(values))
    value = "".join(values).strip()
    if value and not _UUID.fullmatch(value.lower()):
        raise _invalid("uuid_parsing", f"{HEADER} should be a UUID like {_EXAMPLE}", value)
    return value.lower() or None


def _invalid(kind: str, message: str, given: str | list[str]) -> Invalid:
    facts = Facts("organization", {HEADER: given}, {HEADER: _KNOWN})
    return Invalid([problem(kind, ["header", HEADER], message, given)], facts=facts)


def _gone(principal: Principal, organization_id: str, fate: str) -> Forbidden:
    place = HEADER if principal.role == "admin" else "organization"
    text = f"the organization {organization_id} {fate}"
    return _refused(text, principal, {place: organization_id}, {place: _KNOWN})


def _refused(
    text: str, principal: Principal, saw: Mapping[str, Any], expected: Mapping[str, Any]
) -> Forbidden:
    return Forbidden(text, facts=Facts("organization", {"role": principal.role, **saw}, expected))
