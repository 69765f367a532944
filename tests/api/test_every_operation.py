"""What holds for every row of every edition, walked over the rows that are served."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import httpx
import pytest

from sandbox.auth.tenancy import Scope
from sandbox.domain.world import OWNED
from sandbox.kit import InProcessSandbox
from sandbox.rest.operation import Operation
from sandbox.routes import EDITIONS, aliases, document, merged, operations, routes
from tests.conftest import CHARGER, LOCATION, created

UUID = "00000000-0000-4000-8000-000000000000"
ROWS = [operation for route in merged() for operation in route.operations]
GUARDED = [row for row in ROWS if row.scope is not Scope.PUBLIC]
TENANT = [row for row in ROWS if row.scope is Scope.TENANT]
BODIES = [row for row in ROWS if row.parameters.body is not None]
FORGIVING = {
    ("DELETE", "/ocpi/cpos/{cpo_id}"),
    *(("GET", f"{p}/chargers/{{charger_id}}/logs") for p in ("", "/ocpp")),
}
"""Operations for which an unknown object is nothing special: they declare no 404."""

VALUES = {
    "action": "heartbeat",
    "ocpp_version": "ocpp1.6",
    "ocpi_version": "2.2.1",
    "fault_type": "OverCurrent",
    "charger_ids": "dep-0",
    "deployment_id": "dep-0",
    "identity": "CP-0",
    "location_id": UUID,
    "country_code": "NL",
    "party_id": "ABC",
}
ONE_OF = {
    ("DELETE", "/evcharger/deployment"): "identity",
    ("DELETE", "/ocpp/location"): "location_id",
    ("GET", "/evcharger/commands"): "identity",
}
"""The parameter to take where one of several is needed."""


def named(rows: Iterable[Operation]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "row", [pytest.param(row, id=f"{row.method} {row.path} {row.name}") for row in rows]
    )


def path_of(row: Operation, **ids: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: ids.get(match[1], nobody(match[1])), row.path)


def nobody(parameter: str) -> str:
    """Return an id that no object has."""
    return "999999999" if parameter == "cpo_id" else UUID


def query_of(row: Operation) -> dict[str, str]:
    if row.parameters.query is None:
        return {}
    fields = row.parameters.query[1].model_fields
    wanted = {name for name, field in fields.items() if field.is_required()}
    wanted |= {ONE_OF[key]} if (key := (row.method, row.path)) in ONE_OF else set()
    return {name: VALUES[name] for name in wanted}


def example(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """Return a value that fits a schema of the OpenAPI document, from its examples."""
    if "$ref" in schema:
        return example(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    if "anyOf" in schema and "type" not in schema:
        examples = {"examples": schema["examples"]} if "examples" in schema else {}
        return example(schema["anyOf"][0] | examples, definitions)
    if schema.get("type") == "array" and "examples" not in schema:
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


@cache
def documented(edition: str) -> dict[str, Any]:
    return document(edition)


def body_of(row: Operation) -> Any:
    """Return the example of the row's body in the document of an edition that has it."""
    edition = row.editions[0]
    described = documented(edition)["paths"][row.path][row.method.lower()]
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    return example(schema, documented(edition)["components"]["schemas"])


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


@named([row for row in TENANT if (row.method, row.path) not in FORGIVING and "{" in row.path])
def test_an_object_of_another_organization_is_404_like_an_unknown_one(
    client: httpx.Client, row: Operation
) -> None:
    tenant = created(client.post("/dev/tenants", json={"name": "other"}))
    token = client.post("/dev/token", json={"organization_id": tenant["id"]}).json()["access_token"]
    ids = make_one_of_each(client, {"Authorization": f"Bearer {token}"})
    if "/ocpi/" in row.path:
        ids["location_id"] = ids["ocpi_location_id"]
    body = body_of(row) if row.parameters.body is not None else None
    before = owned(client, tenant["id"])
    theirs = client.request(row.method, path_of(row, **ids), params=query_of(row), json=body)
    nobodys = client.request(row.method, path_of(row), params=query_of(row), json=body)
    assert theirs.status_code == nobodys.status_code == 404
    told = theirs.text
    for name, value in ids.items():
        told = told.replace(value, nobody(name))
    assert told == nobodys.text
    assert owned(client, tenant["id"]) == before


def make_one_of_each(client: httpx.Client, headers: dict[str, str]) -> dict[str, str]:
    """Return the ids of one object of each kind, by the name of the parameter that takes them."""

    def post(path: str, body: Any) -> Any:
        answer = client.post(path, json=body, headers=headers)
        assert answer.status_code in (201, 202), answer.text
        return answer.json()

    location, charger = post("/locations", LOCATION)["id"], post("/chargers", CHARGER)["id"]
    sent = post("/ocpp/commands/plug-connector", {"target": {"deployment_id": charger}})
    bundle = {"template": "small-urban-ac", "country_code": "NL", "party_id": "ABC", "name_prefix": "demo"}
    cpo = post("/ocpi/cpos", bundle)["cpo_id"]
    sites = client.get(f"/ocpi/cpos/{cpo}/locations", headers=headers).json()["data"]
    return {
        "location_id": location,
        "charger_id": charger,
        "job_id": post(f"/ocpp/locations/{location}/chargers", [])["job_id"],
        "command_id": sent["results"][0]["command"]["id"],
        "cpo_id": cpo,
        "ocpi_location_id": sites[0]["id"],
    }


@named(BODIES)
def test_a_body_that_is_no_json_is_422_with_a_list(client: httpx.Client, row: Operation) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.request(row.method, path_of(row), params=query_of(row), content=b"{", headers=headers)
    assert answer.status_code == 422
    assert {"type", "loc", "msg"} <= set(answer.json()["detail"][0])


@named(BODIES)
def test_the_example_of_the_document_fits_its_operation(client: httpx.Client, row: Operation) -> None:
    body = body_of(row)
    answer = client.request(row.method, path_of(row), params=query_of(row), json=body)
    assert answer.status_code != 422, (body, answer.text)


@named([operation for route in routes(with_dev=True) for operation in route.operations])
def test_another_method_is_405_with_all_that_are_allowed(client: httpx.Client, row: Operation) -> None:
    answer = client.request("TRACE", path_of(row))
    assert answer.status_code == 405
    assert row.method in answer.headers["Allow"].split(", ")


def owned(client: httpx.Client, organization_id: str) -> list[Any]:
    """Return all that is stored of an organization."""
    query = {"organization_id": organization_id}
    return [client.get(f"/dev/records/{spec.name}", params=query).json() for spec in OWNED]


@named(list(aliases()))
def test_the_same_row_answers_under_ocpp(client: httpx.Client, row: Operation) -> None:
    here = client.request(row.method, path_of(row), params=query_of(row), content=b"{")
    there = client.request(row.method, path_of(row).removeprefix("/ocpp"), params=query_of(row), content=b"{")
    assert (here.status_code, here.text) == (there.status_code, there.text)


@pytest.mark.parametrize("edition", EDITIONS)
def test_operation_ids_of_an_edition_are_unique(edition: str) -> None:
    names = [row.name for row in operations(edition)]
    assert len(names) == len(set(names))
