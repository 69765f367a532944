"""The control plane of a sandbox, as the rest of the kit asks it."""

from collections.abc import Mapping
from typing import Any

import httpx

from sandbox.errors import reason, unserved

PATIENCE = 30
"""Seconds after which a sandbox that does not answer is given up."""


class Control:
    """Sends requests to `/dev`, and says in words what was wrong with one that is refused.

    Args:
        client: its transport is used, not its headers: what the control plane is asked is nobody's request.
        url: base URL of the sandbox.
    """

    def __init__(self, client: httpx.Client, url: str) -> None:
        self._client = client
        self._url = url

    def get(self, path: str, /, *, patience: float = PATIENCE, **parameters: Any) -> Any:
        """Return what is there.

        Raises:
            ValueError: the sandbox refused; the text says why.
        """
        return checked(self._send("GET", path, params=_given(parameters), patience=patience))

    def post(self, path: str, body: Any = None, /, **parameters: Any) -> Any:
        """Send *body*, and return what became of it.

        Raises:
            ValueError: the sandbox refused; the text says why.
        """
        return checked(self._send("POST", path, json=body, params=_given(parameters)))

    def delete(self, path: str, /, **parameters: Any) -> None:
        """Remove what is there.

        Raises:
            ValueError: the sandbox refused; the text says why.
        """
        checked(self._send("DELETE", path, params=_given(parameters)))

    def find(self, path: str, /) -> Any:
        """Return what may be there, or None.

        Raises:
            ValueError: the sandbox refused; the text says why.
        """
        answer = self._send("GET", path)
        return None if answer.status_code == httpx.codes.NOT_FOUND else checked(answer)

    def remove(self, path: str, /, **parameters: Any) -> None:
        """Remove what may be gone already.

        Raises:
            ValueError: the sandbox refused; the text says why.
        """
        answer = self._send("DELETE", path, params=_given(parameters))
        if answer.status_code != httpx.codes.NOT_FOUND:
            checked(answer)

    def _send(self, method: str, path: str, *, patience: float = PATIENCE, **parts: Any) -> httpx.Response:
        if self._client.is_closed:
            raise ValueError("The sandbox does not run any more")
        timeout = {"timeout": httpx.Timeout(patience).as_dict()}
        return self._client.send(httpx.Request(method, f"{self._url}{path}", extensions=timeout, **parts))


def checked(answer: httpx.Response) -> Any:
    """Return the JSON of an answer, or None when it has none.

    Raises:
        ValueError: it is an error; the text says why.
    """
    if not answer.is_success:
        raise ValueError(_reason(answer))
    return answer.json() if answer.content else None


def _reason(answer: httpx.Response) -> str:
    request = answer.request
    told = (
        reason(answer.content)
        or f"{request.method} {request.url}: {answer.status_code} {answer.reason_phrase}"
    )
    is_missing = answer.status_code == httpx.codes.NOT_FOUND and request.url.path.startswith("/dev/")
    return unserved(told, request.url.path) if is_missing else told


def _given(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value is not None}
