"""`openapi` and `routes`: what is served."""

import argparse
import json

from sandbox.cli.arguments import Commands


def add(commands: Commands) -> None:
    """Add the commands."""
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


def _openapi(given: argparse.Namespace) -> None:
    from sandbox.routes import document

    print(json.dumps(document(given.edition), indent=2))


def _routes(_given: argparse.Namespace) -> None:
    from sandbox.routes import routes

    for route in routes(with_dev=True):
        print(f"{route.method:7}{route.path:62}{route.scope:15}{route.name}")
