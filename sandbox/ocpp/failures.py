"""Why there is no connection, in words that help whoever set it up."""

import errno
import socket
import ssl as tls
from http import HTTPStatus

from websockets import exceptions
from websockets.http11 import Response

from sandbox.errors import SandboxError
from sandbox.ocpp.messages import OcppVersion
from sandbox.ocpp.plain_text import plain

_MOST_LETTERS = 500
_MOST_SAID = 200
"""Letters of what a server says."""

_PASSING = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
    *(status for status in HTTPStatus if status >= HTTPStatus.INTERNAL_SERVER_ERROR),
}


class CannotConnect(SandboxError):
    """There is no connection; it is *retryable* if that may pass without anybody changing anything.

    The *reason* may have in it what a stranger says, and is kept as a line that can be shown.
    """

    def __init__(self, reason: str, *, retryable: bool) -> None:
        self.reason = plain(reason, _MOST_LETTERS)
        super().__init__(self.reason)
        self.retryable = retryable


def explained(  # noqa: C901, a table
    url: str, version: OcppVersion, failed: Exception, patience: float
) -> CannotConnect:
    """Say in the words of a developer why there is no connection."""
    host = url.partition("//")[2].partition("/")[0].rpartition("@")[2]
    retryable = False
    match failed:
        case exceptions.InvalidStatus():
            return _turned_away(host, failed.response)
        case exceptions.NegotiationError():
            return no_subprotocol(str(failed).rpartition(": ")[2], version)
        case exceptions.InvalidURI() | ValueError() if not isinstance(failed, OSError):
            text = f"{url} is no URL of a WebSocket: {failed}"
        case exceptions.WebSocketException():
            said = plain(str(failed.__cause__ or failed), _MOST_SAID)
            text, retryable = f"{host} did not answer as a WebSocket does: {said}", True
        case tls.SSLCertVerificationError():
            text = f"{host} has a certificate that is not trusted: {failed.verify_message}"
        case tls.SSLError():
            text = f"no TLS with {host}: {failed.reason or failed}"
        case TimeoutError():
            text, retryable = f"{host} did not answer in {patience:g} s", True
        case socket.gaierror():
            text, retryable = f"{host} cannot be resolved: {failed.strerror}", True
        case _ if f"Errno {errno.ECONNREFUSED}]" in str(failed):
            text, retryable = f"nobody listens at {host}: connection refused", True
        case ConnectionError() if url.startswith("wss:"):
            text, retryable = f"{host} ended the TLS handshake: does it speak TLS?", True
        case _:
            text, retryable = f"{host} cannot be reached: {failed}", True
    return CannotConnect(text, retryable=retryable)


def no_subprotocol(chosen: str, version: OcppVersion) -> CannotConnect:
    text = f"the CSMS chose the subprotocol {chosen}, not {version}: does it speak this version?"
    return CannotConnect(text, retryable=False)


def _turned_away(host: str, response: Response) -> CannotConnect:
    status = response.status_code
    told = plain((response.body or b"").decode(errors="replace").strip(), _MOST_SAID)
    text = f"{host} answered {status} {response.reason_phrase}{': ' if told else ''}{told}"
    if "Location" in response.headers:
        location = plain(response.headers["Location"], _MOST_SAID)
        text = f"{text} (redirects are not followed: {location})"
    return CannotConnect(text, retryable=status in _PASSING)
