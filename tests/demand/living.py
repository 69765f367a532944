"""Worlds that live by themselves, looked at now and then."""

from datetime import timedelta
from typing import Any

from sandbox.kit import InProcessSandbox
from tests.dev.test_clock import turn

States = list[dict[str, Any]]

_STATUS = "/evcharger/deployment-runtime-ops/status"


def states(sandbox: InProcessSandbox) -> States:
    """Return how all chargers are now."""
    assert sandbox.client.get(_STATUS).is_success
    found: States = sandbox.client.get("/dev/records/charger_states?limit=1000").json()["data"]
    return found


def lived(sandbox: InProcessSandbox, steps: int, pause: timedelta) -> list[States]:
    """Stop the clock, and return how all chargers are now and after each of some leaps."""
    turn(sandbox.client, frozen=True)
    told = [states(sandbox)]
    for _ in range(steps):
        turn(sandbox.client, advance=pause.total_seconds())
        told.append(states(sandbox))
    return told
