"""What tests of faults share."""

from typing import Any

import httpx


def add(client: httpx.Client, **fault: Any) -> dict[str, Any]:
    answer = client.post("/dev/faults", json=fault)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def count(client: httpx.Client) -> int:
    """Count the locations, over a way that no fault can hit."""
    answer = client.get("/dev/records/locations")
    total: int = answer.json()["total"]
    return total
