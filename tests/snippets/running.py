"""Runs Python snippets, one after the other, in a process where their release is importable.

Standard input has `{"url": ..., "codes": [...]}`; standard output gets the requests that came of them, as the
journal of the sandbox at that URL tells, null for a snippet that has sent none.
"""

import json
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout, suppress
from importlib import import_module
from io import StringIO
from typing import Any

import httpx

Entry = dict[str, Any]


class Newest:
    """Tells what came to a sandbox since it was last asked."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, trust_env=False)
        entries = self._http.get("/dev/requests?limit=1").json()["data"]
        self._last = entries[0]["id"] if entries else "0"

    def first(self) -> Entry | None:
        """Return the first of it; more of it are tries of the same."""
        entries: list[Entry] = self._http.get(f"/dev/requests?after={self._last}").json()["data"]
        if entries:
            self._last = entries[-1]["id"]
        return entries[0] if entries else None

    def snippets(self, entry: Entry) -> Entry:
        """Return the snippets of a request."""
        told: Entry = self._http.get(f"/dev/requests/{entry['id']}/snippets").json()
        return told


def run(url: str, codes: Iterable[str]) -> list[Entry | None]:
    """Run snippets, and return what came of each."""
    refused = import_module("ocpplab.core.api_error").ApiError
    newest, came = Newest(url), []
    for code in codes:
        # What was refused is refused again.
        with redirect_stdout(StringIO()), suppress(refused):
            exec(compile(code, "<snippet>", "exec"), {"__name__": "__main__"})
        came.append(newest.first())
    return came


if __name__ == "__main__":
    given = json.load(sys.stdin)
    json.dump(run(given["url"], given["codes"]), sys.stdout)
