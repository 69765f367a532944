"""Calls every method of the imported release, with all that it takes, and runs the snippets of what was sent.

Standard input has `{"url": ..., "token": ...}`; standard output gets the release's table and, for each call,
its name, what was sent, what the snippet sent, and the snippet.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any

import httpx

from tests.sdk.recording import methods
from tests.sdk.releases import imported
from tests.sdk.sampling import VALUES, arguments
from tests.snippets.running import Newest, run
from tests.snippets.table import TARGET, learned

ONCE: dict[str, Any] = {"max_retries": 0}


def sent(url: str, token: str) -> Iterator[dict[str, Any]]:
    """Call every method; return what was sent and its snippet."""
    release, ocpplab = imported(), import_module("ocpplab")
    assert release is not None
    refused = import_module("ocpplab.core.api_error").ApiError
    client_class = getattr(ocpplab, "OcpplabSDK", None) or ocpplab.OcpplabApi
    newest = Newest(url)
    client = client_class(base_url=url, token=token, httpx_client=httpx.Client(trust_env=False))
    for name, method in methods(client, release.namespaces).items():
        given = arguments(method, VALUES | TARGET, everything=True)
        # What is not there is asked for too.
        with suppress(refused):
            method(**given, request_options=ONCE)
        entry = newest.first()
        assert entry is not None, name
        yield {"name": name, "sent": entry, "snippet": newest.snippets(entry)["python"]}


def main(url: str, token: str) -> dict[str, Any]:
    """Return the table, and what came of each method."""
    rows = list(sent(url, token))
    again = run(url, [row["snippet"]["code"] for row in rows if row["snippet"]["code"]])
    for row in rows:
        row["again"] = again.pop(0) if row["snippet"]["code"] else None
    return {"table": learned(), "rows": rows}


if __name__ == "__main__":
    json.dump(main(**json.load(sys.stdin)), sys.stdout)
