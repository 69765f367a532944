"""Invented worlds: organizations, locations, chargers and what the chargers were told lately.

The same arguments give the same bytes, in every process: ids, choices and dates come from the
seed, never from the wall clock. Streets and names come from Faker, whose word lists change between
its releases; nothing else depends on them. Only `places` imports Faker, and no serving process
imports this package.

`fixtures/README.md` tells how `demo.json` was built, and describes the files that come with the sandbox.
"""

from sandbox.seeding.documents import World, render, write_world
from sandbox.seeding.worlds import build_world

__all__ = ["World", "build_world", "render", "write_world"]
