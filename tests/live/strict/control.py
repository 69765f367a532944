"""The control of the strict CSMS in Python over HTTP."""

import json
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Route = Callable[[dict[str, str], dict[str, Any]], Any]
"""Takes the query and the body, and returns the answer; None is an empty object."""


class Refused(Exception):
    """A problem of who asks."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


def controlled(routes: dict[str, Route]) -> int:
    """Serve the routes, named `METHOD /path`, from a thread of its own; return the port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._respond()

        def do_POST(self) -> None:
            self._respond()

        def do_DELETE(self) -> None:
            self._respond()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that is overridden
            """Say nothing: standard output is for the ports."""

        def _respond(self) -> None:
            url = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(url.query).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                route = routes[f"{self.command} {url.path}"]
                answer = route(query, json.loads(body or b"{}"))
                self._say(HTTPStatus.OK, {} if answer is None else answer)
            except KeyError as unknown:
                self._say(HTTPStatus.NOT_FOUND, {"detail": f"There is no {unknown}"})
            except Refused as refused:
                self._say(refused.status, {"detail": str(refused)})

        def _say(self, status: HTTPStatus, answer: Any) -> None:
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
