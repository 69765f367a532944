"""What is around every view."""

from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.server import Server
from sandbox.settings import Settings
from tests.console.accessible import assert_accessible
from tests.console.browsing import CONSOLE, console
from tests.console.conftest import Open

VIEWS = ["World", "Requests", "Faults", "Clock", "Snapshots", "Tokens", "Docs"]
MOST_TRANSFERRED = 500_000
FORGETFUL = """
for (const storage of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, storage, { get() { throw new DOMException("no", "SecurityError"); } });
}
"""
"""What a browser does that is told to let pages keep nothing."""


def test_the_console_is_small_and_each_view_is_reached_by_keyboard(open_console: Open) -> None:
    page = open_console()
    expect(page.get_by_role("heading", level=1)).to_contain_text("World")
    sizes = page.evaluate("performance.getEntriesByType('resource').map(one => one.transferSize)")
    assert len(sizes) > 2
    assert sum(sizes) < MOST_TRANSFERRED
    views = page.get_by_role("navigation", name="Views")
    for name in VIEWS:
        views.get_by_role("link", name=name).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        expect(views.locator("[aria-current]")).to_have_text(name)
        expect(page).to_have_title(f"{name} · OCPPLAB sandbox")


def test_a_view_that_is_none_says_so(open_console: Open, axe: Callable[[Page], list[str]]) -> None:
    page = open_console("#/nowhere")
    expect(page.get_by_role("main")).to_contain_text("There is no view “nowhere”")
    assert_accessible(page, axe)
    for address, name in (("#/constructor", "constructor"), ("#/100%", "100%")):
        page.evaluate("address => { location.hash = address; }", address)
        expect(page.get_by_role("main")).to_contain_text(f"There is no view “{name}”")


def test_a_sandbox_that_was_started_anew_is_taken_for_another(browser: Browser) -> None:
    with ExitStack() as opened:
        with Server() as first:
            page = opened.enter_context(console(browser, first.url))
            httpx.post(f"{first.url}/dev/clock", json={"now": "2031-05-01T08:00:00Z", "frozen": True})
            expect(page.get_by_role("banner")).to_contain_text("2031-05-01 08:00:00")
            expect(page.get_by_text("10 chargers found")).to_be_visible()
        expect(page.locator(".live.off")).to_be_visible()
        port = urlsplit(first.url).port
        with Server(Settings.of(port=port, world="empty", log_level="warning")):
            expect(page.locator(".live.on")).to_be_visible()
            expect(page.get_by_role("banner")).not_to_contain_text("2031-05-01 08:00:00")
            expect(page.get_by_text("10 chargers found")).to_have_count(0)


def test_a_view_begins_at_its_top(open_console: Open) -> None:
    page = open_console("#/docs")
    expect(page.get_by_role("listitem").nth(30)).to_be_visible()
    page.evaluate("window.scrollTo(0, 2000)")
    assert page.evaluate("window.scrollY") > 0
    page.evaluate("location.hash = '#/docs/fidelity'")
    expect(page.get_by_label("Search rules")).to_be_visible()
    page.evaluate("window.scrollTo(0, 2000)")
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Requests").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Requests")
    assert page.evaluate("window.scrollY") == 0


def test_the_organization_that_is_shown_survives_a_reload(open_console: Open, api: httpx.Client) -> None:
    made = api.post("/dev/tenants", json={"name": "Newcomer"}).json()["id"]
    page = open_console("#/clock")
    whose = page.get_by_role("banner").get_by_role("combobox")
    whose.select_option("Newcomer")
    page.reload()
    expect(whose).to_have_value(made)
    expect(page.get_by_label("Time now")).to_contain_text("Newcomer follows the clock of all")
    assert api.delete(f"/dev/tenants/{made}").is_success
    page.reload()
    expect(whose).to_have_value("")


def test_a_browser_that_keeps_nothing_shows_the_console_too(open_console: Open) -> None:
    page = open_console(script=FORGETFUL)
    page.get_by_role("button", name="Dark theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("path", [CONSOLE, f"{CONSOLE}/assets/main.js"])
def test_nothing_but_its_own_files_is_allowed(api: httpx.Client, path: str) -> None:
    policy = api.get(path).headers["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert not any("unsafe" in rule or "*" in rule for rule in policy)


def test_a_browser_that_has_a_file_is_not_sent_it_again(api: httpx.Client) -> None:
    first = api.get(f"{CONSOLE}/assets/main.css")
    assert first.headers["Content-Encoding"] == "gzip"
    again = api.get(f"{CONSOLE}/assets/main.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_that_is_none_is_not_found(api: httpx.Client) -> None:
    assert api.get(f"{CONSOLE}/assets/nothing.js").json() == {"detail": "Not Found"}
