"""What becomes of transactions and statuses when the CSMS answers late, or not as it should."""

from sandbox.charger.frames import Call, Payload
from sandbox.charger.local_list import remember
from sandbox.charger.station import Station


def rename(station: Station, stands_for: str, transaction_id: int) -> None:
    """Give a transaction the id that the CSMS has given it."""
    for number in _running(station, stands_for):
        station.change_transaction(number, id=str(transaction_id))


def abandon(station: Station, stands_for: str) -> list[int]:
    """Let a transaction be none of which the CSMS wants to know nothing; return the outlets where it was."""
    numbers = _running(station, stands_for)
    for number in numbers:
        station.change(number, transaction=None, finished=station.connector(number).plugged)
    return numbers


def forget_status(station: Station, call: Call) -> None:
    """Take back that a status was reported: nobody knows whether the CSMS has heard it."""
    if call.action == "StatusNotification" and not call.proxied:
        outlet = "evseId" if "evseId" in call.payload else "connectorId"
        station.change(call.payload[outlet], reported=None)


def unwelcome(station: Station, call: Call, reply: Payload) -> list[int]:
    """Return the outlets of a transaction that the CSMS would not have let begin, had it known in time.

    What the CSMS has said of the tag is remembered.
    """
    info = reply.get("idTagInfo") or reply.get("idTokenInfo")
    if not info or call.action == "StopTransaction":
        return []
    token = call.payload.get("idToken", {})
    remember(station, call.payload.get("idTag") or token["idToken"], info, token.get("type"))
    if info.get("status", "Accepted") == "Accepted":
        return []
    told = call.payload.get("transactionInfo", {}).get("transactionId", reply.get("transactionId"))
    return _running(station, str(told))


def _running(station: Station, transaction_id: str) -> list[int]:
    return [
        connector.number
        for connector in station.state.connectors
        if connector.transaction is not None and connector.transaction.id == transaction_id
    ]
