"""From what a handler returns to an HTTP response, and from an error to its answer."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json
from starlette.responses import Response

from sandbox.errors import ApiError, BadRequest, GrantRefused, Invalid, problem, readable
from sandbox.rest.operation import Operation
from sandbox.rest.pages import Page, Slice

JSON = "application/json"
_JSON_HEADER = (b"content-type", JSON.encode())


def respond(result: Any, operation: Operation) -> Response:
    """Return the response that carries *result*; None has no body."""
    if isinstance(result, Response):
        return result
    status = operation.status_of(result)
    if result is None:
        return Response(status_code=status)
    return _JsonResponse(_encoded(result), status_code=status)


class _JsonResponse(Response):
    """JSON that nothing more is to be said about: Starlette takes longer to see that."""

    media_type = JSON

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        if headers is None:
            self.raw_headers = [(b"content-length", b"%d" % len(self.body)), _JSON_HEADER]
        else:
            super().init_headers(headers)


def answer_error(error: ApiError) -> Response:
    """Answer an error in the service's one shape."""
    return Response(
        to_json(error.body, inf_nan_mode="null"),
        status_code=error.status,
        headers=error.headers,
        media_type=JSON,
    )


def answer(status: int, detail: str | list[dict[str, Any]], headers: Mapping[str, str]) -> Response:
    """Answer with a status and `{"detail": ...}`."""
    content = to_json({"detail": detail}, inf_nan_mode="null")
    return Response(content, status_code=status, headers=headers, media_type=JSON)


def in_declared_terms(error: ApiError, operation: Operation) -> ApiError:
    """Return a refusal as a status that clients of the operation know: 422 where 400 is not declared."""
    if isinstance(error, BadRequest) and BadRequest not in operation.errors:
        source = operation.parameters.source_of(error.place)
        problems = [problem("value_error", [source, *error.place], str(error), error.given)]
        return Invalid(problems, facts=error.facts)
    if isinstance(error, Invalid) and GrantRefused in operation.errors:
        return GrantRefused("invalid_request", readable(error.detail), facts=error.facts)
    return error


def answer_crash() -> Response:
    """Answer a fault of ours; the traceback goes to the log, never to the client."""
    return Response(b'{"detail":"Internal Server Error"}', status_code=500, media_type=JSON)


def _encoded(result: Any) -> bytes:
    if isinstance(result, Page | Slice):
        return result.json()
    if isinstance(result, BaseModel):
        return result.model_dump_json().encode()
    return to_json(result)
