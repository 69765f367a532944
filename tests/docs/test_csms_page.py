"""What the page about the small CSMS shows and claims."""

import re

from sandbox.csms import Csms
from tests.docs.conftest import RunTests
from tests.docs.pages import blocks, page, rows

pytest_plugins = ("pytester",)
PAGE = page("csms.md")


def test_its_examples_pass_as_printed(run_tests: RunTests) -> None:
    run_tests(*blocks(PAGE, "python")).assert_outcomes(passed=2)


def test_its_members_are_those_there_are() -> None:
    cells = [row[0] for row in rows(PAGE) if row[0].startswith(("`.", "`Csms("))]
    told = set(re.findall(r"`\.(\w+)", " ".join(cells)))
    assert told == {name for name in dir(Csms()) if not name.startswith("_")}


def test_its_lines_look_like_those_of_the_command() -> None:
    (example,) = blocks(PAGE, "text")
    for line in example.splitlines():
        assert re.match(r"\d\d:\d\d:\d\d\.\d{3} QUAY-001 (connected ocpp1.6$|(->|<-|!!) [A-Z]\w+ )", line), (
            line
        )
