"""The releases of the official SDKs, and which call of each sends a method and path.

A table has the calls by method and path, and the models that they take. A type is `str`, `int`, `float`,
`bool`, `datetime`, `object`, `any`, `[type]` for a list, `One | Other`, or the name of a model. What may be
left out has a name that ends in `?`. The tests make tables of the installed releases, and compare.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pydantic_core import from_json

_FOLDER = Path(__file__).parent / "releases"
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a call, or a field of a model."""

    name: str
    kind: str
    required: bool


Parameters = Mapping[str, Parameter]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of an SDK.

    Args:
        name: such as `locations.get_location`.
        path: its template, with the names of the call's parameters.
        query: what goes into the query.
        always: what goes there unless told otherwise.
        body: what goes into the body: fields, or the type of the whole; None for no body.
    """

    name: str
    path: str
    query: Parameters = field(default_factory=dict)
    always: Mapping[str, str] = field(default_factory=dict)
    body: Parameters | str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What a release can call.

    Args:
        client: name of the class of its client.
        takes_organization: whether that has an argument for the organization.
        calls: by method and path, without the names in it.
        models: the fields of each model, by its name.
    """

    client: str
    takes_organization: bool
    calls: Mapping[str, Call]
    models: Mapping[str, Parameters]


@dataclass(frozen=True, slots=True)
class Release:
    """A release; *table* is the release whose table holds for it."""

    number: str
    edition: str
    table: str

    def call(self, method: str, route: str) -> Call | None:
        """Return the call that sends the method and path, if there is one."""
        return table(self.table).calls.get(_place(method, route))


PYTHON = (
    Release("0.3.2", "platform", "0.3.2"),
    Release("0.3.1", "platform", "0.3.2"),
    Release("0.3.0", "deployments", "0.3.0"),
    Release("0.2.4", "deployments", "0.2.4"),
    Release("0.2.3", "deployments", "0.2.4"),
    Release("0.2.2", "gateway", "0.2.2"),
    Release("0.2.1", "gateway", "0.2.2"),
    Release("0.1.2", "flat", "0.1.2"),
    Release("0.1.1", "flat", "0.1.1"),
)
"""The releases for Python, the newest first."""

# Its calls are those of the same generation for Python, but for the way in which names are written.
TYPESCRIPT = (Release("1.1.0", "deployments", "0.3.0"),)
"""The releases for TypeScript."""


def fitting(
    releases: Sequence[Release], sender: str | None, editions: Iterable[str], method: str, route: str
) -> Iterator[tuple[Release, Call]]:
    """Return the releases that have a call for a request, the best first, and that call.

    The best is the one that sent it, and then the newest one of an edition.

    Args:
        releases: the newest first.
        sender: number of the release that sent it, if one did.
        editions: those that the request's operation belongs to; all of them where it is not known.
        method: of the request.
        route: its path, as a template.
    """
    among = set(editions)
    # The release that sent it can send it again, whatever operation it was taken for.
    own = [release for release in releases if release.number == sender]
    for release in (*own, *(one for one in releases if not among or one.edition in among)):
        if (call := release.call(method, route)) is not None:
            yield release, call


@cache
def table(number: str) -> Table:
    """Return the table of a release."""
    return parsed(from_json((_FOLDER / f"python-{number}.json").read_bytes()))


def parsed(raw: Mapping[str, Any]) -> Table:
    """Return a table that is JSON; one that is *like* another has only what differs."""
    calls = dict(_calls(raw["calls"]))
    if "like" in raw:
        other = table(raw["like"])
        return Table(other.client, other.takes_organization, {**other.calls, **calls}, other.models)
    models = {name: _parameters(fields) for name, fields in raw["models"].items()}
    return Table(raw["client"], raw["takes_organization"], calls, models)


def _calls(rows: Mapping[str, Any]) -> Iterator[tuple[str, Call]]:
    for place, row in rows.items():
        method, _, path = place.partition(" ")
        body = row.get("body")
        yield (
            _place(method, path),
            Call(
                row["call"],
                path,
                _parameters(row.get("query", {})),
                row.get("always", {}),
                _parameters(body) if isinstance(body, dict) else body,
            ),
        )


def _parameters(kinds: Mapping[str, str]) -> Parameters:
    return {
        (plain := name.removesuffix("?")): Parameter(plain, kind, plain == name)
        for name, kind in kinds.items()
    }


def _place(method: str, path: str) -> str:
    # The SDKs name what is in a path in their own way.
    return f"{method} {_PARAMETER.sub('{}', path)}"
