"""The small CSMS: whom it lets in, what it answers, and what it can be asked."""

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from sandbox.csms import Csms, NotAnswered, NotConnected, Refused
from sandbox.errors import StartupError
from sandbox.ocpp.messages import CallError
from tests.live.strict.charger import PlainCharger, plain_charger

ACCEPTED = {"status": "Accepted"}


def test_a_charger_of_either_version_is_accepted(csms: Csms, charger: PlainCharger) -> None:
    answer = charger.boot()[2]
    assert (answer["status"], answer["interval"]) == ("Accepted", 300)
    assert csms.connected == ["CP-1"]
    csms.assert_no_violations()


def test_any_path_leads_to_it_and_ends_with_the_identity(csms: Csms) -> None:
    with plain_charger(f"ws://127.0.0.1:{csms.port}/a/b", "CP 1", "ocpp1.6") as charger:
        charger.boot()
        assert csms.connected == ["CP 1"]


def test_a_version_that_it_does_not_speak_is_turned_away(csms: Csms) -> None:
    with (
        plain_charger(csms.url, "CP-1", "ocpp1.5") as charger,
        pytest.raises(ConnectionClosed, match=r"1002 .* offer one of ocpp1.6, ocpp2.0.1"),
    ):
        charger.hear()


@pytest.mark.parametrize("password", [None, "shut"])
def test_a_charger_without_the_password_is_turned_away(password: str | None) -> None:
    with (
        Csms(basic=("", "open")) as csms,
        pytest.raises(InvalidStatus, match="401"),
        plain_charger(csms.url, "CP-1", "ocpp1.6", password=password),
    ):
        pass


@pytest.mark.parametrize("user", ["", "CP-1"])
def test_a_charger_with_the_password_is_let_in(user: str) -> None:
    with (
        Csms(basic=(user, "open")) as csms,
        plain_charger(csms.url, "CP-1", "ocpp1.6", password="open") as charger,
    ):
        assert charger.boot()[0] == 3


def test_a_charger_that_comes_again_takes_the_place_of_its_old_connection(
    csms: Csms, charger16: PlainCharger
) -> None:
    charger16.boot()
    with plain_charger(csms.url, "CP-16", "ocpp1.6") as again:
        again.boot()
        with pytest.raises(ConnectionClosed):
            charger16.hear()
        assert csms.connected == ["CP-16"]


def test_a_port_that_is_taken_is_refused_in_a_sentence() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(StartupError, match=r"^Cannot listen on 127.0.0.1 port \d+: Address already in use$"),
        Csms(port=taken.getsockname()[1]),
    ):
        pass


@pytest.mark.parametrize("status", ["Blocked", "Expired", "Invalid"])
def test_a_tag_is_refused_by_its_beginning(
    charger16: PlainCharger, charger201: PlainCharger, status: str
) -> None:
    tag = f"{status.lower()}-1"
    token = {"idToken": {"idToken": tag, "type": "ISO14443"}}
    assert charger16.ask("Authorize", {"idTag": tag})[2] == {"idTagInfo": {"status": status}}
    assert charger201.ask("Authorize", token)[2] == {"idTokenInfo": {"status": status}}


def test_what_only_a_csms_asks_is_not_supported(charger: PlainCharger) -> None:
    assert charger.ask("ClearCache", {})[2] == "NotSupported"


def test_what_nobody_knows_is_not_implemented(charger: PlainCharger) -> None:
    assert charger.ask("Whistle", {})[2] == "NotImplemented"


def test_a_violation_is_refused_and_told(csms: Csms, charger: PlainCharger) -> None:
    refused = charger.ask("Heartbeat", {"beat": 1})
    assert refused[2].endswith("ationViolation") or refused[2] == "FormatViolation"
    (breach,) = csms.violations
    assert (breach.identity, breach.action) == ("CP-1", "Heartbeat")
    with pytest.raises(AssertionError, match=r"1 frames violate the protocol:\n  CP-1: Heartbeat Form"):
        csms.assert_no_violations()


def test_a_request_before_the_boot_is_accepted_is_a_violation(csms: Csms, charger: PlainCharger) -> None:
    csms.answer("BootNotification", status="Rejected")
    charger.boot()
    assert charger.ask("Heartbeat", {})[2] == "SecurityError"
    (breach,) = csms.violations
    assert str(breach) == (
        "CP-1: Heartbeat SecurityError: Heartbeat is sent while the BootNotification is Rejected"
    )
    charger.boot()
    assert charger.ask("Heartbeat", {})[0] == 3


