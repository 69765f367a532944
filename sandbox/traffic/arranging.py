"""What a test arranges: `X-Sandbox-Arranged: yes` on a request that is not what the test is about.

It is performed as any other, but no fault hits it, and neither the journal nor the events tell of it.
"""

from starlette.types import Scope

NAME = "X-Sandbox-Arranged"
YES = b"yes"

_MARK = (NAME.lower().encode(), YES)


def is_arranged(scope: Scope) -> bool:
    """Tell whether a request arranges something, at the cost of one comparison for each header."""
    return _MARK in scope["headers"]
