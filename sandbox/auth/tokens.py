"""Mint tokens, and verify them to a `Principal` or raise `Unauthorized`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from math import ceil
from typing import Any

import jwt

from sandbox.auth import compact
from sandbox.auth.claims import Principal, Role, TokenFormat, principal_of
from sandbox.auth.keys import SigningKey
from sandbox.clock import Clock, Ids
from sandbox.errors import BadSetting, Facts, Unauthorized

__all__ = ["Principal", "Role", "TokenAuthority", "TokenFormat", "sign"]

_HEADER_PARAMETERS = {"alg", "typ", "kid"}
_CACHED_TOKENS = 1024
_BEARER = {"Authorization": "Bearer <token>"}
_SHORT = 60
"""Seconds before its end when a token is about to expire."""
_MINT_ANOTHER = "get a new one from /dev/token"

# What PyJWT lets through, besides its own errors, from decoding, from JSON and from cryptography.
_REFUSALS = (jwt.PyJWTError, ValueError, TypeError, ArithmeticError, RecursionError)


def sign(claims: Mapping[str, Any], key: SigningKey) -> str:
    """Return a token with *claims*, whatever they are, signed with *key*."""
    headers = None if key.key_id is None else {"kid": key.key_id}
    return jwt.encode(dict(claims), key.signing, algorithm=key.algorithm, headers=headers)


class TokenAuthority:
    """Mints and verifies the tokens of one sandbox, with one key and one algorithm.

    Args:
        key: signs and verifies.
        clock_of: whose time counts in tokens of an organization; None stands for those that belong to none,
            such as those of administrators.
        ids: makes the ids of tokens.
        token_format: what the claims are called.
        is_revoked: whether the token of that id is refused.
    """

    def __init__(
        self,
        key: SigningKey,
        clock_of: Callable[[str | None], Clock],
        ids: Ids,
        token_format: TokenFormat,
        is_revoked: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self.key = key
        self.token_format = token_format
        self._clock_of = clock_of
        self._ids = ids
        self._is_revoked = is_revoked
        self._jws = jwt.PyJWS(algorithms=[key.algorithm])
        self._verifying = self._prepare(key)
        # Only what never changes is kept: time and revocation are looked at again on each use.
        self._genuine = lru_cache(maxsize=_CACHED_TOKENS)(self._examine)

    def mint(
        self,
        *,
        subject: str,
        role: Role,
        organization_id: str | None,
        expires_in: int,
        url: str | None = None,
    ) -> str:
        """Return a good token that lives for *expires_in* seconds; it is asked for at *url*, if anywhere."""
        claims = self.claims(
            subject=subject, role=role, organization_id=organization_id, expires_in=expires_in, url=url
        )
        return sign(claims, self.key)

    def claims(
        self,
        *,
        subject: str,
        role: Role,
        organization_id: str | None,
        expires_in: int,
        url: str | None = None,
    ) -> dict[str, Any]:
        """Return the claims of a good token, to be signed as they are or spoilt first."""
        now = int(self._time(role, organization_id))
        scope = {} if organization_id is None else {self.token_format.organization_claim: organization_id}
        return {
            "iss": self.token_format.issuer_at(url),
            "aud": self.token_format.audience,
            "sub": subject,
            self.token_format.role_claim: role,
            **scope,
            "iat": now,
            "nbf": now,
            "exp": now + expires_in,
            "jti": self._ids.uuid(),
        }

    def authenticate(self, authorization: Sequence[str]) -> Principal:
        """Return who sent a request with these values of `Authorization`, or raise `Unauthorized`."""
        if not authorization:
            text = "no credentials: send the header Authorization: Bearer <token>"
            raise Unauthorized(text, code=None, facts=Facts("token", {"Authorization": None}, _BEARER))
        if len(authorization) > 1:
            facts = Facts("token", {"Authorization": f"{len(authorization)} times"}, _BEARER)
            raise Unauthorized("the Authorization header was sent more than once", facts=facts)
        scheme, _, credentials = authorization[0].partition(" ")
        token = credentials.strip(" ")
        if scheme.lower() != "bearer" or not token:
            text = "no bearer token: the header must read Authorization: Bearer <token>"
            # A token without its scheme stands where the scheme should, and is never shown.
            saw = {"Authorization": scheme if scheme.isalpha() else f"{len(scheme)} characters"}
            raise Unauthorized(text, code=None, facts=Facts("token", saw, _BEARER))
        return self.verify(token)

    def verify(self, token: str) -> Principal:
        """Return the principal of *token*, or raise `Unauthorized` with the reason."""
        principal = self._genuine(token)
        now = self._time(principal.role, principal.organization_id)
        if now >= principal.expires_at:
            shown = _shown(principal.expires_at)
            facts = Facts("token", {"exp": shown, "clock": _shown(now)}, {"clock": f"before {shown}"})
            raise Unauthorized(f"the token expired at {shown}: {_MINT_ANOTHER}", facts=facts)
        if principal.not_before is not None and now < principal.not_before:
            shown = _shown(principal.not_before)
            facts = Facts("token", {"nbf": shown, "clock": _shown(now)}, {"clock": f"{shown} or later"})
            raise Unauthorized(f"the token is not valid before {shown}", facts=facts)
        if principal.token_id is not None and self._is_revoked(principal.token_id):
            facts = Facts("token", {"jti": principal.token_id}, {"jti": "one that was not revoked"})
            raise Unauthorized(f"the token was revoked: {_MINT_ANOTHER}", facts=facts)
        if (left := principal.expires_at - now) < _SHORT:
            return replace(principal, seconds_left=ceil(left))
        return principal

    def _time(self, role: str, organization_id: str | None) -> float:
        """Return the time that counts in a token, in seconds since 1970."""
        owner = None if role == "admin" or organization_id is None else organization_id.lower()
        return self._clock_of(owner).instant().timestamp()

    def _examine(self, token: str) -> Principal:
        header, payload, _ = compact.split(token)
        self._check_header(compact.parse_object(header, "header"))
        self._check_signature(token)
        return principal_of(compact.parse_object(payload, "payload"), self.token_format)

    def _check_header(self, header: Mapping[str, Any]) -> None:
        if header.get("alg") != self.key.algorithm:
            text = f"the token's alg must be {self.key.algorithm}, the algorithm of this sandbox"
            raise _unfit_header(text, "alg", header.get("alg"), self.key.algorithm)
        if unknown := sorted(header.keys() - _HEADER_PARAMETERS):
            shown = compact.quoted(", ".join(unknown))
            text = f"the token's header has parameters that are not accepted: {shown}"
            facts = Facts("token", {"header": unknown}, {"header": sorted(_HEADER_PARAMETERS)})
            raise Unauthorized(text, facts=facts)
        if "typ" in header and str(header["typ"]).lower() != "jwt":
            raise _unfit_header("the token's typ must be JWT", "typ", header["typ"], "JWT")
        self._check_key_id(header)

    def _check_key_id(self, header: Mapping[str, Any]) -> None:
        given = header.get("kid", "")
        if not isinstance(given, str):
            raise _unfit_header("the token's kid must be a string", "kid", given, "a string")
        # A secret has no id: there is one key, and a kid selects nothing.
        if given and self.key.key_id is not None and given != self.key.key_id:
            text = f"the token's kid {compact.quoted(given)} is not in /.well-known/jwks.json"
            raise _unfit_header(text, "kid", given, self.key.key_id)

    def _check_signature(self, token: str) -> None:
        try:
            self._jws.decode(token, self._verifying, algorithms=[self.key.algorithm])
        except _REFUSALS as error:
            text = "the token's signature does not match: altered, or signed by another key"
            expected = {"signature": f"{self.key.algorithm} with the key of this sandbox"}
            facts = Facts("token", {"signature": "does not match"}, expected)
            raise Unauthorized(text, facts=facts) from error

    def _prepare(self, key: SigningKey) -> Any:
        try:
            return self._jws.get_algorithm_by_name(key.algorithm).prepare_key(key.verifying)
        except jwt.InvalidKeyError as error:
            raise BadSetting(f"the key cannot sign {key.algorithm} tokens: {error}") from error


def _unfit_header(text: str, name: str, saw: Any, expected: Any) -> Unauthorized:
    return Unauthorized(text, facts=Facts("token", {name: saw}, {name: expected}))


def _shown(second: float) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}"
