"""A browser as the tests and the pictures of the console use it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request

CONSOLE = "/dev/console"
WIDE = (1280, 800)
NARROW = (390, 844)

# A browser that looks for updates of itself would be told off by a network that is closed.
_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)


def chromium() -> str | None:
    """Return where Chromium is installed; None where it is not."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name)) is not None), None)


def launched(playwright: Playwright, executable: str) -> Browser:
    """Start Chromium without a window."""
    return playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)


@dataclass
class Watched:
    """What a page must not do, as far as it has done it."""

    url: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def heard(self, message: ConsoleMessage) -> None:
        """Keep what the browser complains about; a refusal that the page shows is none of it."""
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def asked(self, request: Request) -> None:
        """Keep what goes to another origin."""
        if urlsplit(request.url)[:2] != urlsplit(self.url)[:2]:
            self.foreign.append(request.url)


@dataclass(frozen=True)
class Window:
    """What a page is looked at with.

    Args:
        size: in pixels.
        theme: `light` or `dark`, as the system would have it.
        script: what the page runs before anything of its own.
    """

    size: tuple[int, int] = WIDE
    theme: Literal["light", "dark"] = "light"
    script: str = ""


@contextmanager
def console(browser: Browser, url: str, at: str = "", window: Window = Window()) -> Iterator[Page]:
    """Open a view, such as `#/requests`, of the console of the sandbox at *url* in a browser of its own.

    Fails at the end if the page has complained, or has asked another origin for something.
    """
    width, height = window.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=window.theme,
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.add_init_script(window.script)
    watched = Watched(url)
    page = context.new_page()
    page.on("console", watched.heard)
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on("request", watched.asked)
    try:
        page.goto(f"{url}{CONSOLE}{at}")
        page.locator(".live.on").wait_for()
        yield page
        assert watched.complaints == []
        assert watched.foreign == []
    finally:
        context.close()
