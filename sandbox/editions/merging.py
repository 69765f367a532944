"""One server for all editions: which operation a request means where several editions have its path.

Fifteen commands, `POST /ocpp/commands/*`, have two meanings. The SDKs of the edition `gateway` send
`{target, event}` with a target of `charger_id`, those of `deployments` send `{target, payload}` with
`deployment_id` or `identity`. Both may name a location, with the key `event` or without. So the body decides:

    `event` is a key, or `target.charger_id` is                    gateway
    everything else, a body that is no JSON object among it        deployments

A path that editions serve with the same handler is served once. Routes of the edition `flat` answer under
`/ocpp` too, as the documentation writes them, where no later edition has the path.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sandbox.rest.fork import Fork, Route, Rule
from sandbox.rest.operation import Operation

SHARED_COMMANDS = (
    "authorize-id-tag",
    "cache/reset",
    "clear-fault",
    "clear-local-auth-list",
    "configuration",
    "ev-requests-energy",
    "ev-stops-energy",
    "inject-fault",
    "local-auth-list",
    "plug-connector",
    "power-update",
    "proxy-message",
    "start-session",
    "stop-session",
    "unplug-connector",
)
"""The commands that all editions after `flat` have."""


def _means_gateway(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    target = body.get("target")
    return "event" in body or (isinstance(target, dict) and "charger_id" in target)


MEANS_GATEWAY = Rule(
    _means_gateway,
    {
        "anyOf": [
            {"required": ["event"]},
            {
                "required": ["target"],
                "properties": {"target": {"type": "object", "required": ["charger_id"]}},
            },
        ]
    },
    held="it has the key `event`, or `charger_id` in `target`",
    failed="it has neither the key `event` nor `charger_id` in `target`",
)
"""Whether a command comes from an SDK of the edition `gateway`."""

RULES: Mapping[tuple[str, str], Rule] = {
    ("POST", f"/ocpp/commands/{command}"): MEANS_GATEWAY for command in SHARED_COMMANDS
}
"""What tells apart the two editions that a method and path belong to: the earlier one, if it holds."""


def merge(editions: Mapping[str, Iterable[Operation]]) -> tuple[Route, ...]:
    """Return one route for each method and path of the editions.

    Raises:
        TypeError: two editions mean different things by it, and no rule tells them apart.
    """
    routes: dict[tuple[str, str], Route] = {}
    for edition, operations in editions.items():
        for row in operations:
            operation = replace(row, editions=(edition,))
            key = operation.method, operation.path
            routes[key] = _shared(routes[key], operation) if key in routes else operation
    return tuple(routes.values())


def under_ocpp(
    edition: str, operations: Iterable[Operation], routes: Iterable[Route]
) -> tuple[Operation, ...]:
    """Return those of an edition's operations under `/ocpp` whose place is free there."""
    taken = {(route.method, route.path) for route in routes}
    aliases = (replace(row, path=f"/ocpp{row.path}", editions=(edition,)) for row in operations)
    return tuple(alias for alias in aliases if (alias.method, alias.path) not in taken)


def _shared(earlier: Route, later: Operation) -> Route:
    if isinstance(earlier, Operation) and earlier.handler is later.handler:
        return replace(earlier, editions=(*earlier.editions, *later.editions))
    rule = RULES.get((later.method, later.path))
    if rule is None or not isinstance(earlier, Operation):
        raise TypeError(f"{later.method} {later.path} means two things: {earlier.name} and {later.name}")
    return Fork(earlier, later, rule)
