"""`requests`: what a running sandbox was asked, and what it answered."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sandbox.cli.arguments import Commands, Group
from sandbox.cli.remote import PATIENCE, Remote, segment
from sandbox.cli.tables import show, table
from sandbox.errors import StartupError

_PATH = "/dev/requests"
_SCALARS = {
    "method": "such as POST",
    "path": "such as '/locations/{location_id}' or '/chargers*'",
    "operation": "such as 'create_*'",
    "edition": "such as deployments",
    "role": "user or admin",
    "sdk": "such as 'python/0.3.*'",
    "status": "such as 404 or 4xx",
    "fault": "name of the fault that was applied, '*' for any",
}
_REPEATED = {
    "header": "such as 'X-Trace:a*'",
    "param": "query parameter, such as page:2",
    "field": "of the body, such as target.identity:CP-0001",
}


def add(commands: Commands) -> None:
    """Add the commands."""
    group = Group(commands, "requests", about="look at the requests to a running sandbox")
    found = _patterned(group, "list", _list, about="list requests, the oldest first")
    found.add_argument("--after", metavar="ID", type=int, help="only those after this one")
    found.add_argument(
        "--limit", metavar="N", type=int, default=100, help="the newest N (default %(default)s)"
    )
    shown = group.add("show", _show, about="show a request and its answer")
    shown.add_argument("id", metavar="ID")
    languages = ("curl", "python", "typescript")
    shown.add_argument("--as", dest="language", choices=languages, help="as code that sends it again")
    group.add("explain", _explain, about="explain why a request was refused").add_argument("id", metavar="ID")
    _patterned(group, "count", _count, about="count requests")
    waiting = _patterned(group, "wait", _wait, about="wait for requests; exit status 1 if too few came")
    waiting.add_argument("--count", metavar="N", type=int, default=1, help="how many (default %(default)s)")
    waiting.add_argument(
        "--timeout", metavar="SECONDS", type=float, default=5, help="at most (default %(default)s)"
    )
    _patterned(group, "clear", _clear, about="forget requests")
    archive = _patterned(group, "har", _har, about="write requests as an HTTP archive (HAR 1.2)")
    archive.add_argument("--out", metavar="FILE", type=Path, help="default: standard output")


def _patterned(group: Group, name: str, run: Any, *, about: str) -> argparse.ArgumentParser:
    parser = group.add(name, run, about=about, organization="all")
    for field, such in _SCALARS.items():
        parser.add_argument(f"--{field}", help=such)
    for field, such in _REPEATED.items():
        parser.add_argument(f"--{field}", action="append", help=f"{such}; may be repeated")
    return parser


def _list(given: argparse.Namespace) -> None:
    answer = Remote(given.url).get(_PATH, **_pattern(given), after=given.after, limit=given.limit)
    show(given, answer, _table(answer["data"]))


def _show(given: argparse.Namespace) -> int | None:
    if given.language is not None:
        return _show_snippet(given)
    entry = Remote(given.url).get(f"{_PATH}/{segment(given.id)}")
    show(given, entry, _text(entry))
    return None


def _show_snippet(given: argparse.Namespace) -> int | None:
    snippets = Remote(given.url).get(f"{_PATH}/{segment(given.id)}/snippets")
    snippet = snippets[given.language]
    if given.json or snippet["code"] is not None:
        show(given, snippet, str(snippet["code"]))
    if snippet["note"] is not None:
        print(f"ocpplab-sandbox: {snippet['note']}", file=sys.stderr)
    return 1 if snippet["code"] is None else None


def _explain(given: argparse.Namespace) -> None:
    told = Remote(given.url).get(f"{_PATH}/{segment(given.id)}/explain")
    lines = [f"{name}: {_json(told[name])}" for name in _EXPLAINED if told[name] is not None]
    show(given, told, "\n".join([*lines, *(f"hint: {hint}" for hint in told["hints"])]))


def _count(given: argparse.Namespace) -> None:
    answer = Remote(given.url).get(f"{_PATH}/count", **_pattern(given))
    show(given, answer, str(answer["count"]))


def _wait(given: argparse.Namespace) -> int | None:
    patience = given.timeout + PATIENCE
    wanted = {"count": given.count, "timeout": given.timeout}
    came = Remote(given.url).get(f"{_PATH}/wait", patience=patience, **_pattern(given), **wanted)
    show(given, came, _table(came["data"]))
    if came["matched"]:
        return None
    told = f"{came['count']} of {given.count} requests came within {given.timeout:g} seconds"
    print(f"ocpplab-sandbox: {told}", file=sys.stderr)
    return 1


def _clear(given: argparse.Namespace) -> None:
    Remote(given.url).delete(_PATH, **_pattern(given))


def _har(given: argparse.Namespace) -> None:
    archive = json.dumps(Remote(given.url).get(f"{_PATH}/har", **_pattern(given)), indent=2)
    if given.out is None:
        print(archive)
        return
    try:
        given.out.write_text(archive + "\n", encoding="utf-8")
    except OSError as refused:
        raise StartupError(f"{given.out} cannot be written: {refused.strerror}") from None


def _pattern(given: argparse.Namespace) -> dict[str, Any]:
    fields = {name: getattr(given, name) for name in (*_SCALARS, *_REPEATED)}
    return {**fields, "organization_id": given.organization}


def _table(entries: Iterable[dict[str, Any]]) -> str:
    rows = [
        (
            entry["id"],
            entry["at"],
            entry["method"],
            _target(entry),
            "dropped" if entry["status"] is None else entry["status"],
            entry["operation"],
            entry["fault"],
        )
        for entry in entries
    ]
    return table(("ID", "TIME", "METHOD", "PATH", "STATUS", "OPERATION", "FAULT"), rows)


def _text(entry: dict[str, Any]) -> str:
    lines = [f"{entry['method']} {_target(entry)}", *_headers(entry["headers"])]
    lines += _body(entry["body"])
    status = "no answer" if entry["status"] is None else entry["status"]
    lines += ["", f"{status} after {entry['seconds']} s", *_headers(entry["answer_headers"])]
    lines += _body(entry["answer_body"])
    notes = [f"warning: {warning}" for warning in entry["warnings"]]
    notes += [] if entry["fault"] is None else [f"fault: {entry['fault']}"]
    return "\n".join([*lines, "", *notes] if notes else lines)


def _target(entry: dict[str, Any]) -> str:
    return f"{entry['path']}?{entry['query']}" if entry["query"] else str(entry["path"])


def _headers(headers: dict[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers.items()]


def _body(body: Any) -> list[str]:
    return [] if body is None else ["", body if isinstance(body, str) else json.dumps(body, indent=2)]


def _json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


_EXPLAINED = ("status", "check", "said", "saw", "expected")
