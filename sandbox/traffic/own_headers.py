"""The headers by which a request tells the sandbox what to do with it; a misspelt one would do nothing."""

from collections.abc import Iterator

from sandbox.rest.exchange import Headers
from sandbox.rest.unknown import nearest
from sandbox.traffic import arranging, requested_faults

PREFIX = b"x-sandbox-"

_BEGINNING = PREFIX.decode()
_KNOWN = {name.lower(): name for name in (requested_faults.NAME, arranging.NAME)}
_MEANINGS = {name.removeprefix(_BEGINNING): shown for name, shown in _KNOWN.items()}
_ARRANGED = arranging.NAME.lower()
_MOST_LETTERS = 60


def warnings(headers: Headers) -> Iterator[str]:
    """Tell of headers that look like those of the sandbox, and are ignored."""
    for raw, value in headers:
        if not raw.startswith(PREFIX):
            continue
        name = raw.decode("latin-1")
        if name not in _KNOWN:
            # All begin alike: what comes after tells which is near.
            meant = nearest(name.removeprefix(_BEGINNING), _MEANINGS)
            hint = f" (did you mean {_MEANINGS[meant]}?)" if meant else ""
            yield f"unknown header {name[:_MOST_LETTERS]!a} ignored{hint}"
        elif name == _ARRANGED and value != arranging.YES:
            yield f"header {arranging.NAME} ignored: it should be {arranging.YES.decode()}"
