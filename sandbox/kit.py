"""The sandbox as a test sees it: an organization of its own, tokens for it, and a client."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Literal

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.app import create_app
from sandbox.clock import Clock
from sandbox.domain.run_failures import FallibleKind
from sandbox.errors import BadSetting, readable
from sandbox.settings import Settings, variable
from sandbox.traffic.connections import KEY

IN_PROCESS_URL = "http://localhost"
YEAR = 31_536_000
"""Seconds that a client's own token lives, so that a test may move the clock."""


class Sandbox:
    """One organization of a running sandbox; another one's data cannot be seen from here.

    Args:
        url: base URL, as an SDK takes it.
        organization_id: the organization.
        client: sends requests to that URL; this class adds a user token to it.
    """

    def __init__(self, url: str, organization_id: str, client: httpx.Client) -> None:
        self.url = url
        self.organization_id = organization_id
        self.client = client
        self.client.headers["Authorization"] = f"Bearer {self.user_token(expires_in=YEAR)}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r}, organization_id={self.organization_id!r})"

    def fail_next(
        self,
        kind: FallibleKind | None = None,
        *,
        times: int = 1,
        code: str = "unknown_error",
        message: str = "Provisioning failed",
        **error: str | bool,
    ) -> None:
        """Let the next creations in the background fail, of one kind or of any.

        Args:
            kind: `charger`, `location_chargers`, `cpo` or `cpo_locations`.
            times: how many of them.
            code: what the status shows for programs.
            message: what it shows for people.
            **error: `step`, `param`, `doc_url` and `retryable`, as the status shows them.
        """
        wanted = {"organization_id": self.organization_id, "kind": kind, "times": times}
        told = {"code": code, "message": message, **error}
        answer = self.client.post(f"{self.url}/dev/provisioning-failures", json=wanted | told)
        if answer.status_code != httpx.codes.CREATED:
            raise ValueError(readable(answer.json()["detail"]))

    def user_token(self, *, expires_in: int = 3600) -> str:
        """Return a token of a user of the organization."""
        return self.token(role="user", expires_in=expires_in)

    def admin_token(self, *, expires_in: int = 3600) -> str:
        """Return an admin token; requests with it name the organization in `X-Organization-Id`."""
        return self.token(role="admin", expires_in=expires_in)

    def token(
        self, *, role: Literal["user", "admin"] = "user", expires_in: int = 3600, defect: str | None = None
    ) -> str:
        """Return a token, or one that fails in one named way: see `docs/tokens.md`."""
        wanted: dict[str, Any] = {
            "role": role,
            "expires_in": expires_in,
            "organization_id": self.organization_id,
        }
        if defect is not None:
            wanted["defect"] = defect
        answer = self.client.post(f"{self.url}/dev/token", json=wanted)
        if answer.status_code != httpx.codes.OK:
            raise ValueError(readable(answer.json()["detail"]))
        token: str = answer.json()["access_token"]
        return token


class InProcessSandbox(Sandbox):
    """A sandbox without sockets: the SDKs take its clients as their `httpx_client`."""

    def __init__(self, app: Starlette, portal: BlockingPortal, organization_id: str) -> None:
        self.app = app
        self.async_client = httpx.AsyncClient(transport=InProcessAsyncTransport(app), base_url=IN_PROCESS_URL)
        client = httpx.Client(transport=InProcessTransport(app, portal), base_url=IN_PROCESS_URL)
        super().__init__(IN_PROCESS_URL, organization_id, client)
        self.async_client.headers["Authorization"] = self.client.headers["Authorization"]


class InProcessAsyncTransport(httpx.AsyncBaseTransport):
    """Lets an asynchronous client call an ASGI application, and tells it of a connection that breaks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        closed = False

        def close() -> None:
            nonlocal closed
            closed = True
            raise ConnectionAbortedError

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await self._app({**scope, "extensions": {KEY: close}}, receive, send)

        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        answer = await transport.handle_async_request(request)
        if closed:
            raise httpx.RemoteProtocolError("The connection was closed by a fault", request=request)
        return answer


class InProcessTransport(httpx.BaseTransport):
    """Lets a synchronous client call an ASGI application, whose event loop runs in *portal*'s thread."""

    def __init__(self, app: ASGIApp, portal: BlockingPortal) -> None:
        self._transport = InProcessAsyncTransport(app)
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        return self._portal.call(self._answer, request.method, request.url, request.headers, request.read())

    async def _answer(
        self, method: str, url: httpx.URL, headers: httpx.Headers, content: bytes
    ) -> httpx.Response:
        asked = httpx.Request(method, url, headers=headers, content=content)
        answer = await self._transport.handle_async_request(asked)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


@contextmanager
def isolated(url: str) -> Iterator[Sandbox]:
    """Open a fresh organization of the sandbox at *url*; it is gone when the block ends, however it ends."""
    # Loading certificates takes longer than most tests, and a proxy has no business between us.
    with httpx.Client(base_url=url, timeout=30, trust_env=False, verify=url.startswith("https:")) as client:
        answer = client.post("/dev/tenants", json={"name": "test"}).raise_for_status()
        organization_id = answer.json()["id"]
        try:
            yield Sandbox(url, organization_id, client)
        finally:
            # A test that reset the sandbox has removed it already.
            client.delete(f"/dev/tenants/{organization_id}")


@contextmanager
def in_process(settings: Settings | None = None, *, clock: Clock | None = None) -> Iterator[InProcessSandbox]:
    """Open a sandbox of one's own inside this process, with the first organization of its world.

    A *clock* of one's own moves time: charging sessions, timers and the expiry of tokens follow it.

    Raises:
        BadSetting: the control plane, which hands out the tokens, is switched off.
    """
    settings = settings or Settings.of(world="empty", provisioning_seconds=0)
    if not settings.dev:
        raise BadSetting(f"{variable('dev')} must be on: tokens come from /dev/token")
    with ExitStack() as closing:
        app = create_app(settings, clock=clock)
        closing.callback(app.state.gateway.close)
        portal = closing.enter_context(start_blocking_portal())
        world = app.state.gateway.world
        organization = world.organizations.first() or portal.call(world.create_organization, "test")
        sandbox = InProcessSandbox(app, portal, organization.id)
        closing.callback(portal.call, sandbox.async_client.aclose)
        closing.callback(sandbox.client.close)
        yield sandbox
