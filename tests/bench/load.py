"""A load generator: a few connections that ask again as soon as they are answered."""

import asyncio
import time
from dataclasses import dataclass

CONNECTIONS = 16


@dataclass(frozen=True)
class Load:
    """What came of a load: answers, seconds, and the median time of one answer."""

    answers: int
    seconds: float
    median: float

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answers / self.seconds


def request(method: str, path: str, *, token: str = "", body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def apply(port: int, wanted: bytes, *, seconds: float, connections: int = CONNECTIONS) -> Load:
    """Ask for *wanted* over and over for some seconds."""
    return asyncio.run(_apply(port, wanted, seconds, connections))


async def _apply(port: int, wanted: bytes, seconds: float, connections: int) -> Load:
    began = time.perf_counter()
    until = began + seconds
    times = await asyncio.gather(*(_ask(port, wanted, until) for _ in range(connections)))
    spent = time.perf_counter() - began
    every = sorted(moment for some in times for moment in some)
    return Load(len(every), spent, every[len(every) // 2])


async def _ask(port: int, wanted: bytes, until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times = []
    while (began := time.perf_counter()) < until:
        writer.write(wanted)
        await _answer(reader)
        times.append(time.perf_counter() - began)
    writer.close()
    await writer.wait_closed()
    return times


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    if not 200 <= status < 300:
        raise RuntimeError(head.decode())
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return await reader.readexactly(int(lengths[0].split(b":")[1])) if lengths else b""
