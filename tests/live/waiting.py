"""Waiting for what a live charger comes to, as `/dev/lines` shows it."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

PATIENCE = 20.0
"""Seconds after which what did not come is taken for lost; what works never takes as long."""


def line(client: httpx.Client, charger: str) -> dict[str, Any]:
    """Return how the line of a charger is."""
    answer = client.get(f"/dev/lines/{charger}")
    assert answer.status_code == httpx.codes.OK, answer.text
    found: dict[str, Any] = answer.json()
    return found


def until_line(
    client: httpx.Client, charger: str, state: str, *, has_problem: bool = False, problem: str = ""
) -> dict[str, Any]:
    """Return how the line of a charger is as soon as it is in that state, and tells of that problem."""
    end = time.monotonic() + PATIENCE
    while True:
        found = line(client, charger)
        is_known = found["problem"] is not None or not has_problem
        if found["state"] == state and is_known and problem in (found["problem"] or ""):
            return found
        assert time.monotonic() < end, f"the line did not become {state}: {found}"


@contextmanager
def nobody() -> Iterator[str]:
    """Return the URL of a CSMS that is away: the port is taken, and nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"ws://127.0.0.1:{taken.getsockname()[1]}/ocpp"
