"""One method and path that means different operations, told apart by the body of the request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from sandbox.auth.tenancy import Scope
from sandbox.rest.operation import Operation


@dataclass(frozen=True)
class Rule:
    """What tells the bodies of two operations apart.

    Args:
        holds: decides by the parsed body, whatever JSON it is.
        schema: the same as a JSON Schema, for the document.
        held: how a body is for which it holds, in words.
        failed: how any other one is.
    """

    holds: Callable[[Any], bool]
    schema: Mapping[str, Any]
    held: str
    failed: str


@dataclass(frozen=True)
class Fork:
    """Two operations on one method and path.

    Args:
        first: the operation of requests for whose body the rule holds.
        second: the operation of all others, those without a readable JSON body among them.
        rule: decides.
    """

    first: Operation
    second: Operation
    rule: Rule

    def __post_init__(self) -> None:
        if self.first.scope is not self.second.scope:
            raise TypeError(f"{self.method} {self.path}: who may call must not depend on the body")

    @property
    def method(self) -> str:
        """The method of both."""
        return self.first.method

    @property
    def path(self) -> str:
        """The path of both."""
        return self.first.path

    @property
    def scope(self) -> Scope:
        """Who may call either of them."""
        return self.first.scope

    @property
    def name(self) -> str:
        """The operation ids of both."""
        return f"{self.first.name}_or_{self.second.name}"

    @property
    def reads_body(self) -> bool:
        """Whether a request's body matters: it decides."""
        return True

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Both of them."""
        return self.first, self.second

    def reason_for(self, chosen: Operation) -> str:
        """Return why a body means the operation."""
        return self.rule.held if chosen == self.first else self.rule.failed

    def choose(self, body: bytes) -> Operation:
        """Return the operation that a request with this body means."""
        try:
            given = from_json(body)
        except (ValueError, RecursionError):
            return self.second
        return self.first if self.rule.holds(given) else self.second


Route = Operation | Fork
"""What a method and path lead to."""
