"""A listener to events reads what is told until it has heard what a test waits for."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from sandbox.kit import Sandbox
from tests.conftest import CHARGER, created

Event = dict[str, Any]

SILENCE = 10.0
"""Seconds without a word after which what a test waits for will not come any more."""


class Ear:
    """Hears the events of one stream."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.lines = answer.iter_lines()
        self.next_comment()

    def next_comment(self) -> str:
        """Read up to the next comment."""
        return next(line for line in self.lines if line.startswith(":"))

    def next_block(self) -> dict[str, str]:
        """Return the fields of the next event as they came."""
        fields: dict[str, str] = {}
        for line in self.lines:
            if not line and "data" in fields:
                return fields
            name, colon, value = line.partition(": ")
            if name and colon:
                fields[name] = value
        raise EOFError

    def next(self, **wanted: Any) -> Event:
        """Return the next event with these fields; those before it are passed over."""
        return self.until(**wanted)[-1]

    def until(self, **wanted: Any) -> list[Event]:
        """Return all events up to the next one with these fields."""
        heard: list[Event] = []
        while not heard or wanted.items() - heard[-1].items():
            heard.append(json.loads(self.next_block()["data"]))
        return heard


@contextmanager
def listening(url: str, headers: dict[str, str] | None = None, **query: Any) -> Iterator[Ear]:
    """Listen to events as long as the block lasts."""
    with (
        httpx.Client(trust_env=False, timeout=SILENCE) as client,
        client.stream("GET", f"{url}/dev/events", params=query, headers=headers) as answer,
    ):
        assert answer.status_code == httpx.codes.OK
        yield Ear(answer)


def turn(sandbox: Sandbox, **how: Any) -> None:
    wanted = {"organization_id": sandbox.organization_id, **how}
    assert sandbox.client.post("/dev/clock", json=wanted).status_code == 200


def hear(sandbox: Sandbox, *kinds: str, **more: Any) -> Any:
    """Listen to the organization, to some kinds of events or to all."""
    return listening(sandbox.url, organization_id=sandbox.organization_id, kind=kinds, **more)


def make_charger(sandbox: Sandbox, **fields: Any) -> str:
    made: str = created(sandbox.client.post("/chargers", json=CHARGER | fields))["id"]
    return made


def tell(sandbox: Sandbox, charger: str, command: str, **body: Any) -> None:
    answer = sandbox.client.post(f"/chargers/{charger}/{command}", json=body)
    assert answer.status_code == 202, answer.text


def tell_and_wait(sandbox: Sandbox, charger: str, command: str, **body: Any) -> None:
    """Send a command and let it arrive."""
    tell(sandbox, charger, command, **body)
    turn(sandbox, advance=10)


def told(events: list[Event], *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(event[field] for field in fields) for event in events]
