"""Tokens that a fault revokes, however long they live."""

import base64
import hashlib
import hmac
import json

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.dev.faulting import add

SECRET = "a secret of the tests, 32 bytes!"
LAST_SECOND_OF_9999 = 253_402_300_799


def test_a_token_that_lives_as_long_as_can_be_said_can_be_revoked() -> None:
    with in_process(Settings.of(world="empty", jwt_secret=SECRET)) as sandbox:
        token = living_until(sandbox.user_token(), LAST_SECOND_OF_9999)
        sandbox.client.headers["Authorization"] = f"Bearer {token}"
        assert sandbox.client.get("/locations").status_code == 200
        add(sandbox.client, revoke_token=True)
        assert sandbox.client.get("/locations").status_code == 401


def living_until(token: str, moment: int) -> str:
    """Return the token with another end."""
    header, payload, _ = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    signed = f"{header}.{encoded(json.dumps(claims | {'exp': moment}).encode())}"
    return f"{signed}.{encoded(hmac.digest(SECRET.encode(), signed.encode(), hashlib.sha256))}"


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
