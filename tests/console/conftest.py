"""A browser for all tests, and for each a sandbox and a page of its own."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from sandbox.server import Server
from tests.console.browsing import Window, chromium, console, launched
from tests.npm.projects import ROOT, installed

Open = Callable[..., Page]
"""Opens a view: `open_console("#/requests", size=NARROW, theme="dark")`."""

PROJECT = ROOT / "clients" / "console"


# An event loop runs in this thread as long as Playwright does: other tests have loops of their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    executable = chromium()
    if executable is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        started = launched(playwright, executable)
        yield started
        started.close()


@pytest.fixture
def server() -> Iterator[Server]:
    """A sandbox with the default world."""
    with Server() as running:
        yield running


@pytest.fixture
def api(server: Server) -> Iterator[httpx.Client]:
    """A client of the first organization."""
    with httpx.Client(base_url=server.url) as client:
        token = client.get("/dev/token").json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


@pytest.fixture
def open_console(browser: Browser, server: Server) -> Iterator[Open]:
    with ExitStack() as opened:

        def open_it(at: str = "", **how: Any) -> Page:
            shown: AbstractContextManager[Page] = console(browser, server.url, at, Window(**how))
            return opened.enter_context(shown)

        yield open_it


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Return what axe-core finds wrong with a page, each with the place where it is."""
    source = (installed(PROJECT) / "axe-core" / "axe.min.js").read_text("utf-8")

    def violations(page: Page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
        return [
            f"{one['impact']} {one['id']}: {json.dumps([node['target'] for node in one['nodes']][:3])}"
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]

    return violations
