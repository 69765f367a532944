"""`snapshots`: states of a running sandbox to go back to."""

import argparse
from collections.abc import Iterable
from typing import Any

from sandbox.cli.arguments import Commands, Group
from sandbox.cli.remote import Remote, segment
from sandbox.cli.tables import show, table

_PATH = "/dev/snapshots"
_WHOLE = "the whole sandbox"


def add(commands: Commands) -> None:
    """Add the commands."""
    group = Group(commands, "snapshots", about="keep states of a running sandbox, and go back to them")
    group.add("list", _list, about="list the snapshots, the oldest first", organization="all")
    save = group.add("save", _save, about="keep the present state", organization=_WHOLE)
    save.add_argument("name", metavar="NAME", nargs="?", help="default: snapshot-1 and so on")
    for name, run, about in (
        ("restore", _restore, "go back to a snapshot"),
        ("remove", _remove, "forget a snapshot"),
    ):
        group.add(name, run, about=about, organization=_WHOLE).add_argument("name", metavar="NAME")


def _list(given: argparse.Namespace) -> None:
    answer = Remote(given.url).get(_PATH, organization_id=given.organization)
    show(given, answer, _table(answer["data"]))


def _save(given: argparse.Namespace) -> None:
    wanted = {"name": given.name, "organization_id": given.organization}
    body = {name: value for name, value in wanted.items() if value is not None}
    saved = Remote(given.url).post(_PATH, body)
    show(given, saved, _table([saved]))


def _restore(given: argparse.Namespace) -> None:
    path = f"{_PATH}/{segment(given.name)}/restore"
    Remote(given.url).post(path, organization_id=given.organization)


def _remove(given: argparse.Namespace) -> None:
    Remote(given.url).delete(f"{_PATH}/{segment(given.name)}", organization_id=given.organization)


def _table(snapshots: Iterable[dict[str, Any]]) -> str:
    names = ("name", "records", "created_at", "organization_id")
    rows = [[row[name] for name in names] for row in snapshots]
    return table(("NAME", "RECORDS", "CREATED", "ORGANIZATION"), rows)
