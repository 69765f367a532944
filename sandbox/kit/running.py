"""`Sandbox`: a server of one's own, or an organization of one's own on a server that runs."""

from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx
from anyio import CancelScope, to_thread

from sandbox.errors import BadSetting, StartupError
from sandbox.kit.control import checked
from sandbox.kit.naming import instead
from sandbox.kit.transports import async_http_client, http_client
from sandbox.kit.view import View
from sandbox.server import Server
from sandbox.settings import Settings, variable


class Sandbox(View):
    """A sandbox for tests, in a `with` or an `async with` block, or from `open()` to `close()`.

    Without *url* a server runs in a thread, on a free port, with a world of its own: `empty` unless told
    otherwise, with creations in the background that take no time. The organization is the first of the world.

    With *url* a running sandbox is used, and the organization is a new one, which is gone in the end.

    Args:
        url: base URL of a sandbox that runs.
        organization_id: an organization that exists; it is left as it is in the end.
        **settings: those of the server, as in `Settings`.

    Raises:
        BadSetting: a setting has a value that cannot be used, or is one of a server that runs already.
    """

    def __init__(
        self, url: str | None = None, *, organization_id: str | None = None, **settings: Any
    ) -> None:
        for name in settings.keys() - Settings.model_fields:
            known = (*Settings.model_fields, "url", "organization_id")
            raise BadSetting(f"{name} is not a setting of a sandbox; {instead(name, known)}")
        if url is not None and settings:
            raise BadSetting(f"{', '.join(settings)}: a sandbox that runs has its settings already")
        self._given_url = None if url is None else url.rstrip("/")
        self._wanted = organization_id
        self._settings = with_control_plane(Settings.of(**{**_DEFAULTS, **settings}))
        self._closing: ExitStack | None = None

    @classmethod
    def connect(cls, url: str, *, organization_id: str | None = None) -> Self:
        """Open a new organization of the sandbox at *url*, or use one that is there."""
        return cls(url, organization_id=organization_id).open()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            does_not_run = f"the sandbox does not run; use `with {type(self).__name__}() as sandbox`"
            if name in _HIDDEN:
                raise AttributeError(does_not_run)
            if name in View.__annotations__:
                raise AttributeError(f"{name}: {does_not_run}")
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return await to_thread.run_sync(self.open)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with CancelScope(shield=True):
            await to_thread.run_sync(self.close)

    def open(self) -> Self:
        """Start; one that runs goes on.

        Raises:
            StartupError: nothing answers at the URL, or the server cannot start.
        """
        if self._closing is None:
            with ExitStack() as closing:
                self._start(closing)
                self._closing = closing.pop_all()
        return self

    def close(self) -> None:
        """Stop; one that does not run is no failure."""
        if self._closing is not None:
            closing, self._closing = self._closing, None
            try:
                closing.close()
            finally:
                for name in _OF_THE_OPEN:
                    vars(self).pop(name, None)

    def _start(self, closing: ExitStack) -> None:
        url = self._given_url or closing.enter_context(Server(self._settings)).url
        client = closing.enter_context(http_client(url))
        organization_id = self._wanted or self._organization(url, client, closing)
        self._begin(url, organization_id, client, async_http_client(url))

    def _organization(self, url: str, client: httpx.Client, closing: ExitStack) -> str:
        try:
            if self._given_url is None and (there := checked(client.get("/dev/tenants?limit=1"))["data"]):
                return str(there[0]["id"])
            created = str(checked(client.post("/dev/tenants", json={"name": "test"}))["id"])
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError) as refused:
            raise StartupError(f"No sandbox with a control plane answers at {url} ({refused})") from None
        # A test that reset the sandbox has removed it already.
        closing.callback(client.delete, f"/dev/tenants/{created}")
        return created


def with_control_plane(settings: Settings) -> Settings:
    """Return the settings, which must let tests have tokens.

    Raises:
        BadSetting: the control plane, which hands out the tokens, is switched off.
    """
    if not settings.dev:
        raise BadSetting(f"{variable('dev')} must be on: tokens come from /dev/token")
    return settings


_HIDDEN = ("_control", "_making", "_token")
_OF_THE_OPEN = (*_HIDDEN, "client", "async_client", "faults", "clock", "requests")
"""What is of no use when it is closed; where it was and which organization it had may still be asked."""

_DEFAULTS = {"world": "empty", "port": 0, "log_level": "warning", "provisioning_seconds": 0}
