"""What the sandbox is measured against: an ASGI app that does nothing but return the bytes of a file."""

import sys
from pathlib import Path
from typing import Any

import uvicorn


def bare(content: bytes) -> Any:
    """Return the app."""
    start = {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())],
    }

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send(start)
        await send({"type": "http.response.body", "body": content})

    return app


if __name__ == "__main__":
    uvicorn.run(
        bare(Path(sys.argv[2]).read_bytes()),
        port=int(sys.argv[1]),
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
    )
