"""Where the data files are: inside the installed package, or beside it in a source checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def fixture(name: str) -> Path:
    """Return the path of the data file *name*, such as `catalog.json` or `worlds/demo.json`."""
    shipped = _PACKAGE / "fixtures"
    folder = shipped if shipped.is_dir() else _PACKAGE.parent / "fixtures"
    return folder / name
