"""Who a charger says it is."""

import base64
import binascii
from urllib.parse import unquote, urlsplit


def identity_of(path: str) -> str:
    """Return the last part of the path."""
    return unquote(urlsplit(path).path.rsplit("/", 1)[-1])


def password_of(path: str, authorization: str) -> str | None:
    """Return the password that comes with the identity of the path; None if none does."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return password if (scheme.lower(), user) == ("basic", identity_of(path)) else None
