"""What the page about fleets and automatic sessions shows and claims."""

import json
from typing import Any

from sandbox.cli.fleet_report import Report
from sandbox.demand.traffic import Traffic
from sandbox.kit import in_process
from tests.docs.conftest import Shell
from tests.docs.pages import blocks, page, rows

PAGE = page("fleet.md")


def told(begin: str, end: str | None = None) -> set[str]:
    """Return the names in the first column, from the row that begins so up to the other one."""
    cells = [row[0].replace("`", "").split(", ") for row in rows(PAGE)]
    first = [found[0] for found in cells]
    wanted = cells[first.index(begin) : None if end is None else first.index(end)]
    return {name for found in wanted for name in found}


def test_its_shell_examples_let_drivers_come_and_go(shell: Shell) -> None:
    put, listed, deleted = shell(PAGE).partition('}{"data"')
    assert '"sessions_per_day":24.0' in put
    assert listed
    assert '"total":1' in deleted
    assert '"detail"' not in put + deleted


def test_its_world_can_be_opened() -> None:
    (example,) = blocks(PAGE, "json")
    with in_process() as sandbox:
        opened = sandbox.client.post(
            "/dev/import", content=example, headers={"Content-Type": "application/json"}
        )
        assert opened.is_success, opened.text
    demand: dict[str, Any] = json.loads(example)["demand"]
    assert Traffic.model_validate(demand).refused_share == demand["refused_share"]


def test_its_fields_are_those_there_are() -> None:
    assert told("seed") == {*Traffic.model_fields}


def test_its_members_are_those_of_the_report() -> None:
    assert told("ok", "seed") == {*Report.__dataclass_fields__, "ok"}
