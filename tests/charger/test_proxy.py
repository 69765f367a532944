"""Messages that are passed through as they are."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.charger.commands.remote import camel_case
from sandbox.charger.state import OcppVersion
from tests.charger.rig import VERSIONS, Rig

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ACTIONS = st.sampled_from(
    [
        "Authorize",
        "StartTransaction",
        "TransactionEvent",
        "Reset",
        "SendLocalList",
        "ReserveNow",
        "SetVariables",
        "GetVariables",
        "TriggerMessage",
        "ChangeAvailability",
        "GetConfiguration",
        "UnlockConnector",
        "RemoteStartTransaction",
        "RequestStartTransaction",
        "Odd",
    ]
)
MEMBERS = st.sampled_from(
    [
        "idTag",
        "idToken",
        "type",
        "updateType",
        "listVersion",
        "versionNumber",
        "localAuthorizationList",
        "setVariableData",
        "getVariableData",
        "requestedMessage",
        "evse",
        "evseId",
        "connectorId",
        "key",
        "remoteStartId",
        "expiryDate",
        "expiryDateTime",
        "reservationId",
        "id",
    ]
)


def test_keys_are_spelled_as_ocpp_does() -> None:
    given_ = {"id_tag": "a_b", "meter_value": [{"sampled_value": []}], "connectorId": 1, "_x": 2}
    assert camel_case(given_) == {
        "idTag": "a_b",
        "meterValue": [{"sampledValue": []}],
        "connectorId": 1,
        "_x": 2,
    }


@given(JSON)
def test_spelling_keeps_camel_case(value: object) -> None:
    assert camel_case(camel_case(value)) == camel_case(value)


def test_message_goes_out_as_given_and_the_answer_comes_back() -> None:
    rig = Rig("ocpp1.6")
    outcome = rig.do("proxy_message", action="Authorize", payload={"id_tag": "TAG"})
    assert outcome.result == {"response": {"idTagInfo": {"status": "Accepted"}}}
    call, reply = (json.loads(frame.message) for frame in rig.frames())
    assert call == [2, call[1], "Authorize", {"idTag": "TAG"}]
    assert reply == [3, call[1], {"idTagInfo": {"status": "Accepted"}}]


def test_proxied_transactions_have_ids_of_their_own() -> None:
    rig = Rig("ocpp1.6")
    ids = [_started(rig), _started(rig)]
    rig.do("start_session", id_tag="TAG")
    assert rig.transaction().id == "1"
    assert len({*ids, 1}) == 3


def test_proxied_message_changes_nothing_but_the_message_count() -> None:
    rig = Rig("ocpp1.6")
    before = rig.state
    _started(rig)
    assert rig.state == before.evolve(message_count=before.message_count + 1)


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_number_that_json_does_not_have_is_refused(number: float) -> None:
    rig = Rig("ocpp1.6")
    outcome = rig.do("proxy_message", action="DataTransfer", payload={"vendor_id": "V", "data": [number]})
    assert (outcome.status, outcome.reason) == ("rejected", f"{number} is not a number of JSON")
    assert rig.frames() == []


@pytest.mark.parametrize("version", VERSIONS)
@given(action=ACTIONS, payload=st.dictionaries(MEMBERS, JSON | st.just("2026-01-01T13:00:00Z"), max_size=5))
def test_no_message_breaks_the_charger(version: OcppVersion, action: str, payload: dict[str, object]) -> None:
    rig = Rig(version)
    outcome = rig.do("proxy_message", action=action, payload=payload)
    assert outcome.status in {"applied", "rejected"}


def _started(rig: Rig) -> int:
    """Proxy a StartTransaction and return the id that the CSMS gave it."""
    payload = {"connector_id": 1, "id_tag": "TAG", "meter_start": 0, "timestamp": "2026-01-01T12:00:00Z"}
    outcome = rig.do("proxy_message", action="StartTransaction", payload=payload)
    assert outcome.result is not None
    transaction_id: int = outcome.result["response"]["transactionId"]
    return transaction_id
