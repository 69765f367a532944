"""Answers that a test asked for instead of the usual ones."""

from typing import Any


class Provoked:
    """What is wanted, each for some requests of one action."""

    def __init__(self) -> None:
        self._all: list[dict[str, Any]] = []

    def add(self, wanted: dict[str, Any]) -> None:
        """Want this for the next `times` requests of `action`, of `identity` if it is named."""
        self._all.append({"times": 1, **wanted})

    def take(self, identity: str, action: str) -> dict[str, Any]:
        """Return what is wanted for this request, and count it; empty if the usual answer is."""
        for wanted in self._all:
            whose = wanted.get("identity", identity)
            if wanted["times"] > 0 and (wanted["action"], whose) == (action, identity):
                wanted["times"] -= 1
                return wanted
        return {}
