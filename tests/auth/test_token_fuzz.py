from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sandbox.errors import Unauthorized
from tests.auth.samples import authority, user_token, with_claims, with_header


@given(st.one_of(st.text(), st.from_regex(r"[\w-]*\.[\w-]*\.[\w-]*", fullmatch=True)))
def test_any_text_as_a_token_is_refused(text: str) -> None:
    with pytest.raises(Unauthorized):
        authority().authenticate([f"Bearer {text}"])


@given(st.lists(st.text(), max_size=3))
def test_any_header_values_are_refused(values: list[str]) -> None:
    with pytest.raises(Unauthorized):
        authority().authenticate(values)


@given(st.integers(0, len(user_token()) - 1), st.characters())
def test_token_with_any_one_character_changed_is_refused(position: int, character: str) -> None:
    token = user_token()
    changed = token[:position] + character + token[position + 1 :]
    assume(changed != token)
    with pytest.raises(Unauthorized):
        authority().verify(changed)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


CLAIMS = ["iss", "aud", "sub", "role", "organization_id", "iat", "nbf", "exp", "jti"]


def outcome(token: str) -> str:
    try:
        return authority().verify(token).subject
    except Unauthorized as refused:
        return str(refused.detail)


@given(st.dictionaries(st.sampled_from(CLAIMS), JSON))
def test_any_signed_claims_give_an_outcome_that_can_be_shown(changes: dict[str, Any]) -> None:
    assert outcome(with_claims(**changes)).encode()


@given(st.dictionaries(st.sampled_from(["alg", "typ", "kid", "crit", "b64"]), JSON))
def test_any_signed_header_gives_an_outcome_that_can_be_shown(changes: dict[str, Any]) -> None:
    assert outcome(with_header(**changes)).encode()
