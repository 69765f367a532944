"""Forgetting: of each charger only so much is kept, the oldest goes first."""

from collections.abc import Callable
from typing import Any

from sandbox.store.store import Scoped


def forget_oldest(
    collection: Scoped[Any], charger_id: str, keep: int, *, unless: Callable[[Any], bool] = lambda _: False
) -> None:
    """Remove the oldest records of a charger until *keep* are left, but none that is still needed."""
    surplus = collection.count(charger_id=charger_id) - keep
    if surplus > 0:
        oldest, _ = collection.page(offset=0, limit=surplus, charger_id=charger_id)
        for record in oldest:
            if not unless(record):
                collection.remove(record.id)
