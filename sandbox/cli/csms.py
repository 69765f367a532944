"""`csms`: a small CSMS in the foreground, for people who have none."""

import argparse
import signal
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from sandbox.cli.arguments import Commands
from sandbox.errors import StartupError

_STOPPING = (signal.SIGINT, signal.SIGTERM)


def add(commands: Commands) -> None:
    """Add the command."""
    csms = commands.add_parser(
        "csms",
        help="run a small CSMS that chargers can connect to",
        description="Run a CSMS until Ctrl-C that accepts chargers with OCPP 1.6 and 2.0.1 at any path that "
        "ends with their identity, holds them to the official schemas and prints what is said. Id tags that "
        "begin with BLOCKED, EXPIRED or INVALID get the status of that name.",
    )
    csms.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    csms.add_argument(
        "--port", type=int, default=9000, help="port to listen on (default: %(default)s; 0 takes a free one)"
    )
    csms.add_argument(
        "--basic",
        metavar="USER:PASSWORD",
        help="what chargers must prove themselves by; without a user, it is their identity: ':secret'",
    )
    _add_tls(csms)
    csms.add_argument(
        "--record", metavar="FILE", type=Path, help="file to write all frames to, as JSON lines"
    )
    csms.add_argument("--quiet", action="store_true", help="print the summary only")
    csms.add_argument(
        "--strict", action="store_true", help="exit with 1 if a charger did not keep to the protocol"
    )
    csms.set_defaults(run=_csms)


def _add_tls(csms: argparse.ArgumentParser) -> None:
    csms.add_argument(
        "--tls-cert", metavar="FILE", type=Path, help="PEM file with its certificate: it is wss:// then"
    )
    csms.add_argument(
        "--tls-key",
        metavar="FILE",
        type=Path,
        help="PEM file with the key, if it is not in that of --tls-cert",
    )
    csms.add_argument(
        "--tls-client-ca",
        metavar="FILE",
        type=Path,
        help="PEM file with the authority that a certificate of each charger must be from",
    )


def _csms(given: argparse.Namespace) -> int:
    from sandbox.csms import Csms
    from sandbox.csms.chronicle import GAP, Chronicle
    from sandbox.csms.scribe import Scribe

    lines = None if given.quiet else Scribe(gap=GAP)
    record = None if given.record is None else Scribe()
    with (
        Chronicle(lines, record) as chronicle,
        _told_to_stop() as stop,
        Csms(
            host=given.host,
            port=given.port,
            basic=_basic(given.basic),
            tls=_tls(given.tls_cert, given.tls_key, given.tls_client_ca),
            most_frames=0,
            watcher=chronicle,
        ) as csms,
    ):
        if record is not None:  # not before the port is there: another CSMS may be writing to that file
            record.begin(_opened(given.record))
        print(_welcome(csms.url), flush=True)
        if lines is not None:
            lines.begin(_own_stdout())
        stop.recv(1)
    print(f"\n{chronicle.summary(csms.transactions)}")
    if chronicle.lack is not None:
        print(f"ocpplab-sandbox: {given.record} lacks frames: {chronicle.lack}", file=sys.stderr)
    return 1 if chronicle.lack is not None or (given.strict and csms.violations) else 0


def _welcome(url: str) -> str:
    lines = ["", f"  CSMS at {url}, for OCPP 1.6 and 2.0.1", "  Chargers append their identity to it"]
    return "\n".join([*lines, "  Stop with Ctrl-C", ""])


def _basic(given: str | None) -> tuple[str, str] | None:
    if given is None:
        return None
    user, colon, password = given.partition(":")
    if not colon:
        raise StartupError("--basic is USER:PASSWORD, or :PASSWORD where the user is the identity")
    return user, password


def _tls(certificate: Path | None, key: Path | None, client_ca: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        if key is not None or client_ca is not None:
            raise StartupError("--tls-key and --tls-client-ca need --tls-cert")
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    files = certificate if key is None else f"{certificate} with {key}"
    try:
        # A key with a passphrase is refused: whoever waits for the CSMS may not see that it is asked for.
        context.load_cert_chain(certificate, key, password=str)
        if client_ca is not None:
            files = client_ca
            context.load_verify_locations(client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
    except OSError as refused:  # those of TLS are among them
        raise StartupError(f"{files} cannot be used: {refused.strerror or refused}") from None
    return context


def _own_stdout() -> TextIO:
    """Return standard output with a buffer of its own, whose lock a blocked writer may hold at the end."""
    return open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False)


def _opened(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8")
    except OSError as refused:
        raise StartupError(f"Cannot write to {path}: {refused.strerror}") from None


@contextmanager
def _told_to_stop() -> Iterator[socket.socket]:
    """Yield a socket that tells of SIGINT and SIGTERM, whichever thread they came to."""
    telling, told = socket.socketpair()
    with telling, told:
        telling.setblocking(False)
        former = signal.set_wakeup_fd(telling.fileno(), warn_on_full_buffer=False)
        handlers = {one: signal.signal(one, lambda *_: None) for one in _STOPPING}
        try:
            yield told
        finally:
            for one, handler in handlers.items():
                signal.signal(one, handler)
            signal.set_wakeup_fd(former)
