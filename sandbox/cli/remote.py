"""A running sandbox, as the command line asks it: with the standard library alone.

The kit asks with httpx, which takes longer to load than a command takes to run.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

from sandbox.errors import StartupError, reason, unserved

PATIENCE = 10
"""Seconds after which a sandbox that does not answer is given up."""


class Refused(StartupError):
    """A sandbox refused; *reason* says why, without where it runs."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url} refused: {reason}")
        self.reason = reason


class Remote:
    """Asks the control plane of a sandbox.

    Args:
        url: where it runs; by default where the environment says, or at the usual port of this machine.
    """

    def __init__(self, url: str | None) -> None:
        if url is None:
            from sandbox.settings import nearest_sandbox

            url = nearest_sandbox()
        self._url = url

    def get(self, path: str, /, *, patience: float = PATIENCE, **parameters: Any) -> Any:
        """Return what is there.

        Raises:
            StartupError: nobody answers, or the sandbox refused.
        """
        return self._ask("GET", path, parameters, patience=patience)

    def post(self, path: str, body: Any = None, /, **parameters: Any) -> Any:
        """Send *body*, and return what became of it.

        Raises:
            StartupError: nobody answers, or the sandbox refused.
        """
        return self._ask("POST", path, parameters, body=body)

    def delete(self, path: str, /, **parameters: Any) -> None:
        """Remove what is there.

        Raises:
            StartupError: nobody answers, or the sandbox refused.
        """
        self._ask("DELETE", path, parameters)

    def _ask(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, Any],
        *,
        body: Any = None,
        patience: float = PATIENCE,
    ) -> Any:
        given = {name: value for name, value in parameters.items() if value not in (None, [])}
        query = f"?{urlencode(given, doseq=True)}" if given else ""
        data = None if body is None else json.dumps(body).encode()
        headers = {} if data is None else {"Content-Type": "application/json"}
        try:
            # Only what speaks HTTP can answer: the opener knows files and FTP too.
            asked = Request(f"{self._url.rstrip('/')}{path}{query}", data, headers, method=method)  # noqa: S310
            with _DIRECTLY.open(asked, timeout=patience) as answer:
                content = answer.read()
                return json.loads(content) if content else None
        except HTTPError as refused:
            raise Refused(self._url, _reason(refused, path)) from None
        except (OSError, HTTPException, LookupError, TypeError, ValueError) as refused:
            hint = "start one with `ocpplab-sandbox serve`, or name it with --url"
            raise StartupError(f"No sandbox answers at {self._url} ({refused}): {hint}") from None


def segment(text: str) -> str:
    """Return a text as one segment of a path."""
    return quote(text, safe="")


def _reason(refused: HTTPError, path: str) -> str:
    """Return what a refusal says, be it from a sandbox or from something else that listens there."""
    detail = reason(refused.read())
    if detail and refused.code == HTTPStatus.NOT_FOUND:
        told = unserved(detail, path)
        return (
            f"{told}; sign tokens with its key instead" if told != detail and path == "/dev/token" else told
        )
    return detail or f"{refused.code} {refused.reason}"


# A sandbox is on this machine or close by: a proxy of the system would not find it.
_DIRECTLY = build_opener(ProxyHandler({}))
