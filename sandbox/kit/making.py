"""What a test arranges before it begins: locations, chargers, and what chargers are told."""

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import httpx

from sandbox.kit.control import checked
from sandbox.kit.naming import instead

_ARRANGING = {"X-Sandbox-Arranged": "yes"}
"""No fault hits such a request, and the journal does not tell of it: a test looks there for its own."""


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
        charger_id = self.id_of(charger)
        route = name.replace("_", "-")
        event = {"target": {"charger_id": charger_id}, "event": dict(fields)}
        if route in _FAULTS:
            return self._post(f"/commands/{route}", event)
        if route == "start-session" and fields.keys() & _OF_LIMITED_SESSIONS:
            return self._limited_session(event)
        try:
            return self._post(f"/chargers/{charger_id}/{route}", dict(fields))
        except ValueError:
            if route in (known := self._commands()):
                raise
            raise ValueError(f"no command {name}; {instead(route, known)}") from None

    def id_of(self, charger: Mapping[str, Any] | str) -> str:
        """Return the id of a charger: of that id, of that identity, or as the API returned it.

        Raises:
            TypeError: it is nothing of these.
        """
        if isinstance(charger, Mapping) and "id" in charger:
            return str(charger["id"])
        if not isinstance(charger, str):
            raise TypeError(f"charger: an id, an identity or what create_charger returned, not {charger!r}")
        if _ID.fullmatch(charger):
            return charger
        return next((str(one["id"]) for one in self._chargers() if one["identity"] == charger), charger)

    def _limited_session(self, event: dict[str, Any]) -> Any:
        """Start a session that ends by itself, which the route of one charger knows nothing of."""
        sent = self._post("/commands/start-session", event)
        for failure in sent["failed"]:
            raise ValueError(failure["error"])
        return sent["results"][0]["command"]

    def _chargers(self) -> Iterator[dict[str, Any]]:
        for page in count(1):
            listed = self._get("/chargers", page=page, limit=100)
            yield from listed["data"]
            if page * 100 >= listed["total"]:
                return

    def _commands(self) -> list[str]:
        paths = self._get("/openapi.json")["paths"]
        return sorted(path.removeprefix(_CHARGER_PATH) for path in paths if _is_command(path, paths[path]))

    def _get(self, path: str, **parameters: Any) -> Any:
        return checked(self._client.get(path, params=parameters, headers=_ARRANGING))

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        """Return what the API says to *body*.

        Raises:
            TypeError: it does not know a field of it, and has left that out.
            ValueError: it refused; the text says why.
        """
        answer = self._client.post(path, json=body, headers=_ARRANGING)
        made = checked(answer)
        warnings = answer.headers.get("X-Sandbox-Warnings", "").split("; ")
        if unknown := [warning for warning in warnings if warning.startswith("unknown body field")]:
            raise TypeError("; ".join(unknown))
        return made


def _is_command(path: str, operations: Mapping[str, Any]) -> bool:
    return (
        path.startswith(_CHARGER_PATH)
        and "{" not in path.removeprefix(_CHARGER_PATH)
        and "post" in operations
    )


_CHARGER_PATH = "/chargers/{charger_id}/"
_ID = re.compile("dep-[0-9a-f]{12}")
_FAULTS = ("inject-fault", "clear-fault")
"""What the route of one charger takes in its query, and that of commands in its body."""
_OF_LIMITED_SESSIONS = {"duration_seconds", "target_energy_kwh"}


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
