"""Connecting and listening on real sockets, and what is said where there is no connection."""

import asyncio
import base64
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio import client as strange_clients
from websockets.asyncio import server as strange_servers
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from sandbox.ocpp.listening import Listener, serve
from sandbox.ocpp.messages import OcppVersion
from sandbox.ocpp.websocket import Basic, CannotConnect, ConnectionLost, WebSocket, connect
from tests.live.strict.certificates import Authority

pytestmark = pytest.mark.anyio

BOTH: tuple[OcppVersion, ...] = ("ocpp1.6", "ocpp2.0.1")


class Yard:
    """A CSMS that keeps every charger until it closes."""

    def __init__(self) -> None:
        self.arrived: asyncio.Queue[WebSocket] = asyncio.Queue()
        self.leaving = asyncio.Event()

    async def __call__(self, connection: WebSocket) -> None:
        self.arrived.put_nowait(connection)
        await self.leaving.wait()


@asynccontextmanager
async def yard(**options: Any) -> AsyncIterator[tuple[Listener, Yard]]:
    kept = Yard()
    async with serve("127.0.0.1", 0, kept, **({"versions": BOTH} | options)) as listener:
        try:
            yield listener, kept
        finally:
            kept.leaving.set()


@asynccontextmanager
async def stranger(**options: Any) -> AsyncIterator[str]:
    """Return the URL of a server that does as it likes."""

    async def stay(connection: strange_servers.ServerConnection) -> None:
        await connection.wait_closed()

    async with strange_servers.serve(stay, "127.0.0.1", 0, **options) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/CP-1"


