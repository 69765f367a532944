"""Requests of a CSMS: the answer of the charger first, then what follows from it.

`requests16` and `requests201` know the actions and read their payloads; `operations` does what they ask.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.charger.frames import CallError, Incoming, Payload, Reply, Script
from sandbox.charger.operations import Answer
from sandbox.charger.payloads import Violation
from sandbox.charger.requests16 import HANDLERS_16, UNSUPPORTED_16
from sandbox.charger.requests201 import HANDLERS_201, UNSUPPORTED_201
from sandbox.charger.state import OcppVersion
from sandbox.charger.station import Station

if TYPE_CHECKING:
    from sandbox.ocpp.schemas import Schemas

Handler = Callable[[Station, Payload], Answer]


@dataclass(frozen=True, slots=True)
class Dealt:
    """A request that was dealt with; *reason* says why nothing, or not all, came of it."""

    reply: Reply
    reason: str | None = None


_HANDLERS: dict[OcppVersion, Mapping[str, Handler]] = {"ocpp1.6": HANDLERS_16, "ocpp2.0.1": HANDLERS_201}
_UNSUPPORTED: dict[OcppVersion, frozenset[str]] = {"ocpp1.6": UNSUPPORTED_16, "ocpp2.0.1": UNSUPPORTED_201}


def only_from_csms(version: OcppVersion, action: str) -> bool:
    """Tell whether a CSMS sends *action* to a charger and no charger sends it to a CSMS."""
    if action == "DataTransfer":
        return False
    return action in _HANDLERS[version] or action in _UNSUPPORTED[version]


def deal_with(station: Station, action: str, payload: Payload) -> Script[Dealt]:
    """Answer one request and do what it asks for."""
    given = answer(station, action, payload)
    if isinstance(given, CallError):
        yield Incoming(action, payload, given)
        return Dealt(given, f"{given.code}: {given.description}")
    yield Incoming(action, payload, given.payload)
    reason = given.reason
    if given.follow_up is not None:
        reason = (yield from given.follow_up) or reason
    return Dealt(given.payload, reason)


def answer(station: Station, action: str, payload: Payload) -> Answer | CallError:
    """Answer one request at once, and claim what it takes; the follow-up is still to be played.

    Another request may be answered before that, and finds the claims: an outlet is promised only once.
    """
    version = station.state.ocpp_version
    handler = _HANDLERS[version].get(action)
    if handler is None:
        if _schemas(version).knows(action):
            return CallError("NotSupported", f"{action} is not supported by this charger")
        return CallError("NotImplemented", f"{action} is not known to {version}")
    broken = _schemas(version).request(action, payload)
    if broken is not None:
        return CallError(broken.code, str(broken))
    try:
        return handler(station, payload)
    except Violation as violation:
        return CallError(violation.code, str(violation))


def _schemas(version: OcppVersion) -> "Schemas":
    """Load the schemas when the first request comes: without one, nobody pays for them."""
    from sandbox.ocpp.schemas import Schemas  # noqa: PLC0415

    return Schemas.of(version)
