"""The other end of the line.

A link answers one CALL of a charger. `Loopback` is a built-in CSMS that accepts everything it understands,
except id tags that begin with BLOCKED, EXPIRED or INVALID (in any case): those get the status of that name.
"""

from typing import Protocol

from sandbox.charger import configuration
from sandbox.charger.configuration import HEARTBEAT_INTERVAL
from sandbox.charger.frames import Call, CallError, Reply
from sandbox.charger.station import Station
from sandbox.ocpp.usual_answers import UNDERSTOOD, usual_answer


class Link(Protocol):
    """Answers what a charger asks; *station* is the asking charger at the instant it asks."""

    def exchange(self, call: Call, station: Station) -> Reply:
        """Return the CSMS's answer."""


class Loopback:
    """The built-in CSMS; it gives 1.6 transactions the numbers by which the charger counts them."""

    def exchange(self, call: Call, station: Station) -> Reply:
        """Accept *call*, or refuse it as a CSMS would."""
        required = UNDERSTOOD[station.state.ocpp_version].get(call.action)
        if required is None:
            return CallError("NotImplemented", f"{call.action} is not a request that a CSMS answers")
        missing = [name for name in required if name not in call.payload]
        if missing:
            return CallError("OccurenceConstraintViolation", f"{call.action} needs {', '.join(missing)}")
        interval = configuration.number(station.state, HEARTBEAT_INTERVAL)
        answer = usual_answer(call.action, call.payload, station.now, interval)
        if call.action == "StartTransaction":
            return {"transactionId": _transaction_id(call, station), **answer}
        return answer


def _transaction_id(call: Call, station: Station) -> int:
    """Count real transactions; a proxied one gets an id of its own that no real one can have."""
    if call.proxied:
        return -station.state.message_count
    return station.state.transaction_count
