"""Secrets: whoever reads the journal sees that there was one, not which."""

import re

HIDDEN = "***"

_SECRET_HEADERS = {"authorization", "proxy-authorization", "cookie", "set-cookie"}
_NAMES = (
    "access_token|refresh_token|id_token|client_secret|client_assertion|password|secret|api_key"
    "|authorization_key|token_a|token_b|token_c"
)
# A text that was cut may end inside of its secret.
_IN_JSON = re.compile(rf'("(?:{_NAMES})"\s*:\s*")(?:[^"\\]|\\.)*("|\\?$)', re.IGNORECASE | re.DOTALL)
# A refusal quotes the body that it was sent, JSON inside of JSON.
_IN_QUOTED_JSON = re.compile(rf'(\\"(?:{_NAMES})\\"\s*:\s*\\")(?:(?!\\?").)*', re.IGNORECASE | re.DOTALL)
_IN_FORM = re.compile(rf"((?:^|[&?])(?:{_NAMES})=)[^&\s]+", re.IGNORECASE)


def is_secret(name: str) -> bool:
    """Tell whether a field of this name holds a secret."""
    return name.lower() in _NAMES.split("|")


def header(name: str, value: str) -> str:
    """Return the value of a header; of credentials only the scheme."""
    if name not in _SECRET_HEADERS:
        return value
    scheme, space, _ = value.partition(" ")
    return f"{scheme} {HIDDEN}" if space and name.endswith("authorization") else HIDDEN


def text(content: str) -> str:
    """Return a body or a query string without the secrets in it."""
    for pattern in (_IN_QUOTED_JSON, _IN_FORM):
        content = pattern.sub(rf"\1{HIDDEN}", content)
    return _IN_JSON.sub(rf"\1{HIDDEN}\2", content)
