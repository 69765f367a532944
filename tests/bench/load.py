"""A load generator: a few connections that ask again as soon as they are answered.

It does as little as it can for each answer: what it took itself would count as if the server had.
"""

import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

CONNECTIONS = 8

_END_OF_HEAD = b"\r\n\r\n"
_AT_ONCE = 1 << 20


def request(method: str, path: str, *, token: str = "", body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Load:
    """Connections to a port that ask for the same over and over.

    Args:
        port: of a server on loopback that answers each time with as many bytes as the first time.
        wanted: the request.
    """

    def __init__(self, port: int, wanted: bytes) -> None:
        self._wanted = wanted
        self._waiting = selectors.DefaultSelector()
        self._connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
        for opened in self._connections:
            self._length = self._first(opened)
            self._waiting.register(opened, selectors.EVENT_READ, [0])

    def apply(self, seconds: float) -> float:
        """Ask for some seconds; return the answers per second."""
        began = time.perf_counter()
        until = began + seconds
        for connection in self._connections:
            connection.sendall(self._wanted)
        asked, answered = len(self._connections), 0
        while answered < asked:
            for key, _ in self._waiting.select():
                ready, received = key.fileobj, key.data
                assert isinstance(ready, socket.socket)
                received[0] += len(ready.recv(_AT_ONCE))
                if received[0] >= self._length:
                    received[0] = 0
                    answered += 1
                    if time.perf_counter() < until:
                        ready.sendall(self._wanted)
                        asked += 1
        return answered / (time.perf_counter() - began)

    def close(self) -> None:
        """Hang up."""
        self._waiting.close()
        for connection in self._connections:
            connection.close()

    def _first(self, connection: socket.socket) -> int:
        """Ask once; return how many bytes the answer has."""
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        connection.sendall(self._wanted)
        answer = b""
        while _END_OF_HEAD not in answer:
            answer += connection.recv(_AT_ONCE)
        head = answer.partition(_END_OF_HEAD)[0].lower()
        if not head.startswith(b"http/1.1 2"):
            raise RuntimeError(head.decode())
        told = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length:"))
        length = len(head) + len(_END_OF_HEAD) + int(told.split(b":")[1])
        while len(answer) < length:
            answer += connection.recv(_AT_ONCE)
        return length


@contextmanager
def load(port: int, wanted: bytes) -> Iterator[Load]:
    """Keep connections open while the block lasts."""
    applied = Load(port, wanted)
    try:
        yield applied
    finally:
        applied.close()
