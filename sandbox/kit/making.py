"""What a test arranges before it begins: locations, chargers, and what chargers are told."""

from collections.abc import Mapping
from itertools import count
from typing import Any

import httpx

from sandbox.kit.control import checked

_ARRANGING = {"X-Sandbox-Arranged": "yes"}
"""No fault strikes such a request, and the journal, in which a test looks for its own, does not tell of it."""


class Making:
    """Makes things through the API, with defaults that are good together and are not used twice.

    Args:
        client: sends as a user of the organization.
    """

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._numbers = count(1)

    def location(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Create a location; return it as the API does."""
        name = {"name": f"Location {next(self._numbers)}"}
        created: dict[str, Any] = self._post("/locations", {**_LOCATION, **name, **fields})
        return created

    def charger(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Create a charger; return it as the API does."""
        identity = {"identity": f"KIT-{next(self._numbers):04}"}
        created: dict[str, Any] = self._post("/chargers", {**_CHARGER, **identity, **fields})
        return created

    def command(self, charger: Mapping[str, Any] | str, name: str, fields: Mapping[str, Any]) -> Any:
        """Tell a charger something; return what the API says."""
        charger_id = charger if isinstance(charger, str) else charger["id"]
        return self._post(f"/chargers/{charger_id}/{name}", dict(fields))

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return checked(self._client.post(path, json=body, headers=_ARRANGING))


_LOCATION: Mapping[str, Any] = {
    "address": "1 Quay Street",
    "city": "Paris",
    "country": "FR",
    "coordinates": {"latitude": 48.8925, "longitude": 2.2361},
}
_CHARGER: Mapping[str, Any] = {
    "brand_slug": "wallbox",
    "model_slug": "wallbox-pulsar-plus",
    "connector_type": "Type2",
    "ws_url": "ws://127.0.0.1:9000/ocpp",
}
