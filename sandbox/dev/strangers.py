"""Patterns that fit nothing, because a name in them is misspelt: a warning, or a refusal in strict mode."""

from collections.abc import Callable, Sequence

from sandbox.errors import Facts, Invalid, problem
from sandbox.rest.exchange import Exchange
from sandbox.traffic.matching import RequestPattern
from sandbox.traffic.vocabulary import Vocabulary


class Proofreader:
    """Tells the sender of a pattern of what in it fits nothing.

    Args:
        vocabulary: what there is.
        strict: whether it is refused.
    """

    def __init__(self, vocabulary: Vocabulary, *, strict: bool) -> None:
        self._vocabulary = vocabulary
        self._strict = strict

    def read(
        self,
        pattern: RequestPattern,
        exchange: Exchange,
        place: Sequence[str],
        *,
        fits_anyway: Callable[[], bool] = lambda: False,
    ) -> None:
        """Warn of names in a pattern that came with *exchange*, unless it fits something nevertheless.

        Raises:
            Invalid: there are some, in strict mode.
        """
        found = list(self._vocabulary.strangers(pattern))
        if not found or fits_anyway():
            return
        if self._strict:
            problems = [problem("value_error", [*place, one.field], one.text(), one.given) for one in found]
            raise Invalid(problems, facts=Facts("strict"))
        exchange.warnings += [one.text() for one in found]
