"""One charger while something happens to it: its state, its hardware and the instant it happens."""

from datetime import datetime, timedelta
from typing import Any

from sandbox.charger import configuration, meter
from sandbox.charger.configuration import SAMPLE_INTERVAL, SAMPLED_DATA
from sandbox.charger.hardware import Hardware
from sandbox.charger.meter import Reading
from sandbox.charger.state import ChargerState, Connector, Vehicle


class Station:
    """The hand that scripts write with; every change goes through `update` or `change`."""

    def __init__(self, state: ChargerState, hardware: Hardware) -> None:
        self.state = state
        self.hardware = hardware
        self.now = state.settled_at

    @property
    def online(self) -> bool:
        return self.state.runtime == "online"

    def at(self, moment: datetime) -> None:
        """Move to *moment*; time never runs backwards."""
        self.now = max(moment, self.now)

    def connector(self, number: int) -> Connector:
        return self.state.connector(number)

    def update(self, **changes: Any) -> None:
        self.state = self.state.evolve(**changes)

    def change(self, number: int, **changes: Any) -> Connector:
        """Change facts about one connector and let its meter follow."""
        connector = meter.adjusted(self.connector(number).evolve(**changes), self.now)
        self.state = self.state.with_connector(connector)
        return connector

    def change_transaction(self, number: int, **changes: Any) -> Connector:
        """Change facts about the transaction of a connector that has one."""
        return self.change(number, transaction=self.state.transaction(number).evolve(**changes))

    def reading(self, number: int) -> Reading:
        return meter.reading(self.connector(number), self.hardware, self.now)

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
