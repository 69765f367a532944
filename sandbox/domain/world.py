"""The state of the whole sandbox, and the part of it that one organization may see."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from sandbox.charger.state import ChargerState
from sandbox.clock import LAST, Clock, Ids
from sandbox.domain.catalog import Catalog
from sandbox.domain.clocks import Clocks
from sandbox.domain.demand_records import DEMANDS, Demand
from sandbox.domain.lines import Lines
from sandbox.domain.ocpi_records import (
    CPOS,
    DESCRIBED_EVSES,
    OCPI_LOCATIONS,
    Cpo,
    DescribedEvses,
    OcpiLocation,
)
from sandbox.domain.records import (
    ACTIVITIES,
    CHARGERS,
    COMMANDS,
    DELETED_ORGANIZATIONS,
    LOCATIONS,
    LOGS,
    OPENED_WORLDS,
    ORGANIZATIONS,
    REVOKED_TOKENS,
    RUN_FAILURES,
    RUNS,
    RUNTIME_CHANGES,
    STATES,
    Activity,
    Charger,
    Command,
    DeletedOrganization,
    Location,
    LogEntry,
    OpenedWorld,
    Organization,
    RevokedToken,
    Run,
    RunFailure,
    RuntimeChange,
)
from sandbox.domain.templates import Gallery
from sandbox.domain.unsent_records import UNSENT_MESSAGES, UnsentMessage
from sandbox.errors import NotFound
from sandbox.store.store import CollectionSpec, Scoped, Store

OWNED: tuple[CollectionSpec[Any], ...] = (
    LOCATIONS,
    CHARGERS,
    STATES,
    UNSENT_MESSAGES,
    ACTIVITIES,
    COMMANDS,
    LOGS,
    RUNTIME_CHANGES,
    RUNS,
    RUN_FAILURES,
    CPOS,
    OCPI_LOCATIONS,
    DESCRIBED_EVSES,
    DEMANDS,
)
"""Collections whose records belong to one organization."""

COLLECTIONS: tuple[CollectionSpec[Any], ...] = (
    ORGANIZATIONS,
    DELETED_ORGANIZATIONS,
    REVOKED_TOKENS,
    OPENED_WORLDS,
    *OWNED,
)

Replacement = Literal["opened", "reset", "restored", "imported"]
"""How the state, or all that an organization has, came to be another at once."""

REMEMBERED_ORGANIZATIONS = 10_000
"""Deleted organizations that are told from unknown ones."""

_NEVER = LAST + timedelta(days=1)
"""What no clock comes to: a token may say that it lives longer than a moment can be that is stored."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What settings say of how the world works.

    Args:
        log_retention: OCPP frames and commands kept per charger.
        provisioning: how long a creation in the background takes.
        command_delay: how long a command is on its way to a charger.
        command_lifetime: how long a charger that is not there may keep a command waiting.
    """

    log_retention: int
    provisioning: timedelta
    command_delay: timedelta
    command_lifetime: timedelta


@dataclass(frozen=True, slots=True)
class Tenant:
    """One organization's records, and nobody else's; all that a handler of the API gets to see."""

    organization_id: str
    locations: Scoped[Location]
    chargers: Scoped[Charger]
    states: Scoped[ChargerState]
    unsent_messages: Scoped[UnsentMessage]
    activities: Scoped[Activity]
    commands: Scoped[Command]
    logs: Scoped[LogEntry]
    runtime_changes: Scoped[RuntimeChange]
    runs: Scoped[Run]
    run_failures: Scoped[RunFailure]
    cpos: Scoped[Cpo]
    ocpi_locations: Scoped[OcpiLocation]
    described_evses: Scoped[DescribedEvses]
    demands: Scoped[Demand]
    catalog: Catalog
    gallery: Gallery
    clock: Clock
    ids: Ids
    frame_ids: Ids
    rules: Rules
    lines: Lines
    change: Callable[[], AbstractContextManager[None]]
    """Opens a part of the change that is going on: all of it happens, or nothing."""

    def at(self, moment: datetime) -> Self:
        """Return the same organization at another time, to do what was due then."""
        return replace(self, clock=Clock(lambda: moment))


class World:
    """Everything there is: all organizations, the catalog, templates, the clock and the source of ids."""

    def __init__(  # noqa: PLR0913 - its parts
        self, store: Store, catalog: Catalog, gallery: Gallery, *, clock: Clock, ids: Ids, rules: Rules
    ) -> None:
        self.store = store
        self.catalog = catalog
        self._gallery = gallery
        self.clock = clock
        self.ids = ids
        self._frame_ids = ids.stream("frames")
        self.organizations = store.collection(ORGANIZATIONS)
        self._deleted = store.collection(DELETED_ORGANIZATIONS)
        self._revoked = store.collection(REVOKED_TOKENS)
        self._openings = store.collection(OPENED_WORLDS)
        self._rules = rules
        self.lines = Lines()
        self._tenants: dict[str, Tenant] = {}
        self.clocks = Clocks(clock, self.is_organization)
        self.listeners: list[Callable[[Replacement, str | None], None]] = []

    def tenant(self, organization_id: str) -> Tenant:
        """Return the part of the world that belongs to the organization."""
        clock = self.clocks.of(organization_id)
        tenant = self._tenants.get(organization_id)
        if tenant is None or tenant.clock is not clock:
            tenant = self._tenants[organization_id] = self._tenant(organization_id, clock)
        return tenant

    def _tenant(self, organization_id: str, clock: Clock) -> Tenant:
        own = {"organization_id": organization_id}
        return Tenant(
            organization_id=organization_id,
            locations=self.store.collection(LOCATIONS).scoped(**own),
            chargers=self.store.collection(CHARGERS).scoped(**own),
            states=self.store.collection(STATES).scoped(**own),
            unsent_messages=self.store.collection(UNSENT_MESSAGES).scoped(**own),
            activities=self.store.collection(ACTIVITIES).scoped(**own),
            commands=self.store.collection(COMMANDS).scoped(**own),
            logs=self.store.collection(LOGS).scoped(**own),
            runtime_changes=self.store.collection(RUNTIME_CHANGES).scoped(**own),
            runs=self.store.collection(RUNS).scoped(**own),
            run_failures=self.store.collection(RUN_FAILURES).scoped(**own),
            cpos=self.store.collection(CPOS).scoped(**own),
            ocpi_locations=self.store.collection(OCPI_LOCATIONS).scoped(**own),
            described_evses=self.store.collection(DESCRIBED_EVSES).scoped(**own),
            demands=self.store.collection(DEMANDS).scoped(**own),
            catalog=self.catalog,
            gallery=self._gallery,
            clock=clock,
            ids=self.ids,
            frame_ids=self._frame_ids,
            rules=self._rules,
            lines=self.lines,
            change=self.change,
        )

    def change(self) -> AbstractContextManager[None]:
        """Open a change: all of it happens, or nothing."""
        return self.store.change()

    def was_replaced(self, how: Replacement, organization_id: str | None) -> None:
        """Tell whoever listens that the state, or that of one organization, is another one now."""
        if organization_id is None:
            self._drop_strangers()
        for listener in self.listeners:
            listener(how, organization_id)

    def _drop_strangers(self) -> None:
        """Forget what is kept beside the state of organizations that have vanished with it."""
        self.clocks.drop_strangers()
        self._tenants = {one: self._tenants[one] for one in self._tenants if self.is_organization(one)}

    def records(self, collection: str) -> Any:
        """Return the collection of that name, or raise NotFound."""
        for spec in COLLECTIONS:
            if spec.name == collection:
                return self.store.collection(spec)
        names = ", ".join(spec.name for spec in COLLECTIONS)
        raise NotFound(f"No collection {collection!r}; there are: {names}")

    def organization(self, organization_id: str) -> Organization:
        """Return the organization, or raise NotFound."""
        if (organization := self.organizations.get(organization_id)) is None:
            raise NotFound(f"Organization {organization_id} not found")
        return organization

    def charger(self, charger_id: str) -> Charger:
        """Return the charger, whoever owns it, or raise NotFound."""
        if (charger := self.store.collection(CHARGERS).get(charger_id)) is None:
            raise NotFound(f"Charger {charger_id} not found")
        return charger

    def is_organization(self, organization_id: str) -> bool:
        """Tell whether the organization exists."""
        return self.organizations.get(organization_id) is not None

    def is_deleted_organization(self, organization_id: str) -> bool:
        """Tell whether the organization existed once."""
        return self._deleted.get(organization_id) is not None

    def create_organization(self, name: str) -> Organization:
        """Found an organization."""
        organization = Organization(id=self.ids.uuid(), name=name, created_at=self.clock.now())
        self.organizations.add(organization)
        return organization

    def delete_organization(self, organization: Organization) -> None:
        """Remove an organization and all it owns, in one change."""
        with self.change():
            for spec in OWNED:
                self.store.collection(spec).clear(organization_id=organization.id)
            self.organizations.remove(organization.id)
            self._tenants.pop(organization.id, None)
            self.remember_deleted(organization.id)
        self.clocks.drop(organization.id)

    def remember_deleted(self, organization_id: str) -> None:
        """Note that the organization existed once; the oldest notes are forgotten."""
        self._deleted.put(DeletedOrganization(id=organization_id, deleted_at=self.clock.now()))
        oldest, total = self._deleted.page(offset=0, limit=1)
        if total > REMEMBERED_ORGANIZATIONS:
            self._deleted.remove(oldest[0].id)

    def revoke(self, token_id: str, *, expires_at: datetime) -> None:
        """Refuse the token from now on; what has expired by itself, by every clock, is forgotten."""
        earliest = self.clocks.earliest()
        for token in self._revoked.find():
            if token.expires_at <= earliest:
                self._revoked.remove(token.id)
        self._revoked.put(RevokedToken(id=token_id, expires_at=min(expires_at, _NEVER)))

    def is_revoked(self, token_id: str) -> bool:
        """Tell whether the token was revoked."""
        return self._revoked.get(token_id) is not None

    def opened(self) -> OpenedWorld | None:
        """Return what the state began with; None when it is new."""
        return self._openings.first()

    def remember_opening(self, name: str) -> None:
        """Note what the state began with."""
        self._openings.put(OpenedWorld(id="world", name=name, opened_at=self.clock.now()))

    def forget_deleted(self, organization_id: str) -> None:
        """Take back the note that the organization existed once, because it does again."""
        self._deleted.remove(organization_id)

    def scratch(self) -> "World":
        """Return an empty world like this one, in memory, in which a state can be prepared."""
        return World(
            Store(COLLECTIONS),
            self.catalog,
            self._gallery,
            clock=self.clock,
            ids=self.ids,
            rules=self._rules,
        )
