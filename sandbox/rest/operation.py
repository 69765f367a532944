"""One operation of the API as one row: what it answers to, who may call it, and the function that does it."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, get_args, get_origin

from pydantic import TypeAdapter

from sandbox.auth.tenancy import Scope
from sandbox.errors import ApiError
from sandbox.rest.models import Form, Query

_MOST_QUERIES = 64
_LONGEST_QUERY = 256
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Deprecation:
    """That later SDK releases do not call an operation any more.

    Args:
        text: says so to everybody else.
        releases: those that call it; they pinned it on purpose and are not told.
    """

    text: str
    releases: frozenset[str]


@dataclass(frozen=True)
class Operation:
    """A row of an edition: routes, parsing, the OpenAPI document and the tests all read it.

    The handler's signature says the rest: a parameter named in *path* comes from there, one annotated with a
    `Query` from the query string, `body` from the body; whatever else it asks for is provided by type. It
    runs inside one change of the state, unless *in_change* is off. *errors* are those that the official SDKs
    declare for it, besides the ones that every operation has: what a client generated from them knows. An
    answer of a type in *other_statuses* has the status that stands there. *editions* are those it belongs to,
    once they are merged. With *exact_query* query parameters are refused when the handler asks for none. A
    handler that is a coroutine must be outside of a change.
    """

    method: str
    path: str
    handler: Callable[..., Any]
    status: int = 200
    scope: Scope = Scope.TENANT
    errors: tuple[type[ApiError], ...] = ()
    tag: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    in_change: bool = True
    other_statuses: tuple[tuple[type, int], ...] = ()
    editions: tuple[str, ...] = ()
    deprecation: Deprecation | None = None
    exact_query: bool = False

    def __post_init__(self) -> None:
        if self.in_change and inspect.iscoroutinefunction(self.handler):
            raise TypeError(f"{self.name} cannot wait inside a change")

    def choose(self, body: bytes) -> "Operation":  # noqa: ARG002 - a `Fork` needs it
        """Return the operation that a request with this body means: this one."""
        return self

    @property
    def operations(self) -> "tuple[Operation, ...]":
        """What it may turn out to be: itself."""
        return (self,)

    @property
    def reads_body(self) -> bool:
        """Whether a request's body matters."""
        return self.parameters.body is not None

    @property
    def name(self) -> str:
        """The operation id, equal to the handler's name."""
        return self.handler.__name__

    def status_of(self, result: Any) -> int:
        """Return the status that goes with what the handler returned."""
        return next((status for kind, status in self.other_statuses if isinstance(result, kind)), self.status)

    @cached_property
    def parameters(self) -> "Parameters":
        """What the handler asks for, by where it comes from."""
        return Parameters.of(self)

    @property
    def answer(self) -> Any:
        """The type the handler returns."""
        return inspect.signature(self.handler).return_annotation


def under(prefix: str, operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """Return the same operations with a prefix to their paths."""
    return tuple(replace(operation, path=prefix + operation.path) for operation in operations)


@dataclass(frozen=True)
class BodyParameter:
    """The body that a handler asks for."""

    annotation: Any
    required: bool

    @cached_property
    def is_form(self) -> bool:
        """Whether it comes as a form instead of as JSON."""
        return isinstance(self.annotation, type) and issubclass(self.annotation, Form)

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """The validator, built on first use."""
        return TypeAdapter(self.annotation)


@dataclass(frozen=True)
class Parameters:
    """A handler's parameters, sorted by source."""

    path: Mapping[str, Any]
    query: tuple[str, type[Query]] | None
    body: BodyParameter | None
    provided: Mapping[str, type]
    exact_query: bool = False

    @classmethod
    def of(cls, operation: Operation) -> "Parameters":
        """Sort the parameters of the operation's handler."""
        names = _PLACEHOLDER.findall(operation.path)
        path: dict[str, Any] = {}
        query = None
        body = None
        provided: dict[str, type] = {}
        for name, parameter in inspect.signature(operation.handler).parameters.items():
            annotation = parameter.annotation
            if name in names:
                path[name] = annotation
            elif name == "body":
                body = BodyParameter(annotation, parameter.default is inspect.Parameter.empty)
            elif (
                isinstance(annotation, type)
                and get_origin(annotation) is None
                and issubclass(annotation, Query)
            ):
                query = (name, annotation)
            else:
                provided[name] = annotation
        if missing := set(names) - set(path):
            raise TypeError(
                f"{operation.name} does not take {', '.join(sorted(missing))} of {operation.path}"
            )
        return cls(path, query, body, provided, operation.exact_query)

    @cached_property
    def good_queries(self) -> dict[bytes, Query]:
        """Query strings that there was nothing to say about, as they were parsed: clients repeat them."""
        return {}

    def keep(self, raw: bytes, query: Query) -> None:
        """Keep a good query, unless there are many."""
        if len(self.good_queries) < _MOST_QUERIES and len(raw) < _LONGEST_QUERY:
            self.good_queries[raw] = query

    def source_of(self, place: Sequence[str | int]) -> str:
        """Return where the value at *place* came from: path, query or body."""
        if place and place[0] in self.path:
            return "path"
        fields = self.query[1].model_fields if self.query else ()
        if self.body is None or (place and place[0] in fields):
            return "query"
        return "body"

    @cached_property
    def query_lists(self) -> frozenset[str]:
        """The query parameters that may be repeated."""
        fields = self.query[1].model_fields if self.query else {}
        return frozenset(name for name, field in fields.items() if _is_list(field.annotation))

    @cached_property
    def path_adapters(self) -> Mapping[str, TypeAdapter[Any]]:
        """The validators of the path parameters, built on first use."""
        return {name: TypeAdapter(annotation) for name, annotation in self.path.items()}


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(_is_list(member) for member in get_args(annotation))
