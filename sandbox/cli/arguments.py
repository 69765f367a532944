"""Options that commands have in common."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any

Commands = Any
"""What `add_subparsers` returns, which has no public name."""

Run = Callable[[argparse.Namespace], int | None]


class Parser(argparse.ArgumentParser):
    """Refuses what it does not know itself: the parser of all commands would show the usage of all."""

    def parse_known_args(  # type: ignore[override]  # argparse declares overloads
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Parse, and leave nothing over."""
        known, surplus = super().parse_known_args(args, namespace)
        if surplus:
            self.error(f"unrecognized arguments: {' '.join(surplus)}")
        return known, surplus


def add_url(parser: argparse.ArgumentParser) -> None:
    """Add the option that says which sandbox."""
    parser.add_argument(
        "--url",
        help="the sandbox (default: $OCPPLAB_SANDBOX_URL, $OCPPLAB_BASE_URL or http://127.0.0.1:8000)",
    )


def add_server(parser: argparse.ArgumentParser, *, port: str) -> None:
    """Add the options that say how a sandbox is started; *port* is the usual one."""
    parser.add_argument("--port", help=f"port to listen on (default: {port})")
    parser.add_argument("--data", metavar="DIR", help="folder to keep the state in (default: in memory)")
    parser.add_argument(
        "--world", metavar="NAME|FILE", help="default, empty, demo or a file (default: default)"
    )
    parser.add_argument(
        "--csms",
        choices=["loopback", "live"],
        help="which CSMS chargers have: the built-in one, or that at their ws_url (default: loopback)",
    )


class Group:
    """A command that has commands of its own, each of which speaks to a running sandbox."""

    def __init__(self, commands: Commands, name: str, *, about: str) -> None:
        parser = commands.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
        self._actions = parser.add_subparsers(required=True, metavar="ACTION")

    def add(
        self, name: str, run: Run, *, about: str, organization: str | None = None
    ) -> argparse.ArgumentParser:
        """Add a command; *organization* says whom it is about when none is given."""
        parser: argparse.ArgumentParser = self._actions.add_parser(
            name, help=about, description=f"{about[0].upper()}{about[1:]}."
        )
        add_url(parser)
        if organization is not None:
            parser.add_argument("--organization", metavar="ID", help=f"default: {organization}")
        parser.add_argument("--json", action="store_true", help="print JSON, for programs")
        parser.set_defaults(run=run)
        return parser
