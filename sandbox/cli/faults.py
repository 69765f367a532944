"""`faults`: what goes wrong with requests to a running sandbox."""

import argparse
from collections.abc import Iterable
from typing import Any

from sandbox.cli.arguments import Commands, Group
from sandbox.cli.fault_texts import fault
from sandbox.cli.remote import Remote, segment
from sandbox.cli.tables import pairs, show, table
from sandbox.errors import StartupError
from sandbox.traffic.fault_texts import json_or_text

_PATH = "/dev/faults"


def add(commands: Commands) -> None:
    """Add the commands."""
    group = Group(commands, "faults", about="let requests to a running sandbox fail")
    group.add("list", _list, about="list the faults, the first to be tried first", organization="all")
    new = group.add("add", _add, about="add a fault", organization="requests of all")
    new.formatter_class, new.epilog = argparse.RawDescriptionHelpFormatter, _FIELDS
    new.add_argument("fault", metavar="FAULT", help="such as 'status=503; times=2; operation=create_*'")
    preset = group.add(
        "preset", _preset, about="order a preset, or list the presets", organization="that of the preset"
    )
    preset.add_argument(
        "name", metavar="NAME", nargs="?", help="such as sdk-retry; without it all are listed"
    )
    preset.add_argument("fields", metavar="FIELD=VALUE", nargs="*", help="what the preset is to know")
    remove = group.add("remove", _remove, about="take a fault back")
    remove.add_argument("id", metavar="ID")
    group.add("clear", _clear, about="take all faults back", organization="all")


def _list(given: argparse.Namespace) -> None:
    answer = Remote(given.url).get(_PATH, organization_id=given.organization)
    show(given, answer, _table(answer["data"]))


def _add(given: argparse.Namespace) -> None:
    added = Remote(given.url).post(_PATH, fault(given.fault, given.organization))
    show(given, added, _table([added]))


def _preset(given: argparse.Namespace) -> None:
    remote = Remote(given.url)
    if given.name is None:
        presets = remote.get(f"{_PATH}/presets")
        rows = [(preset["name"], preset["description"]) for preset in presets["data"]]
        show(given, presets, table(("NAME", "DESCRIPTION"), rows))
        return
    wanted = {} if given.organization is None else {"organization_id": given.organization}
    wanted |= dict(map(_field, given.fields))
    ordered = remote.post(f"{_PATH}/presets/{segment(given.name)}", wanted)
    told = f"{ordered['preset']}: {ordered['description']}"
    show(given, ordered, f"{told}\n{_table(ordered['faults'])}" if ordered["faults"] else told)


def _remove(given: argparse.Namespace) -> None:
    Remote(given.url).delete(f"{_PATH}/{segment(given.id)}")


def _clear(given: argparse.Namespace) -> None:
    Remote(given.url).delete(_PATH, organization_id=given.organization)


def _field(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise StartupError(f"{text!r} is no field: expected FIELD=VALUE")
    return name, json_or_text(value)


def _table(faults: Iterable[dict[str, Any]]) -> str:
    head = ("ID", "NAME", "REQUESTS", "FAULT", "HITS", "MATCHES")
    return table(head, map(_row, faults))


def _row(row: dict[str, Any]) -> tuple[Any, ...]:
    does = pairs(
        {name: value for name, value in row.items() if name not in _ELSEWHERE and value != _USUAL.get(name)}
    )
    name = None if row["name"] == row["id"] else row["name"]
    hits = f"{row['hits']} (spent)" if row["spent"] else row["hits"]
    return row["id"], name, pairs(row["match"]) or "all", does, hits, row["matches"]


_FIELDS = """\
A fault is made of parts such as status=503, joined by semicolons.

which requests:
  method, path, operation, edition, role, sdk, organization_id   * is any text
  header=Name:value, param=name:value, field=dotted.name:value   may be repeated

which of those:
  after=2            not the first two
  times=2            two of them, then no more
  every=3            the third, the sixth and so on
  probability=0.5    about half of them

what happens:
  status=503, detail=text, headers={"Name": "value"}, retry_after=5
  delay=0.5          seconds; 0.1..0.5 is between, 0.3~0.5 is median and sigma
  drop=before        closes the connection; after: when the request was performed
  body=truncated     breaks the answer off; garbled: it is no JSON
  rate_limit=5/10    more than 5 requests in 10 seconds are 429
  bytes_per_second=1000
  revoke_token=true

name=text is how requests and events call it.
See docs/faults.md for what they do, and what SDKs make of it.
"""

_ELSEWHERE = ("id", "name", "match", "matches", "hits", "spent", "created_at")
_USUAL = {"after": 0, "every": 1, "probability": 1}
