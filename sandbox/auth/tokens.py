"""Mint tokens, and verify them to a `Principal` or raise `Unauthorized`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import jwt

from sandbox.auth import compact
from sandbox.auth.claims import Principal, Role, TokenFormat, principal_of
from sandbox.auth.keys import SigningKey
from sandbox.clock import Clock, Ids
from sandbox.errors import BadSetting, Unauthorized

__all__ = ["Principal", "Role", "TokenAuthority", "TokenFormat", "sign"]

_HEADER_PARAMETERS = {"alg", "typ", "kid"}
_CACHED_TOKENS = 1024
_MINT_ANOTHER = "get a new one from /dev/token"

# What PyJWT lets through, besides its own errors, from decoding, from JSON and from cryptography.
_REFUSALS = (jwt.PyJWTError, ValueError, TypeError, ArithmeticError, RecursionError)


def sign(claims: Mapping[str, Any], key: SigningKey) -> str:
    """Return a token with *claims*, whatever they are, signed with *key*."""
    headers = None if key.key_id is None else {"kid": key.key_id}
    return jwt.encode(dict(claims), key.signing, algorithm=key.algorithm, headers=headers)


class TokenAuthority:
    """Mints and verifies the tokens of one sandbox, with one key and one algorithm."""

    def __init__(
        self,
        key: SigningKey,
        clock: Clock,
        ids: Ids,
        token_format: TokenFormat,
        is_revoked: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self.key = key
        self.token_format = token_format
        self._clock = clock
        self._ids = ids
        self._is_revoked = is_revoked
        self._jws = jwt.PyJWS(algorithms=[key.algorithm])
        self._verifying = self._prepare(key)
        # Only what never changes is kept: time and revocation are looked at again on each use.
        self._genuine = lru_cache(maxsize=_CACHED_TOKENS)(self._examine)

    def mint(self, *, subject: str, role: Role, organization_id: str | None, expires_in: int) -> str:
        """Return a good token that lives for *expires_in* seconds."""
        claims = self.claims(
            subject=subject, role=role, organization_id=organization_id, expires_in=expires_in
        )
        return sign(claims, self.key)

    def claims(
        self, *, subject: str, role: Role, organization_id: str | None, expires_in: int
    ) -> dict[str, Any]:
        """Return the claims of a good token, to be signed as they are or spoilt first."""
        now = int(self._clock.now().timestamp())
        scope = {} if organization_id is None else {self.token_format.organization_claim: organization_id}
        return {
            "iss": self.token_format.issuer,
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
            raise Unauthorized("no credentials: send the header Authorization: Bearer <token>", code=None)
        if len(authorization) > 1:
            raise Unauthorized("the Authorization header was sent more than once")
        scheme, _, credentials = authorization[0].partition(" ")
        token = credentials.strip(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthorized(
                "no bearer token: the header must read Authorization: Bearer <token>", code=None
            )
        return self.verify(token)

    def verify(self, token: str) -> Principal:
        """Return the principal of *token*, or raise `Unauthorized` with the reason."""
        principal = self._genuine(token)
        now = self._clock.now().timestamp()
        if now >= principal.expires_at:
            raise Unauthorized(f"the token expired at {_shown(principal.expires_at)}: {_MINT_ANOTHER}")
        if principal.not_before is not None and now < principal.not_before:
            raise Unauthorized(f"the token is not valid before {_shown(principal.not_before)}")
        if principal.token_id is not None and self._is_revoked(principal.token_id):
            raise Unauthorized(f"the token was revoked: {_MINT_ANOTHER}")
        return principal

    def _examine(self, token: str) -> Principal:
        header, payload, _ = compact.split(token)
        self._check_header(compact.parse_object(header, "header"))
        self._check_signature(token)
        return principal_of(compact.parse_object(payload, "payload"), self.token_format)

    def _check_header(self, header: Mapping[str, Any]) -> None:
        if header.get("alg") != self.key.algorithm:
            raise Unauthorized(f"the token's alg must be {self.key.algorithm}, the algorithm of this sandbox")
        if unknown := sorted(header.keys() - _HEADER_PARAMETERS):
            shown = compact.quoted(", ".join(unknown))
            raise Unauthorized(f"the token's header has parameters that are not accepted: {shown}")
        if "typ" in header and str(header["typ"]).lower() != "jwt":
            raise Unauthorized("the token's typ must be JWT")
        self._check_key_id(header)

    def _check_key_id(self, header: Mapping[str, Any]) -> None:
        given = header.get("kid", "")
        if not isinstance(given, str):
            raise Unauthorized("the token's kid must be a string")
        # A secret has no id: there is one key, and a kid selects nothing.
        if given and self.key.key_id is not None and given != self.key.key_id:
            raise Unauthorized(f"the token's kid {compact.quoted(given)} is not in /.well-known/jwks.json")

    def _check_signature(self, token: str) -> None:
        try:
            self._jws.decode(token, self._verifying, algorithms=[self.key.algorithm])
        except _REFUSALS as error:
            raise Unauthorized(
                "the token's signature does not match: altered, or signed by another key"
            ) from error

    def _prepare(self, key: SigningKey) -> Any:
        try:
            return self._jws.get_algorithm_by_name(key.algorithm).prepare_key(key.verifying)
        except jwt.InvalidKeyError as error:
            raise BadSetting(f"the key cannot sign {key.algorithm} tokens: {error}") from error


def _shown(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}"
