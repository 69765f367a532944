"""An idToken of OCPP 2.0.1 is a tag and its type, which a station neither loses nor makes up at will."""

from typing import Any

import pytest

from tests.charger.rig import Rig
from tests.charger.schemas import errors

Payload = dict[str, Any]
SOON = "2026-01-01T13:00:00Z"
ASKING = {"AuthCtrlr.AuthorizeRemoteStart": True}
TYPES = [
    ("04A2B3C4", "ISO14443"),
    ("04a2b3c4d5e6f7", "ISO14443"),
    ("04A2B3C4D5E6F7A8B9C0", "ISO14443"),
    ("04A2B3C4D5E6F7A8", "Local"),
    ("TAG-1", "Local"),
    ("DEADBEEFX", "Local"),
]


def token(id_tag: str, of: str) -> Payload:
    return {"idToken": id_tag, "type": of}


def start(rig: Rig, told: Payload, start_id: int = 7) -> Any:
    return rig.receive("RequestStartTransaction", {"idToken": told, "remoteStartId": start_id, "evseId": 1})


def told_tokens(rig: Rig) -> list[tuple[str, Payload]]:
    """Return the tokens that were told since the last look, each with what told it."""
    assert errors("ocpp2.0.1", rig.simulation.frames) == []
    return [(action, payload["idToken"]) for action, payload in rig.calls() if "idToken" in payload]


@pytest.mark.parametrize("of", ["Central", "eMAID", "KeyCode", "ISO15693", "Local", "NoAuthorization"])
@pytest.mark.parametrize("plugged", [True, False])
def test_remote_start_tells_the_type_that_it_was_given(of: str, plugged: bool) -> None:  # noqa: FBT001
    rig = Rig("ocpp2.0.1")
    rig.given(*(["plug_connector"] if plugged else []))
    asked = token("" if of == "NoAuthorization" else "TOKEN", of)
    assert start(rig, asked)["status"] == "Accepted"
    assert told_tokens(rig) == [("TransactionEvent", asked)]


@pytest.mark.parametrize(
    ("of", "asks"), [("eMAID", True), ("Local", True), ("Central", False), ("NoAuthorization", False)]
)
def test_tokens_that_nobody_presents_need_no_authorize(of: str, asks: bool) -> None:  # noqa: FBT001
    rig = Rig("ocpp2.0.1")
    rig.configure(**ASKING)
    asked = token("TOKEN", of)
    start(rig, asked)
    assert told_tokens(rig) == [("Authorize", asked)] * asks + [("TransactionEvent", asked)]
    assert ("token" in rig.state.auth_cache) == asks


@pytest.mark.parametrize("of", ["ISO14443", "Local"])
def test_empty_token_is_one_of_no_authorization_alone(of: str) -> None:
    assert start(Rig("ocpp2.0.1"), token("", of))["status"] == "Rejected"


def test_tag_that_waited_for_its_cable_stops_with_its_type() -> None:
    rig = Rig("ocpp2.0.1")
    rig.configure(TxStartPoint="PowerPathClosed")
    asked = token("TOKEN", "KeyCode")
    start(rig, asked)
    rig.do("plug_connector")
    rig.do("authorize_id_tag", id_tag="token")
    assert told_tokens(rig) == [("TransactionEvent", asked)] * 2


@pytest.mark.parametrize(("id_tag", "of"), TYPES)
def test_tag_that_comes_by_rest_is_a_card_where_it_looks_like_one(id_tag: str, of: str) -> None:
    rig = Rig("ocpp2.0.1")
    rig.do("start_session", id_tag=id_tag)
    assert told_tokens(rig) == [
        ("Authorize", token(id_tag, of)),
        ("TransactionEvent", token(id_tag, of)),
    ]
    rig.do("stop_session")
    rig.frames()
    rig.do("start_transaction", id_tag=id_tag)
    assert told_tokens(rig) == [("TransactionEvent", token(id_tag, of))]


def test_tag_that_comes_by_rest_has_the_type_that_the_list_knows() -> None:
    rig = Rig("ocpp2.0.1")
    asked = token("TOKEN", "eMAID")
    entry = {"idToken": asked, "idTokenInfo": {"status": "Accepted"}}
    listed = {"versionNumber": 1, "updateType": "Full", "localAuthorizationList": [entry]}
    assert rig.receive("SendLocalList", listed) == {"status": "Accepted"}
    rig.do("start_session", id_tag="TOKEN")
    assert told_tokens(rig) == [("Authorize", asked), ("TransactionEvent", asked)]


def test_tag_that_comes_by_rest_has_the_type_that_its_reservation_knows() -> None:
    rig = Rig("ocpp2.0.1")
    asked = token("TOKEN", "eMAID")
    wanted = {"evseId": 1, "idToken": asked, "id": 7, "expiryDateTime": SOON}
    assert rig.receive("ReserveNow", wanted) == {"status": "Accepted"}
    rig.do("start_session", id_tag="TOKEN")
    assert told_tokens(rig) == [("Authorize", asked), ("TransactionEvent", asked)]


def test_tag_that_comes_by_rest_has_the_type_that_the_cache_knows() -> None:
    rig = Rig("ocpp2.0.1")
    asked = token("TOKEN", "eMAID")
    start(rig, asked)
    rig.receive("RequestStopTransaction", {"transactionId": rig.transaction().id})
    rig.frames()
    rig.do("start_session", id_tag="TOKEN")
    assert told_tokens(rig) == [("Authorize", asked), ("TransactionEvent", asked)]


def test_transaction_that_its_cable_alone_holds_is_nobody_elses_and_is_not_stopped_twice() -> None:
    rig = Rig("ocpp2.0.1")
    rig.configure(TxStopPoint="EVConnected")
    rig.given("plug_connector")
    start(rig, token("TOKEN", "eMAID"))
    begun = rig.transaction().id
    assert rig.receive("RequestStopTransaction", {"transactionId": begun}) == {"status": "Accepted"}
    rig.frames()
    assert rig.receive("RequestStopTransaction", {"transactionId": begun}) == {"status": "Rejected"}
    assert start(rig, token("OTHER", "Central"), 8)["status"] == "Rejected"
    assert start(rig, token("TOKEN", "eMAID"), 9)["status"] == "Rejected"
    assert rig.do("start_session", id_tag="OTHER").status == "rejected"
    assert [action for action, _ in rig.calls()] == []
    rig.given(("authorize_id_tag", {"id_tag": "TOKEN"}))
    assert rig.transaction().id == begun
    assert (rig.transaction().authorized, rig.transaction().remote_start_id) == (True, 7)
    assert rig.receive("RequestStopTransaction", {"transactionId": begun}) == {"status": "Accepted"}
    rig.configure(TxStopPoint="Authorized")
    assert rig.receive("RequestStopTransaction", {"transactionId": begun}) == {"status": "Accepted"}
    assert rig.said()[-1] == "TE Ended RemoteStop EVConnected Remote"
    rig.given("unplug_connector", "plug_connector")
    assert start(rig, token("OTHER", "Central"), 10)["status"] == "Accepted"
