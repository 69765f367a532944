"""A world as TinyDB documents, and its file: one row a line, so that a change reads well in a diff."""

import json
from pathlib import Path
from typing import Any

from sandbox.errors import BadSetting

Row = dict[str, Any]
World = dict[str, dict[str, Any]]  # table, id, row; and demand, field, value

_NO_TABLES = ("demand",)


def write_world(world: World, path: Path) -> None:
    """Write *world* to the file *path*, the same world always with the same bytes."""
    try:
        path.write_text(render(world), encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadSetting(f"cannot write the world to {path}: {error.strerror}") from error


def render(world: World) -> str:
    """Return the text of the file of *world*."""
    parts = (
        f" {_json(name)}: {_json(part) if name in _NO_TABLES else _table(part)}"
        for name, part in world.items()
    )
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _table(rows: dict[str, Row]) -> str:
    lines = ",\n".join(f"  {_json(key)}: {_json(row)}" for key, row in rows.items())
    return "{\n" + lines + "\n }" if rows else "{}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
