"""Slugs: names as they stand in addresses."""

import re
import unicodedata

# Letters that Unicode does not decompose into an ASCII letter and an accent.
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "œ": "oe"})


def kebab(text: str) -> str:
    """Return *text* in lower-case ASCII letters and digits joined by hyphens; it may be empty."""
    plain = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
