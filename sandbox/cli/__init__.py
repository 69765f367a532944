"""`ocpplab-sandbox`: serves, runs commands with a sandbox, and speaks to one that runs."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from sandbox import __version__
from sandbox.cli.arguments import Parser
from sandbox.errors import SandboxError

__all__ = ["main"]

# Each command, in the order of the help, and the module that adds it.
_MODULES = {
    "serve": "serving",
    "exec": "executing",
    "token": "tokens",
    "faults": "faults",
    "clock": "clock",
    "snapshots": "snapshots",
    "requests": "requests",
    "seed": "worlds",
    "openapi": "listings",
    "routes": "listings",
    "csms": "csms",
    "fleet": "fleet",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status: 2 for what the user can mend."""
    words = sys.argv[1:] if arguments is None else arguments
    given = _parser(words[0] if words else "").parse_args(words)
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


def _parser(command: str = "") -> argparse.ArgumentParser:
    """Return the parser of *command*, or of all: the modules of the others need time to load."""
    parser = Parser(prog="ocpplab-sandbox", description="The OCPPLAB Gateway API, offline.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    modules = [_MODULES[command]] if command in _MODULES else dict.fromkeys(_MODULES.values())
    for module in modules:
        import_module(f"sandbox.cli.{module}").add(commands)
    return parser
