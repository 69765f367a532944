"""What all operations of the control plane have in common."""

from collections.abc import Callable
from typing import Any

from pydantic import ConfigDict

from sandbox.auth.tenancy import Scope
from sandbox.rest.models import Query
from sandbox.rest.operation import Operation
from sandbox.rest.pages import PageQuery


class DevQuery(Query):
    """Query parameters; unknown ones are refused: a misspelt one would make a command about all of one."""

    model_config = ConfigDict(extra="forbid")


class DevPageQuery(PageQuery, DevQuery):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid")


def row(method: str, path: str, handler: Callable[..., Any], status: int = 200, **told: Any) -> Operation:
    """Return an operation of the control plane."""
    return Operation(
        method, path, handler, status=status, scope=Scope.PUBLIC, tag="Sandbox", exact_query=True, **told
    )
