"""The assembly: from settings to a running state and to the ASGI application over it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware

from sandbox import dev, routes
from sandbox.auth.claims import TokenFormat
from sandbox.auth.cors import Cors
from sandbox.auth.gate import Caller, Gate
from sandbox.auth.guards import BodyGuard, HostGuard, OriginGuard
from sandbox.auth.hosts import AllowedHosts
from sandbox.auth.keys import SigningKey
from sandbox.auth.tokens import TokenAuthority
from sandbox.clock import Clock, Ids
from sandbox.dev.lookup import Lookup
from sandbox.dev.strangers import Proofreader
from sandbox.domain.agenda import Agenda
from sandbox.domain.catalog import Catalog
from sandbox.domain.snapshots import Snapshots
from sandbox.domain.templates import Gallery
from sandbox.domain.world import COLLECTIONS, Replacement, Rules, Tenant, World
from sandbox.domain.world_watch import WorldWatch, following
from sandbox.domain.worlds import Opening
from sandbox.events.broadcast import Broadcast
from sandbox.fixture_files import fixture
from sandbox.live.standby import Standby
from sandbox.live.targets import Targets
from sandbox.portal import Documents
from sandbox.rest.dispatch import Dispatcher
from sandbox.rest.entrance import Entrance
from sandbox.rest.exchange import Exchange
from sandbox.rest.nearest import Directory
from sandbox.rest.routing import PathTree
from sandbox.settings import Settings
from sandbox.store.store import Store
from sandbox.traffic.connections import Patience
from sandbox.traffic.faults import Faults
from sandbox.traffic.injection import Injector
from sandbox.traffic.journal import Journal
from sandbox.traffic.own_paths import own_paths
from sandbox.traffic.recording import Recorder
from sandbox.traffic.vocabulary import Vocabulary

if TYPE_CHECKING:
    from sandbox.live.fleet import Fleet


class Gateway:
    """One sandbox: its state, its clock and what hands out its tokens."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.store = Store(COLLECTIONS, settings.data, fsync=settings.fsync)
        try:
            self._assemble(Ids(settings.seed))
        except BaseException:
            self.store.close()
            raise

    def _assemble(self, ids: Ids) -> None:
        settings = self.settings
        catalog = Catalog.load(fixture("catalog.json"))
        gallery = Gallery(fixture("templates.json"))
        self.world = World(self.store, catalog, gallery, clock=self.clock, ids=ids, rules=_rules(settings))
        self.agenda = Agenda(self.world)
        self.opening = Opening(self.world, settings.world)
        self.watch = WorldWatch(self.opening) if settings.reload_world else None
        key = _signing_key(settings)
        self.authority = TokenAuthority(
            key,
            self.world.clocks.of,
            ids.stream("tokens"),
            _token_format(settings, key),
            self.world.is_revoked,
        )
        self.gate = Gate(self.authority, self.world.is_organization, self.world.is_deleted_organization)
        self.journal = Journal(settings.journal_size, self.clock)
        self.patience = Patience()
        self.broadcast = self._broadcast() if settings.dev else None
        self.standby = self._standby(ids)
        self.faults = Faults(self.world.clocks.of, ids.stream("faults"), self.authority.token_format)
        self.world.listeners.append(self._drop_strangers)
        self.directory = Directory(partial(routes.routes, with_dev=settings.dev))
        proofreader = Proofreader(Vocabulary(self.directory), strict=settings.strict)
        documents = Documents(partial(routes.document, with_dev=settings.dev))
        parts = (
            settings,
            catalog,
            self.world,
            self.agenda,
            self.opening,
            Snapshots(self.world),
            self.authority,
            documents,
            self.directory,
            proofreader,
            Lookup(self.journal, self.authority.token_format, proofreader),
            self.journal,
            self.patience,
            self.faults,
            self.broadcast,
        )
        self._shared = {type(part): part for part in parts}

    def _drop_strangers(self, _how: Replacement, organization_id: str | None) -> None:
        """Take back the faults about organizations that have vanished with the state."""
        if organization_id is not None:
            return
        for named in self.faults.organizations():
            if not self.world.is_organization(named):
                self.faults.clear(named)

    def _broadcast(self) -> Broadcast:
        return Broadcast(self.world, self.agenda, self.journal, self.authority.token_format)

    def _standby(self, ids: Ids) -> Standby:
        targets = Targets(self.settings.csms_allow)
        make = partial(self._fleet, ids, targets)
        return Standby(self.world, make, targets, always=self.settings.csms == "live")

    def _fleet(self, ids: Ids, targets: Targets) -> "Fleet":
        from sandbox.live.making import made  # noqa: PLC0415 - slow to load, and seldom needed

        return made(self.settings, targets, self.world, self.agenda, ids.stream("lines").random)

    def provide(self, wanted: type, caller: Caller) -> Any:
        """Return what a handler asks for by type; a `Tenant` is always the caller's own."""
        if wanted is Tenant:
            assert caller.organization_id is not None
            return self.world.tenant(caller.organization_id)
        return self._shared[wanted]

    def revoke_token(self, exchange: Exchange) -> None:
        """Revoke the token that a request was sent with, if it has a name."""
        principal = exchange.caller.principal
        if principal is not None and principal.token_id is not None:
            expires_at = datetime.fromtimestamp(principal.expires_at, UTC)
            with self.world.change():
                self.world.revoke(principal.token_id, expires_at=expires_at)

    def end_streams(self) -> None:
        """Let go of those who wait or listen to events: they would keep a server from stopping."""
        self.patience.end()
        if self.broadcast is not None:
            self.broadcast.end()

    def close(self) -> None:
        """Let go of those who wait or listen, and of the data folder."""
        self.end_streams()
        self.store.close()


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Starlette:
    """Return the ASGI application; without settings, those of the environment.

    `app.state.gateway` is the `Gateway` behind it.

    Raises:
        StartupError: a setting, the data folder or the world cannot be used.
    """
    gateway = Gateway(settings or Settings.from_environment(), Clock() if clock is None else Clock(clock.now))
    settings = gateway.settings
    dispatcher = Dispatcher(
        PathTree(routes.FRONT, routes.parts(with_dev=settings.dev)),
        gateway.gate,
        gateway.provide,
        gateway.world.change,
        gateway.agenda.settle,
        strict=gateway.directory if settings.strict else None,
    )
    app = Starlette(
        middleware=[
            *_recording(gateway),
            Middleware(Cors, allowed_origins=settings.allowed_origins),
            Middleware(HostGuard, allowed_hosts=_allowed_hosts(settings)),
            Middleware(OriginGuard, allowed_origins=settings.allowed_origins),
            Middleware(BodyGuard, limit=settings.max_body_bytes, exceptions=_large_bodies(settings)),
            Middleware(Entrance, performs=_with_faults(gateway, dispatcher) if settings.dev else dispatcher),
        ],
        lifespan=_lifespan,
    )
    app.state.gateway = gateway
    return app


