"""Names that were given, and those that there are."""

from collections.abc import Collection
from difflib import get_close_matches


def one_of(what: str, given: object, known: Collection[str]) -> None:
    """Check that a name is one of those that there are.

    Raises:
        ValueError: it is none; the text has the nearest.
    """
    if given not in known:
        raise ValueError(f"{what}: no {given!r}; {instead(given, known)}")


def instead(given: object, known: Collection[str]) -> str:
    """Return which name may have been meant, or all that there are."""
    meant = get_close_matches(str(given), known, n=1)
    return f"did you mean {meant[0]}?" if meant else f"known: {', '.join(known)}"
