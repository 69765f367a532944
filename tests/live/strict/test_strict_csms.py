"""The strict CSMSs are as strict as the acceptance of live chargers takes them to be."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.live.strict.charger import PlainCharger, plain_charger
from tests.live.strict.harness import KINDS, Kind, Refusal, StrictCsms, strict_csms

VERSIONS = ("ocpp1.6", "ocpp2.0.1")
START = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 100, "timestamp": "2026-01-01T10:00:00Z"}
STOP = {"meterStop": 300, "timestamp": "2026-01-01T11:00:00Z", "reason": "Local"}


@pytest.fixture(scope="module", params=KINDS)
def running(request: pytest.FixtureRequest) -> Iterator[StrictCsms]:
    with strict_csms(request.param, first_transaction=7) as csms:
        yield csms


@pytest.fixture
def csms(running: StrictCsms) -> StrictCsms:
    running.forget()
    return running


@pytest.fixture(params=VERSIONS)
def charger(request: pytest.FixtureRequest, csms: StrictCsms) -> Iterator[PlainCharger]:
    with plain_charger(csms.url, "CP-1", request.param) as charger:
        yield charger


@pytest.fixture
def charger16(csms: StrictCsms) -> Iterator[PlainCharger]:
    with plain_charger(csms.url, "CP-16", "ocpp1.6") as charger:
        yield charger


@pytest.fixture
def charger201(csms: StrictCsms) -> Iterator[PlainCharger]:
    with plain_charger(csms.url, "CP-201", "ocpp2.0.1") as charger:
        yield charger


def test_a_charger_is_accepted_and_its_frames_are_kept_in_order(
    csms: StrictCsms, charger: PlainCharger
) -> None:
    assert charger.boot()[2]["status"] == "Accepted"
    charger.ask("Heartbeat", {})
    csms.wait_for(lambda messages: len(messages) >= 5, "CP-1")
    told = [(m.direction, m.action) for m in csms.messages("CP-1")]
    boot, beat = "BootNotification", "Heartbeat"
    assert told == [("in", boot), ("out", boot), ("in", beat), ("out", beat)]
    csms.assert_clean()


def test_a_payload_that_violates_its_schema_is_refused_and_told(
    csms: StrictCsms, charger: PlainCharger
) -> None:
    assert charger.ask("BootNotification", {"reason": "PowerUp"})[0] == 4
    (violation,) = csms.violations()
    assert (violation["identity"], violation["direction"]) == ("CP-1", "in")
    assert violation["action"] == "BootNotification"
    assert len(csms.call_errors()) == 1


def test_an_action_that_no_csms_knows_gets_an_error_without_a_violation(
    csms: StrictCsms, charger: PlainCharger
) -> None:
    assert charger.ask("Whistle", {})[2] in ("NotImplemented", "NotSupported")
    csms.assert_clean("Whistle")


def test_what_is_no_message_is_a_violation(csms: StrictCsms, charger: PlainCharger) -> None:
    charger.say("not json")
    charger.say([2])
    charger.say([2, "1", "Heartbeat", {}])
    csms.wait_for(lambda messages: any(m.action == "Heartbeat" for m in messages))
    assert len(csms.violations()) == 2


def test_a_transaction_of_16_is_counted_once_for_a_start_that_is_repeated(
    csms: StrictCsms, charger16: PlainCharger
) -> None:
    (started, again) = [charger16.ask("StartTransaction", START)[2] for _ in range(2)]
    assert started == again == {"transactionId": 7, "idTagInfo": {"status": "Accepted"}}
    charger16.ask("StopTransaction", STOP | {"transactionId": 7})
    (transaction,) = csms.transactions("CP-16")
    assert (transaction["starts"], transaction["ends"]) == (2, 1)
    assert (transaction["meterStart"], transaction["meterStop"]) == (100, 300)
    csms.assert_clean()


def test_a_transaction_of_201_is_told_with_its_sequence_and_energy(
    csms: StrictCsms, charger201: PlainCharger
) -> None:
    for number, kind in enumerate(("Started", "Updated", "Ended")):
        charger201.ask("TransactionEvent", _event(kind, number))
    (transaction,) = csms.transactions("CP-201")
    assert transaction["sequence"] == [0, 1, 2]
    assert (transaction["starts"], transaction["ends"], transaction["idTag"]) == (1, 1, "TAG-1")
    assert (transaction["meterStart"], transaction["meterStop"]) == (0, 2000)
    csms.assert_clean()


def test_what_a_charger_says_before_it_leaves_is_heard(csms: StrictCsms) -> None:
    with plain_charger(csms.url, "CP-3", "ocpp1.6") as charger:
        for number in range(3):
            charger.say([2, f"last-{number}", "StopTransaction", STOP | {"transactionId": 5}])
    csms.wait_for_calls("CP-3", "StopTransaction", 3)
    csms.wait_for(lambda messages: messages[-1].direction == "closed", "CP-3")
    (transaction,) = csms.transactions("CP-3")
    assert transaction["ends"] == 3


@pytest.mark.parametrize("status", ["Blocked", "Expired", "Invalid"])
def test_a_tag_is_refused_by_its_beginning(
    charger16: PlainCharger, charger201: PlainCharger, status: str
) -> None:
    tag = f"{status.upper()}-1"
    token = {"idToken": {"idToken": tag, "type": "ISO14443"}}
    assert charger16.ask("Authorize", {"idTag": tag})[2] == {"idTagInfo": {"status": status}}
    assert charger201.ask("Authorize", token)[2] == {"idTokenInfo": {"status": status}}


def test_a_call_returns_the_answer_of_the_charger(csms: StrictCsms, charger16: PlainCharger) -> None:
    answers = _served(charger16, lambda frame: [3, frame[1], {"status": "Accepted"}])
    assert csms.call("CP-16", "Reset", {"type": "Soft"}) == {"status": "Accepted"}
    (asked,) = answers()
    assert asked[2:] == ["Reset", {"type": "Soft"}]
    csms.assert_clean()


def test_a_call_raises_the_error_of_the_charger(csms: StrictCsms, charger: PlainCharger) -> None:
    _served(charger, lambda frame: [4, frame[1], "NotSupported", "no locks", {}])
    with pytest.raises(Refusal, match="NotSupported: no locks"):
        csms.call("CP-1", "ClearCache")


def test_an_unchecked_call_sends_what_no_schema_allows(csms: StrictCsms, charger: PlainCharger) -> None:
    answers = _served(charger, lambda frame: [4, frame[1], "NotImplemented", "", {}])
    with pytest.raises(Refusal, match="NotImplemented"):
        csms.call("CP-1", "Whistle", {"tune": 1}, unchecked=True)
    assert answers()[0][2:] == ["Whistle", {"tune": 1}]
    csms.assert_clean("Whistle")


def test_an_answer_that_violates_its_schema_is_told(csms: StrictCsms, charger: PlainCharger) -> None:
    _served(charger, lambda frame: [3, frame[1], {"status": "Perhaps"}])
    with pytest.raises(AssertionError):
        csms.call("CP-1", "ClearCache")
    (violation,) = csms.violations()
    assert (violation["direction"], violation["action"]) == ("in", "ClearCache")


def test_a_reply_can_be_provoked_for_some_requests(csms: StrictCsms, charger: PlainCharger) -> None:
    csms.reply("BootNotification", status="Pending", payload={"interval": 1}, times=2)
    told = [charger.boot()[2] for _ in range(3)]
    assert [answer["status"] for answer in told] == ["Pending", "Pending", "Accepted"]
    assert [answer["interval"] for answer in told] == [1, 1, 300]


def test_an_error_can_be_provoked(csms: StrictCsms, charger: PlainCharger) -> None:
    csms.reply("Heartbeat", error={"code": "InternalError", "description": "tired"})
    assert charger.ask("Heartbeat", {})[2:4] == ["InternalError", "tired"]
    assert charger.ask("Heartbeat", {})[0] == 3
    csms.assert_clean("Heartbeat")


def test_an_answer_that_no_schema_allows_can_be_provoked(csms: StrictCsms, charger: PlainCharger) -> None:
    csms.reply("Heartbeat", payload={"currentTime": 5}, unchecked=True)
    assert charger.ask("Heartbeat", {})[2] == {"currentTime": 5}
    csms.assert_clean()


def test_silence_can_be_provoked(csms: StrictCsms, charger: PlainCharger) -> None:
    csms.reply("Heartbeat", silent=True)
    charger.say([2, "lost", "Heartbeat", {}])
    charger.say([2, "heard", "Heartbeat", {}])
    assert charger.hear()[1] == "heard"


def test_a_text_is_sent_as_it_is(csms: StrictCsms, charger: PlainCharger) -> None:
    csms.raw("CP-1", "[2]")
    assert charger.hear() == [2]


def test_a_connection_is_closed_on_demand(csms: StrictCsms, charger: PlainCharger) -> None:
    csms.close("CP-1", code=1001)
    with pytest.raises(ConnectionClosed) as closed:
        charger.hear()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1001
    csms.wait_for(lambda messages: messages[-1].direction == "closed", "CP-1")
    assert "CP-1" not in csms.connected()


def test_a_connection_is_dropped_on_demand(csms: StrictCsms, charger: PlainCharger) -> None:
    csms.close("CP-1", force=True)
    with pytest.raises(ConnectionClosed) as closed:
        charger.hear()
    assert closed.value.rcvd is None


def test_what_does_not_come_is_told_with_what_came(csms: StrictCsms, charger: PlainCharger) -> None:
    charger.ask("Heartbeat", {})
    with pytest.raises(AssertionError, match=r"CP-1 in \[2, \"1\", \"Heartbeat\", \{\}\]"):
        csms.wait_for_calls("CP-1", "BootNotification", patience=0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_charger_without_the_password_is_refused(kind: Kind) -> None:
    with strict_csms(kind, password="open") as csms:
        for password in (None, "shut"):
            with (
                pytest.raises(InvalidStatus, match="401"),
                plain_charger(csms.url, "CP-1", "ocpp1.6", password=password),
            ):
                pass
        with plain_charger(csms.url, "CP-1", "ocpp1.6", password="open") as charger:
            assert charger.boot()[0] == 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_version_that_is_not_spoken_is_refused(kind: Kind) -> None:
    with (
        strict_csms(kind) as csms,
        pytest.raises(InvalidStatus, match="400"),
        plain_charger(csms.url, "CP-1", "ocpp1.5"),
    ):
        pass


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_was_killed_comes_back_on_its_port(kind: Kind) -> None:
    with strict_csms(kind) as csms, plain_charger(csms.url, "CP-1", "ocpp1.6") as charger:
        charger.boot()
        csms.everything()
        csms.kill()
        with pytest.raises(ConnectionClosed):
            charger.hear()
        assert len(csms.heard()) >= 2
    with (
        strict_csms(kind, port=csms.port) as again,
        plain_charger(again.url, "CP-1", "ocpp1.6") as charger,
    ):
        assert charger.boot()[0] == 3


def _event(kind: str, number: int) -> dict[str, Any]:
    sample = {"value": number, "unitOfMeasure": {"unit": "kWh"}}
    return {
        "eventType": kind,
        "timestamp": "2026-01-01T10:00:00Z",
        "triggerReason": "Authorized",
        "seqNo": number,
        "transactionInfo": {"transactionId": "tx-1"},
        "evse": {"id": 1, "connectorId": 1},
        "idToken": {"idToken": "TAG-1", "type": "ISO14443"},
        "meterValue": [{"timestamp": "2026-01-01T10:00:00Z", "sampledValue": [sample]}],
    }


def _served(charger: PlainCharger, answer: Any) -> Any:
    """Answer one request from a thread; return what gives the requests that came."""
    asked: list[Any] = []

    def serve() -> None:
        asked.append(charger.hear())
        charger.say(answer(asked[-1]))

    thread = threading.Thread(target=serve)
    thread.start()

    def heard() -> list[Any]:
        thread.join()
        return asked

    return heard
