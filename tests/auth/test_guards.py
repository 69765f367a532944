import asyncio
from collections.abc import Callable

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.auth.guards import BodyGuard, HostGuard, OriginGuard
from tests.auth.client import FOREIGN_ORIGINS, LOOPBACK_ORIGINS, answer_of, ask, echo


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8000",
        "127.0.0.1",
        "127.0.0.1:8000",
        "127.8.9.10:1",
        "[::1]",
        "[::1]:8000",
        "[0:0:0:0:0:0:0:1]",
    ],
)
def test_loopback_host_is_served(host: str) -> None:
    assert ask(HostGuard(echo), headers=[("Host", host)]).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example:8000",
        "a.localhost",
        "localhost.",
        "169.254.169.254",
        "0.0.0.0",
        "127.1",
        "127.0.0.01",
        "2130706433",
        "[::]",
        "[::1].evil.example",
        "[::ffff:127.0.0.1]",
        "[fe80::1%lo]",
        "::1",
        "localhost/evil",
        "localhost/v1/catalog?x=",
        "localhost@evil.example",
        "localhost:",
        "localhost:x",
        "localhost:123456",
        "localhost, evil.example",
        "[localhost]",
        "",
    ],
)
def test_other_host_is_refused(host: str) -> None:
    assert ask(HostGuard(echo), headers=[("Host", host)]).status_code == 400


def test_refused_host_is_told_about_the_setting() -> None:
    answer = ask(HostGuard(echo), headers=[("Host", "evil.example:80")])
    assert answer.json() == {
        "detail": "the host evil.example is not allowed; SANDBOX_ALLOWED_HOSTS can add it"
    }


def test_forwarded_host_is_not_trusted() -> None:
    headers = [("Host", "evil.example"), ("X-Forwarded-Host", "localhost"), ("Forwarded", "host=localhost")]
    assert ask(HostGuard(echo), headers=headers).status_code == 400


@pytest.mark.parametrize(
    "hosts", [[], [b"localhost", b"localhost"], [b"localhost", b"evil.example"], [b"\xff"]]
)
def test_missing_repeated_or_undecodable_host_is_refused(hosts: list[bytes]) -> None:
    assert answer_of(HostGuard(echo), [(b"host", host) for host in hosts]) == 400


@pytest.mark.parametrize(
    ("allowed", "host"),
    [
        ("sandbox.example.com", "sandbox.example.com:8000"),
        ("Sandbox.Example.com", "sandbox.EXAMPLE.com"),
        ("my_service", "my_service:8000"),
        ("*.example.com", "a.example.com"),
        ("*.example.com", "a.b.example.com"),
        ("192.168.1.5", "192.168.1.5:8000"),
        ("[fd00::1]", "[fd00::1]:8000"),
        ("*", "anything.at.all"),
    ],
)
def test_allowed_host_is_served(allowed: str, host: str) -> None:
    assert ask(HostGuard(echo, [allowed]), headers=[("Host", host)]).status_code == 200


@pytest.mark.parametrize(
    ("allowed", "host"),
    [
        ("example.com", "a.example.com"),
        ("*.example.com", "example.com"),
        ("*.example.com", "evilexample.com"),
        ("*", "not a host"),
    ],
)
def test_allowed_host_allows_no_other(allowed: str, host: str) -> None:
    assert ask(HostGuard(echo, [allowed]), headers=[("Host", host)]).status_code == 400


@pytest.mark.parametrize("origin", LOOPBACK_ORIGINS)
def test_write_by_a_loopback_page_is_served(origin: str) -> None:
    assert ask(OriginGuard(echo), "POST", [("Origin", origin)]).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_write_by_a_foreign_page_is_refused(method: str, origin: str) -> None:
    assert ask(OriginGuard(echo), method, [("Origin", origin)]).status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_read_by_a_foreign_page_is_served(method: str) -> None:
    assert ask(OriginGuard(echo), method, [("Origin", "https://evil.example")]).status_code == 200


def test_write_without_origin_is_served() -> None:
    assert ask(OriginGuard(echo), "POST").status_code == 200


@pytest.mark.parametrize("allowed", ["https://app.example.com", "*"])
def test_write_by_an_allowed_page_is_served(allowed: str) -> None:
    guard = OriginGuard(echo, [allowed])
    assert ask(guard, "POST", [("Origin", "https://app.example.com")]).status_code == 200


def test_one_foreign_origin_among_several_is_refused() -> None:
    headers = [("Origin", "http://localhost"), ("Origin", "https://evil.example")]
    assert ask(OriginGuard(echo), "POST", headers).status_code == 403


def test_refused_write_has_a_detail() -> None:
    answer = ask(OriginGuard(echo), "POST", [("Origin", "null")])
    assert answer.json() == {
        "detail": "this origin may not change anything; SANDBOX_ALLOWED_ORIGINS can add it"
    }


@pytest.mark.parametrize("guard", [HostGuard, OriginGuard, lambda app: BodyGuard(app, 0)])
@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_what_is_not_http_passes_untouched(guard: Callable[[ASGIApp], ASGIApp], kind: str) -> None:
    seen: list[tuple[Scope, Receive, Send]] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((scope, receive, send))

    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        pass

    async def exchange() -> None:
        await guard(application)(scope, receive, send)

    scope = {"type": kind, "headers": []}
    asyncio.run(exchange())
    assert seen == [(scope, receive, send)]
