"""Whether the service is up."""

from sandbox.auth.tenancy import Scope
from sandbox.rest.operation import Operation


def health_check() -> dict[str, str]:
    """Tell that the service is up."""
    return {"status": "ok"}


OPERATIONS = (Operation("GET", "/health", health_check, scope=Scope.PUBLIC, tag="Health"),)
