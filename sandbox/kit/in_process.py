"""`InProcessSandbox`: a sandbox without sockets."""

from contextlib import ExitStack

import httpx
from anyio.from_thread import start_blocking_portal
from starlette.applications import Starlette

from sandbox.app import create_app
from sandbox.clock import Clock
from sandbox.kit.running import Sandbox, with_control_plane
from sandbox.kit.transports import InProcessAsyncTransport, InProcessTransport
from sandbox.settings import Settings

IN_PROCESS_URL = "http://localhost"


class InProcessSandbox(Sandbox):
    """A sandbox inside this process, with the first organization of its world.

    Args:
        settings: those of the sandbox; by default the world `empty`, and creations in the background that
            take no time.
        clock: a clock of one's own moves time: charging sessions, timers and the expiry of tokens follow it.
    """

    app: Starlette

    def __init__(self, settings: Settings | None = None, *, clock: Clock | None = None) -> None:
        super().__init__()
        self._settings = settings or Settings.of(world="empty", provisioning_seconds=0)
        self._own_clock = clock

    def _start(self, closing: ExitStack) -> None:
        self.app = create_app(with_control_plane(self._settings), clock=self._own_clock)
        gateway = self.app.state.gateway
        closing.callback(gateway.close)
        # One thread owns the state: all requests are answered in that of the portal.
        portal = closing.enter_context(start_blocking_portal())
        closing.callback(portal.call, gateway.end_streams)
        closing.enter_context(portal.wrap_async_context_manager(gateway.standby.running()))
        world = gateway.world
        organization = world.organizations.first() or portal.call(world.create_organization, "test")
        client = httpx.Client(transport=InProcessTransport(self.app, portal), base_url=IN_PROCESS_URL)
        async_client = httpx.AsyncClient(
            transport=InProcessAsyncTransport(self.app, portal), base_url=IN_PROCESS_URL
        )
        closing.callback(portal.call, async_client.aclose)
        closing.callback(client.close)
        self._begin(IN_PROCESS_URL, organization.id, client, async_client)


def in_process(settings: Settings | None = None, *, clock: Clock | None = None) -> InProcessSandbox:
    """Return a sandbox inside this process, for a `with` block.

    Raises:
        BadSetting: the control plane, which hands out the tokens, is switched off; when the block begins.
    """
    return InProcessSandbox(settings, clock=clock)
