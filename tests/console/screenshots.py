"""Pictures of each view, light and dark, wide and narrow: `make screenshots`.

All of them go to `build/screenshots`; those that the documentation shows, to `docs/images`.
"""

import shutil
import sys
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Browser, expect, sync_playwright

from sandbox.server import Server
from sandbox.settings import Settings
from tests.console.browsing import NARROW, WIDE, Window, chromium, console, launched
from tests.npm.projects import ROOT

ALL = ROOT / "build" / "screenshots"
SHOWN = ROOT / "docs" / "images"
IN_THE_DOCUMENTATION = {"world-wide-light": "console-world.png", "charger-wide-dark": "console-charger.png"}
MINUTES_IN_ONE = 60
WINDOWS = {
    "wide-light": Window(WIDE, "light"),
    "wide-dark": Window(WIDE, "dark"),
    "narrow-light": Window(NARROW, "light"),
    "narrow-dark": Window(NARROW, "dark"),
}


@dataclass(frozen=True)
class View:
    """What a picture is taken of.

    Args:
        name: of the picture.
        at: the address of the view.
        ready: a text that is there as soon as everything is.
    """

    name: str
    at: str
    ready: str


def main() -> None:
    """Take all pictures."""
    executable = chromium()
    if executable is None:
        sys.exit("Chromium is not installed")
    shutil.rmtree(ALL, ignore_errors=True)
    ALL.mkdir(parents=True)
    SHOWN.mkdir(parents=True, exist_ok=True)
    with (
        Server(Settings.of(port=0, world="demo", log_level="warning")) as server,
        sync_playwright() as playwright,
    ):
        browser = launched(playwright, executable)
        for view in views(server.url):
            _take(browser, server.url, view)
        browser.close()
    for name, shown in IN_THE_DOCUMENTATION.items():
        shutil.copy(ALL / f"{name}.png", SHOWN / shown)


def views(url: str) -> list[View]:
    """Bring about something to see, and return where it is."""
    with httpx.Client(base_url=url) as client:
        charger, request = _a_charging_one(client), _a_refused_request(client)
        client.post("/dev/snapshots", json={"name": "morning"}).raise_for_status()
        client.post("/dev/snapshots", json={"name": "before-the-demo"}).raise_for_status()
    return [
        View("charger", f"#/chargers/{charger['id']}", "MeterValues"),
        View("requests", "#/requests", "/locations/none"),
        View("request", f"#/requests/{request}", "Why it was refused"),
        View("faults", "#/faults", "partial-batch-failure"),
        View("clock", "#/clock", "Automatic sessions"),
        View("snapshots", "#/snapshots", "before-the-demo"),
        View("tokens", "#/tokens", "Signature"),
        View("docs", "#/docs", "/evcharger/logs"),
        # Last, so that something has happened by then.
        View("world", "#/world", "session started"),
    ]


def _a_charging_one(client: httpx.Client) -> dict[str, Any]:
    """Let all chargers live through their past, and return one at which something happens."""
    client.post("/dev/clock", json={"speed": MINUTES_IN_ONE}).raise_for_status()
    _authorized(client).get("/evcharger/deployment-runtime-ops/status").raise_for_status()
    rows: list[dict[str, Any]] = client.get("/dev/chargers", params={"limit": 500}).json()["data"]
    return next(one for one in rows if any(connector["power_w"] for connector in one["connectors"]))


def _a_refused_request(client: httpx.Client) -> int:
    """Send some requests, two of which a fault hits, and return the id of one without a token."""
    client.post("/dev/faults/presets/sdk-retry").raise_for_status()
    for path in (
        "/locations?limit=2",
        "/chargers",
        "/locations?limit=2",
        "/locations/none",
        "/chargers?limit=2",
    ):
        client.get(path)
    del client.headers["Authorization"]
    client.get("/locations")
    newest: int = client.get("/dev/requests", params={"status": "401", "limit": 1}).json()["data"][0]["id"]
    return newest


def _authorized(client: httpx.Client) -> httpx.Client:
    client.headers["Authorization"] = f"Bearer {client.get('/dev/token').json()['access_token']}"
    return client


def _take(browser: Browser, url: str, view: View) -> None:
    for name, window in WINDOWS.items():
        with console(browser, url, view.at, window) as page:
            page.get_by_role("main").get_by_text(view.ready).filter(visible=True).first.wait_for()
            expect(page.locator("[aria-busy=true]")).to_have_count(0)
            page.screenshot(path=ALL / f"{view.name}-{name}.png")


if __name__ == "__main__":
    main()
