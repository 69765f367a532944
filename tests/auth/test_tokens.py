import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from sandbox.auth.keys import SigningKey
from sandbox.auth.tokens import Principal, TokenAuthority, TokenFormat
from sandbox.clock import Clock, Ids
from sandbox.errors import BadSetting, Unauthorized
from tests.auth.samples import (
    KEY,
    NOW,
    ORGANIZATION,
    SECOND,
    authority,
    signed,
    user_claims,
    user_token,
    with_claims,
    with_header,
    without_claim,
)

BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def refusal(token: str, tokens: TokenAuthority | None = None) -> Unauthorized:
    with pytest.raises(Unauthorized) as caught:
        (tokens or authority()).verify(token)
    return caught.value


def test_minted_token_names_its_principal() -> None:
    assert authority().verify(user_token()) == Principal(
        subject="ada",
        role="user",
        organization_id=ORGANIZATION,
        token_id=user_claims()["jti"],
        expires_at=SECOND + 3600,
        not_before=SECOND,
    )


def test_token_of_another_library_is_accepted() -> None:
    assert authority().verify(with_claims()).subject == "ada"


def test_admin_token_carries_no_organization() -> None:
    token = authority().mint(subject="root", role="admin", organization_id=None, expires_in=60)
    assert authority().verify(token).organization_id is None


def test_token_format_is_a_setting() -> None:
    ours = TokenFormat("issuer", "audience", "permissions", "tenant")
    tokens = authority(token_format=ours)
    minted = tokens.mint(subject="ada", role="user", organization_id=ORGANIZATION, expires_in=60)
    assert tokens.verify(minted).organization_id == ORGANIZATION


@pytest.mark.parametrize("claim", ["nbf", "jti", "organization_id"])
def test_optional_claim_may_be_missing(claim: str) -> None:
    assert authority().verify(without_claim(claim)).subject == "ada"


def test_audience_may_be_one_of_several() -> None:
    assert authority().verify(with_claims(aud=["billing", "ocpplab-gateway"])).subject == "ada"


def test_unknown_role_is_not_a_question_of_the_token() -> None:
    assert authority().verify(with_claims(role="superuser")).role == "superuser"


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "role", "iat", "exp"])
def test_required_claim_must_be_present(claim: str) -> None:
    assert refusal(without_claim(claim)).detail == f"the token has no {claim} claim"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"aud": "billing"}, 'wrong audience: aud is "billing", expected "ocpplab-gateway"'),
        ({"aud": []}, 'wrong audience: aud is "", expected "ocpplab-gateway"'),
        ({"aud": ["ocpplab-gateway", 1]}, "the aud claim must be a string or an array of strings"),
        ({"aud": None}, "the aud claim must be a string or an array of strings"),
        ({"iss": "evil"}, 'wrong issuer: iss is "evil", expected "ocpplab-sandbox"'),
        ({"iss": ["ocpplab-sandbox"]}, "the iss claim must be a string, not an array"),
        ({"sub": ""}, "the sub claim is empty"),
        ({"sub": 1}, "the sub claim must be a string, not a number"),
        ({"sub": "\ud800"}, "the sub claim is not valid Unicode"),
        ({"role": ["user"]}, "the role claim must be a string, not an array"),
        ({"role": None}, "the role claim must be a string, not null"),
        ({"role": {"user": True}}, "the role claim must be a string, not an object"),
        ({"organization_id": [ORGANIZATION]}, "the organization_id claim must be a string, not an array"),
        ({"organization_id": None}, "the organization_id claim must be a string, not null"),
        ({"jti": 1.5}, "the jti claim must be a string, not a number"),
    ],
)
def test_claim_of_the_wrong_kind_is_refused_with_the_reason(changes: dict[str, Any], reason: str) -> None:
    assert refusal(with_claims(**changes)).detail == reason


@pytest.mark.parametrize("claim", ["exp", "iat", "nbf"])
@pytest.mark.parametrize(
    "value", [True, "1", None, [], SECOND + 0.5, -1, 10**400, float("nan"), float("inf")]
)
def test_time_that_is_no_whole_number_is_refused(claim: str, value: Any) -> None:
    assert refusal(with_claims(**{claim: value})).status == 401


def test_expired_token_says_when() -> None:
    assert refusal(user_token(), authority(after=3600)).detail == (
        "the token expired at 2026-03-01T13:00:00Z: get a new one from /dev/token"
    )


def test_token_lives_until_its_last_millisecond() -> None:
    assert authority(after=3599.999).verify(user_token()).subject == "ada"


def test_early_token_says_when_it_becomes_valid() -> None:
    token = with_claims(nbf=SECOND + 60)
    assert refusal(token).detail == "the token is not valid before 2026-03-01T12:01:00Z"


def test_cached_token_expires_too() -> None:
    moments = iter([NOW, NOW + timedelta(seconds=3600)])
    clock = Clock(lambda: next(moments))
    tokens = TokenAuthority(KEY, lambda _: clock, Ids(1), TokenFormat())
    token = user_token()
    tokens.verify(token)
    assert "expired" in str(refusal(token, tokens).detail)


def test_cached_token_can_be_revoked() -> None:
    revoked: set[str] = set()
    tokens = authority(is_revoked=revoked.__contains__)
    token = user_token()
    revoked.add(str(tokens.verify(token).token_id))
    assert "revoked" in str(refusal(token, tokens).detail)


