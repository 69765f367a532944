"""The page about fidelity, as clients read it."""

import httpx

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.docs.pages import page, rows


def _answer() -> httpx.Response:
    with in_process(Settings.of(world="empty")) as sandbox:
        return sandbox.client.get("/dev/fidelity")


def test_every_rule_is_listed_as_the_page_has_it() -> None:
    answer = _answer().json()
    assert [[one["rule"], one["mark"], one["source"]] for one in answer["data"]] == [
        *rows(page("fidelity.md"))
    ]
    assert answer["total"] == len(answer["data"])


def test_a_rule_tells_its_section_and_each_of_its_marks() -> None:
    rules = _answer().json()["data"]
    [other] = [one for one in rules if one["mark"] == "documented (404), chosen (text)"]
    assert other["section"] == "Errors"
    assert other["marks"] == ["documented", "chosen"]
    assert {one["section"] for one in rules} >= {"Pagination", "The small CSMS"}
    assert all(one["marks"] for one in rules)
