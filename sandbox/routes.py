"""All that is served, in parts: the modules of an edition are loaded when the first request for one comes.

part             its paths begin with                      editions
FRONT            nothing, /health, /docs, /openapi.json    all
flat             /catalog, /chargers, ...                  flat
ocpp             /ocpi, /ocpp                              gateway, deployments, and flat under /ocpp
evcharger        /evcharger, /health/...                   platform
control plane    /dev, /oauth2                             none

To load all of them takes about as long as to start without them.
"""

from functools import cache
from importlib import import_module
from typing import Any

from sandbox import __version__, dev, portal
from sandbox.editions.deprecation import marked, marked_aliases
from sandbox.editions.merging import merge, under_ocpp
from sandbox.resources import health
from sandbox.rest.fork import Route
from sandbox.rest.operation import Operation
from sandbox.rest.routing import Part

EDITIONS = ("flat", "gateway", "deployments", "platform")
"""The editions of the API, the oldest first."""

_AT_ROOT = {edition: () if edition == "platform" else portal.OPERATIONS for edition in EDITIONS}
_OF_ALL = merge({edition: (*_AT_ROOT[edition], *health.OPERATIONS) for edition in EDITIONS})
_PLACES_OF_ALL = {(route.method, route.path) for route in _OF_ALL}

FRONT: tuple[Route, ...] = (*_OF_ALL, *portal.PAGES)
"""What a sandbox that has just started answers, whichever edition it is asked for afterwards."""


@cache
def operations(edition: str) -> tuple[Operation, ...]:
    """Return the operations of an edition, as the official SDKs call them."""
    return (*_AT_ROOT[edition], *_own(edition))


@cache
def merged() -> tuple[Route, ...]:
    """Return one route for each method and path of the editions."""
    return (*_OF_ALL, *_flat(), *_ocpp(), *_evcharger())


@cache
def aliases() -> tuple[Operation, ...]:
    """Return the routes of `flat` under `/ocpp`, which the documentation writes and no SDK calls."""
    return marked_aliases(under_ocpp("flat", _own("flat"), _ocpp()))


@cache
def control_plane() -> tuple[Route, ...]:
    """Return what no real service has."""
    from sandbox.console import PAGES  # noqa: PLC0415 - a part
    from sandbox.dev.operations import ENDPOINTS, OPERATIONS  # noqa: PLC0415 - a part

    return (*OPERATIONS, *ENDPOINTS, *PAGES)


def parts(*, with_dev: bool) -> tuple[Part[Route], ...]:
    """Return what is served besides the front, with the control plane or without."""
    editions = (
        Part(("catalog", "chargers", "commands", "locations"), _flat),
        Part(("ocpi", "ocpp"), lambda: (*_ocpp(), *aliases())),
        Part(("evcharger", "health"), _evcharger),
    )
    return (*editions, Part(dev.SEGMENTS, control_plane)) if with_dev else editions


def routes(*, with_dev: bool) -> tuple[Route, ...]:
    """Return all that is served, with the control plane or without."""
    return (*merged(), *aliases(), *portal.PAGES, *(control_plane() if with_dev else ()))


def document(edition: str, *, with_dev: bool = True) -> dict[str, Any]:
    """Return the OpenAPI document of an edition, or of `all` with the control plane."""
    from sandbox.dev.operations import OPERATIONS  # noqa: PLC0415 - a part
    from sandbox.rest.openapi import document as write  # noqa: PLC0415 - not needed to serve

    rows = (*merged(), *(OPERATIONS if with_dev else ())) if edition == "all" else operations(edition)
    told = (_DESCRIPTION, _ALIASED if edition == "flat" else "", _TOKENS if with_dev else "")
    description = " ".join(filter(None, told))
    return write(rows, title="OCPPLAB sandbox", version=__version__, description=description)


def _own(edition: str) -> tuple[Operation, ...]:
    """Load an edition."""
    loaded: tuple[Operation, ...] = import_module(f"sandbox.editions.{edition}").OPERATIONS
    return loaded


@cache
def _flat() -> tuple[Route, ...]:
    return _served("flat")


@cache
def _ocpp() -> tuple[Route, ...]:
    return _served("gateway", "deployments")


@cache
def _evcharger() -> tuple[Route, ...]:
    return _served("platform")


def _served(*editions: str) -> tuple[Route, ...]:
    """Return the merged routes of editions, without those that all have."""
    routes = marked(merge({edition: _own(edition) for edition in editions}))
    return tuple(route for route in routes if (route.method, route.path) not in _PLACES_OF_ALL)


_DESCRIPTION = "The OCPPLAB Gateway API."
_ALIASED = "Paths answer under `/ocpp` too, save those that create chargers."
_TOKENS = "Take a token from `/dev/token`."
