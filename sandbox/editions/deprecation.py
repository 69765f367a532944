"""Operations that no later SDK release calls, of `flat` and `gateway` alone, and what came after them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar, cast

from sandbox.editions.merging import SHARED_COMMANDS
from sandbox.rest.fork import Fork, Route
from sandbox.rest.operation import Deprecation, Operation

R = TypeVar("R", bound=Route)

RELEASES: Mapping[str, tuple[str, ...]] = {"flat": ("0.1.1", "0.1.2"), "gateway": ("0.2.1", "0.2.2")}
"""The editions of the past, and the SDK releases that speak them."""

_RUNTIME = "POST /evcharger/deployment-runtime-ops"
_STATUS = "GET /evcharger/deployment-runtime-ops/status"
_DEPLOY = "POST /evcharger/deployment"

SUCCESSORS: Mapping[str, str] = {
    "health_check": "GET /health",
    "list_catalog_brands": "GET /evcharger/catalog",
    "list_catalog_brand_models": "GET /evcharger/catalog/{brand_slug}/models",
    "get_catalog_brand_model": "GET /evcharger/catalog/{brand_slug}/models/{model_slug}",
    "create_location": "POST /evcharger/location",
    "delete_location": "DELETE /evcharger/location",
    "list_chargers": _STATUS,
    "get_charger": _STATUS,
    "get_charger_status": _STATUS,
    "create_charger": _DEPLOY,
    "delete_charger": "DELETE /evcharger/deployment",
    "list_location_chargers": _STATUS,
    "list_location_chargers_by_verb": _STATUS,
    "create_location_chargers": "POST /evcharger/location",
    "create_location_charger_groups": "POST /evcharger/location",
    "delete_location_chargers": "DELETE /evcharger/deployment",
    "delete_location_chargers_by_query": "DELETE /evcharger/deployment",
    "start_charger_runtime": _RUNTIME,
    "stop_charger_runtime": _RUNTIME,
    "reset_charger_runtime": _RUNTIME,
    "start_location_charger_runtimes": _RUNTIME,
    "stop_location_charger_runtimes": _RUNTIME,
    "reset_location_charger_runtimes": _RUNTIME,
    "list_charger_logs": "GET /evcharger/logs",
    "command_start_transaction": "POST /evcharger/commands/start-session",
    "start_transaction": "POST /evcharger/commands/start-session",
    "location_start_transaction": "POST /evcharger/commands/start-session",
    "command_stop_transaction": "POST /evcharger/commands/stop-session",
    "stop_transaction": "POST /evcharger/commands/stop-session",
    "location_stop_transaction": "POST /evcharger/commands/stop-session",
    "delete_local_list": "POST /evcharger/commands/clear-local-auth-list",
    "list_cpo_templates": "GET /ocpi/templates/locations",
    "create_cpo": "POST /ocpi/cpo",
    "delete_cpo": "DELETE /ocpi/cpo",
    "create_ocpi_locations": "POST /ocpi/location",
    "delete_ocpi_location": "DELETE /ocpi/location",
}
"""What later releases call instead, by the name of the operation; commands keep their own."""

_COMMANDS = "/evcharger/commands"


def marked(routes: Iterable[R]) -> tuple[R, ...]:
    """Return the routes; operations that no later release calls say so."""
    return tuple(cast("R", _marked(route)) for route in routes)


def marked_aliases(aliases: Iterable[Operation]) -> tuple[Operation, ...]:
    """Return operations under a path that the documentation writes, and no release at all calls."""
    return tuple(
        replace(alias, deprecation=_deprecation(alias, f"{_shown(alias)} is called by no SDK release"))
        for alias in aliases
    )


def successor(operation: Operation) -> str | None:
    """Return what later releases call instead of an operation of the past."""
    if operation.method == "POST":
        command = next((one for one in SHARED_COMMANDS if operation.path.endswith(f"/{one}")), None)
        if command is not None:
            return f"POST {_COMMANDS}/{command}"
    return SUCCESSORS.get(operation.name)


def _marked(route: Route) -> Route:
    if isinstance(route, Fork):
        return replace(route, first=_marked_operation(route.first), second=_marked_operation(route.second))
    return _marked_operation(route)


def _marked_operation(operation: Operation) -> Operation:
    if not operation.editions or not RELEASES.keys() >= set(operation.editions):
        return operation
    fact = f"{_shown(operation)} is of the SDK releases {', '.join(_releases(operation))}"
    return replace(operation, deprecation=_deprecation(operation, fact))


def _deprecation(operation: Operation, fact: str) -> Deprecation:
    later = successor(operation)
    now = f"later: {later}" if later else "no later release has it"
    return Deprecation(f"deprecated: {fact}, {now}", frozenset(_releases(operation)))


def _releases(operation: Operation) -> list[str]:
    return [release for edition in operation.editions for release in RELEASES[edition]]


def _shown(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"
