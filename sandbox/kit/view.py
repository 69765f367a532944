"""What a test can do with the organization of a sandbox that runs."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, Unpack, get_args

import httpx

from sandbox.domain.records import BatchItem
from sandbox.domain.run_failures import FallibleKind, FallibleRun
from sandbox.kit.clock import SandboxClock
from sandbox.kit.control import Control
from sandbox.kit.faults import Fault, FaultFields, Faults, Preset
from sandbox.kit.making import Making
from sandbox.kit.naming import one_of
from sandbox.kit.requests import Requests
from sandbox.kit.sdk import client_class
from sandbox.kit.snapshots import Snapshot

YEAR = 31_536_000
"""Seconds that a client's own token lives, so that a test may move the clock."""

Role = Literal["user", "admin"]


class View:
    """One organization of a running sandbox; another one's data cannot be seen from here.

    Attributes:
        url: base URL, as an SDK takes it.
        organization_id: the organization.
        client: sends requests to that URL, with a user token.
        async_client: the same for any event loop.
        faults: the faults of the organization.
        clock: the clock of the organization.
        requests: the requests of the organization.
    """

    url: str
    organization_id: str
    client: httpx.Client
    async_client: httpx.AsyncClient
    faults: Faults
    clock: SandboxClock
    requests: Requests

    def _begin(
        self, url: str, organization_id: str, client: httpx.Client, async_client: httpx.AsyncClient
    ) -> None:
        self.url = url
        self.organization_id = organization_id
        self.client = client
        self.async_client = async_client
        self._control = Control(client, url)
        self._making = Making(client)
        self._token = ""
        self.faults = Faults(self._control, organization_id)
        self.clock = SandboxClock(self._control, organization_id, self._renew_token)
        self.requests = Requests(self._control, organization_id)
        self._renew_token()

    def __repr__(self) -> str:
        told = vars(self)
        return f"{type(self).__name__}({told.get('url')!r}, organization_id={told.get('organization_id')!r})"

    def user_token(self, *, expires_in: int = 3600) -> str:
        """Return a token of a user of the organization."""
        return self.token(role="user", expires_in=expires_in)

    def admin_token(self, *, expires_in: int = 3600) -> str:
        """Return an admin token; requests with it name the organization in `X-Organization-Id`."""
        return self.token(role="admin", expires_in=expires_in)

    def token(self, *, role: Role = "user", expires_in: int = 3600, defect: str | None = None) -> str:
        """Return a token, or one that fails in one named way: see `docs/tokens.md`."""
        wanted: dict[str, Any] = {
            "role": role,
            "expires_in": expires_in,
            "organization_id": self.organization_id,
        }
        if defect is not None:
            wanted["defect"] = defect
        token: str = self._control.post("/dev/token", wanted)["access_token"]
        return token

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
            kind: `charger`, `location_chargers`, `cpo`, `cpo_locations`, or `batch_item`: one charger of a
                request about several.
            times: how many of them.
            code: what the status shows for programs.
            message: what it shows for people.
            **error: `step`, `param`, `doc_url` and `retryable`, as the status shows them.

        Raises:
            ValueError: there is no such kind, or the sandbox refused.
        """
        if kind is not None:
            one_of("kind", kind, (*get_args(FallibleRun), *get_args(BatchItem)))
        wanted = {"organization_id": self.organization_id, "kind": kind, "times": times}
        self._control.post("/dev/provisioning-failures", wanted | {"code": code, "message": message, **error})

    def fault(self, **fields: Unpack[FaultFields]) -> Fault:
        """Let something go wrong with requests of the organization: `fault(status=503, times=2)`.

        Raises:
            ValueError: it makes no sense; the text names the field.
        """
        return self.faults.add(fields)

    def preset(self, name: str, **fields: Any) -> Preset:
        """Let something go wrong that does in production: see `GET /dev/faults/presets`."""
        if fields.get("charger_id") is not None:
            fields["charger_id"] = self._making.id_of(fields["charger_id"])
        return self.faults.preset(name, fields)

    def snapshot(self, name: str | None = None) -> Snapshot:
        """Keep the present state of the organization, to go back to it."""
        return Snapshot.take(self._control, self.organization_id, name)

    def reset(self) -> None:
        """Let the organization be as it was when the world was opened: empty if it was not there then."""
        self._control.post("/dev/reset", organization_id=self.organization_id)

    def create_location(self, **fields: Any) -> dict[str, Any]:
        """Create a location with *fields*, the others made up; return it as `POST /locations` does.

        Raises:
            TypeError: there is no such field; what was created without it stays.
            ValueError: the sandbox refused; the text says why.
        """
        return self._making.location(fields)

    def create_charger(self, **fields: Any) -> dict[str, Any]:
        """Create a charger with *fields*, the others made up; return it as `POST /chargers` does.

        Raises:
            TypeError: there is no such field; what was created without it stays.
            ValueError: the sandbox refused; the text says why.
        """
        return self._making.charger(fields)

    def command(self, charger: Mapping[str, Any] | str, name: str, **fields: Any) -> Any:
        """Tell a charger something: `command(charger, "start-session", id_tag="TAG-1")`.

        Args:
            charger: its id, its identity, or what `create_charger` returned.
            name: with hyphens, or with underscores as events have it.
            **fields: what the command takes.

        Raises:
            TypeError: there is no such field; the command was sent without it.
            ValueError: there is no such command or charger, or the sandbox refused.
        """
        return self._making.command(charger, name, fields)

    def sdk(self, *, role: Role = "user", **options: Any) -> Any:
        """Return a client of the official SDK that is installed; *options* are those of its constructor.

        Raises:
            ImportError: it is not installed.
            ValueError: there is no such role.
        """
        return self._sdk(role, {"httpx_client": self.client, **options}, asynchronous=False)

    def async_sdk(self, *, role: Role = "user", **options: Any) -> Any:
        """Return an asynchronous client of the official SDK that is installed.

        Raises:
            ImportError: it is not installed.
            ValueError: there is no such role.
        """
        return self._sdk(role, {"httpx_client": self.async_client, **options}, asynchronous=True)

    def _sdk(self, role: Role, options: dict[str, Any], *, asynchronous: bool) -> Any:
        one_of("role", role, get_args(Role))
        make = client_class(asynchronous=asynchronous)
        ready: dict[str, Any] = {"base_url": self.url, "token": self._current_token(role)}
        if role == "admin":
            ready["headers"] = {"X-Organization-Id": self.organization_id, **options.pop("headers", {})}
        return make(**ready | options)

    def _current_token(self, role: Role) -> str | Callable[[], str]:
        """Return what is good whatever the clock of the organization shows; admins go by that of all."""
        return self.token(role=role, expires_in=YEAR) if role == "admin" else lambda: self._token

    def _renew_token(self) -> None:
        old, self._token = self._token, self.user_token(expires_in=YEAR)
        for client in (self.client, self.async_client):
            # Whoever has put a token of their own there keeps it.
            if client.headers.get("Authorization", "Bearer ") == f"Bearer {old}":
                client.headers["Authorization"] = f"Bearer {self._token}"
