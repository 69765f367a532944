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


def organization(client: httpx.Client) -> tuple[str, dict[str, str]]:
    """Found an organization; return its id and the headers of a user of it."""
    identifier: str = client.post("/dev/tenants", json={"name": "another"}).json()["id"]
    asked = {"organization_id": identifier, "expires_in": 31_536_000}
    return identifier, bearer(client, **asked)


def bearer(client: httpx.Client, **asked: Any) -> dict[str, str]:
    """Return the header with a token as it is asked for."""
    return {"Authorization": f"Bearer {client.get('/dev/token', params=asked).json()['access_token']}"}
