"""The OCPPLAB Gateway API on a laptop, offline."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.app import create_app
    from sandbox.kit import Sandbox
    from sandbox.settings import Settings

__all__ = ["Sandbox", "Settings", "__version__", "create_app"]
__version__ = "0.1.0"

_HOMES = {"Sandbox": "sandbox.kit", "Settings": "sandbox.settings", "create_app": "sandbox.app"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
