"""The OpenAPI 3.1 document of a list of operations; built from the same rows that are served."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import GenericAlias
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, create_model
from starlette.responses import Response

from sandbox.auth.tenancy import Scope
from sandbox.errors import ApiError, Forbidden, Invalid, Unauthorized
from sandbox.rest.models import Query
from sandbox.rest.operation import Operation
from sandbox.rest.pages import Page, Slice

Document = dict[str, Any]
Mode = Literal["validation", "serialization"]

_REF = "#/components/schemas/{model}"


class HttpErrorResponse(BaseModel):
    """An error."""

    detail: str


class ValidationError(BaseModel):
    """One problem of a request."""

    loc: list[str | int]
    msg: str
    type: str
    input: Any = None
    ctx: dict[str, Any] | None = None


class HttpValidationError(BaseModel):
    """A request that does not fit the schema."""

    detail: list[ValidationError]


_ERROR_EXAMPLES: Mapping[int, str] = {
    400: "Unknown brand_slug 'acme'; valid: abb, wallbox",
    401: "the token expired at 2026-01-01T00:00:00Z: get a new one from /dev/token",
    403: "a user token is bound to its organization and must not send X-Organization-Id",
    404: "Charger dep-3fa85f642b1c not found",
    500: "Internal Server Error",
}
_REASONS = {
    200: "OK",
    201: "Created",
    202: "Accepted",
    204: "Done",
    400: "It makes no sense",
    401: "No token, or one that was refused",
    403: "Wrong role, or no right to the organization",
    404: "Unknown, or owned by another organization",
    422: "The request does not fit the schema",
    500: "A fault of the service",
}


def document(operations: Iterable[Operation], *, title: str, version: str, description: str) -> Document:
    """Return the OpenAPI document of *operations*."""
    return _Writer(list(operations)).write({"title": title, "version": version, "description": description})


class _Writer:
    def __init__(self, operations: list[Operation]) -> None:
        self._operations = operations
        self._schemas, self._definitions = self._define()

    def write(self, info: Document) -> Document:
        paths: Document = {}
        for operation in self._operations:
            paths.setdefault(operation.path, {})[operation.method.lower()] = self._operation(operation)
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
            [(name, mode, adapter) for (name, mode), adapter in wanted.items()], ref_template=_REF
        )
        return {(str(name), mode): schema for (name, mode), schema in schemas.items()}, shared.get(
            "$defs", {}
        )

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
        answer: Document = {"description": _REASONS[operation.status]}
        if operation.answer is not None and operation.status != 204:  # noqa: PLR2004
            schema = self._schemas[(repr(_shape(operation.answer)), "serialization")]
            media_type = getattr(operation.answer, "media_type", None) or "application/json"
            answer["content"] = {media_type: {"schema": schema}}
        return {str(operation.status): answer} | {
            str(error.status): _error_response(error) for error in declared(operation)
        }


_ORGANIZATION: Document = {
    "name": "X-Organization-Id",
    "in": "header",
    "required": False,
    "description": "The organization that an admin token acts for; a user token must not send it.",
    "schema": {"type": "string", "format": "uuid"},
}


def declared(operation: Operation) -> list[type[ApiError]]:
    """Return the errors that an operation may answer, in order of status."""
    errors: set[type[ApiError]] = {ApiError, *operation.errors}
    if operation.scope is not Scope.PUBLIC:
        errors |= {Unauthorized, Forbidden}
    parameters = operation.parameters
    if operation.scope is Scope.TENANT or parameters.path or parameters.query or parameters.body:
        errors.add(Invalid)
    return sorted(errors, key=lambda error: error.status)


def _error_response(error: type[ApiError]) -> Document:
    response: Document = {"description": _REASONS[error.status]}
    if error is Invalid:
        schema = {"$ref": _REF.format(model="HttpValidationError")}
        example: Any = [{"type": "missing", "loc": ["body", "name"], "msg": "Field required", "input": {}}]
    else:
        schema = {"$ref": _REF.format(model="HttpErrorResponse")}
        example = _ERROR_EXAMPLES[error.status]
    response["content"] = {"application/json": {"schema": schema, "example": {"detail": example}}}
    if error is Unauthorized:
        response["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}}
    return response


def _query_parameters(model: type[Query]) -> Iterable[Document]:
    schema = model.model_json_schema(ref_template=_REF)
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
        if operation.answer is not None:
            yield _shape(operation.answer), "serialization"


@cache
def _shape(answer: Any) -> Any:
    """Return the type whose schema describes an answer."""
    if isinstance(answer, type) and issubclass(answer, Response):
        return str
    origin = get_origin(answer)
    if origin not in (Page, Slice):
        return answer
    (view,) = get_args(answer)
    place = "page" if origin is Page else "offset"
    name = view.__name__.removesuffix("Response").removesuffix("Entry") + "ListResponse"
    fields: dict[str, Any] = {"data": GenericAlias(list, (view,)), "total": int, "limit": int, place: int}
    return create_model(name, **fields)
