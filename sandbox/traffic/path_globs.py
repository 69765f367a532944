"""Whether a path in which `*` is any text can be one of a template such as `/locations/{location_id}`."""

import re
from collections.abc import Iterator

_TOKENS = re.compile(r"\{[^}/]*\}|.", re.DOTALL)
_ONE, _MORE = "one", "more"


class PathTemplate:
    """A template, letter by letter: a parameter is one letter that is no slash, and then any more.

    A set of places in it is a number, with a bit for each: so a path is compared at a step per letter.
    """

    def __init__(self, template: str) -> None:
        tokens = list(_tokens(template))
        self._end = 1 << len(tokens)
        self._letters: dict[str, int] = {}
        self._one = self._more = 0
        for place, token in enumerate(tokens):
            bit = 1 << place
            if token is _ONE:
                self._one |= bit
            elif token is _MORE:
                self._more |= bit
            else:
                self._letters[token] = self._letters.get(token, 0) | bit

    def meets(self, path: str) -> bool:
        """Tell whether a path of the template fits."""
        places = 1
        for letter in path:
            places = self._beyond(places) if letter == "*" else self._after(places, letter)
            if not places:
                return False
        return bool(places & self._end)

    def _beyond(self, places: int) -> int:
        """Return all places from the first one on: any text can be whatever comes next."""
        return (self._end << 1) - (places & -places)

    def _after(self, places: int, letter: str) -> int:
        passed = self._letters.get(letter, 0)
        stayed = 0
        if letter != "/":
            passed |= self._one
            stayed = places & self._more
        reached = (places & passed) << 1 | stayed
        # A parameter may be over at any letter.
        return reached | (reached & self._more) << 1


def _tokens(template: str) -> Iterator[str]:
    for token in _TOKENS.findall(template):
        if token.startswith("{"):
            yield from (_ONE, _MORE)
        else:
            yield token
