"""`/dev/reset`: back to the world as it was opened."""

from sandbox.auth.tenancy import Scope
from sandbox.domain.worlds import Opening
from sandbox.rest.operation import Operation


def reset(opening: Opening) -> None:
    """Go back to the world as it was opened; tokens stay valid."""
    opening.reset()


OPERATIONS = (
    Operation("POST", "/dev/reset", reset, status=204, scope=Scope.PUBLIC, tag="Sandbox", in_change=False),
)
