"""The console: one page in a browser that shows the sandbox and steers it, by routes that all clients have.

What it is made of is in `assets`, built from `clients/console` by `make console`.
"""

from sandbox.console.pages import PAGES

__all__ = ["PAGES"]
