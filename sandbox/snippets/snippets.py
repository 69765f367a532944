"""All snippets of a request."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from sandbox.auth.claims import TokenFormat
from sandbox.rest.exchange import Exchange
from sandbox.snippets.asked import Asked, ask_again
from sandbox.snippets.curl import curl
from sandbox.snippets.notes import Notes, Uncallable
from sandbox.snippets.python import python
from sandbox.snippets.releases import PYTHON, TYPESCRIPT, Call, Release, fitting
from sandbox.snippets.typescript import typescript


class Snippet(NamedTuple):
    """Code that sends a request again, for a *release* of an SDK if it needs one.

    There is no code where *note* says why; else it says what is missing or different.
    """

    code: str | None
    note: str | None
    release: str | None = None


def snippets(
    exchange: Exchange, base_url: str, token_format: TokenFormat, is_organization: Callable[[str], bool]
) -> dict[str, Snippet]:
    """Return the snippets of a request by language: `curl`, `python`, `typescript`.

    Args:
        exchange: the request.
        base_url: where it is to be sent again.
        token_format: how tokens tell who sent them.
        is_organization: tells whether there is an organization, by its id.
    """
    try:
        asked = ask_again(exchange, base_url, token_format, is_organization)
    except Uncallable as reason:
        return dict.fromkeys(("curl", "python", "typescript"), Snippet(None, str(reason)))
    return {
        "curl": _snippet(asked, lambda _: curl(asked), None),
        "python": _of_sdk(asked, "python", PYTHON, partial(python, asked)),
        "typescript": _of_sdk(asked, "typescript", TYPESCRIPT, lambda _, *given: typescript(asked, *given)),
    }


Write = Callable[[Release, Call, Notes], str]


def _of_sdk(asked: Asked, language: str, releases: Sequence[Release], write: Write) -> Snippet:
    """Return the snippet for the best release that can be called, else why the best one cannot."""
    sender, _, number = (asked.sdk or "").partition("/")
    known = number if sender == language else None
    calls = [] if asked.route is None else fitting(releases, known, asked.editions, asked.method, asked.route)
    best: Snippet | None = None
    for release, call in calls:
        snippet = _snippet(asked, partial(write, release, call), release.number)
        if snippet.code is not None:
            return snippet
        best = best or snippet
    return best or Snippet(
        None, f"No release of the SDK has a call for {asked.method} {asked.route or asked.path}."
    )


def _snippet(asked: Asked, write: Callable[[Notes], str], release: str | None) -> Snippet:
    notes = Notes(*asked.notes)
    try:
        code = write(notes)
    except Uncallable as reason:
        return Snippet(None, str(reason), release)
    return Snippet(code, " ".join(notes.all()) or None, release)
