"""What a charger does with frames that are no frames, or ask for what there is not: it answers, and stays."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.live.rig import VERSIONS, Live, Rig, rig
from tests.live.strict.harness import KINDS, Message, strict_csms

FORMAT = {"ocpp1.6": "FormationViolation", "ocpp2.0.1": "FormatViolation"}
Answer = tuple[str, str]


@pytest.fixture(scope="module", params=KINDS)
def provoked_rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """A sandbox and a CSMS that says what no CSMS says, and so hears answers to what it did not ask."""
    with strict_csms(request.param) as csms, rig(csms) as made:
        yield made


@pytest.fixture(params=VERSIONS)
def charger(request: pytest.FixtureRequest, provoked_rig: Rig) -> Iterator[Live]:
    made = provoked_rig.charger(request.param)
    yield made
    _goes_on(made)
    made.delete()
    made.rest.close()


@pytest.mark.parametrize(
    "frame",
    [
        '[2,"m-1"]',
        '[2,"m-1","Reset"]',
        '[2,"m-1","Reset",{},{}]',
        '[2,"m-1",5,{}]',
        '[2,"m-1","",{}]',
        '[2,"m-1","Reset",[]]',
        '[2,"m-1","Reset","Soft"]',
        '[2,"m-1","Reset",{"type":',
    ],
)
def test_a_request_that_is_none_is_refused_by_its_id(charger: Live, frame: str) -> None:
    assert _answer(charger, frame) == ("m-1", FORMAT[charger.version])
    violation = charger.until(lambda: charger.line["last_violation"])
    assert violation["message"]


@pytest.mark.parametrize("frame", ["", "{", "hello", "5", "null", "{}", "[]", "[2]", '[2,5,"Reset",{}]'])
def test_what_has_no_id_is_answered_where_the_version_has_an_answer(charger: Live, frame: str) -> None:
    if charger.is_16:
        assert _unanswered(charger, frame)
    else:
        assert _answer(charger, frame) == ("-1", "RpcFrameworkError")


@pytest.mark.parametrize("kind", ["1", "5", '"2"', "null", "2.5"])
def test_a_type_of_message_that_there_is_not_is_refused_where_the_version_says_so(
    charger: Live, kind: str
) -> None:
    frame = f'[{kind},"m-1","Reset",{{}}]'
    if charger.is_16:
        assert _unanswered(charger, frame)
    else:
        assert _answer(charger, frame) == ("m-1", "MessageTypeNotSupported")


@pytest.mark.parametrize(
    "frame", ['[3,"nobody-asked",{}]', '[3,"m-1"]', '[4,"nobody-asked","GenericError","",{}]', '[4,"m-1"]']
)
def test_an_answer_is_never_answered(charger: Live, frame: str) -> None:
    assert _unanswered(charger, frame)


@pytest.mark.parametrize(
    ("action", "payload", "code"),
    [
        ("Whistle", {}, "NotImplemented"),
        ("BootNotification", {}, "OccurenceConstraintViolation"),
        ("Reset", {}, "OccurenceConstraintViolation"),
        ("Reset", {"type": 5}, "TypeConstraintViolation"),
        ("Reset", {"type": "Gently"}, "PropertyConstraintViolation"),
        ("ClearCache", {"more": 1}, None),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    charger: Live, action: str, payload: dict[str, Any], code: str | None
) -> None:
    given = _answer(charger, json.dumps([2, "m-1", action, payload]))
    assert given == ("m-1", code or FORMAT[charger.version])


def test_what_only_a_charger_says_is_not_supported(charger: Live) -> None:
    assert _answer(charger, '[2,"m-1","Heartbeat",{}]') == ("m-1", "NotSupported")


def test_an_action_of_the_other_version_is_not_implemented(charger: Live) -> None:
    action = "GetVariables" if charger.is_16 else "GetConfiguration"
    assert _answer(charger, json.dumps([2, "m-1", action, {}])) == ("m-1", "NotImplemented")


def _answer(charger: Live, text: str) -> Answer:
    """Return the id and the code of the CALLERROR that answers a text."""

    def found(messages: list[Message]) -> list[Any]:
        return [m.frame for m in messages if m.direction == "in" and m.is_error][-1:]

    charger.csms.raw(charger.identity, text)
    (error,) = charger.heard(found)
    kind, message_id, code, description, details = error
    assert (kind, details) == (4, {})
    assert description
    return message_id, code


def _unanswered(charger: Live, text: str) -> bool:
    """Say a text and tell whether the next thing that is heard is the answer to a request after it."""
    charger.csms.raw(charger.identity, text)
    charger.ask("GetLocalListVersion")
    heard = charger.heard(lambda said: [m.frame for m in said if m.direction == "in"])
    return [frame[0] for frame in heard] == [3]


def _goes_on(charger: Live) -> None:
    """Check that the connection is the one of before, and is of use."""
    assert charger.line["state"] == "connected"
    messages = charger.csms.everything(charger.identity)
    assert [m.direction for m in messages if not m.is_frame] == ["opened"]
    charger.quiet()
    charger.run("plug-connector", connector_id=1)
    charger.says_all(1)
