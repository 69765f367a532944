"""One of everything that can be addressed by an id, in an organization."""

from typing import Any

import httpx

from tests.conftest import CHARGER, LOCATION
from tests.sdk.sampling import VALUES

TEMPLATE = {name: value for name, value in CHARGER.items() if name != "identity"}


class Objects:
    """The ids of things that an organization owns, by the names that SDKs have for them."""

    def __init__(self, http: httpx.Client, mark: str) -> None:
        self._http = http
        self.shared = self._chargers(f"CP-{mark}") | {"party_id": mark}
        self._special = {
            "ocpi_locations": self._bundle(mark),
            "ocpi.location": {"country": "FRA", **self._published(mark)},
        }

    def of(self, path: str) -> dict[str, Any]:
        """Return the ids as the method at *path* means them."""
        resource = path.rpartition(".")[0]
        return self.shared | self._special.get(resource, {})

    def _post(self, path: str, body: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._http.post(path, json=body).raise_for_status().json()
        return answer

    def _chargers(self, identity: str) -> dict[str, Any]:
        location = self._post("/ocpp/locations", LOCATION)
        charger = self._post(
            "/ocpp/chargers", CHARGER | {"identity": identity, "location_id": location["id"]}
        )
        group = {"template": TEMPLATE | {"identity_prefix": f"{identity}-"}, "chargers_number": 1}
        job = self._post(f"/ocpp/locations/{location['id']}/chargers", [group])
        told = self._post("/evcharger/commands/plug-connector", {"target": {"identity": identity}})
        return {
            "location_id": location["id"],
            "slug": location["slug"],
            "charger_id": charger["charger_id"],
            "charger_ids": [charger["charger_id"]],
            "deployment_id": charger["charger_id"],
            "identity": identity,
            "job_id": job["job_id"],
            "command_id": told["results"][0]["command"]["id"],
        }

    def _bundle(self, mark: str) -> dict[str, Any]:
        wanted = ("template", "country_code", "name_prefix")
        body = {name: VALUES[name] for name in wanted} | {"party_id": f"{mark[:2]}0"}
        self.shared["cpo_id"] = cpo_id = self._post("/ocpi/cpos", body)["cpo_id"]
        path = f"/ocpi/cpos/{cpo_id}/locations"
        job = self._post(path, {"locations": [{"template": "urban-ac-hub"}]})
        location_id = self._http.get(path).raise_for_status().json()["data"][0]["id"]
        return {"location_id": location_id, "job_id": job["job_id"]}

    def _published(self, mark: str) -> dict[str, Any]:
        body = self._http.get("/ocpi/templates/locations").raise_for_status().json()["templates"][0]["body"]
        self._post("/ocpi/location", body | {"country_code": "FR", "party_id": mark})
        newest = self._http.get("/ocpp/locations").raise_for_status().json()["data"][-1]
        return {"location_id": f"FR-{mark}-{newest['slug']}", "ocpi_version": body["ocpi_version"]}
