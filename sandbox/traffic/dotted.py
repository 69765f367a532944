"""Values within JSON by their dotted names: `target.identity`, `items.0.name`."""

from typing import Any


def at(value: Any, dotted: str, otherwise: Any = None) -> Any:
    """Return what stands in a value under a dotted name, or *otherwise* where nothing does."""
    for part in dotted.split("."):
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return otherwise
    return value
