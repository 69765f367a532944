"""A request as a command line for a POSIX shell, with curl."""

from collections.abc import Iterator
from shlex import quote

from sandbox.snippets.asked import Asked
from sandbox.snippets.notes import Uncallable

_GLOBS = "[]{}"
_FROM_JSON = r"""sed 's/.*"access_token":"\([^"]*\)".*/\1/'"""


def curl(asked: Asked) -> str:
    """Return the commands that send a request again.

    Raises:
        Uncallable: no command can.
    """
    if asked.body is not None and "\0" in asked.body.text:
        raise Uncallable("Its body has a NUL in it, which no argument of a command can have.")
    command = " \\\n  ".join(_words(asked))
    if asked.token is None:
        return command
    url = quote(f"{asked.base_url}/dev/token{asked.token_query}")
    return f"TOKEN=$(curl -s {url} | {_FROM_JSON})\n{command}"


def _words(asked: Asked) -> Iterator[str]:
    """Return the command in pieces, each for a line of its own."""
    yield " ".join(["curl -s", *_options(asked), quote(asked.base_url + asked.target)])
    if asked.token is not None:
        yield '-H "Authorization: Bearer $TOKEN"'
    if asked.organization is not None:
        yield f"-H {quote(f'X-Organization-Id: {asked.organization}')}"
    if asked.body is not None:
        # Without a value curl leaves a header out that it would send by itself.
        content_type = "" if asked.content_type is None else f" {asked.content_type}"
        yield f"-H {quote(f'Content-Type:{content_type}')}"
        yield f"--data-raw {quote(asked.body.text)}"


def _options(asked: Asked) -> Iterator[str]:
    if asked.method == "HEAD" and asked.body is None:
        yield "--head"
    elif asked.method != ("GET" if asked.body is None else "POST"):
        yield f"-X {quote(asked.method)}"
    if any(sign in asked.target for sign in _GLOBS):
        yield "--globoff"
    if "/." in asked.path:
        yield "--path-as-is"
