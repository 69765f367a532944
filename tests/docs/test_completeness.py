"""Everything there is must be described, and everything that is described must be there."""

import argparse
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from sandbox import cli, pytest_plugin
from sandbox.auth.defects import DEFECTS
from sandbox.charger.commands.table import COMMANDS
from sandbox.dev.operations import OPERATIONS
from sandbox.domain.world import COLLECTIONS
from sandbox.rest.operation import Operation
from sandbox.settings import Settings, variable
from tests.docs.pages import PAGES, README, ROOT, commands, page, rows

_MARKS = re.compile(r"(documented|inferred|chosen)\b")
_VARIABLES = re.compile(r"\bSANDBOX_[A-Z_]*[A-Z]")
_SOURCES = re.compile(r"`((?:sandbox|fixtures|tests)/[\w./-]*)`")


def _parsers() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command of the command line."""
    return _actions(cli._parser())


def _actions(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parsers that a parser leads to, by name."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return {name: found for group in groups for name, found in group.choices.items()}


def _options(parser: argparse.ArgumentParser) -> set[str]:
    """Return the options of a command, and of the commands that it has of its own."""
    parsers = [parser, *_actions(parser).values()]
    return {option for one in parsers for action in one._actions for option in action.option_strings}


@pytest.mark.parametrize("name", Settings.model_fields)
def test_each_setting_is_in_the_readme_with_its_default(name: str) -> None:
    field = Settings.model_fields[name]
    assert [f"`{variable(name)}`", _shown(field.default), field.description] in list(rows(README))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_variable_that_is_mentioned_is_a_setting(path: Path) -> None:
    mentioned = set(_VARIABLES.findall(path.read_text("utf-8")))
    assert mentioned <= {variable(name) for name in Settings.model_fields}


@pytest.mark.parametrize("name", _parsers())
def test_each_command_is_in_the_readme_with_its_options(name: str) -> None:
    row = next(row for row in rows(README) if row[0] == f"`ocpplab-sandbox {name}`")
    assert set(re.findall(r"`(--[a-z-]+)`", row[2])) == _options(_parsers()[name]) - {"-h", "--help"}
    for action in _actions(_parsers()[name]):
        assert re.search(rf"`{action}\b", row[1])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_command_line_can_be_parsed(path: Path) -> None:
    for line in commands(path):
        program, *arguments = shlex.split(line, comments=True)
        if program == "ocpplab-sandbox":
            cli._parser().parse_args(arguments)


@pytest.mark.parametrize(("defect", "effect"), [*DEFECTS.items()], ids=[*DEFECTS])
def test_each_defect_is_described_with_its_status(defect: str, effect: Any) -> None:
    assert [f"`{defect}`", str(effect.status), effect.description] in list(rows(page("tokens.md")))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_each_operation_of_the_control_plane_is_described(operation: Operation) -> None:
    told = " ".join(row[0] for row in rows(page("control-plane.md")))
    assert f"`{operation.method} {operation.path}`" in told


@pytest.mark.parametrize("spec", COLLECTIONS, ids=lambda spec: spec.name)
def test_each_collection_of_records_is_described(spec: Any) -> None:
    assert f"`{spec.name}`" in [row[0] for row in rows(page("control-plane.md"))]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_a_charger_is_described(command: str) -> None:
    told = " ".join(row[0] for row in rows(page("ocpp.md")))
    assert f"`{command}`" in told


@pytest.mark.parametrize("fixture", ["sandbox", "inprocess_sandbox", "sandbox_url"])
def test_each_fixture_is_described(fixture: str) -> None:
    assert hasattr(pytest_plugin, fixture)
    assert f"`{fixture}`" in [row[0] for row in rows(page("testing.md"))]


def test_each_rule_has_a_mark_and_all_but_choices_a_source() -> None:
    for rule, mark, source in rows(page("fidelity.md")):
        marks = set(_MARKS.findall(mark))
        assert marks, rule
        assert source or marks == {"chosen"}, rule


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_file_that_is_named_is_there(path: Path) -> None:
    for name in _SOURCES.findall(path.read_text("utf-8")):
        assert (ROOT / name).exists(), name


def _shown(default: Any) -> str:
    if default is None or default == ():
        return "none"
    if isinstance(default, bool):
        return "`on`" if default else "`off`"
    return f"`{default}`"
