"""Runs a fleet in this process: a sandbox of its own, without HTTP, whose chargers are all live."""

import asyncio
import logging
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from sandbox.app import Gateway
from sandbox.charger.configuration import HEARTBEAT_INTERVAL
from sandbox.charger.meter import energy_wh
from sandbox.cli.fleet_ending import Ending
from sandbox.cli.fleet_report import Report
from sandbox.clock import Clock, Ids, stopwatch
from sandbox.demand.traffic import EVENLY, Traffic
from sandbox.domain import chargers, commands, demands
from sandbox.domain.records import Charger, OcppVersion
from sandbox.domain.world import Tenant
from sandbox.errors import StartupError
from sandbox.garbage import short_pauses
from sandbox.live.dialing import Dialing
from sandbox.live.fleet import Fleet
from sandbox.live.tally import Tally, without_identity
from sandbox.live.targets import TargetRefused, Targets
from sandbox.settings import Settings

FRAMES_KEPT = 10
"""Per charger: nobody reads them here."""

STEP = 0.1
"""Seconds after which it is seen who is to be made, and who was accepted."""

_MODEL = {"brand_slug": "wallbox", "model_slug": "wallbox-pulsar-plus", "connector_type": "Type2"}
_LONGEST_MINUTES, _BUSY_SHARE = 45.0, 0.5
_DWELLS_SHARE = 0.1
_KWH_PER_MINUTE = 22 / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the fleet is; times are in seconds, and None is: until it is interrupted, or as the CSMS says."""

    url: str
    chargers: int
    connectors: int
    versions: tuple[OcppVersion, ...]
    sessions_per_hour: float
    ramp: float
    duration: float | None
    heartbeat: int | None
    id_tags: tuple[str, ...]
    prefix: str
    password: str | None
    allowed: tuple[str, ...]
    seed: int

    def traffic(self) -> Traffic:
        """Return who comes to a charger: they keep its connectors busy half of the time at most."""
        per_hour = max(self.sessions_per_hour, 1e-9)
        minutes = min(_LONGEST_MINUTES, 60 * self.connectors * _BUSY_SHARE / per_hour)
        return Traffic(
            seed=self.seed,
            sessions_per_day=24 * self.sessions_per_hour,
            by_hour=EVENLY,
            session_minutes=max(0.1, minutes),
            energy_kwh=max(0.1, minutes * _KWH_PER_MINUTE),
            dwell_minutes=minutes * _DWELLS_SHARE,
            id_tags=self.id_tags,
            refused_share=0,
            faults_per_day=0,
        )


def run(plan: Plan, *, say: Callable[[str], None], every: float) -> Report:
    """Run a fleet to its end and return the report.

    Args:
        plan: what it is.
        say: is told a line of progress, each so many seconds.
        every: how many.

    Raises:
        StartupError: the URL of the CSMS may not be dialled.
        BadSetting: a variable of the environment has a value that cannot be used.
    """
    with _quiet(), short_pauses():
        return asyncio.run(_Running(plan, say, every).run())


class _Running:
    def __init__(self, plan: Plan, say: Callable[[str], None], every: float) -> None:
        self._plan = plan
        self._say = say
        self._every = every
        self._stop, self._hurry = asyncio.Event(), asyncio.Event()
        self._tally = Tally(stopwatch)
        own = Settings.from_environment()
        Targets(own.csms_allow)  # what is wrong with these is no mistake of --allow
        targets = Targets((*own.csms_allow, *plan.allowed), setting="--allow", subject="--csms")
        try:
            targets.url(plan.url, plan.prefix)
        except TargetRefused as refused:
            raise StartupError(str(refused)) from None
        self._gateway = Gateway(
            Settings.of(world="empty", seed=plan.seed, dev=False, csms="live", log_retention=FRAMES_KEPT),
            Clock(),
        )
        self._fleet = Fleet(
            self._gateway.world,
            self._gateway.agenda,
            Dialing(targets, own.csms_ca_file, own.csms_client_cert, own.csms_client_key),
            Ids(plan.seed).stream("lines").random,
            validates=own.csms_validation,
            observer=self._tally,
        )
        with self._gateway.world.change():
            owner = self._gateway.world.create_organization("Fleet").id
            demands.put(self._gateway.world, [owner], plan.traffic(), relative=True)
        self._owner = owner
        self._chargers: list[Charger] = []

    @property
    def _tenant(self) -> Tenant:
        return self._gateway.world.tenant(self._owner)

    async def run(self) -> Report:
        loop = asyncio.get_running_loop()
        for one in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError, ValueError):
                loop.add_signal_handler(one, self._interrupt)
        begun = stopwatch()
        self._fleet.start()
        try:
            await self._go_on(begun)
            self._stop.set()
            connected, problems = self._tally.connected_count, self._problems()
            if self._tally.open_transactions:
                self._say(f"          {self._tally.open_transactions} transactions end; Ctrl-C cuts them off")
            await Ending(self._gateway.world, self._fleet, self._tally, self._hurry).wait(self._chargers)
            return self._report(begun, connected, problems)
        finally:
            await self._fleet.stop()
            self._gateway.close()

    def _interrupt(self) -> None:
        (self._hurry if self._stop.is_set() else self._stop).set()

    async def _go_on(self, begun: float) -> None:
        told_at, told_frames = begun, 0
        while True:
            now = stopwatch()
            self._make(now - begun)
            self._set_heartbeats()
            if now - told_at >= self._every:
                rate = (self._tally.frames - told_frames) / (now - told_at)
                self._say(self._progress(now - begun, rate))
                told_at, told_frames = now, self._tally.frames
            left = STEP if self._plan.duration is None else self._plan.duration - (now - begun)
            if left <= 0:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), min(STEP, left))
                return

    def _make(self, seconds: float) -> None:
        """Make the chargers that are to be there after so many seconds."""
        plan = self._plan
        wanted = plan.chargers
        if seconds < plan.ramp:
            wanted = min(wanted, 1 + int(wanted * seconds / plan.ramp))
        if wanted == len(self._chargers):
            return
        with self._gateway.world.change():
            for number in range(len(self._chargers), wanted):
                self._chargers.append(self._new(number))

    def _new(self, number: int) -> Charger:
        plan = self._plan
        draft = chargers.ChargerDraft(
            identity=f"{plan.prefix}{number + 1:0{len(str(plan.chargers))}}",
            ws_url=plan.url,
            ocpp_version=plan.versions[number % len(plan.versions)],
            security_profile=0 if plan.password is None else 2 if plan.url.startswith("wss:") else 1,
            authorization_key=plan.password,
            **_MODEL,
        )
        charger = chargers.create(self._tenant, draft).replaced(connector_count=plan.connectors)
        self._tenant.chargers.put(charger)
        self._tally.created(charger)
        return charger

    def _set_heartbeats(self) -> None:
        """Tell chargers that were accepted how often to send heartbeats, whatever the CSMS says."""
        accepted = self._tally.take_accepted()
        if self._plan.heartbeat is None or not accepted:
            return
        tenant = self._tenant
        with self._gateway.world.change():
            for charger_id in accepted:
                charger = chargers.find(tenant, charger_id)
                key = HEARTBEAT_INTERVAL[charger.ocpp_version == "ocpp2.0.1"]
                told = {"key": key, "value": str(self._plan.heartbeat)}
                commands.send(tenant, charger, commands.Order("set_configuration", told))

    def _progress(self, seconds: float, rate: float) -> str:
        tally, wanted = self._tally, self._plan.chargers
        line = (
            f"{seconds:6.0f} s  {tally.connected_count}/{wanted} connected  "
            f"{len(tally.accepted)} accepted  {rate:.0f} messages/s  {tally.errors} errors"
        )
        problem = next(iter(self._problems().most_common(1)), None)
        return line if problem is None else f"{line}  ({problem[1]} not connected: {problem[0]})"

    def _problems(self) -> Counter[str]:
        """Return why chargers are not connected, and how many of them for each reason."""
        held = (self._fleet.held(charger.id) for charger in self._chargers)
        problems = ((live.charger.identity, live.line.problem) for live in held if live is not None)
        return Counter(
            without_identity(problem, identity) for identity, problem in problems if problem is not None
        )

    def _energy_wh(self) -> float:
        now = self._tenant.clock.now()
        held = (self._fleet.held(charger.id) for charger in self._chargers)
        states = [live.state for live in held if live is not None]
        return sum(energy_wh(connector.meter, now) for state in states for connector in state.connectors)

    def _report(self, begun: float, connected: int, problems: Counter[str]) -> Report:
        return Report.of(
            self._tally,
            csms=self._plan.url,
            chargers=self._plan.chargers,
            connected=connected,
            begun=begun,
            ended=stopwatch(),
            energy_kwh=self._energy_wh() / 1000,
            problems=problems,
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave out warnings about each charger: the progress and the report sum them up."""
    logger = logging.getLogger("sandbox.live")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
