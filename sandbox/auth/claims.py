"""The claims of a genuine token, checked one by one and turned into a `Principal`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.auth.compact import quoted
from sandbox.auth.hosts import AllowedHosts
from sandbox.errors import Facts, Unauthorized

Role = Literal["user", "admin"]

# 9999-12-31T23:59:59Z, the last second that `datetime` can show in an error text.
_LAST_SECOND = 253_402_300_799

_JSON_TYPES = {
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
    dict: "an object",
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class Principal:
    """Who sent the request. An unknown `role` gets this far: that is a 403, decided in `tenancy`."""

    subject: str
    role: str
    organization_id: str | None
    token_id: str | None
    expires_at: int
    not_before: int | None
    seconds_left: int | None = None
    """How long the token is good for, when that is not long any more."""


@dataclass(frozen=True, slots=True)
class TokenFormat:
    """What a token of this sandbox says and how its own claims are called.

    With *issuing_hosts* the issuer is whatever URL of theirs a token was asked for at, so that discovery at
    that URL finds it; *issuer* is then good as well.
    """

    issuer: str = "ocpplab-sandbox"
    audience: str = "ocpplab-gateway"
    role_claim: str = "role"
    organization_claim: str = "organization_id"
    issuing_hosts: AllowedHosts | None = None

    def issuer_at(self, url: str | None) -> str:
        """Return the issuer of tokens that are asked for at *url*, the base of the sandbox."""
        return self.issuer if url is None or self.issuing_hosts is None else url

    def is_issuer(self, name: str) -> bool:
        """Tell whether tokens of that issuer are ours."""
        return name == self.issuer or (self.issuing_hosts is not None and self.issuing_hosts.allow_url(name))


def principal_of(claims: Mapping[str, Any], expected: TokenFormat) -> Principal:
    """Return the principal that *claims* describe, whatever the time is; raise `Unauthorized`."""
    _check_issuer(claims, expected)
    _check_audience(claims, expected.audience)
    _moment(claims, "iat")
    return Principal(
        subject=_subject(claims),
        role=_text(claims, expected.role_claim),
        organization_id=_optional_text(claims, expected.organization_claim),
        token_id=_optional_text(claims, "jti"),
        expires_at=_moment(claims, "exp"),
        not_before=_moment(claims, "nbf") if "nbf" in claims else None,
    )


def _check_issuer(claims: Mapping[str, Any], expected: TokenFormat) -> None:
    issuer = _text(claims, "iss")
    if not expected.is_issuer(issuer):
        follows_url = expected.issuing_hosts is not None
        wanted = "the URL of this sandbox" if follows_url else quoted(expected.issuer)
        text = f"wrong issuer: iss is {quoted(issuer)}, expected {wanted}"
        raise _refused(text, "iss", issuer, wanted.strip('"'))


def _check_audience(claims: Mapping[str, Any], expected: str) -> None:
    given = _present(claims, "aud")
    audiences = given if isinstance(given, list) else [given]
    if not all(isinstance(audience, str) for audience in audiences):
        text = "the aud claim must be a string or an array of strings"
        raise _refused(text, "aud", given, "a string or an array of strings")
    if expected not in audiences:
        shown = quoted(", ".join(audiences))
        text = f"wrong audience: aud is {shown}, expected {quoted(expected)}"
        raise _refused(text, "aud", given, expected)


def _subject(claims: Mapping[str, Any]) -> str:
    subject = _text(claims, "sub")
    if not subject:
        raise _refused("the sub claim is empty", "sub", subject, "a name")
    return subject


def _optional_text(claims: Mapping[str, Any], name: str) -> str | None:
    return _text(claims, name) if name in claims else None


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = _present(claims, name)
    if not isinstance(value, str):
        text = f"the {name} claim must be a string, not {_JSON_TYPES[type(value)]}"
        raise _refused(text, name, value, "a string")
    # JSON can spell half a character ("\ud800"); no answer and no log could ever show it.
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise _refused(f"the {name} claim is not valid Unicode", name, ascii(value), "valid Unicode")
    return value


def _moment(claims: Mapping[str, Any], name: str) -> int:
    value = _present(claims, name)
    if type(value) is not int:  # neither a bool, which is an int to Python, nor a float
        text = f"the {name} claim must be a whole number of seconds since 1970"
        raise _refused(text, name, value, "a whole number of seconds since 1970")
    if not 0 <= value <= _LAST_SECOND:
        raise _refused(f"the {name} claim is out of range", name, value, f"0 to {_LAST_SECOND}")
    return value


def _present(claims: Mapping[str, Any], name: str) -> Any:
    if name not in claims:
        facts = Facts("token", {"claims": sorted(claims)}, {name: "a value"})
        raise Unauthorized(f"the token has no {name} claim", facts=facts)
    return claims[name]


def _refused(text: str, name: str, saw: Any, expected: Any) -> Unauthorized:
    return Unauthorized(text, facts=Facts("token", {name: saw}, {name: expected}))
