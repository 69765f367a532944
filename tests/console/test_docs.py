"""The view `docs`: operations, first calls that run, and how sure each rule is."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.console.accessible import assert_accessible
from tests.console.conftest import Open
from tests.docs.pages import page as page_of
from tests.docs.pages import rows
from tests.npm.projects import ROOT, skip_without_node
from tests.npm.projects import installed as installed_from_npm
from tests.sdk.releases import RELEASES, environment, installed

PATIENCE = 60
"""Seconds after which a script is taken for dead."""

FJORD = "Fjord Mobility"


def _operations(page: Page) -> Locator:
    return page.get_by_role("list", name="Operations of").get_by_role("listitem")


def _searched(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)


def test_operations_are_listed_by_edition_and_found(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/docs")
    for edition in ("platform", "deployments", "gateway", "flat"):
        page.get_by_role("radio", name=edition).check()
        document = api.get("/openapi.json", params={"edition": edition}).json()
        count = sum(len(methods) for methods in document["paths"].values())
        expect(page.get_by_text(f"{count} operations")).to_be_visible()
        link = page.get_by_role("link", name=f"Interactive page of {edition}")
        assert api.get(link.get_attribute("href") or "").status_code == 200
    page.get_by_role("radio", name="all").check()
    _searched(page, "fidelity get")
    expect(_operations(page)).to_have_count(1)
    expect(_operations(page)).to_contain_text("no token")
    _searched(page, "nothing of the kind")
    expect(page.get_by_text("No operation of all has “nothing of the kind”.")).to_be_visible()


def test_an_operation_tells_what_it_takes(open_console: Open) -> None:
    page = open_console("#/docs/api")
    _searched(page, "start-session")
    operation = _operations(page)
    expect(operation).to_contain_text("token of an organization")
    operation.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(operation.get_by_role("term").filter(has_text="payload.id_tag")).to_contain_text("required")
    expect(operation.get_by_role("term").filter(has_text="target.identity")).to_have_count(1)
    expect(operation).to_contain_text("Answers: ")


@pytest.fixture
def snippet(open_console: Open) -> Callable[[str], tuple[str, str]]:
    """Return how to install a release, and its first call, as the page copies them."""
    page = open_console("#/docs/sdks")
    page.get_by_role("banner").get_by_role("combobox").select_option(FJORD)

    def copied(release: str) -> tuple[str, str]:
        page.get_by_role("radio", name=release).check()
        texts = []
        for button in ("Copy command", "Copy code"):
            page.get_by_role("button", name=button).click()
            expect(page.get_by_text("Copied").last).to_be_visible()
            texts.append(page.evaluate("navigator.clipboard.readText()"))
        return texts[0], texts[1]

    return copied


def test_the_first_call_of_each_python_release_runs(
    snippet: Callable[[str], tuple[str, str]], api: httpx.Client
) -> None:
    for release in RELEASES:
        command, code = snippet(f"Python {release.number}")
        assert command == f"pip install ocpplab=={release.number}"
        ran = subprocess.run(
            [sys.executable, "-c", code],
            env=environment(PYTHONPATH=str(installed(release.number))),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, ""), release
        assert ran.stdout, release
        [*_, asked] = api.get("/dev/requests").json()["data"]
        assert release.edition in asked["editions"]
        assert asked["sdk"] == f"python/{release.number}"
        assert asked["principal"]["organization_id"] == _fjord(api)


def test_the_first_call_from_npm_runs(
    snippet: Callable[[str], tuple[str, str]], api: httpx.Client, tmp_path: Path
) -> None:
    skip_without_node()
    command, code = snippet("npm 1.1.0")
    assert command == "npm install ocpplab@1.1.0"
    (tmp_path / "node_modules").symlink_to(installed_from_npm(ROOT / "tests" / "npm"))
    (tmp_path / "first.mjs").write_text(code, "utf-8")
    said = subprocess.run(
        ["node", "first.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE, check=True
    ).stdout
    assert said
    [*_, asked] = api.get("/dev/requests").json()["data"]
    assert asked["sdk"] == "javascript/1.1.0"
    assert asked["principal"]["organization_id"] == _fjord(api)


def test_every_rule_is_shown_and_found(open_console: Open) -> None:
    page = open_console("#/docs/fidelity")
    all_rules = list(rows(page_of("fidelity.md")))
    expect(page.get_by_text(f"{len(all_rules)} rules")).to_be_visible()
    expect(page.get_by_text("of several parts count for each of their marks")).to_be_visible()
    page.get_by_role("radio", name="documented").check()
    documented = [rule for rule, mark, _ in all_rules if "documented" in mark]
    expect(page.get_by_text(f"{len(documented)} rules")).to_be_visible()
    _searched(page, "bearer <jwt>")
    rule = page.get_by_role("region", name="Authentication and the order of checks").get_by_role("listitem")
    expect(rule).to_have_count(1)
    expect(rule.get_by_role("code")).to_have_text("Authorization: Bearer <jwt>")
    _searched(page, "nothing of the kind")
    expect(page.get_by_text("No rule fits.")).to_be_visible()


def test_the_docs_are_accessible(open_console: Open, axe: Callable[[Page], list[str]]) -> None:
    page = open_console("#/docs/api")
    _searched(page, "session")
    _operations(page).first.locator("summary").click()
    assert_accessible(page, axe)
    page.get_by_role("link", name="SDKs").click()
    expect(page.get_by_role("region", name="SDKs")).to_be_visible()
    assert_accessible(page, axe)
    page.get_by_role("link", name="Fidelity").click()
    _searched(page, "token")
    expect(page.get_by_role("region", name="Pagination")).to_have_count(0)
    assert_accessible(page, axe)


def _fjord(api: httpx.Client) -> str:
    tenants = api.get("/dev/tenants").json()["data"]
    return next(str(one["id"]) for one in tenants if one["name"] == FJORD)
