"""A charger on the bench: do something to it, then look at what it said, in short."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sandbox.charger.frames import Frame, Reply
from sandbox.charger.links import Link, Loopback
from sandbox.charger.machine import ChargerState, Hardware, Outcome, Simulation, commission
from sandbox.charger.state import Connector, OcppVersion, Transaction

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
VERSIONS: tuple[OcppVersion, ...] = ("ocpp1.6", "ocpp2.0.1")


def hardware(*, connectors: int = 1, current: Literal["ac", "dc"] = "ac", phases: int = 3) -> Hardware:
    power = 22_000 if current == "ac" else 150_000
    plug = "Type2" if current == "ac" else "CCS2"
    return Hardware("Wallbox", "Pulsar Plus", connectors, power, current, phases, plug)


def fresh(version: OcppVersion, made_of: Hardware) -> ChargerState:
    return commission(
        id="dep-1",
        organization_id="org-1",
        identity="CP-0001",
        ocpp_version=version,
        hardware=made_of,
        at=START,
    )


class Rig:
    """One booted charger and a clock."""

    def __init__(  # noqa: PLR0913, a charger is what it is
        self,
        version: OcppVersion,
        *,
        connectors: int = 1,
        current: Literal["ac", "dc"] = "ac",
        phases: int = 3,
        link: Link | None = None,
        frame_limit: int = 1000,
    ) -> None:
        self.hardware = hardware(connectors=connectors, current=current, phases=phases)
        state = fresh(version, self.hardware)
        self.simulation = Simulation(state, self.hardware, link or Loopback(), frame_limit=frame_limit)
        self.now = START
        self.simulation.settle(START)
        self._seen = len(self.simulation.frames)

    @property
    def state(self) -> ChargerState:
        return self.simulation.state

    def connector(self, number: int = 1) -> Connector:
        return self.state.connector(number)

    def transaction(self, number: int = 1) -> Transaction:
        transaction = self.connector(number).transaction
        assert transaction is not None
        return transaction

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.simulation.settle(self.now)

    def do(self, command: str, **payload: Any) -> Outcome:
        return self.simulation.perform(command, payload, self.now)

    def given(self, *commands: str | tuple[str, dict[str, Any]]) -> None:
        """Do what leads up to a test; all of it must work."""
        for command in commands:
            name, payload = (command, {}) if isinstance(command, str) else command
            outcome = self.do(name, **payload)
            assert outcome.status == "applied", outcome
        self.frames()

    def configure(self, **settings: Any) -> None:
        self.given(("set_configuration", {"configuration": settings}))

    def receive(self, action: str, payload: dict[str, Any] | None = None) -> Reply | None:
        return self.simulation.receive(action, payload or {}, self.now)

    def frames(self) -> list[Frame]:
        """Return the frames that are new since the last look."""
        new = self.simulation.frames[self._seen :]
        self._seen = len(self.simulation.frames)
        return new

    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the new requests of the charger, as actions with payloads."""
        messages = [(f, json.loads(f.message)) for f in self.frames()]
        return [(f.action, m[3]) for f, m in messages if m[0] == 2 and f.direction == "cp_to_csms"]

    def said(self) -> list[str]:
        """Return the new requests in both directions, abbreviated; `<` marks those of the CSMS."""
        return [short(frame) for frame in self.frames() if frame.message.startswith("[2")]


def short(frame: Frame) -> str:
    payload = json.loads(frame.message)[3]
    if frame.direction == "csms_to_cp":
        return f"< {frame.action}"
    if frame.action == "StatusNotification":
        number = payload.get("evseId", payload["connectorId"])
        return f"SN {number} {payload.get('status', payload.get('connectorStatus'))}"
    if frame.action == "StopTransaction":
        return f"StopTransaction {payload['reason']}"
    if frame.action == "TransactionEvent":
        return _short_event(payload)
    return frame.action


def _short_event(payload: dict[str, Any]) -> str:
    info = payload["transactionInfo"]
    parts = ["TE", payload["eventType"], payload["triggerReason"], info["chargingState"]]
    return " ".join([*parts, info["stoppedReason"]] if "stoppedReason" in info else parts)
