"""`ocpplab-sandbox`: serve, token, seed, openapi, routes."""

import argparse
import gc
import json
import os
import sys
from collections.abc import Sequence
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

from sandbox import __version__
from sandbox.errors import SandboxError, StartupError, readable

if TYPE_CHECKING:
    from sandbox.app import Gateway

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status: 2 for what the user can mend."""
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads, such as `head`, has read enough; what is still in the buffer has to go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except SandboxError as refused:
        print(f"ocpplab-sandbox: {refused}", file=sys.stderr)
        return 2
    finally:
        gc.enable()
    return 0


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
    lines += [f"  API docs:    {url}/docs", "  Stop with Ctrl-C", ""]
    return "\n".join(lines)


def _token(given: argparse.Namespace) -> None:
    wanted = {
        "role": given.role,
        "organization_id": given.organization,
        "expires_in": given.expires_in,
        "defect": given.defect,
    }
    query = urlencode({name: value for name, value in wanted.items() if value is not None})
    try:
        with _DIRECTLY.open(f"{given.url.rstrip('/')}/dev/token?{query}", timeout=10) as answer:
            print(json.load(answer)["access_token"])
    except HTTPError as refused:
        raise StartupError(f"{given.url} refused: {_reason(refused)}") from None
    except (OSError, HTTPException, LookupError, TypeError, ValueError) as refused:
        hint = "start one with `ocpplab-sandbox serve`, or name it with --url"
        raise StartupError(f"No sandbox answers at {given.url} ({refused}): {hint}") from None


def _reason(refused: HTTPError) -> str:
    """Return what a refusal says, be it from a sandbox or from something else that listens there."""
    try:
        detail = readable(json.load(refused)["detail"])
    except (ValueError, LookupError, TypeError):
        return f"{refused.code} {refused.reason}"
    if refused.code == HTTPStatus.NOT_FOUND:
        return f"{detail}: it has no /dev/token, as with SANDBOX_DEV=off; sign tokens with its key instead"
    return detail


# A sandbox is on this machine or close by: a proxy of the system would not find it.
_DIRECTLY = build_opener(ProxyHandler({}))


def _seed(given: argparse.Namespace) -> None:
    from sandbox.fixture_files import fixture
    from sandbox.seeding import build_world, render, write_world

    world = build_world(
        tenants=given.tenants,
        locations=given.locations,
        chargers=given.chargers,
        seed=given.seed,
        country=given.country,
        catalog=json.loads(fixture("catalog.json").read_text(encoding="utf-8")),
    )
    if given.out is None:
        sys.stdout.write(render(world))
    else:
        write_world(world, given.out)


def _openapi(given: argparse.Namespace) -> None:
    from sandbox.app import document

    print(json.dumps(document(given.edition), indent=2))


def _routes(_given: argparse.Namespace) -> None:
    from sandbox.app import routes

    for route in routes(dev=True):
        print(f"{route.method:7}{route.path:62}{route.scope:15}{route.name}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ocpplab-sandbox", description="The OCPPLAB Gateway API, offline.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_serve(commands)
    _add_token(commands)
    _add_seed(commands)
    _add_listings(commands)
    return parser


def _add_serve(commands: "Commands") -> None:
    serve = commands.add_parser(
        "serve",
        help="serve the API",
        description="Serve the API until Ctrl-C. Every option, and more, can be set by SANDBOX_* variables: "
        "see the README.",
    )
    serve.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", help="port to listen on, 0 for a free one (default 8000)")
    serve.add_argument("--data", metavar="DIR", help="folder to keep the state in (default: in memory)")
    serve.add_argument(
        "--world", metavar="NAME|FILE", help="default, empty, demo or a file (default: default)"
    )
    serve.add_argument(
        "--reload-world",
        action="store_true",
        default=None,
        help="open the world anew whenever its file changes",
    )
    serve.add_argument("--log-level", choices=["critical", "error", "warning", "info", "debug"])
    serve.set_defaults(run=_serve)


def _add_token(commands: "Commands") -> None:
    token = commands.add_parser(
        "token", help="print a token", description="Print a token of the running sandbox."
    )
    token.add_argument("--url", default="http://127.0.0.1:8000", help="the sandbox (default %(default)s)")
    token.add_argument("--role", choices=["user", "admin"], default="user", help="default %(default)s")
    token.add_argument("--organization", metavar="ID", help="default: the first one")
    token.add_argument("--expires-in", metavar="SECONDS", type=int, default=3600, help="default %(default)s")
    token.add_argument("--defect", metavar="NAME", help="a way to fail, such as expired: see docs/tokens.md")
    token.set_defaults(run=_token)


def _add_seed(commands: "Commands") -> None:
    seed = commands.add_parser(
        "seed",
        help="write a world file",
        description="Write a world of believable data, the same for the same arguments; open it with "
        "`serve --world FILE`.",
    )
    seed.add_argument("--tenants", metavar="N", type=int, default=1, help="default %(default)s")
    seed.add_argument(
        "--locations", metavar="N", type=int, default=10, help="per tenant (default %(default)s)"
    )
    seed.add_argument(
        "--chargers", metavar="N", type=int, default=40, help="per tenant (default %(default)s)"
    )
    seed.add_argument("--seed", metavar="S", type=int, default=1, help="default %(default)s")
    seed.add_argument("--country", metavar="CC", help="only there, such as NL (default: everywhere)")
    seed.add_argument("--out", metavar="FILE", type=Path, help="default: standard output")
    seed.set_defaults(run=_seed)


def _add_listings(commands: "Commands") -> None:
    openapi = commands.add_parser("openapi", help="print the OpenAPI document")
    openapi.add_argument(
        "--edition",
        choices=["all", "flat", "gateway", "deployments", "platform"],
        default="all",
        help="default %(default)s",
    )
    openapi.set_defaults(run=_openapi)
    routes = commands.add_parser("routes", help="list what is served: method, path, scope, operation")
    routes.set_defaults(run=_routes)
