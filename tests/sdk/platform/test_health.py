from typing import Any

from tests.sdk.conftest import MakeClient


def test_the_service_is_up(client: Any) -> None:
    assert client.health.check().status == "ok"


def test_the_service_is_alive(client: Any) -> None:
    assert client.health.live().status == "ok"


def test_the_service_is_ready_with_all_it_needs(client: Any) -> None:
    ready = client.health.ready()
    assert (ready.status, ready.database, ready.mqtt) == ("ok", "ok", "ok")


def test_health_needs_no_token(make_client: MakeClient) -> None:
    stranger = make_client(token=None)
    assert {stranger.health.check().status, stranger.health.live().status} == {"ok"}
    assert stranger.health.ready().status == "ok"
