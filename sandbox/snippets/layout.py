"""Code in lines of a bounded length: what does not fit into one has a line for each of its parts."""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 88
"""Characters in a line, where there is a choice."""


@dataclass(frozen=True, slots=True)
class Group:
    """Code in brackets; each part has a name before it, such as `limit=` or `"name": `, or an empty one."""

    opening: str
    parts: tuple[tuple[str, "Code"], ...]
    closing: str


Code = str | Group


def group(opening: str, parts: Iterable[tuple[str, Code]], closing: str) -> Code:
    """Return code in brackets; brackets in brackets stand in the same lines where nothing is beside them."""
    listed = tuple(parts)
    if len(listed) == 1:
        name, inner = listed[0]
        if isinstance(inner, Group) and not name:
            return Group(opening + inner.opening, inner.parts, inner.closing + closing)
    return Group(opening, listed, closing)


def written(code: Code, indent: str, *, before: str = "", after: str = "") -> str:
    """Return code between two texts, with *indent* for each level."""
    return "\n".join(_lines(code, indent, "", before, after))


def _lines(code: Code, indent: str, margin: str, before: str, after: str) -> Iterable[str]:
    line = f"{margin}{before}{_flat(code)}{after}"
    if isinstance(code, str) or not code.parts or len(line) <= LONGEST:
        return [line]
    inner = [line for name, part in code.parts for line in _lines(part, indent, margin + indent, name, ",")]
    return [f"{margin}{before}{code.opening.rstrip()}", *inner, f"{margin}{code.closing.lstrip()}{after}"]


def _flat(code: Code) -> str:
    if isinstance(code, str):
        return code
    inner = ", ".join(f"{name}{_flat(part)}" for name, part in code.parts)
    return f"{code.opening}{inner}{code.closing}"
