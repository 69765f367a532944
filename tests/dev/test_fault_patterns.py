"""To which requests faults happen."""

from typing import Any

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.dev.faulting import add


@pytest.mark.parametrize(
    "match",
    [
        {"method": "post"},
        {"path": "/chargers/{charger_id}/plug-connector"},
        {"path": "/chargers/{id}/plug-connector"},
        {"path": "/chargers/*/plug-connector"},
        {"path": "/chargers/dep-harbour-001/*"},
        {"operation": "plug_*"},
        {"edition": "flat"},
        {"organization_id": "11111111-1111-4111-8111-111111111111"},
        {"role": "user"},
        {"sdk": "python/0.1.*"},
        {"headers": {"x-fern-sdk-name": "ocpplab"}},
        {"query": {"trace": "a*"}},
        {"body": {"connector_id": 2}},
        {"method": "POST", "role": "user", "body": {"connector_id": 2}},
    ],
)
@pytest.mark.parametrize("fits", [True, False])
def test_a_pattern_tells_requests_apart(match: dict[str, Any], *, fits: bool) -> None:
    with in_process(Settings.of()) as sandbox:
        add(sandbox.client, match=match, status=500)
        sdk = {"X-Fern-Language": "Python", "X-Fern-SDK-Version": "0.1.2", "X-Fern-SDK-Name": "ocpplab"}
        if fits:
            path = "/chargers/dep-harbour-001/plug-connector?trace=abc"
            answer = sandbox.client.post(path, json={"connector_id": 2}, headers=sdk)
        else:
            admin = {"Authorization": f"Bearer {sandbox.admin_token()}"}
            other = {"X-Organization-Id": "22222222-2222-4222-8222-222222222222"}
            answer = sandbox.client.get("/evcharger/deployment-runtime-ops/status", headers=admin | other)
        assert (answer.status_code == 500) is fits


def test_a_fault_about_an_organization_hits_its_refused_requests_too(client: httpx.Client) -> None:
    organization = client.get("/dev/tenants").json()["data"][0]["id"]
    add(client, match={"organization_id": organization}, status=503)
    token = client.get(f"/dev/token?defect=expired&organization_id={organization}").json()["access_token"]
    assert client.get("/locations", headers={"Authorization": f"Bearer {token}"}).status_code == 503
