"""The pages of the documentation, taken apart: code blocks, tables, headings and links."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")), ROOT / "fixtures" / "README.md")

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def page(name: str) -> Path:
    return ROOT / "docs" / name


def blocks(path: Path, language: str) -> list[str]:
    """Return the fenced code blocks of that language."""
    return [text for found, text in _FENCE.findall(path.read_text("utf-8")) if found == language]


def commands(path: Path) -> list[str]:
    """Return the lines of code that are indented instead of fenced."""
    return _INDENTED.findall(_FENCE.sub("", path.read_text("utf-8")))


def rows(path: Path) -> Iterator[list[str]]:
    """Return the cells of every row of every table, heads and rulers left out."""
    lines = _FENCE.sub("", path.read_text("utf-8")).splitlines()
    for above, line in pairwise(lines):
        if line.startswith("| ") and above.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def links(path: Path) -> list[str]:
    return [link for link in _LINK.findall(path.read_text("utf-8")) if "://" not in link]


def anchors(path: Path) -> set[str]:
    """Return the names that headings can be linked by."""
    headings = _HEADING.findall(_FENCE.sub("", path.read_text("utf-8")))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
