"""What the commands print: tables for people, JSON for programs."""

import argparse
import json
from collections.abc import Iterable, Sequence
from typing import Any

_GAP = "  "


def show(given: argparse.Namespace, answer: Any, text: str) -> None:
    """Print what the control plane answered, or *text* where people read."""
    print(json.dumps(answer, indent=2) if given.json else text)


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as columns under their heads."""
    cells = [["-" if cell in (None, "") else str(cell) for cell in row] for row in rows]
    if not cells:
        return "none"
    lines = [list(head), *cells]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        _GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def pairs(fields: dict[str, Any]) -> str:
    """Return fields as `name=value`, without those that say nothing."""
    return " ".join(f"{name}={_compact(value)}" for name, value in fields.items() if not _says_nothing(value))


def _compact(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _says_nothing(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})
