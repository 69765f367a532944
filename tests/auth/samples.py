"""What the tests of this package share: one key, one moment, and how to spoil a token."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.auth import compact
from sandbox.auth.keys import SigningKey
from sandbox.auth.tokens import TokenAuthority, TokenFormat
from sandbox.clock import Clock, Ids

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECOND = int(NOW.timestamp())
KEY = SigningKey.from_secret(b"a secret of the tests, 32 bytes!")
ORGANIZATION = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
OTHER_ORGANIZATION = "7d444840-9dc0-41d1-b245-5ffdce74fad2"


def authority(
    key: SigningKey = KEY,
    *,
    after: float = 0,
    token_format: TokenFormat | None = None,
    is_revoked: Callable[[str], bool] = lambda _: False,
) -> TokenAuthority:
    clock = Clock(lambda: NOW + timedelta(seconds=after))
    return TokenAuthority(key, lambda _: clock, Ids(1), token_format or TokenFormat(), is_revoked)


def user_token(key: SigningKey = KEY) -> str:
    return authority(key).mint(subject="ada", role="user", organization_id=ORGANIZATION, expires_in=3600)


def user_claims() -> dict[str, Any]:
    return authority().claims(subject="ada", role="user", organization_id=ORGANIZATION, expires_in=3600)


def signed(payload: bytes, header: bytes = b'{"alg":"HS256","typ":"JWT"}') -> str:
    """Sign any bytes at all, without the library that the code under test uses."""
    message = f"{compact.encode(header)}.{compact.encode(payload)}"
    return f"{message}.{compact.encode(hmac.digest(KEY.signing, message.encode(), hashlib.sha256))}"


def with_claims(**changes: Any) -> str:
    return signed(json.dumps(user_claims() | changes).encode())


def without_claim(name: str) -> str:
    return signed(json.dumps({key: value for key, value in user_claims().items() if key != name}).encode())


def with_header(**changes: Any) -> str:
    return signed(json.dumps(user_claims()).encode(), json.dumps({"alg": "HS256", **changes}).encode())
