"""What listeners are told of live chargers."""

from collections.abc import Iterator

import pytest

from sandbox.csms.csms import Csms
from sandbox.kit import Sandbox, isolated
from sandbox.server import Server
from sandbox.settings import Settings
from tests.dev.events.listening import hear, make_charger


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    settings = Settings.of(port=0, log_level="error", world="empty", provisioning_seconds=0, csms="live")
    with Server(settings) as server, isolated(server.url) as sandbox:
        yield sandbox


def test_each_charger_is_told_to_be_online_however_soon_it_is(sandbox: Sandbox) -> None:
    with hear(sandbox, "charger") as ear, Csms() as csms:
        for number in range(1, 7):
            make_charger(sandbox, ws_url=csms.url, identity=f"EVENT-{number}")
            told = ear.next(change="runtime")
            seen = told["identity"], told["previous_runtime"], told["runtime"]
            assert seen == (f"EVENT-{number}", "starting", "online")


def test_a_charger_is_offline_and_comes_back(sandbox: Sandbox) -> None:
    with hear(sandbox, "charger") as ear:
        with Csms() as csms:
            make_charger(sandbox, ws_url=csms.url)
            ear.next(kind="charger", change="created")
            csms.wait_for("StatusNotification", count=2)
            # Whoever looks has it written down: what comes and goes in between is not told.
            assert sandbox.client.get("/evcharger/deployment-runtime-ops/status").is_success
            port = csms.port
        left = ear.next(change="runtime", runtime="offline")
        assert (left["previous_runtime"], left["identity"]) == ("online", "CP-0001")
        with Csms(port=port):
            assert ear.next(change="runtime", runtime="online")["previous_runtime"] == "offline"
