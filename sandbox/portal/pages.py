"""The landing page, the OpenAPI document and the interactive API page."""

from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import Any, Literal

from pydantic import Field
from pydantic_core import to_json
from starlette.responses import FileResponse, HTMLResponse, Response

from sandbox.auth.tenancy import Scope
from sandbox.errors import NotFound
from sandbox.portal import identity
from sandbox.rest.models import Query
from sandbox.rest.operation import Operation
from sandbox.rest.responses import JSON
from sandbox.settings import Settings

Edition = Literal["all", "flat", "gateway", "deployments", "platform"]

_FOLDER = Path(__file__).parent
_ASSETS = {
    "swagger-ui-bundle.js": _FOLDER / "swagger-ui" / "swagger-ui-bundle.js",
    "swagger-ui.css": _FOLDER / "swagger-ui" / "swagger-ui.css",
    "docs.js": _FOLDER / "docs.js",
}
_LINKS = {"docs": "Interactive API page", "openapi.json": "OpenAPI document", "health": "Health"}
_DEV_LINKS = {
    "dev/console": "Console: see the sandbox and steer it",
    "dev/token": "A user token",
    "dev/token?role=admin": "An admin token",
    "dev/tenants": "Tenants",
    "dev/settings": "Settings",
}

_HOW_TO_GET_ONE = """$(curl -s "$BASE_URL/dev/token" | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')"""


class Documents:
    """The OpenAPI documents, each made when it is first asked for.

    Args:
        write: makes the document of an edition.
    """

    def __init__(self, write: Callable[[str], dict[str, Any]]) -> None:
        self._write = write
        self._made: dict[str, bytes] = {}

    def of(self, edition: str) -> bytes:
        """Return the document of the edition, or of all."""
        if edition not in self._made:
            self._made[edition] = to_json(self._write(edition))
        return self._made[edition]


class EditionQuery(Query):
    """Which document."""

    edition: Edition = Field("all", description="One edition of the API, or all with the control plane.")


def default_landing_page(settings: Settings) -> HTMLResponse:
    """Show where to go from here."""
    links = _LINKS | (_DEV_LINKS if settings.dev else {})
    items = "\n".join(f'<li><a href="{path}">{text}</a></li>' for path, text in links.items())
    page = Template((_FOLDER / "landing.html").read_text("utf-8"))
    return HTMLResponse(page.substitute(links=items, token=_HOW_TO_GET_ONE if settings.dev else "..."))


def get_openapi(documents: Documents, query: EditionQuery) -> Response:
    """Get the OpenAPI document."""
    return Response(documents.of(query.edition), media_type=JSON)


def get_docs() -> FileResponse:
    """Show the interactive API page."""
    return FileResponse(_FOLDER / "docs.html", media_type="text/html")


def get_docs_asset(asset: str) -> FileResponse:
    """Get a file of the interactive API page."""
    if asset not in _ASSETS:
        raise NotFound("Not Found")
    return FileResponse(_ASSETS[asset])


OPERATIONS = (Operation("GET", "/", default_landing_page, scope=Scope.PUBLIC, tag="Health"),)

PAGES = (
    *identity.PAGES,
    Operation("GET", "/openapi.json", get_openapi, scope=Scope.PUBLIC),
    Operation("GET", "/docs", get_docs, scope=Scope.PUBLIC),
    Operation("GET", "/docs/assets/{asset}", get_docs_asset, scope=Scope.PUBLIC),
)
