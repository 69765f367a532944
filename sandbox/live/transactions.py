"""What becomes of transactions when the CSMS answers late, or not as it should."""

from sandbox.charger.frames import Call, Payload
from sandbox.charger.local_list import remember
from sandbox.charger.payloads import moment
from sandbox.charger.state import Transaction
from sandbox.charger.station import Station


def resume(station: Station, start: Payload, stands_for: str) -> int:
    """Let a transaction of OCPP 1.6 have begun that nobody has confirmed yet; return its outlet."""
    number: int = start["connectorId"]
    began = Transaction(
        id=stands_for,
        id_tag=start["idTag"],
        authorized=True,
        started_at=moment(start["timestamp"]) or station.now,
        meter_start_wh=start["meterStart"],
    )
    station.change(number, authorization=None, transaction=began, reservation=None)
    return number


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