def test_what_was_asked_for_may_be_sent_before_the_boot_is_accepted(
    csms: Csms, charger: PlainCharger
) -> None:
    csms.answer("BootNotification", status="Pending")
    charger.boot()
    done = _serve(charger, lambda frame: [3, frame[1], ACCEPTED])
    csms.call("CP-1", "TriggerMessage", {"requestedMessage": "Heartbeat"})
    done()
    assert charger.ask("Heartbeat", {})[0] == 3
    csms.assert_no_violations()


def test_frames_are_kept_in_the_order_of_the_wire(csms: Csms, charger: PlainCharger) -> None:
    charger.boot()
    charger.ask("Whistle", {"tune": 1})
    charger.say("no frame")
    charger.ask("Heartbeat", {})
    told = [(frame.direction, frame.kind, frame.action) for frame in csms.frames("CP-1")]
    assert told[:4] == [
        ("cp_to_csms", "call", "BootNotification"),
        ("csms_to_cp", "result", "BootNotification"),
        ("cp_to_csms", "call", "Whistle"),
        ("csms_to_cp", "error", "Whistle"),
    ]
    assert told[4] == ("cp_to_csms", "malformed", "")
    assert csms.frames()[2].payload == {"tune": 1}
    assert csms.frames()[3].payload["code"] == "NotImplemented"
    assert csms.frames("CP-2") == []


def test_what_a_charger_says_before_it_leaves_is_heard(csms: Csms) -> None:
    said = {"meterStop": 1, "timestamp": "2026-01-01T11:00:00Z", "transactionId": 1}
    with plain_charger(csms.url, "CP-1", "ocpp1.6") as charger:
        charger.boot()
        for number in range(3):
            charger.say([2, f"last-{number}", "StopTransaction", said])
    csms.wait_for("StopTransaction", count=3)
    assert csms.transactions[0].ends == 3


def test_only_the_last_frames_are_kept() -> None:
    with Csms(most_frames=1) as csms, plain_charger(csms.url, "CP-1", "ocpp1.6") as charger:
        charger.boot()
        assert [frame.number for frame in csms.frames()] == [2]


def test_frames_can_be_forgotten_and_read_after_the_end(csms: Csms) -> None:
    with Csms() as short, plain_charger(short.url, "CP-1", "ocpp1.6") as charger:
        charger.boot()
        short.forget()
        charger.ask("Heartbeat", {})
    assert [frame.action for frame in short.frames()] == ["Heartbeat", "Heartbeat"]


def test_a_request_can_be_waited_for(csms: Csms, charger16: PlainCharger) -> None:
    done = _later(lambda: [charger16.ask("Heartbeat", {}) for _ in range(2)])
    assert csms.wait_for("Heartbeat", identity="CP-16", count=2).number == 3
    done()


def test_a_request_is_waited_for_by_its_members(csms: Csms, charger16: PlainCharger) -> None:
    for status in ("Available", "Preparing"):
        said = {"connectorId": 1, "errorCode": "NoError", "status": status}
        charger16.ask("StatusNotification", said)
    assert csms.wait_for("StatusNotification", status="Preparing").number == 3


def test_what_does_not_come_is_told_with_what_came(csms: Csms, charger16: PlainCharger) -> None:
    with pytest.raises(AssertionError, match=r"No request came; connected: CP-16$"):
        csms.wait_for("Heartbeat", timeout=0)
    charger16.ask("Heartbeat", {})
    expected = (
        r'^StatusNotification {"status": "Charging"} of CP-16 number 2 did not come in 0 s. '
        r"Of 1 requests, these came last:\n  CP-16 Heartbeat {}$"
    )
    with pytest.raises(AssertionError, match=expected):
        csms.wait_for("StatusNotification", identity="CP-16", count=2, timeout=0, status="Charging")


def test_where_nobody_is_that_is_told(csms: Csms) -> None:
    with pytest.raises(AssertionError, match=r"^Heartbeat did not come in 0 s. No charger is connected$"):
        csms.wait_for("Heartbeat", timeout=0)


def test_a_charger_is_called(csms: Csms, charger16: PlainCharger) -> None:
    charger16.boot()
    done = _serve(charger16, lambda frame: [3, frame[1], ACCEPTED])
    assert csms.call("CP-16", "Reset", {"type": "Soft"}) == ACCEPTED
    assert done()[2:] == ["Reset", {"type": "Soft"}]


