"""Chargers that are provisioned in the background, one by one or in a job."""

from collections.abc import Iterable, Sequence
from typing import Any

from sandbox.domain import bulk, chargers, commands, locations, processes, runs
from sandbox.domain.bulk import Bulk
from sandbox.domain.charger_groups import GroupDraft
from sandbox.domain.chargers import ChargerDraft
from sandbox.domain.processes import Change
from sandbox.domain.records import Charger, Location, Run
from sandbox.domain.world import Tenant


def begin(tenant: Tenant, draft: ChargerDraft) -> tuple[Charger, Run]:
    """Deploy a charger that boots when its run ends, if it ends well.

    Raises:
        BadRequest: as `chargers.create`.
    """
    charger = chargers.create(tenant, draft)
    run = runs.start(tenant, "charger", charger.id)
    charger = charger.replaced(powered_at=run.ends_at)
    tenant.chargers.put(charger)
    return charger, run


def give_up(tenant: Tenant, run: Run) -> None:
    """Leave a charger whose run has failed without power."""
    if (charger := tenant.chargers.get(run.subject_id)) is not None:
        tenant.states.remove(charger.id)
        tenant.chargers.put(charger.replaced(powered_at=None))
        assert run.error is not None, "it has failed"
        failed = Change("failed", run.ends_at, run.error.code, run.error.message)
        processes.note(tenant, charger.id, failed)
        commands.break_off(tenant, charger)


def try_again(tenant: Tenant, charger: Charger) -> Charger:
    """Switch on a charger whose run had failed."""
    now = tenant.clock.now()
    tenant.runs.clear(subject_id=charger.id)
    tenant.states.remove(charger.id)
    charger = charger.replaced(powered_at=now)
    tenant.chargers.put(charger)
    processes.note(tenant, charger.id, Change("started", now))
    return charger


def deploy(tenant: Tenant, location: Location, drafts: Iterable[ChargerDraft]) -> Bulk[Charger]:
    """Deploy chargers at a location that boot when provisioning is over."""
    return bulk.create(tenant, location, drafts, how=_in_background)


def _in_background(tenant: Tenant, draft: ChargerDraft) -> Charger:
    charger, _run = begin(tenant, draft)
    return charger


def begin_groups(tenant: Tenant, location: Location, groups: Sequence[GroupDraft]) -> Run:
    """Start a job that deploys groups of chargers at a location."""
    work = {"groups": [group.model_dump(mode="json") for group in groups]}
    return runs.start_job(tenant, "location_chargers", location.id, work)


def finish_groups(tenant: Tenant, run: Run) -> dict[str, Any]:
    """Deploy the chargers of a job; return the ids of those created, and what failed."""
    location = locations.find(tenant, str(run.parent_id))
    groups = [GroupDraft.model_validate(group) for group in run.work["groups"]]
    made = bulk.create_groups(tenant, location, groups)
    return {
        "created": [charger.id for charger in made.done],
        "failed": [{"identity": identity, "error": error} for identity, error in made.failed],
    }
