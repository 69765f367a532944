"""`serve`: the API in the foreground."""

import argparse
import gc
from typing import TYPE_CHECKING

from sandbox import __version__
from sandbox.cli.arguments import Commands, add_server

if TYPE_CHECKING:
    from sandbox.app import Gateway


def add(commands: Commands) -> None:
    """Add the command."""
    serve = commands.add_parser(
        "serve",
        help="serve the API",
        description="Serve the API until Ctrl-C. Every option, and more, can be set by SANDBOX_* variables: "
        "see the README.",
    )
    serve.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    add_server(serve, port="8000; 0 takes a free one")
    serve.add_argument(
        "--reload-world",
        action="store_true",
        default=None,
        help="open the world anew whenever its file changes",
    )
    serve.add_argument("--log-level", choices=["critical", "error", "warning", "info", "debug"])
    serve.set_defaults(run=_serve)


def _serve(given: argparse.Namespace) -> None:
    gc.disable()  # until it serves: loading makes no garbage worth a search
    from sandbox.app import create_app
    from sandbox.server import address, bind, serve
    from sandbox.settings import Settings

    settings = Settings.from_environment(
        host=given.host,
        port=given.port,
        data=given.data,
        world=given.world,
        reload_world=given.reload_world,
        log_level=given.log_level,
        csms=given.csms,
    )
    listening = bind(settings)
    app = create_app(settings)
    url = address(listening)
    serve(
        app,
        listening,
        log_level=settings.log_level,
        on_start=lambda: print(_welcome(url, app.state.gateway), flush=True),
    )


def _welcome(url: str, gateway: "Gateway") -> str:
    """Return what a newcomer needs next."""
    organizations, total = gateway.world.organizations.page(offset=0, limit=10)
    lines = ["", f"  OCPPLAB sandbox {__version__} at {url}", "", "  Tenants:"]
    lines += [f"    {organization.id}  {organization.name}" for organization in organizations]
    if total > len(organizations):
        lines.append(f"    and {total - len(organizations)} more: {url}/dev/tenants")
    if organizations:
        token = gateway.authority.mint(
            subject="sandbox-user",
            role="user",
            organization_id=organizations[0].id,
            expires_in=24 * 3600,
            url=url,
        )
        lines += ["", "  Try it (the token is good for a day):"]
        lines.append(f'    curl "{url}/locations?page=1&limit=50" -H "Authorization: Bearer {token}"')
    lines += (
        ["", f"  More tokens: {url}/dev/token?role=user  or  ?role=admin"] if gateway.settings.dev else []
    )
    if (opened := gateway.world.opened()) is not None and gateway.settings.data is not None:
        began = f"{opened.opened_at:%Y-%m-%d %H:%M} UTC with the world {opened.name}"
        lines.append(f"  State:       {gateway.settings.data}, begun {began}")
    lines += [f"  Console:     {url}/dev/console"] if gateway.settings.dev else []
    lines += [f"  API docs:    {url}/docs", "  Stop with Ctrl-C", ""]
    return "\n".join(lines)
