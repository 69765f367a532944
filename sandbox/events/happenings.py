"""What has happened, by reference: events are made of it when somebody reads them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.domain.records import Command, Run
from sandbox.events.views import VIEWS, Told
from sandbox.rest.exchange import Exchange
from sandbox.store.changes import After, Before, Touched


class Committed:
    """Rows before and after a change, by the clock of all."""

    __slots__ = ("_after", "_touched", "at")

    def __init__(self, at: datetime, touched: Touched, after: After) -> None:
        self.at = at
        self._touched = touched
        self._after = after

    @property
    def tables(self) -> Iterator[tuple[str, Before, Before]]:
        """The changed rows of each table before and after."""
        for table, before in self._touched.items():
            if table.name in self._after:
                yield table.name, before, self._after[table.name]


@dataclass(frozen=True, slots=True)
class Passed:
    """A command or a run has come a step further, which only the clock tells."""

    subject: Command | Run


@dataclass(frozen=True, slots=True)
class Announced:
    """What is told as it is."""

    kind: str
    at: datetime
    organization_id: str | None
    change: str
    about: Mapping[str, Any]


class Answered:
    """What is told of a request; the request itself is the journal's to keep."""

    __slots__ = ("at", "fault", "id", "method", "operation", "organization_id", "path", "status")

    def __init__(self, exchange: Exchange, organization_id: str | None) -> None:
        self.id = exchange.id
        self.at = exchange.at
        self.method = exchange.method
        self.path = exchange.path
        self.operation = exchange.operation
        self.status = exchange.status
        self.fault = exchange.fault
        self.organization_id = organization_id


Happening = Committed | Passed | Announced | Answered


class Event:
    """One event; its text is made once, when the first listener is to get it."""

    __slots__ = ("_happened", "_text", "id")

    def __init__(self, id: int, happened: Announced) -> None:  # noqa: A002
        self.id = id
        self._happened = happened
        self._text: bytes | None = None

    @property
    def kind(self) -> str:
        """What it tells of."""
        return self._happened.kind

    @property
    def organization_id(self) -> str | None:
        """Whom it concerns."""
        return self._happened.organization_id

    @property
    def view(self) -> Told:
        """The event as it is told."""
        happened = self._happened
        return VIEWS[happened.kind](
            id=self.id,
            kind=happened.kind,
            change=happened.change,
            at=happened.at,
            organization_id=happened.organization_id,
            **happened.about,
        )

    @property
    def text(self) -> bytes:
        """The event as it goes over the wire."""
        if self._text is None:
            data = self.view.model_dump_json().encode()
            self._text = b"id: %d\nevent: %s\ndata: %s\n\n" % (self.id, self.kind.encode(), data)
        return self._text
