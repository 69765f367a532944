"""`exec`: runs a command with a sandbox of its own."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from types import FrameType
from typing import Any

from sandbox.cli.arguments import Commands, add_server
from sandbox.cli.fault_texts import fault
from sandbox.cli.remote import Refused, Remote
from sandbox.errors import BadSetting, StartupError

NOT_FOUND = 127
NOT_EXECUTABLE = 126
A_DAY = 86_400
_FORWARDED = (signal.SIGINT, signal.SIGTERM)
_ENDED = b"\0"
"""What is told at the end, where a signal is told by its number."""


def add(commands: Commands) -> None:
    """Add the command."""
    execute = commands.add_parser(
        "exec",
        help="run a command with a sandbox of its own",
        usage="%(prog)s [options] -- COMMAND [ARGUMENT ...]",
        description="Run a command with a sandbox that begins and ends with it. The command finds it in "
        "OCPPLAB_BASE_URL, OCPPLAB_TOKEN, OCPPLAB_ADMIN_TOKEN, OCPPLAB_ORGANIZATION_ID and "
        "OCPPLAB_SANDBOX_URL; its exit status is that of the command.",
    )
    add_server(execute, port="a free one")
    execute.add_argument(
        "--fault",
        metavar="FAULT",
        action="append",
        default=[],
        help="such as 'status=503; times=2; operation=create_*'; may be repeated",
    )
    execute.add_argument("command", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    execute.set_defaults(run=_execute)


def _execute(given: argparse.Namespace) -> int:
    command = given.command[1:] if given.command[:1] == ["--"] else given.command
    if not command:
        raise StartupError("exec needs a command: ocpplab-sandbox exec [options] -- COMMAND")
    from sandbox.server import Server
    from sandbox.settings import Settings, environment_with

    # Whatever is less than a warning would go to standard output, which is the command's.
    settings = Settings.from_environment(
        port=given.port or 0, data=given.data, world=given.world, csms=given.csms, log_level="warning"
    )
    if not settings.dev:
        raise BadSetting("SANDBOX_DEV must be on: exec hands out tokens of /dev/token")
    _try_out(given.fault)
    with Server(settings) as server:
        remote = Remote(server.url)
        for text in given.fault:
            _order(remote, text)
        return _run(command, environment_with(**_whereabouts(remote, server.url)))


def _try_out(faults: list[str]) -> None:
    """Order the faults of a sandbox of no consequence: what is wrong with them is to be said first."""
    from sandbox.server import Server
    from sandbox.settings import Settings

    if faults:
        with Server(Settings.of(world="empty", port=0, log_level="error")) as server:
            remote = Remote(server.url)
            for text in faults:
                _order(remote, text)


def _order(remote: Remote, text: str) -> None:
    try:
        remote.post("/dev/faults", fault(text))
    except Refused as refused:
        # Where the sandbox would have run says nothing: the port was a free one.
        raise StartupError(f"--fault {text!r}: {refused.reason}") from None


def _whereabouts(remote: Remote, url: str) -> dict[str, str]:
    """Return what the command is told of the sandbox."""
    there = remote.get("/dev/tenants", limit=1)["data"]
    organization = there[0] if there else remote.post("/dev/tenants", {"name": "exec"})
    user, admin = (
        remote.get("/dev/token", role=role, organization_id=organization["id"], expires_in=A_DAY)
        for role in ("user", "admin")
    )
    return {
        "OCPPLAB_BASE_URL": url,
        "OCPPLAB_SANDBOX_URL": url,
        "OCPPLAB_ORGANIZATION_ID": organization["id"],
        "OCPPLAB_TOKEN": user["access_token"],
        "OCPPLAB_ADMIN_TOKEN": admin["access_token"],
    }


def _run(command: list[str], environment: Mapping[str, str]) -> int:
    """Run a command to its end and return its exit status, as a shell would."""
    relay = _Relay()
    before = {one: signal.signal(one, relay) for one in _FORWARDED}
    try:
        process = subprocess.Popen(command, env=environment)  # noqa: S603 - that is what was asked for
        relay.begin(process)
        status = _end_of(process)
    except OSError as refused:
        print(f"ocpplab-sandbox: {command[0]} cannot be run: {refused.strerror}", file=sys.stderr)
        return NOT_FOUND if isinstance(refused, FileNotFoundError) else NOT_EXECUTABLE
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    return 128 - status if status < 0 else status


def _end_of(process: "subprocess.Popen[Any]") -> int:
    """Wait for the end of a process; signals are acted on meanwhile, whichever thread they interrupt.

    Python acts on them in the main thread, which one that came to another thread would not wake.
    """
    telling, told = socket.socketpair()
    with telling, told:
        telling.setblocking(False)
        before = signal.set_wakeup_fd(telling.fileno(), warn_on_full_buffer=False)
        threading.Thread(target=_tell_end, args=(process, telling), daemon=True).start()
        try:
            while told.recv(1) != _ENDED:
                pass
        finally:
            signal.set_wakeup_fd(before)
    return process.wait()


def _tell_end(process: "subprocess.Popen[Any]", telling: socket.socket) -> None:
    process.wait()
    telling.send(_ENDED)


class _Relay:
    """Passes on signals to the command, those too that come before it runs."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[Any] | None = None
        self._early: list[int] = []

    def __call__(self, received: int, _frame: FrameType | None) -> None:
        if received == signal.SIGINT and _is_in_foreground():
            # Ctrl-C has reached the command as well: a second one would make it give up at once.
            return
        if self._process is None:
            self._early.append(received)
        else:
            self._process.send_signal(received)

    def begin(self, process: "subprocess.Popen[Any]") -> None:
        """Pass on what came, and from now on all that comes."""
        self._process = process
        for received in self._early:
            process.send_signal(received)


def _is_in_foreground() -> bool:
    """Tell whether the keys of a terminal reach this process and its command alike."""
    if not hasattr(os, "tcgetpgrp"):
        # Windows: they always do, and no process can be sent what they send.
        return True
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (AttributeError, OSError, ValueError):
        return False
