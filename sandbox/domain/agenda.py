"""What comes due by itself: runs that end. It is done when somebody looks, in the order of its time."""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sandbox.clock import Clock
from sandbox.domain import bundles, ocpi_locations, provisioning, runtime_operations
from sandbox.domain.records import RUNS, ProvisioningError, Run, RunKind
from sandbox.domain.runs import RunFailed
from sandbox.domain.world import Tenant, World
from sandbox.errors import ApiError, DataCorrupt

_log = logging.getLogger(__name__)

Finish = Callable[[Tenant, Run], dict[str, Any] | None]
"""Does what a run is for and returns its results; one that raises has changed nothing."""

FINISH: Mapping[RunKind, Finish] = {
    "location_chargers": provisioning.finish_groups,
    "runtime_operation": runtime_operations.finish_at,
    "cpo": bundles.finish,
    "cpo_locations": ocpi_locations.finish,
    "cpo_expiry": bundles.expire,
}
"""By kind; what is not here is done with the clock."""

UNDO: Mapping[RunKind, Callable[[Tenant, Run], None]] = {
    "charger": provisioning.give_up,
}
"""Takes back what a run that fails had begun."""


class Agenda:
    """Brings the world up to the present; a run is due by the clock of its organization."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._runs = world.store.collection(RUNS)
        self._known: tuple[int, str, int, int] | None = None
        self._earliest: list[tuple[Clock, datetime]] = []

    def settle(self) -> int:
        """Do all that has come due by now and count it; what cannot be kept is left for another time."""
        ended = 0
        try:
            if self._is_due():
                for run in self._due():
                    self._end(run)
                    ended += 1
        except (OSError, DataCorrupt):
            _log.exception("work in the background cannot be kept")
        return ended

    def _is_due(self) -> bool:
        """Tell whether a run is over, without looking at each of them at each request."""
        if not self._runs.count(state="open"):
            return False
        newest, count = self._runs.page(offset=0, limit=1, newest_first=True, state="open")
        # Runs are opened once and closed once, so that the number and the newest tell one set from another,
        # unless some were brought back.
        known = (count, newest[0].id, self._world.clocks.changes, self._world.store.restored)
        if known != self._known:
            self._known, self._earliest = known, self._earliest_by_clock()
        return any(earliest <= clock.now() for clock, earliest in self._earliest)

    def _earliest_by_clock(self) -> list[tuple[Clock, datetime]]:
        earliest: dict[Clock, datetime] = {}
        for run in self._open():
            earliest.setdefault(self._clock_of(run), run.ends_at)
        return [*earliest.items()]

    def _due(self) -> Iterator[Run]:
        """Yield the runs that are over, in the order of their time; the end of one may take others along."""
        now = {clock: clock.now() for clock, _ in self._earliest}
        for run in self._open():
            if run.ends_at <= now[self._clock_of(run)] and self._runs.get(run.id) is not None:
                yield run

    def _clock_of(self, run: Run) -> Clock:
        return self._world.clocks.of(run.organization_id)

    def _open(self) -> list[Run]:
        return sorted(self._runs.find(state="open"), key=lambda run: run.ends_at)

    def _end(self, run: Run) -> None:
        tenant = self._world.tenant(run.organization_id).at(run.ends_at)
        error = run.error or self._finish(tenant, run)
        if error is not None:
            with self._world.change():
                closed = run.replaced(state="closed", work={}, error=error)
                if run.kind in UNDO:
                    UNDO[run.kind](tenant, closed)
                tenant.runs.put(closed)

    def _finish(self, tenant: Tenant, run: Run) -> ProvisioningError | None:
        try:
            with self._world.change():
                results = FINISH[run.kind](tenant, run) if run.kind in FINISH else None
                # Some take their run along: an operator whose time is over does.
                if tenant.runs.get(run.id) is not None:
                    tenant.runs.put(run.replaced(state="closed", work={}, results=results))
        except RunFailed as failed:
            return failed.error
        except ApiError as refused:
            return ProvisioningError(message=str(refused), retryable=False)
        except (OSError, DataCorrupt):
            raise
        except Exception:  # noqa: BLE001 - it must not stop everybody else
            _log.exception("run %s (%s) failed", run.id, run.kind)
            return ProvisioningError(message="Internal error", retryable=True)
        return None
