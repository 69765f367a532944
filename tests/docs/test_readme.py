import json
from pathlib import Path

import pytest

from sandbox.fixture_files import fixture
from tests.docs.conftest import RunTests, Shell
from tests.docs.pages import README, ROOT, blocks, commands, rows

pytest_plugins = ("pytester",)


def test_the_shell_examples_list_locations_and_log_a_session(shell: Shell) -> None:
    said = shell(README)
    assert '"name":"Rotterdam Wilhelminakade"' in said
    assert '"event_type":"start_session"' in said
    assert "StartTransaction" in said
    assert said.count('{"detail":"Service Unavailable"}') == 2


def test_the_python_examples_pass_as_printed(run_tests: RunTests) -> None:
    run_tests(*blocks(README, "python")).assert_outcomes(passed=2)


def test_make_has_what_the_readme_tells_to_make() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8").splitlines()
    targets = {line.split()[1] for line in commands(README) if line.startswith("make ")}
    assert targets == {"serve", "test"}
    assert all(any(line.startswith(f"{target}:") for line in makefile) for target in targets)


@pytest.mark.parametrize("table", ["locations", "chargers"])
def test_the_ids_of_the_first_organization_are_those_of_the_world(table: str) -> None:
    world = json.loads(fixture("worlds/default.json").read_text("utf-8"))
    first = next(iter(world["organizations"]))
    told = {tuple(cell.strip("`") for cell in row[:3]) for row in rows(README)}
    assert first in README.read_text("utf-8")
    for row in world[table].values():
        if row["organization_id"] == first:
            assert _told(table, row) in {cells[: len(_told(table, row))] for cells in told}


def _told(table: str, row: dict[str, str]) -> tuple[str, ...]:
    if table == "locations":
        return (row["name"], row["id"])
    return (row["id"], row["identity"], row["ocpp_version"].removeprefix("ocpp"))


def test_the_readme_of_the_package_is_this_one() -> None:
    assert 'readme = "README.md"' in Path(ROOT / "pyproject.toml").read_text("utf-8")
