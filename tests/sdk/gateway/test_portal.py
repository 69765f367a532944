from typing import Any

from tests.sdk.conftest import MakeClient


def test_the_service_is_up(client: Any) -> None:
    assert client.health.health_check() == {"status": "ok"}


def test_the_landing_page_is_a_web_page(client: Any) -> None:
    assert client.health.landing_page().startswith("<!doctype html>")


def test_both_need_no_token(make_client: MakeClient) -> None:
    stranger = make_client(token=None)
    assert stranger.health.health_check() == {"status": "ok"}
    assert "OCPPLAB" in stranger.health.landing_page()
