"""A CSMS that does as little as it can: what it took itself would count as if the chargers had."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import Any

from websockets.asyncio.server import ServerConnection, serve

INTERVAL = 10
"""Seconds between heartbeats."""


def answer(action: str, transactions: Any) -> dict[str, Any]:
    """Return the answer to a request of a charger."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if action == "BootNotification":
        return {"status": "Accepted", "currentTime": now, "interval": INTERVAL}
    if action == "Heartbeat":
        return {"currentTime": now}
    if action == "StartTransaction":
        return {"transactionId": next(transactions), "idTagInfo": {"status": "Accepted"}}
    if action == "Authorize":
        return {"idTagInfo": {"status": "Accepted"}}
    return {}


async def main(port: int) -> None:
    """Serve until the process is stopped; print how many chargers were accepted whenever that changes much."""
    transactions = iter(range(1, 1 << 31))

    async def attend(connection: ServerConnection) -> None:
        async for text in connection:
            kind, message_id, action, *_ = json.loads(text)
            if kind == 2:  # noqa: PLR2004 - CALL
                await connection.send(json.dumps([3, message_id, answer(action, transactions)]))

    async with serve(
        attend,
        "127.0.0.1",
        port,
        subprotocols=["ocpp1.6", "ocpp2.0.1"],  # type: ignore[list-item]
        compression=None,
        ping_interval=None,
        backlog=4096,
    ):
        print("ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
