"""Which id tags are refused: those whose beginning says so, in any case of letters."""

from typing import Any

REFUSED = {"BLOCKED": "Blocked", "EXPIRED": "Expired", "INVALID": "Invalid"}
"""The status for each beginning."""


def verdict(id_tag: Any) -> str:
    """Return the authorization status of an id tag, or of the token of 2.0.1."""
    name = str(id_tag).upper()
    return next((status for prefix, status in REFUSED.items() if name.startswith(prefix)), "Accepted")
