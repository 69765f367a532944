"""The last events, for those who have not listened."""

from typing import Any

import httpx

from sandbox.kit import Sandbox, isolated
from tests.conftest import LOCATION, created
from tests.dev.events.listening import hear, told


def test_the_newest_events_are_listed_the_oldest_first(sandbox: Sandbox) -> None:
    names = ["First", "Second", "Third"]
    for name in names:
        created(sandbox.client.post("/locations", json=LOCATION | {"name": name}))
    about: dict[str, Any] = {"organization_id": sandbox.organization_id, "kind": "location", "limit": 2}
    listed = sandbox.client.get("/dev/events/latest", params=about).json()["data"]
    assert told(listed, "kind", "change", "name") == [
        ("location", "created", "Second"),
        ("location", "created", "Third"),
    ]


def test_they_are_the_events_that_a_listener_was_told(sandbox: Sandbox) -> None:
    with hear(sandbox, "location", "charger") as ear:
        created(sandbox.client.post("/locations", json=LOCATION))
        sandbox.create_charger(identity="CP-1")
        heard = ear.until(kind="charger", change="created")
    about = {"organization_id": sandbox.organization_id, "kind": ["location", "charger"]}
    assert sandbox.client.get("/dev/events/latest", params=about).json()["data"] == heard


def test_other_organizations_are_left_out(url: str, sandbox: Sandbox) -> None:
    with isolated(url) as other:
        created(other.client.post("/locations", json=LOCATION))
        about = {"organization_id": sandbox.organization_id, "kind": "location"}
        assert sandbox.client.get("/dev/events/latest", params=about).json() == {"data": []}


def test_an_organization_that_is_none_is_not_found(url: str) -> None:
    unknown = {"organization_id": "99999999-9999-4999-8999-999999999999"}
    assert httpx.get(f"{url}/dev/events/latest", params=unknown).status_code == 404
