"""Where the data files are: inside the installed package, or beside it in a source checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def fixture(name: str) -> Path:
    """Return the path of the data file *name*, such as `catalog.json` or `worlds/demo.json`."""
    return _folder("fixtures") / name


def document(name: str) -> Path:
    """Return the path of a page of the documentation that is served, such as `fidelity.md`."""
    return _folder("docs") / name


def _folder(name: str) -> Path:
    shipped = _PACKAGE / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name
