"""`/dev/console`: the page and its files."""

from functools import cache
from pathlib import Path

from starlette.responses import Response

from sandbox.auth.tenancy import Scope
from sandbox.console.asset import Asset
from sandbox.errors import NotFound
from sandbox.rest.exchange import Exchange
from sandbox.rest.operation import Operation

_FOLDER = Path(__file__).parent
_ASSETS = _FOLDER / "assets"
_MEDIA_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".svg": "image/svg+xml",
}

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def get_console(exchange: Exchange) -> Response:
    """Show the console."""
    return _asset(_FOLDER / "page.html").answer(exchange, _HEADERS)


def get_console_asset(exchange: Exchange, asset: str) -> Response:
    """Get a file of the console."""
    if asset not in _names():
        raise NotFound("Not Found")
    return _asset(_ASSETS / asset).answer(exchange, _HEADERS)


@cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in _ASSETS.iterdir())


@cache
def _asset(path: Path) -> Asset:
    return Asset(path.read_bytes(), _MEDIA_TYPES[path.suffix])


_CONSOLE = "/dev/console"

PAGES = (
    Operation("GET", _CONSOLE, get_console, scope=Scope.PUBLIC),
    Operation("GET", f"{_CONSOLE}/assets/{{asset}}", get_console_asset, scope=Scope.PUBLIC),
)
