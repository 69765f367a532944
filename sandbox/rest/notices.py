"""What a caller should know although nothing is wrong yet: a route of the past, a token near its end."""

from sandbox.rest.exchange import Exchange
from sandbox.rest.operation import Operation

_RELEASE = b"x-fern-sdk-version"


def notice(exchange: Exchange, operation: Operation) -> None:
    """Add to the warnings of an exchange what the caller of the operation should know."""
    deprecation = operation.deprecation
    if deprecation is not None and exchange.header(_RELEASE) not in deprecation.releases:
        exchange.warnings.append(deprecation.text)
    principal = exchange.caller.principal
    if principal is not None and principal.seconds_left is not None:
        exchange.warnings.append(f"the token expires in {principal.seconds_left} s")
