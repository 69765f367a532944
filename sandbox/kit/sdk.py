"""The official SDK, whichever release is installed."""

from importlib import import_module
from typing import Any

_NAMES = ("OcpplabSDK", "OcpplabApi")
"""What releases have called the client: the first one now, the second one at first."""


def client_class(*, asynchronous: bool) -> Any:
    """Return the class of the SDK's client.

    Raises:
        ImportError: the SDK is not installed, or is none that is known.
    """
    try:
        ocpplab = import_module("ocpplab")
    except ModuleNotFoundError as missing:
        if missing.name != "ocpplab":
            raise
        raise ImportError("The official SDK is not installed: pip install ocpplab", name="ocpplab") from None
    names = [f"Async{name}" if asynchronous else name for name in _NAMES]
    for name in names:
        if (found := getattr(ocpplab, name, None)) is not None:
            return found
    raise ImportError(f"The installed ocpplab has no {' or '.join(names)}", name="ocpplab")
