"""What the OpenAPI document says of answers that are errors."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from sandbox.auth.tenancy import Scope
from sandbox.errors import ApiError, Forbidden, Invalid, Unauthorized
from sandbox.rest.operation import Operation

Document = dict[str, Any]

REF = "#/components/schemas/{model}"


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
    409: "2 locations are named 'Harbour Hub': use an id or a slug",
    500: "Internal Server Error",
}
REASONS = {
    200: "OK",
    201: "Created",
    202: "Accepted",
    204: "Done",
    409: "Several objects fit, or the present state forbids it",
    503: "Not ready",
    400: "It makes no sense",
    401: "No token, or one that was refused",
    403: "Wrong role, or no right to the organization",
    404: "Unknown, or owned by another organization",
    422: "The request does not fit the schema",
    500: "A fault of the service",
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


def error_response(error: type[ApiError]) -> Document:
    """Describe the answer that tells *error*."""
    response: Document = {"description": REASONS[error.status]}
    if error is Invalid:
        schema = {"$ref": REF.format(model="HttpValidationError")}
        example: Any = [{"type": "missing", "loc": ["body", "name"], "msg": "Field required", "input": {}}]
    else:
        schema = {"$ref": REF.format(model="HttpErrorResponse")}
        example = _ERROR_EXAMPLES[error.status]
    response["content"] = {"application/json": {"schema": schema, "example": {"detail": example}}}
    if error is Unauthorized:
        response["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}}
    return response
