"""What becomes of faults that are brought about or cleared."""

from typing import Self

from pydantic import Field

from sandbox.domain.records import Command
from sandbox.rest.views import View


class FaultOperationResponse(View):
    """What became of a fault."""

    msg: str = Field(examples=["Fault injected"])
    fault_type: str | None = Field(None, examples=["OverCurrent"])
    evse_id: int | None = None
    connector_id: int | None = Field(None, examples=[1])
    status: str | None = Field(None, examples=["Faulted"])

    @classmethod
    def of(cls, command: Command) -> Self:
        """Show what the fault command came to."""
        result = command.result or {}
        return cls(
            msg=result.get("msg") or command.reason or command.status,
            fault_type=command.payload.get("fault_type"),
            evse_id=command.payload.get("evse_id"),
            connector_id=command.payload.get("connector_id"),
            status=result.get("status", "Rejected"),
        )