def test_the_error_of_a_charger_is_raised(csms: Csms, charger: PlainCharger) -> None:
    charger.boot()
    done = _serve(charger, lambda frame: [4, frame[1], "NotSupported", "no cache", {"a": 1}])
    with pytest.raises(Refused, match=r"^CP-1 refused ClearCache with NotSupported: no cache$") as refused:
        csms.call("CP-1", "ClearCache")
    assert (refused.value.code, refused.value.details) == ("NotSupported", {"a": 1})
    done()


def test_an_answer_that_violates_its_schema_is_a_violation(csms: Csms, charger: PlainCharger) -> None:
    charger.boot()
    done = _serve(charger, lambda frame: [3, frame[1], {"status": "Perhaps"}])
    with pytest.raises(Refused, match="PropertyConstraintViolation: status"):
        csms.call("CP-1", "ClearCache")
    done()
    assert csms.violations[0].violation.path == "status"


def test_who_is_not_there_cannot_be_called(csms: Csms, charger16: PlainCharger) -> None:
    charger16.boot()
    with pytest.raises(NotConnected, match="CP-2 is not connected; there is CP-16"):
        csms.call("CP-2", "ClearCache")


def test_who_leaves_does_not_answer(csms: Csms, charger16: PlainCharger) -> None:
    charger16.boot()

    def leave() -> None:
        charger16.hear()
        charger16.leave()

    done = _later(leave)
    with pytest.raises(NotConnected, match="CP-16 did not answer ClearCache"):
        csms.call("CP-16", "ClearCache")
    done()


def test_who_says_nothing_is_given_up() -> None:
    with Csms(patience=0.05) as csms, plain_charger(csms.url, "CP-1", "ocpp1.6") as charger:
        charger.boot()
        with pytest.raises(NotAnswered, match=r"CP-1 did not answer ClearCache in 0.05 s"):
            csms.call("CP-1", "ClearCache")


def test_a_connection_is_closed_on_demand(csms: Csms, charger16: PlainCharger) -> None:
    charger16.boot()
    csms.disconnect("CP-16", 1001)
    with pytest.raises(ConnectionClosed) as closed:
        charger16.hear()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1001


def test_an_answer_can_be_wanted_for_some_requests(csms: Csms, charger: PlainCharger) -> None:
    csms.answer("BootNotification", status="Pending", payload={"interval": 1}, times=2)
    told = [charger.boot()[2] for _ in range(3)]
    assert [answer["status"] for answer in told] == ["Pending", "Pending", "Accepted"]
    assert [answer["interval"] for answer in told] == [1, 1, 300]


def test_a_tag_can_be_refused_once(csms: Csms, charger16: PlainCharger) -> None:
    csms.answer("Authorize", status="ConcurrentTx")
    answer = charger16.ask("Authorize", {"idTag": "TAG-1"})[2]
    assert answer == {"idTagInfo": {"status": "ConcurrentTx"}}


@pytest.mark.parametrize("error", ["InternalError", CallError("InternalError", "tired")])
def test_an_error_can_be_wanted_of_one_charger(
    csms: Csms, charger16: PlainCharger, charger201: PlainCharger, error: CallError | str
) -> None:
    csms.answer("Heartbeat", error=error, identity="CP-16")
    assert charger201.ask("Heartbeat", {})[0] == 3
    assert charger16.ask("Heartbeat", {})[2] == "InternalError"
    assert charger16.ask("Heartbeat", {})[0] == 3


def test_an_answer_that_no_schema_allows_is_sent_as_wanted(csms: Csms, charger: PlainCharger) -> None:
    csms.answer("Heartbeat", payload={"currentTime": 5})
    assert charger.ask("Heartbeat", {})[2] == {"currentTime": 5}
    csms.assert_no_violations()


def test_what_it_does_not_answer_stays_refused_whatever_is_wanted(csms: Csms, charger: PlainCharger) -> None:
    csms.answer("ClearCache", status="Accepted")
    assert charger.ask("ClearCache", {})[0] == 4


def _serve(charger: PlainCharger, answer: Callable[[list[Any]], Any]) -> Callable[[], list[Any]]:
    """Answer one request from a thread; return what waits for it and gives the request."""
    asked: list[Any] = []

    def serve() -> None:
        asked.append(charger.hear())
        charger.say(answer(asked[0]))

    done = _later(serve)

    def heard() -> list[Any]:
        done()
        request: list[Any] = asked[0]
        return request

    return heard


def _later(work: Callable[[], Any]) -> Callable[[], None]:
    thread = threading.Thread(target=work)
    thread.start()
    return thread.join
