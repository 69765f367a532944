"""`/dev/fidelity`: how sure it is that the real service does the same, rule by rule."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, cast

from pydantic import Field

from sandbox.dev.rows import row
from sandbox.fixture_files import document
from sandbox.rest.views import View

Mark = Literal["documented", "inferred", "chosen"]

_MARKS = re.compile(r"\b(documented|inferred|chosen)\b")
_NOT_RULES = ("| rule |", "|---")


class RuleResponse(View):
    """What a caller can observe; texts have inline code and links as Markdown does."""

    section: str = Field(examples=["Pagination"])
    rule: str = Field(examples=["Outside of that: 422"])
    mark: str = Field(
        description="As the page has it; it may tell of what a mark is.", examples=["chosen (text)"]
    )
    marks: list[Mark] = Field(description="Each mark that the rule has, in part or in whole.")
    source: str = Field(description="Who says so; empty where nobody does.", examples=["FastAPI"])


class FidelityResponse(View):
    """All rules, in the order of the page `docs/fidelity.md`."""

    data: list[RuleResponse]
    total: int


def get_fidelity() -> FidelityResponse:
    """List every rule, and whether it is documented, inferred or chosen."""
    return _listed()


@cache
def _listed() -> FidelityResponse:
    rules = list(_rules(document("fidelity.md").read_text("utf-8")))
    return FidelityResponse(data=rules, total=len(rules))


def _rules(page: str) -> Iterator[RuleResponse]:
    section = ""
    for line in page.splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif line.startswith("|") and not line.startswith(_NOT_RULES):
            rule, mark, source = (cell.strip() for cell in line.strip("|").split("|"))
            marks = cast("list[Mark]", list(dict.fromkeys(_MARKS.findall(mark))))
            yield RuleResponse(section=section, rule=rule, mark=mark, marks=marks, source=source)


OPERATIONS = (row("GET", "/dev/fidelity", get_fidelity),)
