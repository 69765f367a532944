"""`ocpplab-sandbox`: serves, runs commands with a sandbox, and speaks to one that runs."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from sandbox import __version__
from sandbox.cli import (
    clock,
    csms,
    executing,
    faults,
    fleet,
    listings,
    requests,
    serving,
    snapshots,
    tokens,
    worlds,
)
from sandbox.cli.arguments import Parser
from sandbox.errors import SandboxError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status: 2 for what the user can mend."""
    given = _parser().parse_args(arguments)
    status: int | None = 0
    try:
        status = given.run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads, such as `head`, has read enough; what is still in the buffer has to go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except SandboxError as refused:
        print(f"ocpplab-sandbox: {refused}", file=sys.stderr)
        return 2
    finally:
        gc.enable()
    return status or 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="ocpplab-sandbox", description="The OCPPLAB Gateway API, offline.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for part in (
        serving,
        executing,
        tokens,
        faults,
        clock,
        snapshots,
        requests,
        worlds,
        listings,
        csms,
        fleet,
    ):
        part.add(commands)
    return parser
