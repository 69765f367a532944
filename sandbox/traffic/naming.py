"""What a request names: the texts in its path, query and body, by their places."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from pydantic_core import from_json

from sandbox.rest.exchange import Exchange


def named_in(exchange: Exchange) -> dict[str, str]:
    """Return the texts of a request by their dotted places: `path.charger_id`, `body.target.identity`."""
    return dict([*_path(exchange), *_query(exchange), *_body(exchange)])


def _path(exchange: Exchange) -> Iterator[tuple[str, str]]:
    template = (exchange.route or "").split("/")
    for segment, value in zip(template, exchange.path.split("/"), strict=False):
        if segment.startswith("{"):
            yield f"path.{segment[1:-1]}", value


def _query(exchange: Exchange) -> Iterator[tuple[str, str]]:
    for name, value in parse_qsl(exchange.query.decode("latin-1")):
        yield f"query.{name}", value


def _body(exchange: Exchange) -> Iterator[tuple[str, str]]:
    with suppress(ValueError, RecursionError):
        yield from _leaves(from_json(exchange.body), "body")


def _leaves(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(item, f"{place}.{key}")
