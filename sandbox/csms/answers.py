"""What the small CSMS answers: it accepts what it understands, but id tags whose beginning refuses them."""

from sandbox.clock import Clock
from sandbox.csms.transactions import Transactions
from sandbox.ocpp.messages import CallError, OcppVersion, Payload, Reply
from sandbox.ocpp.usual_answers import UNDERSTOOD, usual_answer


class Answers:
    """Answers requests that fit their schema, and tells *transactions* of those that are about one.

    Args:
        transactions: takes in what is said of them.
        clock: tells the time that chargers are told.
        interval: seconds between heartbeats that chargers are told.
    """

    def __init__(self, transactions: Transactions, clock: Clock, interval: int) -> None:
        self._transactions = transactions
        self._clock = clock
        self._interval = interval

    def usual(self, version: OcppVersion, identity: str, action: str, said: Payload) -> Reply:
        """Return the answer that a charger gets if nothing else is wanted."""
        if action not in UNDERSTOOD[version]:
            return CallError("NotSupported", f"{action} is not a request that a CSMS answers")
        answer = usual_answer(action, said, self._clock.now(), self._interval)
        match action:
            case "StartTransaction":
                return {"transactionId": self._transactions.start(identity, said), **answer}
            case "StopTransaction":
                self._transactions.stop(identity, said)
            case "TransactionEvent":
                self._transactions.event(identity, said)
        return answer
