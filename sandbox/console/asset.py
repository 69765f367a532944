"""A file as a browser gets it: compressed where it can be, and not sent again while it is the same."""

import gzip
from functools import cached_property
from hashlib import sha256

from starlette.responses import Response

from sandbox.rest.exchange import Exchange

_LEVEL = 6
"""Of gzip: somebody waits for the first answer. The most takes six times as long, and saves a thirtieth."""


class Asset:
    """One file.

    Args:
        content: its bytes.
        media_type: such as `text/css`.
    """

    def __init__(self, content: bytes, media_type: str) -> None:
        self._content = content
        self._media_type = media_type
        self._tag = f'W/"{sha256(content).hexdigest()[:32]}"'

    @cached_property
    def _compressed(self) -> bytes:
        return gzip.compress(self._content, _LEVEL, mtime=0)

    def answer(self, exchange: Exchange, headers: dict[str, str]) -> Response:
        """Return the file, or 304 for a browser that has it."""
        about = {"ETag": self._tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding", **headers}
        if self._tag in _listed(exchange, b"if-none-match"):
            return Response(status_code=304, headers=about)
        if "gzip" not in _listed(exchange, b"accept-encoding"):
            return Response(self._content, headers=about, media_type=self._media_type)
        about["Content-Encoding"] = "gzip"
        return Response(self._compressed, headers=about, media_type=self._media_type)


def _listed(exchange: Exchange, name: bytes) -> set[str]:
    """Return the members of a list header, without their parameters."""
    given = exchange.header(name) or ""
    return {member.split(";")[0].strip() for member in given.split(",")}