def test_token_without_id_cannot_be_revoked() -> None:
    assert authority(is_revoked=lambda _: True).verify(without_claim("jti")).token_id is None


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b'"x"',
        b"{}",
        b"{}}",
        b"[]",
        b"\xff",
        json.dumps(user_claims()).encode("utf-16"),
        json.dumps(user_claims()).encode("utf-8-sig"),
        json.dumps(user_claims()).encode().replace(b"{", b'{"role":"admin",'),
        json.dumps(user_claims()).encode().replace(b"{", b'{"x":{"y":1,"y":2},'),
        json.dumps(user_claims()).encode().replace(b"{", b'{"x":' + b"9" * 5000 + b","),
        json.dumps(user_claims()).encode().replace(b"{", b'{"x":' + b"[" * 2500 + b"]" * 2500 + b","),
    ],
)
def test_payload_that_is_not_strict_json_is_refused(payload: bytes) -> None:
    assert refusal(signed(payload)).status == 401


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": ""},
        {"alg": 1},
        {"alg": ["HS256"]},
        {"alg": "hs256"},
        {"alg": "HS512"},
        {"typ": "logout+jwt"},
        {"typ": None},
        {"kid": 1},
        {"kid": None},
        {"zip": "DEF"},
        {"crit": ["exp"]},
        {"b64": False, "crit": ["b64"]},
        {"jku": "http://127.0.0.1/"},
        {"jwk": {}},
        {"x5u": "http://127.0.0.1/"},
    ],
)
def test_header_with_anything_unexpected_is_refused(header: dict[str, Any]) -> None:
    assert refusal(with_header(**header)).status == 401


@pytest.mark.parametrize("header", [b'["HS256"]', b'{"alg":"none","alg":"HS256"}', b"", b'{"typ":"JWT"}'])
def test_header_that_names_no_single_algorithm_is_refused(header: bytes) -> None:
    assert refusal(signed(json.dumps(user_claims()).encode(), header)).status == 401


@pytest.mark.parametrize("header", [{}, {"typ": "JWT"}, {"typ": "jwt"}, {"kid": "any"}])
def test_header_may_vary_in_what_selects_nothing(header: dict[str, Any]) -> None:
    assert authority().verify(with_header(**header)).subject == "ada"


@pytest.mark.parametrize(
    "token", ["", ".", "..", "a.a.a", "not a token", "a.b.c.d.e", "\u0660.\u0660.\u0660"]
)
def test_text_that_is_no_token_is_refused(token: str) -> None:
    assert refusal(token).status == 401


def test_token_over_the_size_cap_is_refused() -> None:
    assert "at most 8192" in str(refusal(with_claims(pad="x" * 8192)).detail)


@pytest.mark.parametrize("suffix", ["=", "====", " ", "\n", "\x00", "\xff", ".x", ".x.y", "A", "AAAA"])
def test_token_has_one_spelling(suffix: str) -> None:
    assert refusal(user_token() + suffix).status == 401


def test_last_character_with_other_unused_bits_is_refused() -> None:
    token = user_token()
    twin = token[:-1] + BASE64URL[BASE64URL.index(token[-1]) ^ 1]
    assert base64.urlsafe_b64decode(twin.split(".")[2] + "=") == base64.urlsafe_b64decode(
        token.split(".")[2] + "="
    )
    assert "canonical" in str(refusal(twin).detail)


def test_text_from_a_token_is_shortened_and_made_safe() -> None:
    detail = str(refusal(with_claims(aud="\U0001f600" * 500)).detail)
    assert detail.isascii()
    assert len(detail) < 1100


def test_refusal_carries_the_challenge_of_rfc_6750() -> None:
    challenge = refusal(with_claims(aud="billing")).headers["WWW-Authenticate"]
    assert challenge.startswith('Bearer error="invalid_token", error_description="wrong audience')


@pytest.mark.parametrize(
    "values", [[], [""], ["Bearer"], ["Bearer  "], ["Basic eA=="], ["JWT x"], [user_token()]]
)
def test_request_without_a_bearer_token_is_challenged_without_an_error(values: list[str]) -> None:
    with pytest.raises(Unauthorized) as caught:
        authority().authenticate(values)
    assert caught.value.headers == {"WWW-Authenticate": "Bearer"}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer "])
def test_bearer_scheme_is_read_in_any_case(scheme: str) -> None:
    assert authority().authenticate([f"{scheme} {user_token()}"]).subject == "ada"


@pytest.mark.parametrize(
    "values",
    [
        [f"Bearer {user_token()}", "Bearer x"],
        ["Bearer x", f"Bearer {user_token()}"],
        [f"Bearer {user_token()} extra"],
        [f"Bearer x, Bearer {user_token()}"],
        [f'Bearer "{user_token()}"'],
        ["Bearer ."],
    ],
)
def test_ambiguous_or_broken_credentials_are_an_invalid_token(values: list[str]) -> None:
    with pytest.raises(Unauthorized) as caught:
        authority().authenticate(values)
    assert 'error="invalid_token"' in caught.value.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "secret", [b"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", b'{"kty":"oct","k":"AAAAAAAAAAAA"}  ']
)
def test_secret_that_is_really_another_kind_of_key_stops_the_start(secret: bytes) -> None:
    with pytest.raises(BadSetting, match="cannot sign HS256"):
        authority(SigningKey.from_secret(secret))
