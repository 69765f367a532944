"""Frames are read leniently where that is safe, and named where they are none."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.ocpp.messages import (
    CallError,
    CallMessage,
    Malformed,
    ReplyMessage,
    call_text,
    described,
    parse,
    refusal,
    reply_text,
    wire_time,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
PAYLOADS = st.dictionaries(st.text(), JSON)
NAMES = st.text(min_size=1, max_size=36)
some = settings(max_examples=50, deadline=None)


@some
@given(NAMES, NAMES, PAYLOADS)
def test_a_request_is_read_as_it_was_written(message_id: str, action: str, payload: dict[str, Any]) -> None:
    assert parse(call_text(message_id, action, payload)) == CallMessage(message_id, action, payload)


@some
@given(NAMES, PAYLOADS | st.builds(CallError, NAMES, st.text(max_size=255), PAYLOADS))
def test_an_answer_is_read_as_it_was_written(message_id: str, reply: dict[str, Any] | CallError) -> None:
    assert parse(reply_text(message_id, reply)) == ReplyMessage(message_id, reply)


@some
@given(JSON)
def test_any_json_is_a_message_or_has_a_problem(value: Any) -> None:
    message = parse(json.dumps(value))
    assert not isinstance(message, Malformed) or message.problem


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ('[3,"7",null]', {}),
        ('[4,"7","GenericError"]', CallError("GenericError")),
        ('[4,"7","GenericError","why"]', CallError("GenericError", "why")),
        ('[4,"7","GenericError",null,null]', CallError("GenericError")),
        ('[4,"7","GenericError","",{"a":1}]', CallError("GenericError", "", {"a": 1})),
    ],
)
def test_answers_may_leave_out_what_is_empty(text: str, reply: dict[str, Any] | CallError) -> None:
    assert parse(text) == ReplyMessage("7", reply)


def test_a_request_without_a_payload_has_an_empty_one() -> None:
    assert parse('[2,"7","ClearCache",null]') == CallMessage("7", "ClearCache", {})


@pytest.mark.parametrize(
    ("text", "in_16", "in_201"),
    [
        ("", None, ("-1", "RpcFrameworkError")),
        ("hello", None, ("-1", "RpcFrameworkError")),
        ("{}", None, ("-1", "RpcFrameworkError")),
        ("[]", None, ("-1", "RpcFrameworkError")),
        ("null", None, ("-1", "RpcFrameworkError")),
        ("[2]", None, ("-1", "RpcFrameworkError")),
        ('[2,7,"Reset",{}]', None, ("-1", "RpcFrameworkError")),
        ('[2,"","Reset",{}]', None, ("-1", "RpcFrameworkError")),
        ("[" * 100_000, None, ("-1", "RpcFrameworkError")),
        ('[2,"7"]', ("7", "FormationViolation"), ("7", "FormatViolation")),
        ('[2,"7","Reset"]', ("7", "FormationViolation"), ("7", "FormatViolation")),
        ('[2,"7","Reset",[]]', ("7", "FormationViolation"), ("7", "FormatViolation")),
        ('[2,"7","",{}]', ("7", "FormationViolation"), ("7", "FormatViolation")),
        ('[2,"7",9,{}]', ("7", "FormationViolation"), ("7", "FormatViolation")),
        ('[2,"7","Reset",{},1]', ("7", "FormationViolation"), ("7", "FormatViolation")),
        ('[2,"7","Reset",{"type":', ("7", "FormationViolation"), ("7", "FormatViolation")),
        ('[2,"7","Reset",{"type":NaN}]', ("7", "FormationViolation"), ("7", "FormatViolation")),
        ('[2,"7","Reset",{"type":"\\ud800"}]', ("7", "FormationViolation"), ("7", "FormatViolation")),
        (f'[2,"{"7" * 37}","Reset",{{}}]', ("7" * 37, "FormationViolation"), ("-1", "RpcFrameworkError")),
        (f'[5,"{"7" * 37}","Reset",{{}}]', None, ("-1", "RpcFrameworkError")),
        (f'[3,"{"7" * 37}",{{}}]', None, None),
        ('[5,"7","Reset",{}]', None, ("7", "MessageTypeNotSupported")),
        ('[true,"7","Reset",{}]', None, ("7", "MessageTypeNotSupported")),
        ('["2","7","Reset",{}]', None, ("7", "MessageTypeNotSupported")),
        ('[3,"7"]', None, None),
        ('[3,"7",[]]', None, None),
        ('[3,"7",{', None, None),
        ("[3]", None, None),
        ('[4,"7"]', None, None),
        ('[4,"7",1]', None, None),
    ],
)
def test_what_is_no_frame_is_answered_as_its_version_wants(
    text: str, in_16: tuple[str, str] | None, in_201: tuple[str, str] | None
) -> None:
    message = parse(text)
    assert isinstance(message, Malformed)
    for version, expected in (("ocpp1.6", in_16), ("ocpp2.0.1", in_201)):
        refused = refusal(message, version)  # type: ignore[arg-type]
        assert (refused and (refused[0], refused[1].code)) == expected
        assert refused is None or refused[1].description == described(message.problem)


def test_escaped_characters_are_what_they_stand_for() -> None:
    assert parse('[3,"7",{"name":"\\ud83d\\ude97"}]') == ReplyMessage("7", {"name": "🚗"})


def test_what_is_no_unicode_can_be_sent_at_all() -> None:
    text = call_text("7", "DataTransfer", {"vendorId": "\ud800é"})
    assert text == '[2,"7","DataTransfer",{"vendorId":"\\ud800\\u00e9"}]'


def test_a_long_description_is_cut_on_the_wire() -> None:
    assert reply_text("7", CallError("GenericError", "x" * 300)) == reply_text(
        "7", CallError("GenericError", described("x" * 300))
    )


def test_moments_have_milliseconds_and_a_zone() -> None:
    assert wire_time(datetime(2026, 1, 31, 12, 0, 0, 250_999, UTC)) == "2026-01-31T12:00:00.250Z"


def test_descriptions_have_at_most_255_letters() -> None:
    assert described("x" * 255) == "x" * 255
    assert described("x" * 256) == "x" * 254 + "…"
