"""The OpenAPI document: valid, complete, and changed only on purpose."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_spec_validator import validate

from sandbox.app import EDITIONS, document
from sandbox.auth.tenancy import Scope

GOLDEN = Path(__file__).parent / "openapi-flat.json"
EVERY = pytest.mark.parametrize("edition", ["flat", "all"])


def operations(edition: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document(edition)["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


@EVERY
def test_the_document_is_valid(edition: str) -> None:
    validate(document(edition))


def test_the_document_is_the_committed_one() -> None:
    """On purpose changed? `ocpplab-sandbox openapi --edition flat > tests/contract/openapi-flat.json`."""
    assert document("flat") == json.loads(GOLDEN.read_text("utf-8"))


def test_the_document_has_every_operation_of_the_edition() -> None:
    rows = {f"{row.method} {row.path}" for row in EDITIONS["flat"]}
    assert rows == {name for name, _ in operations("flat")}


@EVERY
def test_every_operation_says_what_it_does_and_belongs_to_one_resource(edition: str) -> None:
    for name, operation in operations(edition):
        assert operation["summary"], name
        assert len(operation["tags"]) == 1, name


def test_every_guarded_operation_names_the_bearer_scheme_and_its_refusals() -> None:
    scopes = {f"{row.method} {row.path}": row.scope for row in EDITIONS["flat"]}
    for name, operation in operations("flat"):
        guarded = scopes[name] is not Scope.PUBLIC
        assert operation["security"] == ([{"bearer": []}] if guarded else []), name
        assert {"401", "403"} <= set(operation["responses"]) or not guarded, name
        assert "500" in operation["responses"], name


def test_every_error_has_an_example() -> None:
    for name, operation in operations("all"):
        for status, response in operation["responses"].items():
            if status >= "400":
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
