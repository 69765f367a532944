"""Chargers as `ocpp` sees them: its classes for 1.6 and 2.0.1, with schemas checked both ways."""

import asyncio
import json
import uuid
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple

import ocpp.exceptions  # type: ignore[import-untyped]
import ocpp.v16  # type: ignore[import-untyped]
import ocpp.v201  # type: ignore[import-untyped]
from ocpp.charge_point import camel_to_snake_case  # type: ignore[import-untyped]
from ocpp.exceptions import OCPPError
from ocpp.messages import Call, unpack, validate_payload  # type: ignore[import-untyped]
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from tests.live.strict.answers import Transactions, answer, changed
from tests.live.strict.control import Refused
from tests.live.strict.journal import Journal
from tests.live.strict.provoked import Provoked

_OF_BOTH = (
    "Authorize",
    "BootNotification",
    "DataTransfer",
    "FirmwareStatusNotification",
    "Heartbeat",
    "LogStatusNotification",
    "MeterValues",
    "SecurityEventNotification",
    "SignCertificate",
    "StatusNotification",
)
_OF_16 = (
    "DiagnosticsStatusNotification",
    "SignedFirmwareStatusNotification",
    "StartTransaction",
    "StopTransaction",
)
_OF_201 = (
    "ClearedChargingLimit",
    "NotifyChargingLimit",
    "NotifyCustomerInformation",
    "NotifyDisplayMessages",
    "NotifyEVChargingNeeds",
    "NotifyEVChargingSchedule",
    "NotifyEvent",
    "NotifyMonitoringReport",
    "NotifyReport",
    "PublishFirmwareStatusNotification",
    "ReportChargingProfiles",
    "ReservationStatusUpdate",
    "TransactionEvent",
)


@dataclass(frozen=True)
class Desk:
    """What all chargers of one CSMS have in common."""

    journal: Journal
    provoked: Provoked
    transactions: Transactions
    interval: int


class Asking(NamedTuple):
    """A request to a charger; an *unchecked* one may be what no schema allows."""

    action: str
    payload: dict[str, Any]
    unchecked: bool


class Wire:
    """A connection whose frames are noted as they pass."""

    def __init__(self, identity: str, connection: ServerConnection, journal: Journal) -> None:
        self.connection = connection
        self._identity = identity
        self._journal = journal

    async def recv(self) -> str:
        """Return the next text."""
        text = str(await self.connection.recv())
        self._journal.message(self._identity, "in", text)
        return text

    async def send(self, text: str) -> None:
        """Send a text; it is noted first, so that nothing can be heard before it.

        One to a charger that is leaving is dropped, so that what the charger said last is heard.
        """
        if self.connection.state is State.OPEN:
            self._journal.message(self._identity, "out", text)
            with suppress(ConnectionClosed):
                await self.connection.send(text)


