"""The OpenAPI document: valid, complete, and changed only on purpose."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from sandbox.auth.tenancy import Scope
from sandbox.dev import operations as control_plane
from sandbox.editions.merging import MEANS_GATEWAY
from sandbox.routes import EDITIONS, document, merged, operations

FOLDER = Path(__file__).parent
EACH = pytest.mark.parametrize("edition", EDITIONS)
EVERY = pytest.mark.parametrize("edition", [*EDITIONS, "all"])


def documented(edition: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document(edition)["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


@EVERY
def test_the_document_is_valid(edition: str) -> None:
    validate(document(edition))


@EACH
def test_the_document_is_the_committed_one(edition: str) -> None:
    """On purpose changed? `ocpplab-sandbox openapi --edition X > tests/contract/openapi-X.json`."""
    golden = FOLDER / f"openapi-{edition}.json"
    assert document(edition) == json.loads(golden.read_text("utf-8"))


@EACH
def test_the_document_has_every_operation_of_the_edition(edition: str) -> None:
    rows = {f"{row.method} {row.path}" for row in operations(edition)}
    assert rows == {name for name, _ in documented(edition)}


def test_the_document_of_all_has_every_route_that_is_not_an_alias() -> None:
    served = {f"{route.method} {route.path}" for route in (*merged(), *control_plane.OPERATIONS)}
    assert served == {name for name, _ in documented("all")}


@EVERY
def test_operation_ids_are_unique(edition: str) -> None:
    ids = [operation["operationId"] for _, operation in documented(edition)]
    assert len(ids) == len(set(ids))


def test_a_shared_path_shows_the_bodies_of_both_editions() -> None:
    both = document("all")["paths"]["/ocpp/commands/plug-connector"]["post"]
    schemas = both["requestBody"]["content"]["application/json"]["schema"]["oneOf"]
    assert [schema["allOf"][0]["$ref"].rsplit("/", 1)[1] for schema in schemas] == [
        "ConnectorCommand",
        "ConnectorRequest",
    ]


@pytest.mark.parametrize(
    ("body", "edition"),
    [
        ({"target": {"charger_id": "dep-0"}}, "gateway"),
        ({"target": {"charger_id": "dep-0"}, "payload": {}}, "gateway"),
        ({"target": {"location_id": "x"}, "event": {}}, "gateway"),
        ({"event": None}, "gateway"),
        ({"target": {"location_id": "x"}}, "deployments"),
        ({"target": {"location_id": "x"}, "payload": {}}, "deployments"),
        ({"target": {"deployment_id": "dep-0"}}, "deployments"),
        ({"target": {"identity": "CP-0"}}, "deployments"),
        ({"target": "charger_id"}, "deployments"),
        ({}, "deployments"),
        ([], "deployments"),
        (None, "deployments"),
    ],
)
def test_the_rule_of_shared_paths_is_the_one_in_the_document(body: Any, edition: str) -> None:
    assert MEANS_GATEWAY.holds(body) is (edition == "gateway")
    if isinstance(body, dict):
        assert jsonschema_rs.is_valid(dict(MEANS_GATEWAY.schema), body) is (edition == "gateway")


@EVERY
def test_every_operation_says_what_it_does_and_belongs_to_one_resource(edition: str) -> None:
    for name, operation in documented(edition):
        assert operation["summary"], name
        assert len(operation["tags"]) == 1, name


@EACH
def test_every_guarded_operation_names_the_bearer_scheme_and_its_refusals(edition: str) -> None:
    scopes = {f"{row.method} {row.path}": row.scope for row in operations(edition)}
    for name, operation in documented(edition):
        guarded = scopes[name] is not Scope.PUBLIC
        assert operation["security"] == ([{"bearer": []}] if guarded else []), name
        assert {"401", "403"} <= set(operation["responses"]) or not guarded, name
        assert "500" in operation["responses"], name


def test_every_error_has_an_example() -> None:
    for name, operation in documented("all"):
        for status, response in operation["responses"].items():
            if status >= "400" and status != "503":
                assert "detail" in response["content"]["application/json"]["example"], (name, status)


@EVERY
def test_the_document_is_served(client: httpx.Client, edition: str) -> None:
    answer = client.get("/openapi.json", params={"edition": edition}, headers={"Authorization": ""})
    assert answer.json() == document(edition)


def test_the_document_of_all_is_the_default(client: httpx.Client) -> None:
    assert client.get("/openapi.json").json() == document("all")


def test_the_page_fetches_nothing_from_elsewhere(client: httpx.Client) -> None:
    page = client.get("/docs").text
    assert "://" not in page
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css", "docs.js"):
        assert f"docs/assets/{asset}" in page
        assert client.get(f"/docs/assets/{asset}").status_code == 200
    assert client.get("/docs/assets/nope.js").status_code == 404


def test_the_landing_page_links_to_what_is_there(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    for link in ("docs", "openapi.json", "health", "dev/token", "dev/tenants", "dev/settings"):
        assert f'href="{link}"' in page.text
        assert client.get(f"/{link}").status_code == 200
