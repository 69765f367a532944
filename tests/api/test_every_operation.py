"""What holds for every row of the edition, walked over the rows that are served."""

import re
from typing import Any

import httpx
import pytest

from sandbox.app import ALIASES, EDITIONS, routes
from sandbox.auth.tenancy import Scope
from sandbox.domain.world import OWNED
from sandbox.kit import InProcessSandbox
from sandbox.rest.operation import Operation
from tests.conftest import CHARGER, LOCATION, created

UUID = "00000000-0000-4000-8000-000000000000"
ROWS = EDITIONS["flat"]
GUARDED = [row for row in ROWS if row.scope is not Scope.PUBLIC]
TENANT = [row for row in ROWS if row.scope is Scope.TENANT]
VALUES = {
    "action": "heartbeat",
    "ocpp_version": "ocpp1.6",
    "fault_type": "OverCurrent",
    "charger_ids": "dep-0",
}


def named(rows: list[Operation]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in rows])


def path_of(row: Operation, **ids: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: ids.get(match[1], UUID), row.path)


def query_of(row: Operation) -> dict[str, str]:
    if row.parameters.query is None:
        return {}
    fields = row.parameters.query[1].model_fields
    return {name: VALUES[name] for name, field in fields.items() if field.is_required()}


def example(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """Return a value that fits a schema of the OpenAPI document, from its examples."""
    if "$ref" in schema:
        return example(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    if "anyOf" in schema and "type" not in schema:
        examples = {"examples": schema["examples"]} if "examples" in schema else {}
        return example(schema["anyOf"][0] | examples, definitions)
    if schema.get("type") == "array":
        return [example(schema["items"], definitions)]
    if schema.get("type") == "object" and "properties" in schema:
        wanted = {*schema.get("required", ()), *one_way("anyOf", schema), *one_way("oneOf", schema)}
        return {name: example(schema["properties"][name], definitions) for name in wanted}
    plain = {} if schema.get("type") == "object" else "x"
    return next(iter(schema.get("examples", [schema.get("default", plain)])))


def one_way(choice: str, schema: dict[str, Any]) -> list[str]:
    """Return what the first of several ways to fill an object requires."""
    required: list[str] = schema.get(choice, [{}])[0].get("required", [])
    return required


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    from sandbox.app import document  # noqa: PLC0415 - the fixture has the name

    return document("flat")


def body_of(row: Operation, document: dict[str, Any]) -> Any:
    described = document["paths"][row.path][row.method.lower()]
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    return example(schema, document["components"]["schemas"])


@named(GUARDED)
def test_without_a_token_is_401(inprocess_sandbox: InProcessSandbox, row: Operation) -> None:
    client = inprocess_sandbox.client
    answer = client.request(row.method, path_of(row), headers={"Authorization": ""}, content=b"{")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert isinstance(answer.json()["detail"], str)


@named(GUARDED)
def test_a_user_that_names_an_organization_is_403(
    inprocess_sandbox: InProcessSandbox, row: Operation
) -> None:
    headers = {"X-Organization-Id": inprocess_sandbox.organization_id}
    answer = inprocess_sandbox.client.request(row.method, path_of(row), headers=headers, content=b"{")
    assert answer.status_code == 403
    assert isinstance(answer.json()["detail"], str)


@named(TENANT)
def test_an_admin_without_an_organization_is_403(inprocess_sandbox: InProcessSandbox, row: Operation) -> None:
    headers = {"Authorization": f"Bearer {inprocess_sandbox.admin_token()}"}
    answer = inprocess_sandbox.client.request(row.method, path_of(row), headers=headers, content=b"{")
    assert answer.status_code == 403


@named([row for row in TENANT if row.path != "/chargers/{charger_id}/logs" and "{" in row.path])
def test_an_object_of_another_organization_is_404_like_an_unknown_one(
    client: httpx.Client, document: dict[str, Any], row: Operation
) -> None:
    tenant = created(client.post("/dev/tenants", json={"name": "other"}))
    token = client.post("/dev/token", json={"organization_id": tenant["id"]}).json()["access_token"]
    other = {"Authorization": f"Bearer {token}"}
    location = created(client.post("/locations", json=LOCATION, headers=other))["id"]
    charger = created(client.post("/chargers", json=CHARGER, headers=other))["id"]
    body = body_of(row, document) if row.parameters.body is not None else None
    before = owned(client, tenant["id"])
    foreign = path_of(row, location_id=location, charger_id=charger)
    theirs = client.request(row.method, foreign, params=query_of(row), json=body)
    nobodys = client.request(row.method, path_of(row), params=query_of(row), json=body)
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.text.replace(location, UUID).replace(charger, UUID) == nobodys.text
    assert owned(client, tenant["id"]) == before


@named([row for row in ROWS if row.parameters.body is not None])
def test_a_body_that_is_no_json_is_422_with_a_list(client: httpx.Client, row: Operation) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.request(row.method, path_of(row), params=query_of(row), content=b"{", headers=headers)
    assert answer.status_code == 422
    assert {"type", "loc", "msg"} <= set(answer.json()["detail"][0])


@named([row for row in ROWS if row.parameters.body is not None])
def test_the_example_of_the_document_fits_its_operation(
    client: httpx.Client, document: dict[str, Any], row: Operation
) -> None:
    body = body_of(row, document)
    answer = client.request(row.method, path_of(row), params=query_of(row), json=body)
    assert answer.status_code != 422, (body, answer.text)


@named([operation for route in routes(dev=True) for operation in route.operations])
def test_another_method_is_405_with_all_that_are_allowed(client: httpx.Client, row: Operation) -> None:
    answer = client.request("TRACE", path_of(row))
    assert answer.status_code == 405
    assert row.method in answer.headers["Allow"].split(", ")


def owned(client: httpx.Client, organization_id: str) -> list[Any]:
    """Return all that is stored of an organization."""
    query = {"organization_id": organization_id}
    return [client.get(f"/dev/records/{spec.name}", params=query).json() for spec in OWNED]


@named(list(ALIASES))
def test_the_same_row_answers_under_ocpp(client: httpx.Client, row: Operation) -> None:
    here = client.request(row.method, path_of(row), params=query_of(row), content=b"{")
    there = client.request(row.method, path_of(row).removeprefix("/ocpp"), params=query_of(row), content=b"{")
    assert (here.status_code, here.text) == (there.status_code, there.text)


def test_operation_ids_are_unique() -> None:
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names))
