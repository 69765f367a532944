"""A view that is open, at each size and in each theme."""

from collections.abc import Callable, Iterator
from typing import Literal

from playwright.sync_api import Page, expect

from tests.console.browsing import NARROW, WIDE

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def assert_accessible(page: Page, axe: Callable[[Page], list[str]]) -> None:
    """Fail if axe-core finds anything serious in what the page shows now, or if that is too wide."""
    for width, theme in _looks(page):
        assert axe(page) == [], f"{width} pixels, {theme}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def _looks(page: Page) -> Iterator[tuple[int, str]]:
    for width, height in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            expect(page.locator("html")).to_have_attribute("data-theme", theme)
            yield width, theme
