"""What tests of OCPI share: bundles, partners and their locations."""

from typing import Any

import httpx

BUNDLE: dict[str, Any] = {
    "template": "small-urban-ac",
    "country_code": "FR",
    "party_id": "ABC",
    "name_prefix": "alice",
    "seed": 42,
}
PARTNER: dict[str, Any] = {
    "partner": {
        "country_code": "NL",
        "party_id": "XYZ",
        "name": "XYZ Charging",
        "role": "CPO",
        "ocpi_versions": ["2.2.1"],
    },
    "ocpi_version": "2.2.1",
}
RAW: dict[str, Any] = {
    "name": "La Defense Hub",
    "address": "14 Rue de la Paix",
    "city": "Paris",
    "country": "FR",
    "coordinates": {"latitude": 48.8566, "longitude": 2.3522},
    "timezone": "Europe/Paris",
    "parking_type": "PARKING_LOT",
    "charges": [
        {
            "template": {
                "brand_slug": "schneider",
                "model_slug": "evlink-pro-ac-22kw",
                "connector_type": "CCS2",
                "ocpp_version": "OCPP1.6",
                "ws_url": "wss://ocpp.example.com",
                "identity_prefix": "SITE_A_",
                "template_name": "Bay",
            },
            "charger_ids": ["001", "002"],
        }
    ],
}


def begin(client: httpx.Client, **fields: Any) -> dict[str, Any]:
    """Begin a bundle, and return what is answered."""
    answer = client.post("/ocpi/cpos", json=BUNDLE | fields)
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    return body


def locations(client: httpx.Client, cpo_id: str) -> list[dict[str, Any]]:
    """Return the locations of an operator."""
    answer = client.get(f"/ocpi/cpos/{cpo_id}/locations", params={"limit": 100})
    assert answer.status_code == 200, answer.text
    data: list[dict[str, Any]] = answer.json()["data"]
    return data


def add_locations(client: httpx.Client, cpo_id: str, *items: dict[str, Any]) -> dict[str, Any]:
    """Open locations for an operator, and return what the job has come to."""
    answer = client.post(f"/ocpi/cpos/{cpo_id}/locations", json={"locations": items})
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = client.get(answer.json()["status_url"]).json()
    return job


def identities(location: dict[str, Any]) -> list[str]:
    """Return the identities of the chargers of a location."""
    return [charger["identity"] for charger in location["chargers"]]


def stranger(client: httpx.Client) -> dict[str, str]:
    """Return the headers of somebody from another organization."""
    tenant = client.post("/dev/tenants", json={"name": "other"}).json()
    token = client.post("/dev/token", json={"organization_id": tenant["id"]}).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}
