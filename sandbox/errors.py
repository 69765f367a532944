"""Everything that can go wrong, as one tree.

SandboxError
├── StartupError            the process cannot start; the CLI prints it and exits with 2
│   ├── BadSetting          a setting has a value that cannot be used
│   ├── BadWorld            a fixture file cannot be loaded
│   ├── DataLocked          another process owns the data folder
│   ├── DataCorrupt         the data file is damaged, or not ours
│   └── DataTooNew          the data file was written by a newer version
└── ApiError                an answer with a status and `{"detail": ...}`
    ├── BadRequest          400  understood, but it makes no sense
    ├── Unauthorized        401  no token, or one that was refused
    ├── Forbidden           403  the token is fine but may not do this
    ├── NotFound            404  unknown, or owned by somebody else
    ├── MethodNotAllowed    405  the path exists with other methods
    ├── Conflict            409  several objects fit, or the state forbids it
    ├── ContentTooLarge     413  the body is over the cap
    ├── Invalid             422  the request does not fit the schema; `detail` is a list
    └── GrantRefused        400  no token for this request: `{"error": ..., "error_description": ...}`
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Literal, NamedTuple

Check = Literal[
    "host",
    "origin",
    "size",
    "route",
    "method",
    "token",
    "role",
    "organization",
    "request",
    "object",
    "state",
    "fault",
    "strict",
]
"""What can refuse a request."""


_MOST_KEPT = 20
_MOST_LETTERS = 200


class SandboxError(Exception):
    """The root of all errors raised on purpose."""


class StartupError(SandboxError):
    """The process cannot start."""


class BadSetting(StartupError):
    """A setting has a value that cannot be used."""


class BadWorld(StartupError):
    """A fixture file cannot be loaded."""


class DataLocked(StartupError):
    """Another process owns the data folder."""


class DataCorrupt(StartupError):
    """The data file is damaged, or holds what we never wrote; it is never read as empty."""


class DataTooNew(StartupError):
    """The data file was written by a newer version of the sandbox."""


class Facts(NamedTuple):
    """What a refusal rests on, for those who ask why: *saw* was there, *expected* would have passed."""

    check: Check
    saw: Any = None
    expected: Any = None


class ApiError(SandboxError):
    """An error answer: `status`, `detail` and extra headers; the *facts* are told to those who ask why."""

    status: ClassVar[int] = 500
    check: ClassVar[Check] = "state"

    def __init__(self, detail: str, *, facts: Facts | None = None) -> None:
        super().__init__(detail)
        self.detail: str | list[dict[str, Any]] = detail
        self.headers: dict[str, str] = {}
        self.facts = facts or Facts(self.check)

    @property
    def body(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"detail": self.detail}


class BadRequest(ApiError):
    """The request is well formed but makes no sense; *place* is where in it, *given* is what stood there."""

    status = 400

    def __init__(
        self,
        detail: str,
        *,
        place: Sequence[str | int] = (),
        given: Any = None,
        facts: Facts | None = None,
    ) -> None:
        super().__init__(detail, facts=facts)
        self.place = tuple(place)
        self.given = given


class Unauthorized(ApiError):
    """No credentials (`code` is None) or refused ones; always carries `WWW-Authenticate` (RFC 6750)."""

    status = 401
    check = "token"

    def __init__(
        self, detail: str, *, code: str | None = "invalid_token", facts: Facts | None = None
    ) -> None:
        super().__init__(detail, facts=facts)
        challenge = (
            "Bearer" if code is None else f'Bearer error="{code}", error_description="{_quotable(detail)}"'
        )
        self.headers = {"WWW-Authenticate": challenge}


class Forbidden(ApiError):
    """The token is genuine but has the wrong role or no right to the organization."""

    status = 403
    check = "organization"


class NotFound(ApiError):
    """Unknown, or owned by another organization: the two are never told apart."""

    status = 404
    check = "object"


class MethodNotAllowed(ApiError):
    """The path exists, with other methods."""

    status = 405

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        super().__init__(
            f"Method {method} is not allowed here; allowed: {', '.join(allowed)}",
            facts=Facts("method", method, list(allowed)),
        )
        self.headers = {"Allow": ", ".join(allowed)}


class Conflict(ApiError):
    """Several objects fit where one is meant, or the present state forbids it."""

    status = 409


class ContentTooLarge(ApiError):
    """The request body is over the cap."""

    status = 413
    check = "size"


class Invalid(ApiError):
    """The request does not fit the schema; `problems` are FastAPI's `{type, loc, msg, input, ctx}`."""

    status = 422
    check = "request"

    def __init__(self, problems: list[dict[str, Any]], *, facts: Facts | None = None) -> None:
        super().__init__("; ".join(str(problem["msg"]) for problem in problems), facts=facts)
        self.detail = problems
        self.problems = problems

    def shortened(self) -> "Invalid":
        """Return the first of many problems, without large values: what is worth keeping of it."""
        few = [{**problem, "input": _short(problem.get("input"))} for problem in self.problems[:_MOST_KEPT]]
        return Invalid(few, facts=self.facts)


class GrantRefused(ApiError):
    """A request for a token that gets none, in the terms of RFC 6749, section 5.2."""

    status = 400
    check = "request"

    def __init__(self, code: str, description: str, *, facts: Facts | None = None) -> None:
        super().__init__(_quotable(description), facts=facts)
        self.code = code

    @property
    def body(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"error": self.code, "error_description": self.detail}


@contextmanager
def placed(*prefix: str | int) -> Iterator[None]:
    """Let a `BadRequest` from inside the block tell its place from further outside."""
    try:
        yield
    except BadRequest as refused:
        refused.place = (*prefix, *refused.place)
        raise


def problem(kind: str, loc: Sequence[str | int], msg: str, given: Any = None) -> dict[str, Any]:
    """One entry of a 422's `detail`."""
    return {"type": kind, "loc": list(loc), "msg": msg, "input": given}


def readable(detail: str | list[dict[str, Any]]) -> str:
    """Return the `detail` of an error answer as one line: `role: Input should be 'user' or 'admin'`."""
    if isinstance(detail, str):
        return detail
    return "; ".join(
        f"{'.'.join(map(str, entry['loc'][1:])) or entry['loc'][0]}: {entry['msg']}" for entry in detail
    )


def reason(answer: bytes) -> str:
    """Return what the body of an error answer says as one line; nothing if it is not an answer of ours."""
    try:
        return readable(json.loads(answer)["detail"])
    except (ValueError, LookupError, TypeError):
        return ""


def unserved(detail: str, path: str) -> str:
    """Return the *detail* of a 404, and what it tells where a *path* of the control plane is not served."""
    is_route = detail == "Not Found" or detail.startswith("No route ")
    return f"{detail}: it has no {path}, as with SANDBOX_DEV=off" if is_route else detail


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_MOST_LETTERS]
    return None if isinstance(value, dict | list) else value


def _quotable(text: str) -> str:
    """Keep to the characters that RFC 6750 allows in `error_description`."""
    return "".join(c if " " <= c <= "~" and c not in '"\\' else "'" for c in text)
