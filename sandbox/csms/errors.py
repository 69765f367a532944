"""What can go wrong with a request to a charger."""

from sandbox.errors import SandboxError
from sandbox.ocpp.messages import CallError


class NotConnected(SandboxError):
    """The charger is not there, or left before it answered."""


class NotAnswered(SandboxError):
    """The charger did not answer in time."""


class Refused(SandboxError):
    """The charger answered with a CALLERROR, or with what does not fit the schema."""

    def __init__(self, identity: str, action: str, error: CallError) -> None:
        super().__init__(f"{identity} refused {action} with {error.code}: {error.description}")
        self.code = error.code
        self.description = error.description
        self.details = error.details
