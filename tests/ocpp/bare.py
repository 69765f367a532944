"""A CSMS that speaks WebSocket by hand, frame by frame, so that it can fail to do what every library does."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha1
from typing import Any, NamedTuple

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
_MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_FINAL, _KIND, _LENGTH = 0x80, 0x0F, 0x7F
_TWO_BYTES, _EIGHT_BYTES = 126, 127


class Heard(NamedTuple):
    """One frame of the WebSocket."""

    kind: int
    content: bytes


class BareConnection:
    """One connection, from the end of the handshake on; what is not heard is not read."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def hear(self) -> Heard:
        """Return the next frame of the charger, which masks them."""
        first, second = await self._reader.readexactly(2)
        length = second & _LENGTH
        if length == _TWO_BYTES:
            length = int.from_bytes(await self._reader.readexactly(2))
        elif length == _EIGHT_BYTES:
            length = int.from_bytes(await self._reader.readexactly(8))
        mask = await self._reader.readexactly(4)
        masked = await self._reader.readexactly(length)
        content = bytes(byte ^ mask[place % 4] for place, byte in enumerate(masked))
        return Heard(first & _KIND, content)

    def say(self, kind: int, content: bytes) -> None:
        """Send a frame; it goes out by itself."""
        size = len(content)
        head = bytes([size]) if size < _TWO_BYTES else bytes([_TWO_BYTES]) + size.to_bytes(2)
        self._writer.write(bytes([_FINAL | kind]) + head + content)

    def leave(self) -> None:
        """Close the TCP connection, after what was said."""
        self._writer.close()

    def say_json(self, frame: Any) -> None:
        """Send a frame of OCPP."""
        self.say(TEXT, json.dumps(frame).encode())


class BareCsms:
    """Where chargers connect to, and those that have."""

    def __init__(self, port: int) -> None:
        self.url = f"ws://127.0.0.1:{port}"
        self.arrived: asyncio.Queue[BareConnection] = asyncio.Queue()


@asynccontextmanager
async def bare_csms(version: str = "ocpp1.6") -> AsyncIterator[BareCsms]:
    """Listen for chargers of that version; in the end all connections are cut off."""
    writers: list[asyncio.StreamWriter] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        key = next(
            line.partition(": ")[2] for line in request.splitlines() if line.startswith("Sec-WebSocket-Key")
        )
        accept = b64encode(sha1((key + _MAGIC).encode(), usedforsecurity=False).digest()).decode()
        writer.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {version}\r\n\r\n".encode()
        )
        csms.arrived.put_nowait(BareConnection(reader, writer))

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        csms = BareCsms(server.sockets[0].getsockname()[1])
        try:
            yield csms
        finally:
            for writer in writers:
                writer.transport.abort()