def _recording(gateway: Gateway) -> list[Middleware]:
    wanted = gateway.settings.dev and gateway.settings.journal_size > 0
    return [Middleware(Recorder, journal=gateway.journal)] if wanted else []


def _with_faults(gateway: Gateway, dispatcher: Dispatcher) -> Injector:
    return Injector(
        dispatcher,
        faults=gateway.faults,
        recognise=dispatcher.recognise,
        revoke=gateway.revoke_token,
        patience=gateway.patience,
        is_own=own_paths(routes.FRONT, dev.SEGMENTS),
    )


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    gateway = app.state.gateway
    async with following(gateway.opening, gateway.watch), gateway.standby.running():
        yield
    gateway.close()


def _large_bodies(settings: Settings) -> dict[str, int]:
    return {dev.IMPORT_PATH: settings.max_import_bytes} if settings.dev else {}


def _allowed_hosts(settings: Settings) -> tuple[str, ...]:
    """Whoever listens on an address may be called by it."""
    return settings.allowed_hosts if settings.host in _WILDCARDS else (*settings.allowed_hosts, settings.host)


def _signing_key(settings: Settings) -> SigningKey:
    if settings.jwt_private_key_file is not None:
        return SigningKey.from_private_key_file(settings.jwt_private_key_file)
    if settings.jwt_secret_file is not None:
        return SigningKey.from_file(settings.jwt_secret_file)
    if settings.jwt_secret is not None:
        return SigningKey.from_secret(settings.jwt_secret.get_secret_value().encode())
    if settings.data is not None:
        return SigningKey.persisted(settings.data)
    return SigningKey.generated()


def _rules(settings: Settings) -> Rules:
    return Rules(
        log_retention=settings.log_retention,
        provisioning=timedelta(seconds=settings.provisioning_seconds),
        command_delay=timedelta(seconds=settings.command_seconds),
        command_lifetime=timedelta(seconds=settings.command_lifetime_seconds),
    )


def _token_format(settings: Settings, key: SigningKey) -> TokenFormat:
    # Discovery looks for its issuer at the URL that it was asked at, whichever that is.
    follows_url = key.jwk is not None and "jwt_issuer" not in settings.model_fields_set
    return TokenFormat(
        issuer=settings.jwt_issuer,
        issuing_hosts=AllowedHosts(_allowed_hosts(settings)) if follows_url else None,
        audience=settings.jwt_audience,
        role_claim=settings.jwt_role_claim,
        organization_claim=settings.jwt_organization_claim,
    )


_WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on
