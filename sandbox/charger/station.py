"""One charger while something happens to it: its state, its hardware and the instant it happens."""

from datetime import datetime, timedelta
from typing import Any

from sandbox.charger import composite, configuration, meter
from sandbox.charger.configuration import SAMPLE_INTERVAL, SAMPLED_DATA
from sandbox.charger.hardware import Hardware
from sandbox.charger.intervals import looks_back
from sandbox.charger.state import ChargerState, Connector, Vehicle


class Station:
    """The hand that scripts write with; every change goes through `update` or `change`."""

    def __init__(self, state: ChargerState, hardware: Hardware) -> None:
        self.state = state
        self.hardware = hardware
        self.now = state.settled_at

    @property
    def online(self) -> bool:
        """Whether the CSMS has accepted the charger and can hear it."""
        return self.state.online

    def at(self, moment: datetime) -> None:
        """Move to *moment*; time never runs backwards."""
        self.now = max(moment, self.now)

    def connector(self, number: int) -> Connector:
        return self.state.connector(number)

    def update(self, **changes: Any) -> None:
        self.state = self.state.evolve(**changes)

    def change(self, number: int, **changes: Any) -> Connector:
        """Change facts about one connector and let its meter follow."""
        self._write(number, changes)
        self.bound()
        return self.connector(number)

    def bound(self) -> None:
        """Let the power of each connector follow the charging profiles that are in force."""
        if not composite.concerned(self.state):
            return
        for number, limit in composite.limits_w(self.state, self.hardware, self.now).items():
            if limit != self.connector(number).limit_w:
                self._write(number, {"limit_w": limit})
        due = composite.limits_due(self.state, self.now)
        if due != self.state.limits_due:
            self.update(limits_due=due)

    def change_transaction(self, number: int, **changes: Any) -> Connector:
        """Change facts about the transaction of a connector that has one."""
        return self.change(number, transaction=self.state.transaction(number).evolve(**changes))

    def whole_wh(self, number: int) -> int:
        return meter.whole_wh(self.connector(number), self.now)

    def next_message_id(self) -> str:
        self.update(message_count=self.state.message_count + 1)
        return str(self.state.message_count)

    def next_sample(self) -> datetime | None:
        """Return when a transaction is next sampled; never if there is nothing to sample."""
        return self.after(SAMPLE_INTERVAL) if configuration.text(self.state, SAMPLED_DATA) else None

    def arrival(self, number: int) -> Vehicle:
        return meter.arrival(self.connector(number), self.hardware, self.now)

    def after(self, name: configuration.Name) -> datetime | None:
        """Return the instant one configured interval from now; an interval of 0 never comes."""
        seconds = configuration.number(self.state, name)
        return self.now + timedelta(seconds=seconds) if seconds else None

    def _write(self, number: int, changes: dict[str, Any]) -> None:
        before = self.connector(number)
        connector = meter.adjusted(before.evolve(**changes), self.now)
        if connector.meter is not before.meter:
            connector = connector.evolve(past=meter.past(before) if looks_back(self.state) else ())
        self.state = self.state.with_connector(connector)