class ChargePoint(ocpp.charge_point.ChargePoint):  # type: ignore[misc]  # `ocpp` has no types
    """What both versions have in common."""

    actions: tuple[str, ...] = ()

    def __init__(self, identity: str, wire: Wire, desk: Desk) -> None:
        super().__init__(identity, wire, response_timeout=20)
        self.wire = wire
        self.gone = asyncio.Event()
        self._desk = desk
        self._asked: Call | None = None
        self.route_map = {
            action: {"_on_action": self._usual, "_skip_schema_validation": False} for action in self.actions
        }

    async def ask(self, asking: Asking) -> dict[str, Any]:
        """Return the charger's answer as `{"result": ...}` or `{"error": ...}`."""
        message_id = str(uuid.uuid4())
        call = self._unchecked if asking.unchecked else self._checked
        calling = asyncio.create_task(call(asking, message_id))
        gone = asyncio.create_task(self.gone.wait())
        # `ocpp` would wait for the answer of a charger that is gone.
        await asyncio.wait({calling, gone}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        # A charger may answer and hang up at once: then `ocpp` has the answer, and is about to look at it.
        if not calling.done() and self._desk.journal.answer(self.id, message_id) is None:
            calling.cancel()
            raise Refused(HTTPStatus.GATEWAY_TIMEOUT, "The connection is closed")
        await calling
        answer = self._desk.journal.answer(self.id, message_id)
        assert answer is not None
        kind, _, *rest = answer
        return {"result": rest[0]} if kind == 3 else {"error": _named(*rest)}

    async def route_message(self, raw_msg: str) -> None:
        """Route it as `ocpp` does, and note what is not even a message."""
        try:
            unpack(raw_msg)
        except OCPPError as malformed:
            self._violated("in", None, f"{malformed}: {raw_msg}")
        await super().route_message(raw_msg)

    async def _handle_call(self, msg: Call) -> None:
        wanted = self._desk.provoked.take(self.id, msg.action)
        if wanted.get("silent"):
            return
        if wanted.get("unchecked"):
            text = json.dumps([3, msg.unique_id, self._answer(msg, wanted)])
            await self.wire.send(text)
            return
        self._asked, self._wanted = msg, wanted
        try:
            await super()._handle_call(msg)
        except OCPPError as violation:
            if msg.action in self.actions:
                self._violated("in", msg.action, str(violation))
            raise

    def _usual(self, **_: Any) -> Any:
        """Answer what was asked last: messages are handled one after another."""
        assert self._asked is not None
        if (wanted := self._wanted.get("error")) is not None:
            raise _error(wanted)
        answered = self._answer(self._asked, self._wanted)
        return getattr(self._call_result, self._asked.action)(**camel_to_snake_case(answered))

    def _answer(self, call: Call, wanted: dict[str, Any]) -> dict[str, Any]:
        desk = self._desk
        return changed(answer(call.action, call.payload, self.id, desk.transactions, desk.interval), wanted)

    async def _checked(self, asking: Asking, message_id: str) -> None:
        try:
            await validate_payload(Call(message_id, asking.action, asking.payload), self._ocpp_version)
            request = getattr(self._call, asking.action)(**camel_to_snake_case(asking.payload))
        except (OCPPError, AttributeError, TypeError) as unfit:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(unfit)) from None
        try:
            await self.call(request, suppress=True, unique_id=message_id)
        except TimeoutError:
            raise Refused(HTTPStatus.GATEWAY_TIMEOUT, "The charger does not answer") from None
        except OCPPError as violation:
            self._violated("in", asking.action, str(violation))
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(violation)) from None

    async def _unchecked(self, asking: Asking, message_id: str) -> None:
        async with self._call_lock:
            await self.wire.send(json.dumps([2, message_id, asking.action, asking.payload]))
            try:
                await self._get_specific_response(message_id, self._response_timeout)
            except TimeoutError:
                raise Refused(HTTPStatus.GATEWAY_TIMEOUT, "The charger does not answer") from None

    def _violated(self, direction: Any, action: str | None, message: str) -> None:
        self._desk.journal.violation(self.id, direction, action, message)


class ChargePoint16(ChargePoint, ocpp.v16.ChargePoint):  # type: ignore[misc]
    """A charger that speaks 1.6."""

    actions = (*_OF_BOTH, *_OF_16)


class ChargePoint201(ChargePoint, ocpp.v201.ChargePoint):  # type: ignore[misc]
    """A charger that speaks 2.0.1."""

    actions = (*_OF_BOTH, *_OF_201)


VERSIONS: dict[str, type[ChargePoint]] = {"ocpp2.0.1": ChargePoint201, "ocpp1.6": ChargePoint16}


def _named(code: str, description: str = "", details: Any = None) -> dict[str, Any]:
    return {"code": code, "description": description, "details": details}


def _error(wanted: dict[str, Any]) -> OCPPError:
    """Return the error of `ocpp` with that code."""
    kinds = [kind for kind in vars(ocpp.exceptions).values() if isinstance(kind, type)]
    kind = next(kind for kind in kinds if getattr(kind, "code", None) == wanted["code"])
    return kind(description=wanted.get("description"), details=wanted.get("details"))
