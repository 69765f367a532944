"""What a caller should know although nothing is wrong yet: a route of the past, a token near its end."""

from collections.abc import Iterator

from sandbox.rest.exchange import Exchange
from sandbox.rest.operation import Operation

_RELEASE = b"x-fern-sdk-version"


def notices(exchange: Exchange, operation: Operation) -> Iterator[str]:
    """Return what to tell the caller of an operation."""
    deprecation = operation.deprecation
    if deprecation is not None and exchange.header(_RELEASE) not in deprecation.releases:
        yield deprecation.text
    principal = exchange.caller.principal
    if principal is not None and (left := principal.seconds_left) is not None:
        yield f"the token expires in {left} s"
