"""All live chargers of a sandbox: they follow the state, and the state follows them.

What becomes READY begins to live, what is deleted hangs up, and what was put back by a reset or a restore is
switched on anew. What chargers live through is written down in one change for many of them.
"""

import asyncio
from collections.abc import Awaitable, Iterable
from random import Random

from sandbox.domain import expectations, readiness, simulations, unsent
from sandbox.domain.agenda import Agenda
from sandbox.domain.demand_records import DEMANDS
from sandbox.domain.records import CHARGERS, RUNS, STATES, Charger, Command
from sandbox.domain.world import Replacement, Tenant, World
from sandbox.live.arrivals import Arrivals
from sandbox.live.departures import Departures
from sandbox.live.descriptors import raise_limit
from sandbox.live.dialing import Dialing, facts
from sandbox.live.ledger import Ledger
from sandbox.live.live_charger import LiveCharger
from sandbox.live.observing import Observer
from sandbox.live.run_watch import RunWatch
from sandbox.store.changes import After, Touched

_UNDER_WAY = ("queued", "deferred")


class Fleet:
    """Moves the chargers that are live.

    Args:
        world: whose chargers.
        agenda: ends the runs that chargers are provisioned by.
        dialing: connects them.
        random: spreads their attempts to connect.
        validates: whether frames are checked against the official schemas.
        observer: watches what goes and comes.
    """

    def __init__(  # noqa: PLR0913 - its parts
        self,
        world: World,
        agenda: Agenda,
        dialing: Dialing,
        random: Random,
        *,
        validates: bool,
        observer: Observer | None = None,
    ) -> None:
        self._world = world
        self._dialing = dialing
        self._random = random
        self._validates = validates
        self._observer = observer
        self._held: dict[str, LiveCharger] = {}
        self._ledger = Ledger(world, self._is_held)
        # Whoever listens is told of a boot that is over sooner than it would be written down, too.
        self._arrivals = Arrivals(self._arrive, self._ledger.write_those)
        self._departures = Departures()
        self._runs = RunWatch(world, agenda, self._take_in_all)
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Let chargers live, in the event loop that is running."""
        raise_limit()
        self._loop = asyncio.get_running_loop()
        self._world.lines.driver = self
        self._world.store.listeners.append(self._committed)
        self._world.listeners.append(self._replaced)
        self._world.clocks.listeners.append(self._turned)
        self._loop.call_soon(self._begin_anew)

    async def stop(self) -> None:
        """Hang up everywhere."""
        self._world.store.listeners.remove(self._committed)
        self._world.listeners.remove(self._replaced)
        self._world.clocks.listeners.remove(self._turned)
        for live in self._held.values():
            live.settle_down()
        self._ledger.write()
        self._loop = self._world.lines.driver = None
        self._arrivals.stop()
        self._runs.stop()
        for charger_id in [*self._held]:
            self._drop(charger_id, "the sandbox stops")
        await self._departures.wait()

    def held(self, charger_id: str) -> LiveCharger | None:
        """Return a live charger; one that is to be so no more is in these hands no longer."""
        live = self._held.get(charger_id)
        return live if live is not None and self._is_still(live) else None

    def settle_down(self, organization_id: str | None) -> None:
        """Write down the chargers of an organization, or all, as they are now, in the change that is open."""
        for charger_id in [*self._held]:
            live = self.held(charger_id)
            if live is not None and organization_id in (None, live.charger.organization_id):
                live.settle_down()
                live.keep()

    def _begin_anew(self) -> None:
        if self._loop is not None:
            self._take_in_all()
            self._runs.plan()

    def _take_in_all(self) -> None:
        self._take_in(charger.id for charger in self._world.store.collection(CHARGERS).find())

    def _take_in(self, charger_ids: Iterable[str]) -> None:
        """Let chargers begin to live that are not live yet."""
        self._arrivals.add(charger_id for charger_id in charger_ids if charger_id not in self._held)

    def _arrive(self, charger_id: str) -> None:
        if (charger := self._world.store.collection(CHARGERS).get(charger_id)) is not None:
            self._begin(charger)

    def _begin(self, charger: Charger) -> None:
        """Let a charger begin to live, if it is to be live and is READY."""
        tenant = self._world.tenant(charger.organization_id)
        if charger.id in self._held or not self._world.lines.is_live(charger):
            return
        if charger.powered_at is None or readiness.status(tenant, charger) != "READY":
            return
        kept = unsent.remembered(tenant, charger.id)
        live = LiveCharger(
            charger,
            kept or simulations.switched_on(charger),
            tenant.clock,
            owner=self,
            dialing=self._dialing.after(self._departures.last_of(charger)),
            random=self._random,
            lifetime=tenant.rules.command_lifetime,
            validates=self._validates,
            observer=self._observer,
        )
        self._held[charger.id] = live
        live.switch_on()
        self._expect(live)
        for command in tenant.commands.find(charger_id=charger.id):
            if command.waiting is not None:
                live.order(command, at_once=False)
            elif command.status in _UNDER_WAY:
                _break_off(tenant, command)

    def _expect(self, live: LiveCharger) -> None:
        """Tell a charger what will come to it by itself."""
        tenant = self._world.tenant(live.charger.organization_id)
        live.expect(expectations.of_charger(tenant, live.charger, tenant.clock.now()))

    def _let_go(self, live: LiveCharger, reason: str) -> None:
        self._ledger.forget(live)
        is_removed = self._world.store.collection(CHARGERS).get(live.charger.id) is None
        leaving = live.take_down("the charger is removed") if is_removed else live.switch_off(reason)
        self._departures.add(live.charger, leaving)

    def _drop(self, charger_id: str, reason: str) -> None:
        if (live := self._held.pop(charger_id, None)) is not None:
            self._let_go(live, reason)

    def _committed(self, _touched: Touched, after: After) -> None:
        """Follow a change of the state."""
        chargers = after.get(CHARGERS.name, {})
        begin_anew = [row_id for row_id, row in after.get(STATES.name, {}).items() if row is None]
        if self._loop is not None and DEMANDS.name in after:
            self._loop.call_soon(self._expect_anew, {*after[DEMANDS.name]})
        if self._loop is not None and (chargers or begin_anew or RUNS.name in after):
            self._loop.call_soon(self._follow, list(chargers), begin_anew)

    def _follow(self, charger_ids: Iterable[str], begin_anew: Iterable[str]) -> None:
        if self._loop is None:
            return
        for charger_id in begin_anew:
            self._drop(charger_id, "the charger begins anew")
        collection = self._world.store.collection(CHARGERS)
        for charger_id in {*charger_ids, *begin_anew}:
            charger, live = collection.get(charger_id), self._held.get(charger_id)
            if charger is not None and live is not None and self._stays(live, charger):
                live.charger = charger
            elif live is not None:
                live.settle_down()
                self._ledger.write_those([charger_id])
                self._drop(charger_id, "the charger is changed")
        self._take_in({*charger_ids, *begin_anew})
        self._runs.plan()

    def _expect_anew(self, organization_ids: set[str]) -> None:
        known = {*filter(self._world.is_organization, organization_ids)}
        for live in self._held.values():
            if live.charger.organization_id in known:
                self._expect(live)

    def _is_still(self, live: LiveCharger) -> bool:
        charger = self._world.store.collection(CHARGERS).get(live.charger.id)
        # One that was given another version has begun anew: what it has become is not that of before.
        return (
            charger is not None
            and self._world.lines.is_live(charger)
            and _life(live.charger) == _life(charger)
        )

    def _stays(self, live: LiveCharger, charger: Charger) -> bool:
        return self._world.lines.is_live(charger) and facts(live.charger) == facts(charger)

    def _replaced(self, _how: Replacement, organization_id: str | None) -> None:
        """Begin anew: the state, or that of one organization, is another one."""
        for live in [*self._held.values()]:
            if organization_id in (None, live.charger.organization_id):
                self._drop(live.charger.id, "the state was replaced")
        if self._loop is not None:
            self._loop.call_soon(self._begin_anew)

    def _turned(self, organization_id: str | None) -> None:
        """Let chargers look at a clock that was turned."""
        for live in [*self._held.values()]:
            owner = live.charger.organization_id
            if organization_id in (None, owner):
                self._expect(live)
                live.turn(self._world.clocks.of(owner))
        self._runs.plan()

    def changed(self, live: LiveCharger) -> None:
        """Write down soon what has happened to a charger."""
        if self._loop is not None:
            self._ledger.changed(live)

    def keep(self, live: LiveCharger) -> None:
        """Write down what has happened to a charger, in the change that is open."""
        self._ledger.keep(live)

    def written(self, live: LiveCharger) -> Awaitable[None]:
        """Write down now what has happened to a charger."""
        return self._ledger.written(live)

    def _is_held(self, live: LiveCharger) -> bool:
        return self._held.get(live.charger.id) is live and self._is_still(live)


def _break_off(tenant: Tenant, command: Command) -> None:
    """Let a command fail that was under way when its charger was left."""
    reason = "the charger was switched off while it was carried out"
    ended = command.replaced(status="failed", reason=reason, updated_at=tenant.clock.now())
    with tenant.change():
        tenant.commands.put(ended)


def _life(charger: Charger) -> tuple[object, ...]:
    """Return what a state of the charger belongs to."""
    return charger.ocpp_version, charger.powered_at
