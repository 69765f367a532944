"""What a CSMS says stands in a log as one line that does nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.ocpp.connection import ConnectionLost
from sandbox.ocpp.plain_text import plain
from sandbox.ocpp.schemas import Schemas
from sandbox.ocpp.websocket import CannotConnect, connect
from tests.ocpp.test_websocket import raw

HARM = "\x1b[2J\r\n12:00 all is well\u202e"
SHOWN = r"\x1b[2J\r\n12:00 all is well\u202e"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("déjà vu 🚗", "déjà vu 🚗"),
        (HARM, SHOWN),
        ("\ud800", r"\ud800"),
        ("x" * 50, "x" * 50),
        ("x" * 51, "x" * 49 + "…"),
        ("\n" * 51, r"\n" * 24 + "\\…"),
    ],
)
def test_what_cannot_be_printed_is_escaped_and_what_is_long_is_cut(text: str, shown: str) -> None:
    assert plain(text, 50) == shown


@given(st.text(), st.integers(1, 40))
def test_whatever_is_said_is_one_line_of_so_many_letters(text: str, most: int) -> None:
    shown = plain(text, most)
    assert len(shown) <= most
    assert shown.isprintable()


@pytest.mark.anyio
async def test_what_a_server_says_to_turn_a_charger_away_is_shown_in_a_line() -> None:
    body = HARM.encode() + b"x" * 1000
    head = b"HTTP/1.1 403 No\xc2\x9b2J\r\nLocation: \xc2\x9b31m" + b"y" * 1000
    length = b"\r\nContent-Length: %d\r\n\r\n" % len(body)
    async with raw(head + length + body) as (place, _):
        with pytest.raises(CannotConnect) as refused:
            await connect(f"ws://{place}/CP-1", version="ocpp1.6")
    assert f": {SHOWN}x" in refused.value.reason
    assert "redirects are not followed: " in refused.value.reason
    assert refused.value.reason.isprintable()
    assert len(refused.value.reason) <= 500


@pytest.mark.anyio
async def test_what_is_no_websocket_is_told_of_in_a_line() -> None:
    says = b"HTTP/1.1 101 Fine\r\nUpgrade: \x1b[2J" + b"x" * 2000 + b"\r\n\r\n"
    async with raw(says) as (place, _):
        with pytest.raises(CannotConnect) as refused:
            await connect(f"ws://{place}/CP-1", version="ocpp1.6")
    assert refused.value.reason.isprintable()
    assert len(refused.value.reason) <= 500


def test_the_reason_for_the_end_of_a_connection_is_shown_in_a_line() -> None:
    lost = ConnectionLost(1000, HARM)
    assert str(lost) == f"the connection is closed (1000, {SHOWN})"
    assert lost.reason == HARM


def test_a_field_that_should_not_be_there_is_named_in_a_line() -> None:
    violation = Schemas.of("ocpp1.6").request("Reset", {"type": "Hard", HARM: 1})
    assert str(violation) == f"{SHOWN}: is not a field of this message"
