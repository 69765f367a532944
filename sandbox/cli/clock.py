"""`clock`: the time of a running sandbox."""

import argparse
import re
from typing import Any

from sandbox.cli.arguments import Commands, Group
from sandbox.cli.remote import Remote
from sandbox.cli.tables import show
from sandbox.errors import StartupError

_PATH = "/dev/clock"
_OF_ALL = "the clock of all"
_SPAN = re.compile(r"(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s?)?")
_SECONDS = (86_400, 3600, 60, 1)


def add(commands: Commands) -> None:
    """Add the commands."""
    group = Group(commands, "clock", about="turn the clock of a running sandbox")
    group.add("show", _show, about="show the time", organization=_OF_ALL)
    group.add("freeze", _freeze, about="let the clock stand still", organization=_OF_ALL)
    group.add("unfreeze", _unfreeze, about="let the clock go on", organization=_OF_ALL)
    to = group.add("set", _set, about="let the clock show a later time", organization=_OF_ALL)
    to.add_argument("now", metavar="TIME", help="such as 2031-05-01T08:00:00Z")
    by = group.add("advance", _advance, about="put the clock forward", organization=_OF_ALL)
    by.add_argument("span", metavar="SPAN", help="such as 30d, 1h30m or 90 (seconds)")
    speed = group.add("speed", _speed, about="let the clock go faster or slower", organization=_OF_ALL)
    speed.add_argument("factor", metavar="FACTOR", type=float, help="seconds that pass in one, such as 60")
    group.add("reset", _reset, about="go back to real time", organization=_OF_ALL)


def _show(given: argparse.Namespace) -> None:
    shown = Remote(given.url).get(_PATH, organization_id=given.organization)
    show(given, shown, _text(shown))


def _freeze(given: argparse.Namespace) -> None:
    _turn(given, frozen=True)


def _unfreeze(given: argparse.Namespace) -> None:
    _turn(given, frozen=False)


def _set(given: argparse.Namespace) -> None:
    _turn(given, now=given.now)


def _advance(given: argparse.Namespace) -> None:
    _turn(given, advance=_seconds(given.span))


def _speed(given: argparse.Namespace) -> None:
    _turn(given, speed=given.factor)


def _reset(given: argparse.Namespace) -> None:
    Remote(given.url).delete(_PATH, organization_id=given.organization)
    _show(given)


def _turn(given: argparse.Namespace, **wanted: Any) -> None:
    if given.organization is not None:
        wanted["organization_id"] = given.organization
    shown = Remote(given.url).post(_PATH, wanted)
    show(given, shown, _text(shown))


def _text(shown: dict[str, Any]) -> str:
    owner = "of all" if shown["organization_id"] is None else f"of {shown['organization_id']}"
    states = [owner]
    states += ["frozen"] if shown["frozen"] else []
    states += [] if shown["speed"] == 1 else [f"speed {shown['speed']:g}"]
    return f"{shown['now']}  ({', '.join(states)})"


def _seconds(text: str) -> float:
    """Return the seconds of `30d`, `1h30m` or `90`."""
    found = _SPAN.fullmatch(text)
    if found is None or not any(found.groups()):
        raise StartupError(f"{text!r} is no span of time: expected such as 30d, 1h30m or 90")
    return sum(float(given or 0) * unit for given, unit in zip(found.groups(), _SECONDS, strict=True))
