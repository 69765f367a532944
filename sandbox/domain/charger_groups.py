"""Groups of like chargers, which differ in a suffix."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.world import Tenant

SUFFIX_DIGITS = 8
"""Hexadecimal digits of an identity suffix that nobody chose."""


class GroupDraft(BaseModel):
    """Like chargers: those with the given suffixes, a number of them, or both.

    Args:
        shared: what they have in common, as in a `ChargerDraft`.
        prefix: comes before each suffix in the identity.
        name: comes before each suffix in the name.
        suffixes: the chosen ones; random digits fill them up to *number*.
        number: how many chargers.
    """

    model_config = ConfigDict(frozen=True)

    shared: dict[str, Any]
    prefix: str = ""
    name: str | None = None
    suffixes: tuple[str, ...] | None = None
    number: int | None = None

    @property
    def size(self) -> int:
        """How many chargers there will be."""
        return len(self.suffixes or ()) if self.number is None else self.number

    def drafts(self, tenant: Tenant) -> Iterator[ChargerDraft]:
        """Return a draft for each charger."""
        for suffix in _suffixes(tenant, self.suffixes, self.number):
            name = self.name and f"{self.name} {suffix}"
            yield ChargerDraft(identity=f"{self.prefix}{suffix}", name=name, **self.shared)


def _suffixes(tenant: Tenant, chosen: Sequence[str] | None, number: int | None) -> list[str]:
    """Return identity suffixes: the chosen ones, cut or filled up with random digits to *number*."""
    wanted = list(chosen or ())
    if number is None:
        return wanted
    return wanted[:number] + [tenant.ids.hex(SUFFIX_DIGITS) for _ in range(number - len(wanted))]
