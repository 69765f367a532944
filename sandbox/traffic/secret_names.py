"""Which names tell that what they name is a secret."""

import re

HIDDEN = "***"

# Most names are told to be none at the least cost.
_MAY_BE = re.compile(r"pass|secret|cred|jwt|auth|cookie|assertion|bearer|key|token", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_SECRET = re.compile(
    r"pass(?:word|wd|phrase)|secret|credentials$"
    r"|(?:^|_)(?:jwt|auth|cookie|authorization|assertion|bearer)$"
    r"|(?:api|access|private|signing|subscription|authorization|encryption)_?key$"
    r"|(?:^|_|access|refresh|auth|session|csrf)tokens?(?:_[a-z])?$"
)
_SECRET_HEADER = re.compile(r"(?:^|_)(?:tokens?|(?<!idempotency_)key|auth|cookies?)(?:_|$)")
# OCPP calls the identification of a driver so.
_OF_DRIVERS = ("idToken", "IdToken")
_WORDS = {"", "true", "false", "null", "none"}


def is_secret(name: str) -> bool:
    """Tell whether a field of this name holds a secret."""
    if _MAY_BE.search(name) is None or name.endswith(_OF_DRIVERS):
        return False
    return _SECRET.search(_plain(name)) is not None


def is_secret_header(name: str) -> bool:
    """Tell whether a header of this name holds a secret."""
    return is_secret(name) or _SECRET_HEADER.search(_plain(name)) is not None


def is_word(value: str) -> bool:
    """Tell whether a text is no secret whatever it is called: yes, no or nothing."""
    return value.strip(" \t\r,;}]").lower() in _WORDS


def _plain(name: str) -> str:
    return _NO_LETTER.sub("_", _HUMP.sub("_", name).lower()).strip("_")
