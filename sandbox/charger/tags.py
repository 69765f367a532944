"""Tags: what kind they are of in OCPP 2.0.1, and what a charger stores about them.

An *id_type* is that of an idToken, such as `ISO14443` or `eMAID`; it is None in OCPP 1.6, which has none, and
where nobody has named it.
"""

import re

from pydantic import Field

from sandbox.charger.record import Record
from sandbox.clock import Moment

NO_AUTHORIZATION = "NoAuthorization"
UNQUESTIONED = frozenset({"Central", NO_AUTHORIZATION})
"""Types that no CSMS is asked about: it has made up such a token itself, or there is none."""

_UID = re.compile("(?:[0-9A-Fa-f]{2}){4}|(?:[0-9A-Fa-f]{2}){7}|(?:[0-9A-Fa-f]{2}){10}")


class ListEntry(Record):
    """What the local list or the cache knows about a tag; both are keyed by `id_tag.casefold()`."""

    id_tag: str
    id_type: str | None = None
    status: str = "Accepted"
    expires_at: Moment | None = None
    parent_id_tag: str | None = None


class LocalList(Record):
    version: int = 0
    entries: dict[str, ListEntry] = Field(default_factory=dict)


class Reservation(Record):
    id: int
    id_tag: str
    id_type: str | None = None
    expires_at: Moment


def usual_type(id_tag: str) -> str:
    """Return the type of a tag of which nobody has named it: that of a card if it is the UID of one."""
    return "ISO14443" if _UID.fullmatch(id_tag) else "Local"
