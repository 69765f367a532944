"""The requests of the organization, as the sandbox has seen them."""

from collections.abc import Mapping
from typing import Any, Protocol, Unpack

from sandbox.kit.control import PATIENCE, Control
from sandbox.kit.entries import Explanation, RecordedRequest
from sandbox.kit.nearest import told
from sandbox.kit.patterns import ExchangeFields, parameters

_PATH = "/dev/requests"
_MOST = 1000
_LONGEST_WAIT = 60.0
"""Seconds that the control plane waits at most; whoever wants more asks again."""


class Answer(Protocol):
    """An answer of `httpx`, an error of an SDK, or whatever else has the headers of an answer."""

    @property
    def headers(self) -> Any:
        """The headers of the answer."""


class Requests:
    """The journal, as far as it is about one organization; the patterns are those of `/dev/requests`.

    What has no token, and so no organization, is not here: ask `/dev/requests` for it.
    """

    def __init__(self, control: Control, organization_id: str) -> None:
        self._control = control
        self._organization_id = organization_id

    def all(self, **pattern: Unpack[ExchangeFields]) -> list[RecordedRequest]:
        """Return the newest 1000 that fit, the oldest first."""
        return _read(self._get("", pattern, limit=_MOST))

    def last(self, **pattern: Unpack[ExchangeFields]) -> RecordedRequest:
        """Return the newest that fits.

        Raises:
            AssertionError: there is none; the text says what is nearest.
        """
        return self.assert_called(**pattern)[-1]

    def count(self, **pattern: Unpack[ExchangeFields]) -> int:
        """Return how many fit."""
        return int(self._get("/count", pattern)["count"])

    def wait(
        self, count: int = 1, timeout: float = 5, **pattern: Unpack[ExchangeFields]
    ) -> list[RecordedRequest]:
        """Return those that fit as soon as there are so many.

        Raises:
            TimeoutError: there were fewer when the time was over; the text says what is nearest.
        """
        left = timeout
        while not (came := self._wait(count, min(left, _LONGEST_WAIT), pattern))["matched"]:
            left -= _LONGEST_WAIT
            if left <= 0:
                expected = f"{_counted(count)} within {timeout:g} seconds"
                raise TimeoutError(told(expected, pattern, came["count"], _read(came), self.all))
        return _read(came)

    def get(self, request_id: str) -> RecordedRequest:
        """Return the one with this id, as the header `X-Sandbox-Request-Id` of a refusal tells it.

        Raises:
            ValueError: there is none.
        """
        return RecordedRequest.of(self._control.get(f"{_PATH}/{request_id}"))

    def clear(self, **pattern: Unpack[ExchangeFields]) -> None:
        """Forget those that fit."""
        about = {"organization_id": self._organization_id, **parameters(pattern)}
        self._control.delete(_PATH, **about)

    def har(self, **pattern: Unpack[ExchangeFields]) -> dict[str, Any]:
        """Return those that fit as an HTTP archive (HAR 1.2), as browsers and other tools read it."""
        archive: dict[str, Any] = self._get("/har", pattern)
        return archive

    def explain(self, request: "RecordedRequest | Answer | str") -> Explanation:
        """Return why a request was answered as it was, which its entry, answer, error or id tells."""
        return Explanation.of(self._control.get(f"{_PATH}/{_id_of(request)}/explain"))

    def assert_called(
        self, times: int | None = None, **pattern: Unpack[ExchangeFields]
    ) -> list[RecordedRequest]:
        """Check that requests that fit have come, at least one or exactly so many; return the newest 1000.

        Raises:
            AssertionError: it is otherwise; the text says what came instead.
        """
        listed = self._get("", pattern, limit=_MOST)
        total = listed["total"]
        if total == times or (times is None and total):
            return _read(listed)
        expected = "a request" if times is None else _counted(times)
        raise AssertionError(told(expected, pattern, total, _read(listed), self.all))

    def assert_not_called(self, **pattern: Unpack[ExchangeFields]) -> None:
        """Check that no request that fits has come.

        Raises:
            AssertionError: one has; the text shows it.
        """
        self.assert_called(times=0, **pattern)

    def _wait(self, count: int, seconds: float, pattern: ExchangeFields) -> Any:
        wanted = {"count": count, "timeout": seconds}
        return self._get("/wait", pattern, patience=seconds + PATIENCE, **wanted)

    def _get(self, path: str, pattern: ExchangeFields, **more: Any) -> Any:
        about = {"organization_id": self._organization_id, **parameters(pattern)}
        return self._control.get(f"{_PATH}{path}", **about, **more)


def _read(listed: Mapping[str, Any]) -> list[RecordedRequest]:
    return [RecordedRequest.of(row) for row in listed["data"]]


def _id_of(request: RecordedRequest | Answer | str) -> str:
    if isinstance(request, str):
        return request
    if isinstance(request, RecordedRequest):
        return request.id
    if not hasattr(request, "headers"):
        raise TypeError(f"expected an entry, an answer, an error of the SDK or an id, not {request!r}")
    headers = {name.lower(): value for name, value in dict(request.headers or {}).items()}
    if (found := headers.get("x-sandbox-request-id")) is None:
        raise ValueError(
            "The answer has no header X-Sandbox-Request-Id: only a refusal or a fault of a sandbox has it"
        )
    return str(found)


def _counted(number: int) -> str:
    return {0: "no request", 1: "1 request"}.get(number, f"{number} requests")
