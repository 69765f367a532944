"""`Server`: a sandbox in a thread, for tests that want more than the fixtures."""

import socket

import httpx
import pytest

from sandbox.errors import BadWorld, StartupError
from sandbox.kit import isolated
from sandbox.server import Server, address, bind
from sandbox.settings import Settings
from tests.conftest import LOCATION

QUIET = {"port": 0, "log_level": "warning"}


def test_two_servers_share_no_state() -> None:
    with Server() as first, Server() as second:
        assert first.url != second.url
        tenants = [
            {row["id"] for row in httpx.get(f"{url}/dev/tenants").json()["data"]}
            for url in both(first, second)
        ]
        assert tenants[0] == tenants[1]
        tokens = [httpx.get(f"{url}/dev/token").json()["access_token"] for url in both(first, second)]
        headers = [{"Authorization": f"Bearer {token}"} for token in tokens]
        before = httpx.get(f"{second.url}/locations", headers=headers[1]).json()
        made = httpx.post(f"{first.url}/locations", json=LOCATION, headers=headers[0]).json()
        assert httpx.get(f"{second.url}/locations", headers=headers[1]).json() == before
        assert httpx.get(f"{second.url}/locations/{made['id']}", headers=headers[1]).status_code == 404
        assert httpx.get(f"{second.url}/locations", headers=headers[0]).status_code == 401


def both(first: Server, second: Server) -> tuple[str, str]:
    return first.url, second.url


def test_it_answers_as_soon_as_the_block_begins_and_not_after_it() -> None:
    with Server() as server:
        assert httpx.get(f"{server.url}/health").json() == {"status": "ok"}
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/health")


def test_a_world_that_cannot_be_opened_leaves_no_socket_behind() -> None:
    server = Server(Settings.of(world="atlantis", **QUIET))
    with pytest.raises(BadWorld), server:
        pass
    port = int(server.url.rpartition(":")[2])
    socket.create_server(("127.0.0.1", port)).close()


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartupError, match=f"port {port}"):
            Server(Settings.of(port=port))


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("::", "[::1]")],
)
def test_the_address_can_be_called_from_this_machine(host: str, shown: str) -> None:
    if ":" in host and not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with Server(Settings.of(host=host, **QUIET)) as server:
        assert server.url.startswith(f"http://{shown}:")
        assert httpx.get(f"{server.url}/health").status_code == 200


def test_answers_do_not_wait_for_acknowledgements() -> None:
    with bind(Settings.of(port=0)) as listening:
        url = address(listening)
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_isolated_organization_is_gone_after_its_block() -> None:
    with Server() as server:
        with isolated(server.url) as view:
            tenant = f"{server.url}/dev/tenants/{view.organization_id}"
            assert httpx.get(tenant).status_code == 200
            assert view.client.get("/locations").json()["total"] == 0
        assert httpx.get(tenant).status_code == 404


def test_a_token_that_cannot_be_made_is_an_error_of_the_caller() -> None:
    with Server() as server, isolated(server.url) as view, pytest.raises(ValueError, match="defect"):
        view.token(defect="ugly")
