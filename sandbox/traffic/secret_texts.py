"""Secrets in texts that nothing tells the structure of."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from sandbox.traffic.secret_names import HIDDEN, is_secret, is_word

# Each begins where a word does and gives nothing back, so that no text takes long.
_DOTTED = re.compile(r"(?<![\w-])[\w-]++\.[\w-]*+\.[\w.-]*+", re.ASCII)
_BEGINNING = "eyJ"
_LEAST_DOTS = 2
_PAIR = re.compile(r"(?<![\w%.+-])((?:[\w%.-]){1,100}+[\])]?=)([^&;\s\"'<>]*+)")
_PASSWORD_IN_URL = re.compile(r"(://[^/\s:@?#\"']{0,200}+:)[^@/\s\"']{1,500}+@")
_FORM = re.compile(r"[^\s\"'{}<>=]++=[^\s\"'{}<>]*+")
_NAME = re.compile(
    r"(?<![\w%.+-])((?:[\w%.+-]|\\u[0-9a-fA-F]{4}){1,200}+)[\\\"'\])]*+\s{0,20}+([:=])\s{0,20}+"
)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_QUOTED = re.compile(
    r'"(?:[^"\\]|\\.)*+"?'
    r"|'(?:[^'\\]|\\.)*+'?"
    r"|(?P<quote>\\++[\"'])(?:(?!(?<!\\)(?P=quote)).)*+(?:(?P=quote))?"
    r"|[\[{].*+",
    re.DOTALL,
)
_BARE = {"=": re.compile(r"[^&\r\n]*+"), ":": re.compile(r"[^\r\n]*+")}
_PART = re.compile(
    r'(?P<head>\bname="?(?P<name>[^"\r\n;]{1,200}+)"?[^\r\n]{0,300}+\r?\n'
    r"(?:[^\r\n]{1,300}+\r?\n){0,10}+\r?\n)(?P<value>.*?)(?=\r?\n--|\Z)",
    re.DOTALL,
)


def without_tokens(text: str) -> str:
    """Return a text without the tokens (JWT) in it."""
    return _DOTTED.sub(_without_token, text) if _BEGINNING in text else text


def without_pairs(text: str) -> str:
    """Return a text without the values of parameters, as URLs have them, that are secrets."""
    if "=" in text:
        text = _PAIR.sub(_without_value, text)
    return _without_passwords(text)


def is_form(text: str) -> bool:
    """Tell whether a text looks like a form."""
    return _FORM.fullmatch(text.strip()) is not None


def searched(text: str) -> str:
    """Return a text without what looks like the value of a secret."""
    return _without_passwords("".join(_pieces(_PART.sub(_without_part, text))))


def _without_passwords(text: str) -> str:
    return _PASSWORD_IN_URL.sub(rf"\1{HIDDEN}@", text) if "://" in text else text


def _without_token(found: re.Match[str]) -> str:
    before, begun, token = found[0].partition(_BEGINNING)
    return f"{before}{HIDDEN}" if begun and token.count(".") >= _LEAST_DOTS else found[0]


def _without_value(found: re.Match[str]) -> str:
    name, value = found.groups()
    hidden = is_secret(unquote_plus(name.rstrip("=])"))) and not is_word(value)
    return f"{name}{HIDDEN}" if hidden else found[0]


def _without_part(found: re.Match[str]) -> str:
    return f"{found['head']}{HIDDEN}" if is_secret(found["name"]) else found[0]


def _pieces(text: str) -> Iterator[str]:
    at = 0
    while (found := _NAME.search(text, at)) is not None:
        yield text[at : found.end()]
        at = found.end()
        if is_secret(_decoded(found[1])):
            value = _QUOTED.match(text, at) or _BARE[found[2]].match(text, at)
            if value is not None and not is_word(value[0]):
                at = value.end()
                yield _hidden(value[0])
    yield text[at:]


def _hidden(value: str) -> str:
    """Return what stands in place of a value, in its quotes."""
    if value[0] not in "\"'":
        return HIDDEN
    closed = len(value) > 1 and value.endswith(value[0])
    return f"{value[0]}{HIDDEN}{value[0] if closed else ''}"


def _decoded(name: str) -> str:
    return _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), unquote_plus(name))
