"""What a fault does to a request, as data."""

from http import HTTPStatus
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from sandbox.rest.models import NO_NUL

LONGEST = 300.0
"""Seconds that a request is kept waiting at most."""

Seconds = Annotated[float, Field(ge=0, le=LONGEST, allow_inf_nan=False)]

_FRAMING = {
    "connection",
    "content-length",
    "keep-alive",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-sandbox-request-id",
}


def _not_framing(name: str) -> str:
    if name.lower() in _FRAMING:
        raise PydanticCustomError("header_reserved", "The sandbox sets this header itself")
    return name


HeaderName = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"), AfterValidator(_not_framing)
]
HeaderValue = Annotated[str, Field(pattern=r"^[\x20-\x7e]*$", max_length=1000)]


class Part(BaseModel):
    """A part of an effect."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


class Range(Part):
    """A delay between two bounds, all equally likely."""

    min: Seconds
    max: Seconds

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min > self.max:
            raise PydanticCustomError("range", "min should not be more than max")
        return self


class LogNormal(Part):
    """A delay as real networks have it: half are below the median, and few are very long."""

    median: Seconds
    sigma: Annotated[float, Field(ge=0, le=5)]


def _kind_of_delay(given: Any) -> str:
    if isinstance(given, Range | LogNormal):
        return type(given).__name__.lower()
    if not isinstance(given, dict):
        return "seconds"
    return "range" if {"min", "max"} & given.keys() else "lognormal"


Delay = Annotated[
    Annotated[Seconds, Tag("seconds")]
    | Annotated[Range, Tag("range")]
    | Annotated[LogNormal, Tag("lognormal")],
    Discriminator(_kind_of_delay),
]
"""Seconds; of several kinds of delay the fields tell which is meant."""


class RateLimit(Part):
    """So many requests within so many seconds are let through."""

    requests: int = Field(ge=1, le=1_000_000)
    seconds: float = Field(gt=0, le=86_400)


class Effect(Part):
    """What happens to a request: at least one thing, and nothing that another rules out."""

    status: int | None = Field(None, ge=400, le=599, examples=[503])
    detail: str | None = Field(
        None, max_length=2000, pattern=NO_NUL, description="Text of the error, with `status`."
    )
    headers: dict[HeaderName, HeaderValue] = Field({}, description="Headers of the error, with `status`.")
    retry_after: int | None = Field(
        None, ge=0, le=86_400, description="`Retry-After` of the error, in seconds."
    )
    delay: Delay | None = Field(None, description="Seconds before anything else.")
    drop: Literal["before", "after"] | None = Field(
        None, description="Close the connection without an answer, before or after the request was performed."
    )
    body: Literal["truncated", "garbled"] | None = Field(
        None, description="End the answer's body in its middle, or make it unreadable."
    )
    rate_limit: RateLimit | None = Field(None, description="429 for what is beyond it.")
    bytes_per_second: int | None = Field(
        None, ge=1, le=1_000_000_000, description="Slow down the answer, to 300 seconds at most."
    )
    revoke_token: bool = Field(
        False, description="Revoke the token of the request, which then gets 401; hits only who has one."
    )

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if not self.named():
            raise PydanticCustomError("effect_missing", "A fault needs one of {names}", {"names": _NAMES})
        for group in _EXCLUDING:
            if len(names := [name for name in group if getattr(self, name)]) > 1:
                raise PydanticCustomError(
                    "effects_exclude", "{names} exclude each other", {"names": " and ".join(names)}
                )
        if self.status is None and (orphans := [name for name in _OF_STATUS if getattr(self, name)]):
            raise PydanticCustomError(
                "status_missing", "{names} needs a status", {"names": " and ".join(orphans)}
            )
        return self

    def named(self) -> list[str]:
        """Name what it does."""
        return [name for name in Effect.model_fields if name not in _OF_STATUS and getattr(self, name)]

    @property
    def has_chance(self) -> bool:
        """Whether it is not the same each time."""
        return isinstance(self.delay, Range | LogNormal) or self.body == "garbled"

    @property
    def refuses(self) -> bool:
        """Whether the request is not performed."""
        return self.status is not None or self.rate_limit is not None or self.drop == "before"

    def text(self) -> str:
        """Return the detail of the error."""
        if self.detail is not None:
            return self.detail
        try:
            return HTTPStatus(self.status or HTTPStatus.TOO_MANY_REQUESTS).phrase
        except ValueError:
            return "Error"


_OF_STATUS = ("detail", "headers", "retry_after")
_EXCLUDING = (
    ("status", "drop", "rate_limit", "revoke_token"),
    ("drop", "body"),
    ("drop", "bytes_per_second"),
)
_NAMES = ", ".join(name for name in Effect.model_fields if name not in _OF_STATUS)
