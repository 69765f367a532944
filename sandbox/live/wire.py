"""The wire of one charger: how it is dialled, and who is told of each frame that goes or comes."""

import logging
from collections.abc import Callable
from datetime import datetime

from sandbox.charger.frames import Direction, Frame
from sandbox.charger.state import ChargerState
from sandbox.domain.lines import Breach
from sandbox.domain.records import Charger
from sandbox.live.chronicle import Chronicle
from sandbox.live.dialing import Dialing
from sandbox.live.observing import Observer
from sandbox.ocpp.peer import Answer, Peer
from sandbox.ocpp.schemas import Schemas, Violation

PATIENCE = 30.0
"""Seconds that a CSMS may take for an answer."""

_log = logging.getLogger(__name__)


class Wire:
    """Connects a charger, and notes all that goes over the wire.

    Args:
        charger: what it is.
        dialing: connects it.
        chronicle: what is noted of it.
        answer: answers requests of the CSMS.
        now: the time of its organization.
        noted: called when there is something to write down.
        validates: whether frames are checked against the official schemas.
        observer: watches what goes and comes.
    """

    def __init__(  # noqa: PLR0913 - its parts
        self,
        charger: Charger,
        dialing: Dialing,
        chronicle: Chronicle,
        *,
        answer: Answer,
        now: Callable[[], datetime],
        noted: Callable[[], None],
        validates: bool,
        observer: Observer | None,
    ) -> None:
        self.charger = charger
        self._dialing = dialing
        self._chronicle = chronicle
        self._answer = answer
        self._now = now
        self._noted = noted
        self._schemas = Schemas.of(charger.ocpp_version) if validates else None
        self._observer = observer

    @property
    def url(self) -> str | None:
        """What is dialled; None if nothing may be."""
        return self._dialing.url(self.charger)

    async def dial(self, state: ChargerState) -> Peer:
        """Connect the charger, which is in that state.

        Raises:
            TargetRefused: its target may not be dialled.
            CannotConnect: nobody answers there, or not as a CSMS does.
        """
        connection = await self._dialing.dial(self.charger, state)
        return Peer(
            connection,
            self.charger.ocpp_version,
            answer=self._answer,
            heard=self._heard,
            violated=self._violated,
            schemas=self._schemas,
            patience=PATIENCE,
            sent_by="charger",
        )

    def connected(self) -> None:
        """Tell whoever watches that there is a connection."""
        if self._observer is not None:
            self._observer.connected(self.charger)

    def disconnected(self) -> None:
        """Tell whoever watches that it is gone."""
        if self._observer is not None:
            self._observer.disconnected(self.charger)

    def _heard(self, direction: Direction, action: str, text: str) -> None:
        if self._observer is not None:
            self._observer.heard(self.charger, direction, action, text)
        self._chronicle.news.frames.append(Frame(direction, action, text, self._now()))
        self._noted()

    def _violated(self, direction: Direction, action: str, violation: Violation) -> None:
        if self._observer is not None:
            self._observer.violated(self.charger, direction, action, violation)
        _log.warning("%s: %s, %s: %s", self.charger.identity, direction, action or "a frame", violation)
        self._chronicle.violated(Breach(action, violation.path, violation.message, self._now()))
