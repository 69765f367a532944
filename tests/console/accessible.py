"""A view that is open, at each size and in each theme: the colours do not depend on the size."""

from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Page, expect

from tests.console.browsing import NARROW, WIDE

Look = tuple[tuple[int, int], Literal["light", "dark"]]

LOOKS: tuple[Look, ...] = ((NARROW, "dark"), (WIDE, "light"))
"""The last is how a page is opened, so that what comes next finds it so."""


def assert_accessible(page: Page, axe: Callable[[Page], list[str]]) -> None:
    """Fail if axe-core finds anything serious in what the page shows now, or if that is too wide."""
    for (width, height), theme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        assert axe(page) == [], f"{width} pixels, {theme}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
