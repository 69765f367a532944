"""Errands of minutes that the CSMS is told about step by step: new firmware comes, a log goes.

Nothing is downloaded or uploaded. A location that names one of the statuses that mean failure, such as
`https://host/InstallationFailed.bin`, fails with that status; every other one works.
"""

from datetime import datetime, timedelta
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

from sandbox.clock import Moment

STEP = timedelta(seconds=3)
"""How long each step takes."""

_LONGEST_PAUSE = 10**9
"""Seconds; OCPP bounds no interval, but the calendar ends."""


class Transfer(BaseModel):
    """One errand: *status* was told last, the next step is due at *next_at*.

    Only newer messages have a *request_id*. A step that fails is tried again *retries* times.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    message: Literal[
        "DiagnosticsStatusNotification",
        "FirmwareStatusNotification",
        "LogStatusNotification",
        "SignedFirmwareStatusNotification",
    ]
    location: str
    next_at: Moment
    request_id: int | None = None
    status: str = "Idle"
    retries: int = 0
    retry_seconds: int = 0
    signed: bool = False
    retrieve_at: Moment | None = None
    install_at: Moment | None = None

    def evolve(self, **changes: Any) -> Self:
        return self.model_copy(update=changes)

    def told(self) -> dict[str, Any]:
        """Write the payload that tells the status."""
        named = self.request_id is not None and self.status != "Idle"
        return {"status": self.status} | ({"requestId": self.request_id} if named else {})

    def failure(self, *statuses: str) -> str | None:
        """Return the first of *statuses* that the location asks for."""
        location = self.location.casefold()
        return next((status for status in statuses if status.casefold() in location), None)

    def again(self, now: datetime) -> Self:
        """Let the step that has just failed begin anew."""
        pause = max(STEP, timedelta(seconds=max(0, min(self.retry_seconds, _LONGEST_PAUSE))))
        return self.evolve(status="Idle", retries=self.retries - 1, next_at=now + pause)


def told_now(transfer: Transfer | None) -> dict[str, Any]:
    """Write the payload for a CSMS that wants to know where *transfer* stands."""
    return {"status": "Idle"} if transfer is None else transfer.told()
