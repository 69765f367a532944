"""Looks requests up in the journal, by the patterns that others send."""

from sandbox.auth.claims import TokenFormat
from sandbox.dev.strangers import Proofreader
from sandbox.rest.exchange import Exchange
from sandbox.traffic.entries import Entry, entry
from sandbox.traffic.journal import Fits, Journal
from sandbox.traffic.matching import ExchangePattern, Matcher


class Lookup:
    """Finds the requests that fit a pattern, and tells of patterns that nothing can fit.

    Args:
        journal: holds the requests.
        token_format: how tokens tell who sent them.
        proofreader: knows what a pattern can name.
    """

    def __init__(self, journal: Journal, token_format: TokenFormat, proofreader: Proofreader) -> None:
        self.journal = journal
        self._token_format = token_format
        self._proofreader = proofreader

    def fits(self, pattern: ExchangePattern, asking: Exchange) -> Fits:
        """Return what tells whether a request fits; the request that is *asking* is told of misspelt names.

        Raises:
            Invalid: there are some, in strict mode.
        """
        fits = Matcher(pattern, self._token_format).fits
        self._proofreader.read(pattern, asking, ("query",), fits_anyway=lambda: bool(self.journal.find(fits)))
        return fits

    def find(self, pattern: ExchangePattern, asking: Exchange) -> list[Exchange]:
        """Return the requests that fit, the oldest first.

        Raises:
            Invalid: names in the pattern are misspelt, in strict mode.
        """
        return self.journal.find(self.fits(pattern, asking))

    def entries(self, exchanges: list[Exchange]) -> list[Entry]:
        """Show exchanges."""
        return [entry(exchange, self._token_format) for exchange in exchanges]
