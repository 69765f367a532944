"""All methods of the release, and two organizations that own one of everything, to call them in."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import httpx
import pytest

from sandbox.domain.world import OWNED
from sandbox.kit import InProcessSandbox
from tests.sdk.every.objects import Objects
from tests.sdk.recording import Method, methods, surprising
from tests.sdk.releases import imported
from tests.sdk.sampling import VALUES, arguments, parameters

ADDRESSES = frozenset(
    {
        "charger_id",
        "charger_ids",
        "command_id",
        "cpo_id",
        "deployment_id",
        "identity",
        "job_id",
        "location_id",
        "party_id",
        "slug",
    }
)
"""Parameters that say which object is meant."""

GIVEN = frozenset({"identity", "party_id", "slug"})
"""Those of them that creations and updates give to an object instead."""

ApiError: type[Exception] = import_module("ocpplab.core.api_error").ApiError


class Rewriting(httpx.BaseTransport):
    """Sends requests on through another client, and may change them on the way."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self.rewrite: Callable[[httpx.Request], httpx.Request] = lambda request: request
        self.sent: httpx.Request | None = None
        self.answer = httpx.Response(0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        request.read()
        self.sent = request
        self.answer = self._http.send(self.rewrite(request))
        return httpx.Response(
            self.answer.status_code, headers=self.answer.headers, content=self.answer.content
        )


class Walk:
    """Calls methods in one organization with ids of the other."""

    def __init__(self, sandbox: InProcessSandbox) -> None:
        self._class = _client_class()
        self._sandbox = sandbox
        self.transport = Rewriting(sandbox.client)
        # Unlike the sandbox's own client, this one sends no token that it was not given.
        self._http = httpx.Client(transport=self.transport)
        self._theirs = sandbox.client.post("/dev/tenants", json={"name": "other"}).json()["id"]
        token = sandbox.client.get("/dev/token", params={"organization_id": self._theirs}).json()
        theirs = httpx.Client(transport=Rewriting(sandbox.client), base_url=sandbox.url)
        theirs.headers["Authorization"] = f"Bearer {token['access_token']}"
        self.mine = Objects(sandbox.client, "OWN")
        self.theirs = Objects(theirs, "NOT")

    def call(self, path: str, given: dict[str, Any], *, token: bool = True) -> Any:
        """Call a method as our organization, or as nobody."""
        client = self._class(
            base_url=self._sandbox.url,
            token=self._sandbox.user_token() if token else None,
            httpx_client=self._http,
        )
        for name in path.split("."):
            client = getattr(client, name)
        return client(**given)

    def refusal(self, path: str, given: dict[str, Any], *, token: bool = True) -> Any:
        """Call a method that must fail; check what the SDK made of that, and return the error."""
        with pytest.raises(ApiError) as refused:
            self.call(path, given, token=token)
        assert surprising(refused.value, path, METHODS[path]) is None
        return refused.value

    def known(self, path: str) -> dict[str, Any]:
        """Return values for the parameters of a method, with ids of ours."""
        ours = self.mine.of(path)
        kinds = {name: kind for name, kind, _ in parameters(METHODS[path])}
        fields = list(kinds["target"].model_fields) if "target" in kinds else []
        return VALUES | ours | {"target": {field: ours[field] for field in fields[:1]}}

    def meaning_theirs(self, path: str, address: str) -> dict[str, Any]:
        """Return arguments that mean an object of theirs at one address, and else objects of ours."""
        known, theirs = self.known(path), self.theirs.of(path)
        name = address.removeprefix("target.")
        if name == address:
            return arguments(METHODS[path], known | {name: theirs[name]}, {name, "charger_ids"})
        location = {"location_id": known["location_id"]} if name == "charger_ids" else {}
        return arguments(METHODS[path], known | {"target": {**location, name: theirs[name]}})

    def owned_by_them(self) -> list[Any]:
        """Return all that is stored of the other organization."""
        query = {"organization_id": self._theirs}
        return [self._sandbox.client.get(f"/dev/records/{kind.name}", params=query).json() for kind in OWNED]


def addresses(path: str) -> Iterator[str]:
    """Return the parameters of a method that say which object is meant, and such fields of its target."""
    gives = path.rpartition(".")[2].startswith(("create", "update"))
    for name, kind, _ in parameters(METHODS[path]):
        if name == "target":
            yield from (f"target.{field}" for field in kind.model_fields if field in ADDRESSES)
        elif name in ADDRESSES and not (gives and name in GIVEN):
            yield name


def _client_class() -> Any:
    ocpplab = import_module("ocpplab")
    return getattr(ocpplab, "OcpplabSDK", None) or ocpplab.OcpplabApi


def _offered() -> dict[str, Method]:
    release = imported()
    assert release is not None
    client = _client_class()(base_url="http://localhost", httpx_client=httpx.Client())
    return methods(client, release.namespaces)


METHODS = _offered()