@asynccontextmanager
async def raw(says: bytes | None = None) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Return the place of a server that hears a request and says something or, with None, nothing."""
    heard = asyncio.Event()
    writers = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await reader.readuntil(b"\r\n\r\n")
        heard.set()
        if says is None:
            await reader.read()
        else:
            writer.write(says)
        writer.close()

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", heard
        await asyncio.gather(*[writer.wait_closed() for writer in writers], return_exceptions=True)


@pytest.mark.parametrize("version", BOTH)
async def test_frames_go_both_ways(version: OcppVersion) -> None:
    async with yard() as (listener, kept):
        charger = await connect(f"{listener.url}/ocpp/CP-1", version=version)
        csms = await kept.arrived.get()
        assert (charger.identity, charger.version) == (csms.identity, csms.version) == ("CP-1", version)
        await charger.send("là")
        await csms.send("ici")
        assert (await csms.recv(), await charger.recv()) == ("là", "ici")
        await charger.close()


async def test_the_identity_is_the_last_part_of_the_path_and_decoded() -> None:
    async with yard() as (listener, kept):
        charger = await connect(f"{listener.url}/a/b%2Fc/Quai%20n%C2%B0%2F1?x=/y", version="ocpp1.6")
        assert charger.identity == (await kept.arrived.get()).identity == "Quai n°/1"


async def test_the_first_subprotocol_offered_that_is_spoken_is_chosen() -> None:
    async with yard() as (listener, kept):
        offered = [Subprotocol(name) for name in ("ocpp2.1", "ocpp2.0.1", "ocpp1.6")]
        async with strange_clients.connect(f"{listener.url}/CP-1", subprotocols=offered) as charger:
            assert charger.subprotocol == (await kept.arrived.get()).version == "ocpp2.0.1"


async def test_a_charger_without_a_subprotocol_is_let_in_and_sent_away() -> None:
    async with yard() as (listener, _), strange_clients.connect(f"{listener.url}/CP-1") as charger:
        with pytest.raises(ConnectionClosed) as closed:
            await charger.recv()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (
            1002,
            "offer one of ocpp1.6, ocpp2.0.1",
        )


async def test_credentials_are_for_the_check() -> None:
    seen: list[tuple[str, Basic | None]] = []

    def check(identity: str, basic: Basic | None) -> HTTPStatus | None:
        seen.append((identity, basic))
        return None if basic == (identity, "a:ü") else HTTPStatus.UNAUTHORIZED

    async with yard(check=check) as (listener, _):
        await connect(f"{listener.url}/CP-1", version="ocpp1.6", basic=("CP-1", "a:ü"))
        for basic in (None, ("CP-1", "wrong")):
            with pytest.raises(CannotConnect, match="401 Unauthorized: CP-1 may not connect") as refused:
                await connect(f"{listener.url}/CP-1", version="ocpp1.6", basic=basic)
            assert not refused.value.retryable
    assert seen == [("CP-1", ("CP-1", "a:ü")), ("CP-1", None), ("CP-1", ("CP-1", "wrong"))]


@pytest.mark.parametrize("header", ["Bearer abc", "Basic", "Basic !", "Basic /w==", "Basic YWJj"])
async def test_what_are_no_credentials_are_none(header: str) -> None:
    def check(_identity: str, basic: Basic | None) -> HTTPStatus | None:
        return HTTPStatus.UNAUTHORIZED if basic is None else None

    async with yard(check=check) as (listener, _):
        with pytest.raises(InvalidStatus) as refused:
            await strange_clients.connect(
                f"{listener.url}/CP-1", additional_headers={"Authorization": header}
            )
    assert refused.value.response.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    ("status", "retryable"), [(404, False), (403, False), (429, True), (503, True), (500, True)]
)
async def test_who_is_turned_away_is_told_the_status(status: int, retryable: bool) -> None:  # noqa: FBT001
    async with yard(check=lambda _identity, _basic: HTTPStatus(status)) as (listener, _):
        with pytest.raises(CannotConnect, match=f"^127.0.0.1:{listener.port} answered {status}") as refused:
            await connect(f"{listener.url}/CP-1", version="ocpp1.6")
        assert refused.value.retryable is retryable


async def test_a_path_without_an_identity_is_not_found() -> None:
    async with yard() as (listener, _):
        with pytest.raises(CannotConnect, match="404 Not Found: The path does not end with an identity"):
            await connect(f"{listener.url}/ocpp/", version="ocpp1.6")


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        ({}, "none"),
        ({"subprotocols": ["ocpp2.0.1"], "select_subprotocol": lambda _c, _o: "ocpp2.0.1"}, "ocpp2.0.1"),
    ],
)
async def test_no_other_subprotocol_is_accepted(options: dict[str, Any], chosen: str) -> None:
    async with stranger(**options) as url:
        with pytest.raises(CannotConnect, match=f"the subprotocol {chosen}, not ocpp1.6") as refused:
            await connect(url, version="ocpp1.6")
        assert not refused.value.retryable


async def test_redirects_are_not_followed() -> None:
    async with yard() as (listener, kept):

        def redirect(connection: strange_servers.ServerConnection, _request: Request) -> Response:
            response = connection.respond(HTTPStatus.FOUND, "elsewhere")
            response.headers["Location"] = f"{listener.url}/CP-1"
            return response

        async with stranger(process_request=redirect) as url:
            with pytest.raises(CannotConnect, match=f"redirects are not followed: {listener.url}/CP-1"):
                await connect(url, version="ocpp1.6")
        assert kept.arrived.empty()


async def test_a_proxy_of_the_system_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "ws_proxy", "socks_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with yard() as (listener, _):
        assert (await connect(f"{listener.url}/CP-1", version="ocpp1.6")).identity == "CP-1"


@pytest.mark.parametrize(
    ("url", "reason", "retryable"),
    [
        ("ws://127.0.0.1:1/CP-1", "nobody listens at 127.0.0.1:1: connection refused", True),
        ("ws://localhost:1/CP-1", "nobody listens at localhost:1: connection refused", True),
        ("ws://0.0.0.256/CP-1", "0.0.0.256 cannot be re", True),
        ("ws://nowhere.invalid/CP-1", "nowhere.invalid cannot be resolved", True),
        ("http://127.0.0.1/CP-1", "http://127.0.0.1/CP-1 is no URL of a WebSocket", False),
        ("ws://a..b/CP-1", "ws://a..b/CP-1 is no URL of a WebSocket", False),
        ("ws://[::1/CP-1", "ws://[::1/CP-1 is no URL of a WebSocket", False),
        ("ws://127.0.0.1:99999/CP-1", "ws://127.0.0.1:99999/CP-1 is no URL of a WebSocket", False),
    ],
)
async def test_where_nobody_is_nobody_answers(url: str, reason: str, retryable: bool) -> None:  # noqa: FBT001
    with pytest.raises(CannotConnect) as refused:
        await connect(url, version="ocpp1.6")
    assert refused.value.reason.startswith(reason)
    assert str(refused.value) == refused.value.reason
    assert refused.value.retryable is retryable


@pytest.mark.parametrize("says", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 101 Fine\r\n\r\n"])
async def test_who_speaks_something_else_did_not_answer_as_a_websocket(says: bytes) -> None:
    async with raw(says) as (place, _):
        with pytest.raises(CannotConnect, match=f"{place} did not answer as a WebSocket does: .") as refused:
            await connect(f"ws://{place}/CP-1", version="ocpp1.6")
    assert refused.value.retryable


async def test_of_noise_no_more_is_told_than_can_be_read() -> None:
    async with raw(b"\x8db\xef\xae\x1b" * 200 + b"\r\n") as (place, _):
        with pytest.raises(CannotConnect) as refused:
            await connect(f"ws://{place}/CP-1", version="ocpp1.6")
    said = refused.value.reason.removeprefix(f"{place} did not answer as a WebSocket does: ")
    assert said.isprintable()
    assert said.startswith("invalid HTTP status line")
    assert len(said) == 200


async def test_silence_is_waited_for_so_long_and_no_longer() -> None:
    async with raw() as (place, _):
        with pytest.raises(CannotConnect, match=f"{place} did not answer in 0.05 s") as refused:
            await connect(f"ws://{place}/CP-1", version="ocpp1.6", open_timeout=0.05)
    assert refused.value.retryable


async def test_an_attempt_can_be_called_off() -> None:
    async with raw() as (place, heard):
        attempt = asyncio.create_task(connect(f"ws://{place}/CP-1", version="ocpp1.6"))
        await heard.wait()
        attempt.cancel()
        with pytest.raises(asyncio.CancelledError):
            await attempt


async def test_the_one_who_closes_says_why() -> None:
    async with yard() as (listener, kept):
        charger = await connect(f"{listener.url}/CP-1", version="ocpp1.6")
        csms = await kept.arrived.get()
        await charger.close(1001, "é" * 200)
        with pytest.raises(ConnectionLost) as lost:
            await csms.recv()
        assert (lost.value.code, lost.value.reason) == (1001, "é" * 61)
        for late in (csms.send("late"), charger.send("late"), charger.recv()):
            with pytest.raises(ConnectionLost):
                await late
        await charger.close()


async def test_what_was_sent_before_the_end_is_received() -> None:
    async with yard() as (listener, kept):
        charger = await connect(f"{listener.url}/CP-1", version="ocpp1.6")
        csms = await kept.arrived.get()
        for n in range(3):
            await csms.send(str(n))
        await csms.close()
        assert [await charger.recv() for _ in range(3)] == ["0", "1", "2"]
        with pytest.raises(ConnectionLost, match="1000"):
            await charger.recv()


async def test_a_csms_that_is_killed_says_nothing_and_takes_its_port_with_it() -> None:
    async with yard() as (listener, kept):
        charger = await connect(f"{listener.url}/CP-1", version="ocpp1.6")
        await kept.arrived.get()
        kept.leaving.set()
        listener.kill()
        with pytest.raises(ConnectionLost) as lost:
            await charger.recv()
        assert (lost.value.code, lost.value.reason) == (1006, "")
        with pytest.raises(CannotConnect):
            await connect(f"{listener.url}/CP-1", version="ocpp1.6")


async def test_a_listener_that_ends_sends_everybody_away() -> None:
    async with yard() as (listener, kept):
        charger = await connect(f"{listener.url}/CP-1", version="ocpp1.6")
        await kept.arrived.get()
    with pytest.raises(ConnectionLost, match=r"1001|1000"):
        await charger.recv()


async def test_bytes_are_taken_for_text() -> None:
    async with yard() as (listener, kept):
        offered = [Subprotocol("ocpp1.6")]
        async with strange_clients.connect(f"{listener.url}/CP-1", subprotocols=offered) as charger:
            await charger.send("[é]".encode())
            await charger.send(b"\xff")
            csms = await kept.arrived.get()
            assert (await csms.recv(), await csms.recv()) == ("[é]", "\ufffd")


async def test_a_message_in_many_fragments_is_one_message() -> None:
    async with yard() as (listener, kept):
        offered = [Subprotocol("ocpp1.6")]
        async with strange_clients.connect(f"{listener.url}/CP-1", subprotocols=offered) as charger:
            sending = asyncio.create_task(charger.send([str(n % 10) for n in range(500)]))
            csms = await kept.arrived.get()
            assert await csms.recv() == "0123456789" * 50
            await sending


async def test_a_message_that_is_too_large_ends_the_connection() -> None:
    async with yard() as (listener, kept):
        charger = await connect(f"{listener.url}/CP-1", version="ocpp1.6")
        csms = await kept.arrived.get()
        await charger.send("x" * 2_000_000)
        with pytest.raises(ConnectionLost) as lost:
            await csms.recv()
        assert lost.value.code == 1009


async def test_nothing_is_compressed() -> None:
    async with yard() as (listener, _):
        offered = [Subprotocol("ocpp1.6")]
        async with strange_clients.connect(f"{listener.url}/CP-1", subprotocols=offered) as charger:
            assert charger.protocol.extensions == []


async def test_who_does_not_answer_pings_is_lost() -> None:
    async with yard() as (listener, kept):
        charger = await connect(
            f"{listener.url}/CP-1", version="ocpp1.6", ping_interval=0.05, ping_timeout=0.01
        )
        csms = await kept.arrived.get()
        csms._socket.transport.pause_reading()
        with pytest.raises(ConnectionLost) as lost:
            await charger.recv()
        assert (lost.value.code, lost.value.reason) == (1011, "keepalive ping timeout")
        csms._socket.transport.abort()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def server_side(authority: Authority, name: str = "csms") -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*authority.issue(name))
    return context


async def test_tls_with_an_authority_of_ones_own(authority: Authority) -> None:
    async with yard(ssl=server_side(authority)) as (listener, kept):
        trusting = ssl.create_default_context(cafile=authority.file)
        charger = await connect(f"{listener.url}/CP-1", version="ocpp1.6", ssl=trusting)
        await charger.send("secret")
        assert listener.url.startswith("wss://")
        assert await (await kept.arrived.get()).recv() == "secret"


async def test_a_certificate_of_somebody_unknown_is_not_trusted(authority: Authority) -> None:
    async with yard(ssl=server_side(authority)) as (listener, _):
        with pytest.raises(CannotConnect, match="certificate that is not trusted: unable to get") as refused:
            await connect(f"{listener.url}/CP-1", version="ocpp1.6")
        assert not refused.value.retryable


async def test_a_certificate_for_another_host_is_not_trusted(authority: Authority) -> None:
    async with yard(ssl=server_side(authority)) as (listener, _):
        trusting = ssl.create_default_context(cafile=authority.file)
        url = listener.url.replace("127.0.0.1", "127.0.0.2")
        with pytest.raises(CannotConnect, match=r"nobody listens|not trusted: IP address mismatch"):
            await connect(f"{url}/CP-1", version="ocpp1.6", ssl=trusting)


async def test_who_must_show_a_certificate_and_has_none_is_not_connected(authority: Authority) -> None:
    asking = server_side(authority)
    asking.verify_mode = ssl.CERT_REQUIRED
    asking.load_verify_locations(authority.file)
    trusting = ssl.create_default_context(cafile=authority.file)
    async with yard(ssl=asking) as (listener, kept):
        with pytest.raises(CannotConnect, match=f"127.0.0.1:{listener.port}"):
            await connect(f"{listener.url}/CP-1", version="ocpp1.6", ssl=trusting)
        trusting.load_cert_chain(*authority.issue("CP-1"))
        await connect(f"{listener.url}/CP-1", version="ocpp1.6", ssl=trusting)
        assert (await kept.arrived.get()).identity == "CP-1"


async def test_tls_with_who_speaks_none_is_no_connection() -> None:
    async with yard() as (listener, _):
        with pytest.raises(CannotConnect, match=r"no TLS with|ended the TLS handshake"):
            await connect(f"wss://127.0.0.1:{listener.port}/CP-1", version="ocpp1.6")


async def test_a_password_is_not_logged_where_everything_is(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with yard() as (listener, kept):
        charger = await connect(f"{listener.url}/CP-1", version="ocpp1.6", basic=("CP-1", "secret"))
        await charger.close()
        await kept.arrived.get()
    assert base64.b64encode(b"CP-1:secret").decode() not in caplog.text
