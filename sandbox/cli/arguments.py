"""What the commands that speak to a running sandbox have in common."""

import argparse
from collections.abc import Callable
from typing import Any

Commands = Any
"""What `add_subparsers` returns, which has no public name."""

Run = Callable[[argparse.Namespace], int | None]


def add_url(parser: argparse.ArgumentParser) -> None:
    """Add the option that says which sandbox."""
    parser.add_argument(
        "--url",
        help="the sandbox (default: $OCPPLAB_SANDBOX_URL, $OCPPLAB_BASE_URL or http://127.0.0.1:8000)",
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
