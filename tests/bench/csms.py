"""A CSMS that does as little as it can: what it took itself would count as if the chargers had.

It prints one line for each charger that it accepts, and answers nothing that a charger does not wait for.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

INTERVAL = 10
"""Seconds between heartbeats."""

CALL = 2


def answer(action: str, transactions: Iterator[int]) -> dict[str, Any]:
    """Return the answer to a request of a charger."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if action == "BootNotification":
        return {"status": "Accepted", "currentTime": now, "interval": INTERVAL}
    if action == "Heartbeat":
        return {"currentTime": now}
    if action == "StartTransaction":
        return {"transactionId": next(transactions), "idTagInfo": {"status": "Accepted"}}
    return {"idTagInfo": {"status": "Accepted"}} if action == "Authorize" else {}


async def main(port: int) -> None:
    """Serve until the process is stopped."""
    transactions = count(1)

    async def attend(connection: ServerConnection) -> None:
        async for text in connection:
            kind, message_id, action, *_ = json.loads(text)
            if kind == CALL:
                await connection.send(json.dumps([3, message_id, answer(action, transactions)]))
                if action == "BootNotification":
                    print("accepted", flush=True)

    versions = [Subprotocol("ocpp1.6"), Subprotocol("ocpp2.0.1")]
    async with serve(
        attend,
        "127.0.0.1",
        port,
        subprotocols=versions,
        compression=None,
        ping_interval=None,
        backlog=4096,
    ):
        print("ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
