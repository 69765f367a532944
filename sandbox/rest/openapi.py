"""The OpenAPI 3.1 document of a list of routes; built from the same rows that are served."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from types import GenericAlias, UnionType
from typing import Any, Literal, get_args, get_origin

from pydantic import TypeAdapter, create_model
from starlette.responses import Response

from sandbox.auth.tenancy import Scope
from sandbox.rest.fork import Fork, Route
from sandbox.rest.models import Query
from sandbox.rest.openapi_errors import (
    REASONS,
    REF,
    Document,
    HttpErrorResponse,
    HttpValidationError,
    declared,
    error_response,
)
from sandbox.rest.operation import Operation
from sandbox.rest.pages import Page, Slice

Mode = Literal["validation", "serialization"]


def document(routes: Iterable[Route], *, title: str, version: str, description: str) -> Document:
    """Return the OpenAPI document of *routes*."""
    return _Writer(list(routes)).write({"title": title, "version": version, "description": description})


class _Writer:
    def __init__(self, routes: list[Route]) -> None:
        self._routes = routes
        self._operations = [operation for route in routes for operation in route.operations]
        self._schemas, self._definitions = self._define()

    def write(self, info: Document) -> Document:
        paths: Document = {}
        for route in self._routes:
            described = self._fork(route) if isinstance(route, Fork) else self._operation(route)
            paths.setdefault(route.path, {})[route.method.lower()] = described
        _tell_apart(paths)
        return {
            "openapi": "3.1.0",
            "info": info,
            "servers": [{"url": "/"}],
            "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in self._operations)],
            "paths": paths,
            "components": {
                "schemas": self._definitions,
                "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            },
        }

    def _define(self) -> tuple[dict[tuple[str, str], Document], Document]:
        """Return the schema of each type that crosses the wire, and the shared definitions."""
        wanted = {
            (repr(annotation), mode): TypeAdapter(annotation)
            for annotation, mode in _crossing(self._operations)
        }
        schemas, shared = TypeAdapter.json_schemas(
            [(name, mode, adapter) for (name, mode), adapter in wanted.items()], ref_template=REF
        )
        return {(str(name), mode): schema for (name, mode), schema in schemas.items()}, shared.get(
            "$defs", {}
        )

    def _fork(self, fork: Fork) -> Document:
        """Describe both operations as one: the body is of exactly one of them."""
        first, second = map(self._operation, fork.operations)
        rule = dict(fork.rule.schema)
        bodies = [
            {"allOf": [_body_schema(first), rule]},
            {"allOf": [_body_schema(second), {"not": rule}]},
        ]
        return {
            **second,
            "operationId": fork.name,
            "requestBody": {"required": True, "content": {"application/json": {"schema": {"oneOf": bodies}}}},
            "responses": dict(sorted(_alternatives(first["responses"], second["responses"]).items())),
        }

    def _operation(self, operation: Operation) -> Document:
        summary, _, more = (operation.handler.__doc__ or "").partition("\n")
        described: Document = {
            "operationId": operation.name,
            "summary": summary.strip().rstrip("."),
            "tags": [operation.tag],
            "parameters": self._parameters(operation),
            "responses": self._responses(operation),
            "security": [] if operation.scope is Scope.PUBLIC else [{"bearer": []}],
        }
        if more.strip():
            described["description"] = re.sub(r"\s+", " ", more).strip()
        if (body := operation.parameters.body) is not None:
            content = {"schema": self._schemas[(repr(body.annotation), "validation")]}
            described["requestBody"] = {"required": body.required, "content": {"application/json": content}}
        return described

    def _parameters(self, operation: Operation) -> list[Document]:
        parameters = [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": self._schemas[(repr(annotation), "validation")],
            }
            for name, annotation in operation.parameters.path.items()
        ]
        if operation.parameters.query is not None:
            parameters += _query_parameters(operation.parameters.query[1])
        if operation.scope is Scope.TENANT:
            parameters.append(_ORGANIZATION)
        return parameters

    def _responses(self, operation: Operation) -> Document:
        errors = {str(error.status): error_response(error) for error in declared(operation)}
        return errors | {
            str(status): self._answer(status, kinds) for status, kinds in _answers(operation).items()
        }

    def _answer(self, status: int, kinds: list[Any]) -> Document:
        answer: Document = {"description": REASONS[status]}
        content: dict[str, list[Document]] = {}
        for kind in kinds:
            media_type = getattr(kind, "media_type", None) or "application/json"
            content.setdefault(media_type, []).append(self._schemas[(repr(_shape(kind)), "serialization")])
        if content:
            answer["content"] = {
                media_type: {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}}
                for media_type, schemas in content.items()
            }
        return answer


_ORGANIZATION: Document = {
    "name": "X-Organization-Id",
    "in": "header",
    "required": False,
    "description": "The organization that an admin token acts for; a user token must not send it.",
    "schema": {"type": "string", "format": "uuid"},
}


def _answers(operation: Operation) -> dict[int, list[Any]]:
    """Return the types of answers by status; a status without a body has none."""
    answer = operation.answer
    kinds = get_args(answer) if isinstance(answer, UnionType) else () if answer is None else (answer,)
    others = dict(operation.other_statuses)
    statuses: dict[int, list[Any]] = {operation.status: []}
    for kind in kinds:
        statuses.setdefault(others.get(kind, operation.status), []).append(kind)
    return statuses


def _body_schema(described: Document) -> Document:
    schema: Document = described["requestBody"]["content"]["application/json"]["schema"]
    return schema


def _alternatives(first: Document, second: Document) -> Document:
    """Merge the responses of two operations: where both have a status, either may come."""
    merged = {**first, **second}
    for status in first.keys() & second.keys():
        schemas = [_response_schema(responses[status]) for responses in (first, second)]
        if None not in schemas and schemas[0] != schemas[1]:
            content = {"application/json": {"schema": {"anyOf": schemas}}}
            merged[status] = {**second[status], "content": content}
    return merged


def _response_schema(response: Document) -> Document | None:
    schema: Document | None = response.get("content", {}).get("application/json", {}).get("schema")
    return schema


def _tell_apart(paths: Document) -> None:
    """Give operations of different paths that share a handler ids of their own, made of their paths."""
    described = [(path, operation) for path, methods in paths.items() for operation in methods.values()]
    counted = Counter(operation["operationId"] for _, operation in described)
    for path, operation in described:
        if counted[operation["operationId"]] > 1:
            place = re.sub(r"\W+", "_", path).strip("_")
            operation["operationId"] = f"{operation['operationId']}__{place}"


def _query_parameters(model: type[Query]) -> Iterable[Document]:
    schema = model.model_json_schema(ref_template=REF)
    for name, field in schema.get("properties", {}).items():
        parameter: Document = {"name": name, "in": "query", "required": name in schema.get("required", [])}
        if "description" in field:
            parameter["description"] = field.pop("description")
        field.pop("title", None)
        yield {**parameter, "schema": _without_null(field)}


def _without_null(field: Document) -> Document:
    """A query parameter has no null: it is left out."""
    kinds = [kind for kind in field.get("anyOf", ()) if kind.get("type") != "null"]
    if len(kinds) != 1:
        return field
    rest = {name: value for name, value in field.items() if name not in ("anyOf", "default")}
    return {**rest, **kinds[0]}


def _crossing(operations: Iterable[Operation]) -> Iterable[tuple[Any, Mode]]:
    yield HttpErrorResponse, "serialization"
    yield HttpValidationError, "serialization"
    for operation in operations:
        for annotation in operation.parameters.path.values():
            yield annotation, "validation"
        if operation.parameters.body is not None:
            yield operation.parameters.body.annotation, "validation"
        for kinds in _answers(operation).values():
            yield from ((_shape(kind), "serialization") for kind in kinds)


@cache
def _shape(answer: Any) -> Any:
    """Return the type whose schema describes an answer."""
    if isinstance(answer, type) and issubclass(answer, Response):
        return getattr(answer, "shape", str)
    origin = get_origin(answer)
    if origin not in (Page, Slice):
        return answer
    (view,) = get_args(answer)
    place = "page" if origin is Page else "offset"
    name = view.__name__.removesuffix("Response").removesuffix("Entry") + "ListResponse"
    fields: dict[str, Any] = {"data": GenericAlias(list, (view,)), "total": int, "limit": int, place: int}
    return create_model(name, **fields)
