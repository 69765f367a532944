"""Ways for clients to reach a sandbox: inside this process, or over HTTP from any event loop."""

import asyncio

import httpx
from anyio.from_thread import BlockingPortal
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.kit.control import PATIENCE
from sandbox.traffic.connections import KEY


def http_client(url: str) -> httpx.Client:
    """Return a client for the sandbox at *url*."""
    # Loading certificates takes longer than most tests, and a proxy has no business between us.
    verify = url.startswith("https:")
    return httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False, verify=verify)


def async_http_client(url: str) -> httpx.AsyncClient:
    """Return an asynchronous client that keeps no connection: good in any loop, and never to be closed."""
    limits = httpx.Limits(max_keepalive_connections=0)
    verify = url.startswith("https:")
    return httpx.AsyncClient(base_url=url, timeout=PATIENCE, trust_env=False, verify=verify, limits=limits)


class InProcessTransport(httpx.BaseTransport):
    """Lets a synchronous client call an ASGI application, which runs in *portal*'s thread."""

    def __init__(self, app: ASGIApp, portal: BlockingPortal) -> None:
        self._application = _Application(app)
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        return self._portal.call(self._application.answer, request, request.read())


class InProcessAsyncTransport(httpx.AsyncBaseTransport):
    """Lets an asynchronous client call an ASGI application, which runs in *portal*'s thread."""

    def __init__(self, app: ASGIApp, portal: BlockingPortal) -> None:
        self._application = _Application(app)
        self._portal = portal

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        content = await request.aread()
        answering = self._portal.start_task_soon(self._application.answer, request, content)
        return await asyncio.wrap_future(answering)


class _Application:
    """An ASGI application that answers requests of `httpx`, and tells of a connection that breaks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def answer(self, request: httpx.Request, content: bytes) -> httpx.Response:
        closed = False

        def close() -> None:
            nonlocal closed
            closed = True
            raise ConnectionAbortedError

        streams = False

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            async def pass_on(message: Message) -> None:
                nonlocal streams
                if streams := streams or _begins_a_stream(message):
                    # Its end, for which this transport waits, would never come.
                    raise ConnectionAbortedError
                await send(message)

            await self._app({**scope, "extensions": {KEY: close}}, receive, pass_on)
            if streams:
                raise ConnectionAbortedError

        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        asked = httpx.Request(request.method, request.url, headers=request.headers, content=content)
        answer = await transport.handle_async_request(asked)
        if streams:
            raise httpx.UnsupportedProtocol(_NEEDS_A_SERVER, request=request)
        if closed:
            raise httpx.RemoteProtocolError("The connection was closed by a fault", request=request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


def _begins_a_stream(message: Message) -> bool:
    headers = dict(message.get("headers", ()))
    return bool(headers.get(b"content-type", b"").startswith(b"text/event-stream"))


_NEEDS_A_SERVER = (
    "A stream of events needs a server: use the fixture `sandbox`, or `with Sandbox() as sandbox`"
)
