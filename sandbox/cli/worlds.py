"""`seed`: writes a world file."""

import argparse
import json
import sys
from pathlib import Path

from sandbox.cli.arguments import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    seed = commands.add_parser(
        "seed",
        help="write a world file",
        description="Write a world of believable data, the same for the same arguments; open it with "
        "`serve --world FILE`.",
    )
    seed.add_argument("--tenants", metavar="N", type=int, default=1, help="default %(default)s")
    seed.add_argument(
        "--locations", metavar="N", type=int, default=10, help="per tenant (default %(default)s)"
    )
    seed.add_argument(
        "--chargers", metavar="N", type=int, default=40, help="per tenant (default %(default)s)"
    )
    seed.add_argument("--seed", metavar="S", type=int, default=1, help="default %(default)s")
    seed.add_argument("--country", metavar="CC", help="only there, such as NL (default: everywhere)")
    seed.add_argument(
        "--sessions-per-day",
        metavar="X",
        type=float,
        default=0.0,
        help="drivers who come to each charger by themselves (default: none)",
    )
    seed.add_argument("--out", metavar="FILE", type=Path, help="default: standard output")
    seed.set_defaults(run=_seed)


def _seed(given: argparse.Namespace) -> None:
    from sandbox.fixture_files import fixture
    from sandbox.seeding import build_world, render, write_world

    world = build_world(
        tenants=given.tenants,
        locations=given.locations,
        chargers=given.chargers,
        seed=given.seed,
        country=given.country,
        sessions_per_day=_as_written(given.sessions_per_day),
        catalog=json.loads(fixture("catalog.json").read_text(encoding="utf-8")),
    )
    if given.out is None:
        sys.stdout.write(render(world))
    else:
        write_world(world, given.out)


def _as_written(number: float) -> float:
    """Return a number as people write it into a file: a whole one without a point."""
    return int(number) if number.is_integer() else number
