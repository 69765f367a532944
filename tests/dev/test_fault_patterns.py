"""To which requests faults happen."""

from typing import Any

import httpx
import pytest

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.dev.faulting import add, bearer, organization


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


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ({"n": 2.0}, True),
        ({"n": True}, False),
        ({"yes": True}, True),
        ({"yes": 1}, False),
        ({"at": {"lon": 2, "lat": 1}}, True),
        ({"at": {"lat": 1}}, False),
        ({"at": {"lat": True, "lon": 2}}, False),
        ({"list": [1.0, {"b": 2, "a": 1}]}, True),
        ({"list": [1]}, False),
        ({"list.1.a": 1}, True),
        ({"nothing": None}, True),
        ({"missing": None}, False),
    ],
)
def test_values_of_a_body_are_compared_as_json(
    client: httpx.Client, wanted: dict[str, Any], *, fits: bool
) -> None:
    add(client, match={"body": wanted}, status=503)
    body = {
        "n": 2,
        "yes": True,
        "at": {"lat": 1, "lon": 2},
        "list": [1, {"a": 1, "b": 2}],
        "nothing": None,
    }
    assert (client.post("/locations", json=body).status_code == 503) is fits


@pytest.mark.parametrize(
    ("wanted", "given", "fits"),
    [
        ("a*", "a[1]?", True),
        ("a[1]?", "a[1]?", True),
        ("a[1]*", "a[1]?", True),
        ("a?1??", "a[1]?", False),
        ("a[1]?", "a1x", False),
        ("[!b]*", "abc", False),
    ],
)
def test_an_asterisk_is_the_only_wildcard(
    client: httpx.Client, wanted: str, given: str, *, fits: bool
) -> None:
    add(client, match={"headers": {"X-Trace": wanted}}, status=503)
    add(client, match={"query": {"trace": wanted}}, status=503)
    assert (client.get("/locations", headers={"X-Trace": given}).status_code == 503) is fits
    assert (client.get("/locations", params={"trace": given}).status_code == 503) is fits


@pytest.mark.parametrize("path", ["/locations", "/ocpp/catalog", "/health", "/nowhere"])
def test_the_organization_that_an_admin_names_counts_on_every_path(client: httpx.Client, path: str) -> None:
    identifier, _ = organization(client)
    add(client, match={"organization_id": identifier}, status=503)
    admin = bearer(client, role="admin")
    for spelling in (identifier, identifier.upper(), f" {identifier} "):
        assert client.get(path, headers=admin | {"X-Organization-Id": spelling}).status_code == 503
    assert client.get(path, headers=admin | {"X-Organization-Id": ""}).status_code != 503


def test_the_journal_finds_what_a_refused_admin_asked_in_capitals(client: httpx.Client) -> None:
    identifier, _ = organization(client)
    refused = bearer(client, role="admin", defect="expired") | {"X-Organization-Id": identifier.upper()}
    assert client.get("/locations", headers=refused).status_code == 401
    found = client.get("/dev/requests", params={"organization_id": identifier}).json()
    assert [entry["organization_id"] for entry in found["data"]] == [identifier]
