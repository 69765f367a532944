"""`token`: prints a token of a running sandbox."""

import argparse

from sandbox.cli.arguments import Commands, add_url
from sandbox.cli.remote import Remote


def add(commands: Commands) -> None:
    """Add the command."""
    token = commands.add_parser(
        "token", help="print a token", description="Print a token of the running sandbox."
    )
    add_url(token)
    token.add_argument("--role", choices=["user", "admin"], default="user", help="default %(default)s")
    token.add_argument("--organization", metavar="ID", help="default: the first one")
    token.add_argument("--expires-in", metavar="SECONDS", type=int, default=3600, help="default %(default)s")
    token.add_argument("--defect", metavar="NAME", help="a way to fail, such as expired: see docs/tokens.md")
    token.set_defaults(run=_token)


def _token(given: argparse.Namespace) -> None:
    answer = Remote(given.url).get(
        "/dev/token",
        role=given.role,
        organization_id=given.organization,
        expires_in=given.expires_in,
        defect=given.defect,
    )
    print(answer["access_token"])
