"""Which routes are near to one that does not exist."""

import pytest

from sandbox.rest.nearest import Directory, named
from sandbox.routes import routes

DIRECTORY = Directory(lambda: routes(with_dev=True))


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("GET /locatons", "GET /locations"),
        ("POST /charger", "POST /chargers"),
        ("GET /charger/dep-1", "GET /chargers/{charger_id}"),
        ("GET /Locations", "GET /locations"),
        ("GET /ocpp/ocpp/locations", "GET /ocpp/locations"),
        ("GET /api/v1/locations", "GET /locations"),
        ("GET /ocpp/evcharger/logs", "GET /evcharger/logs"),
        ("GET /deployment", "POST /evcharger/deployment"),
        ("GET /evcharger/deployments", "POST /evcharger/deployment"),
        ("GET /locations/a/chargers/x/y", "GET /locations/{location_id}/chargers"),
        ("POST /chargers/dep-1/startSession", "POST /chargers/{charger_id}/start-session"),
        ("POST /evcharger/comands/plug-conector", "POST /evcharger/commands/plug-connector"),
        ("GET /dev/tokens", "GET /dev/token"),
        ("GET /dev/request/1", "GET /dev/requests/{request_id}"),
    ],
)
def test_the_nearest_route_is_found(asked: str, nearest: str) -> None:
    method, _, path = asked.partition(" ")
    assert named(DIRECTORY.nearest(method, path))[0] == nearest


@pytest.mark.parametrize("path", ["/", "", "/zzz", "/users/me", "/favicon.ico", "//", "/" + "x/" * 5000])
def test_what_is_far_from_all_has_none(path: str) -> None:
    assert DIRECTORY.nearest("GET", path) == []


def test_few_are_named() -> None:
    assert len(DIRECTORY.nearest("POST", "/commands/plug-conector")) <= 3
