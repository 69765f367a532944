"""The compact form of a token, read strictly: one spelling for each token, one value for each name."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from sandbox.errors import Facts, Unauthorized

MAX_LENGTH = 8 * 1024

_FORM = "header.payload.signature, each in base64url without padding"

_SHAPE = re.compile(r"[\w-]*\.[\w-]*\.[\w-]*", re.ASCII)

# How many arrays and objects a part may open. It bounds the nesting too, on every Python alike: the depth at
# which `json` itself gives up differs from version to version.
_MAX_OPENINGS = 100


def encode(raw: bytes) -> str:
    """Return *raw* as base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def encode_object(value: Mapping[str, Any]) -> str:
    """Return *value* as base64url of its JSON."""
    return encode(json.dumps(value, separators=(",", ":")).encode())


def split(token: str) -> tuple[bytes, bytes, bytes]:
    """Return the decoded header, payload and signature of *token*."""
    if len(token) > MAX_LENGTH:
        facts = Facts("token", {"characters": len(token)}, {"characters": MAX_LENGTH})
        text = f"the token is {len(token)} characters long; at most {MAX_LENGTH} are read"
        raise Unauthorized(text, facts=facts)
    if not _SHAPE.fullmatch(token):
        text = "the token is not three base64url parts joined by dots"
        facts = Facts("token", {"parts": token.count(".") + 1, "characters": len(token)}, _FORM)
        raise Unauthorized(text, facts=facts)
    header, payload, signature = token.split(".")
    return _decode(header), _decode(payload), _decode(signature)


def parse_object(raw: bytes, part: str) -> dict[str, Any]:
    """Return the JSON object in *raw*, the *part* of a token."""
    try:
        value = _parse(raw)
    except (ValueError, RecursionError) as error:
        text = f"the token's {part} is not acceptable JSON: {error}"
        raise Unauthorized(text, facts=Facts("token", {part: str(error)}, {part: "a JSON object"})) from error
    if not isinstance(value, dict):
        text = f"the token's {part} is not a JSON object"
        raise Unauthorized(text, facts=Facts("token", {part: value}, {part: "a JSON object"}))
    return value


def quoted(text: str) -> str:
    """Return *text* from a token, short and in ASCII, so that it is safe in any answer."""
    shown = text if len(text) <= 80 else f"{text[:80]}..."  # noqa: PLR2004
    return json.dumps(shown)


def _decode(segment: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except binascii.Error as error:
        facts = Facts("token", "a part that is not base64url", _FORM)
        raise Unauthorized("a part of the token is not base64url", facts=facts) from error
    if encode(raw) != segment:
        text = "a part of the token is not base64url in its canonical form"
        raise Unauthorized(text, facts=Facts("token", "a part in another spelling", _FORM))
    return raw


def _parse(raw: bytes) -> Any:
    # `json.loads` of bytes would guess UTF-16 and UTF-32 too.
    text = raw.decode("utf-8")
    if text.count("[") + text.count("{") > _MAX_OPENINGS:
        raise ValueError("too many arrays and objects")
    return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {quoted(twice)} occurs twice")
    return value


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")
