"""Admits a caller to an operation: token, then role, then organization; the first that fails answers."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers

from sandbox.auth.tenancy import Scope, organization_of, refuse_organization_header, require_role
from sandbox.auth.tokens import Principal, TokenAuthority
from sandbox.errors import ApiError


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and for which organization: what the operation's scope needed, no more."""

    principal: Principal | None = None
    organization_id: str | None = None


ANYBODY = Caller()


class Gate:
    """Decides who may call what.

    Args:
        authority: verifies tokens.
        is_known: whether an organization exists.
        is_deleted: whether it once did.
    """

    def __init__(
        self, authority: TokenAuthority, is_known: Callable[[str], bool], is_deleted: Callable[[str], bool]
    ) -> None:
        self._authority = authority
        self._is_known = is_known
        self._is_deleted = is_deleted

    def admit(self, scope: Scope, headers: Headers) -> Caller:
        """Return the caller.

        Raises:
            Unauthorized, Forbidden, Invalid: see `tokens` and `tenancy`.
        """
        if scope is Scope.PUBLIC:
            return ANYBODY
        principal = self._authority.authenticate(headers.getlist("authorization"))
        require_role(principal, scope)
        organizations = headers.getlist("x-organization-id")
        if scope is not Scope.TENANT:
            refuse_organization_header(principal, organizations)
            return Caller(principal)
        return Caller(principal, organization_of(principal, organizations, self._is_known, self._is_deleted))

    def recognise(self, headers: Headers) -> Caller:
        """Return whose token a request was sent with, wherever to; `ANYBODY` for none that is good."""
        try:
            return Caller(self._authority.authenticate(headers.getlist("authorization")))
        except ApiError:
            return ANYBODY
