"""Chargers: deploying, changing and removing them."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from sandbox.domain import readiness
from sandbox.domain.catalog import Model
from sandbox.domain.records import Charger, Location, OcppVersion
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound


class ChargerDraft(BaseModel):
    """What is needed to deploy a charger."""

    model_config = ConfigDict(frozen=True)

    identity: str
    brand_slug: str
    model_slug: str
    connector_type: str
    ws_url: str
    ocpp_version: OcppVersion = "ocpp1.6"
    name: str | None = None
    location_id: str | None = None
    location_name: str | None = None
    security_profile: int = 0
    authorization_key: str | None = None
    power_kw: float | None = None


def create(tenant: Tenant, draft: ChargerDraft) -> Charger:
    """Deploy a charger; it boots at once.

    Raises:
        BadRequest: unknown brand, model or location, a connector type that the model lacks, or an identity
            that another charger of the organization has.
    """
    model = tenant.catalog.installable(draft.brand_slug, draft.model_slug, draft.connector_type)
    _require_location(tenant, draft.location_id)
    if (owner := tenant.chargers.first(identity=draft.identity)) is not None:
        raise BadRequest(
            f"Identity {draft.identity!r} is taken by charger {owner.id}",
            place=("identity",),
            given=draft.identity,
        )
    now = tenant.clock.now()
    told = draft.model_dump(exclude={"power_kw"})
    made = made_of(tenant, model)
    if draft.power_kw is not None:
        made["max_power_w"] = model.power_w(draft.power_kw)
    charger = Charger(
        id=f"dep-{tenant.ids.hex(12)}",
        organization_id=tenant.organization_id,
        powered_at=now,
        created_at=now,
        updated_at=now,
        **{**told, "model_slug": model.slug, "name": draft.name or draft.identity},
        **made,
    )
    tenant.chargers.add(charger)
    return charger


def made_of(tenant: Tenant, model: Model) -> dict[str, Any]:
    """Return what a charger takes from its catalog model."""
    return {
        "vendor_name": tenant.catalog.brand(model.brand_slug).name,
        "model_name": model.name,
        "image_url": model.image_url,
        "connector_count": model.connector_count,
        "current_type": model.current_type,
        "phases": model.phases,
        "max_power_w": model.max_power_w,
    }


def find(tenant: Tenant, charger_id: str) -> Charger:
    """Return the charger, or raise NotFound."""
    if (charger := tenant.chargers.get(charger_id)) is None:
        raise NotFound(f"Charger {charger_id} not found")
    return charger


def find_by_identity(tenant: Tenant, identity: str) -> Charger:
    """Return the charger of that identity, or raise NotFound."""
    if (charger := tenant.chargers.first(identity=identity)) is None:
        raise NotFound(f"Charger {identity} not found")
    return charger


def find_in(tenant: Tenant, location: Location, charger_id: str) -> Charger:
    """Return the charger if it stands at the location, or raise NotFound."""
    charger = tenant.chargers.get(charger_id)
    if charger is None or charger.location_id != location.id:
        raise NotFound(f"Charger {charger_id} not found in location {location.id}")
    return charger


def select(tenant: Tenant, location: Location, charger_ids: Iterable[str]) -> list[Charger]:
    """Return those of the chargers that stand at the location, in order of creation."""
    wanted = set(charger_ids)
    return [charger for charger in tenant.chargers.find(location_id=location.id) if charger.id in wanted]


def update(tenant: Tenant, charger: Charger, changes: Mapping[str, Any]) -> Charger:
    """Change some fields of a charger; another OCPP version restarts it from new.

    Raises:
        BadRequest: an unknown location, or a connector type that the model lacks.
    """
    connector_type = changes.get("connector_type", charger.connector_type)
    tenant.catalog.installable(charger.brand_slug, charger.model_slug, connector_type)
    _require_location(tenant, changes.get("location_id"))
    now = tenant.clock.now()
    changed = charger.replaced(**changes, updated_at=now)
    if changed.ocpp_version != charger.ocpp_version:
        changed = _as_new(tenant, changed)
    tenant.chargers.put(changed)
    return changed


def _as_new(tenant: Tenant, charger: Charger) -> Charger:
    """Forget what the charger remembers; one that is READY boots anew, any other as was planned."""
    state = tenant.states.get(charger.id)
    tenant.states.remove(charger.id)
    tenant.unsent_messages.clear(charger_id=charger.id)
    tenant.activities.clear(charger_id=charger.id)
    if readiness.status(tenant, charger) != "READY":
        return charger
    tenant.runtime_changes.clear(charger_id=charger.id)
    tenant.runs.clear(subject_id=charger.id)
    now = tenant.clock.now()
    # Its log goes on, and a clock that was put back must not show in it.
    return charger.replaced(powered_at=now if state is None else max(now, state.settled_at))


def delete(tenant: Tenant, charger: Charger) -> None:
    """Remove a charger with its state, commands, logs and what is left of its provisioning."""
    tenant.runs.clear(subject_id=charger.id)
    tenant.commands.clear(charger_id=charger.id)
    tenant.logs.clear(charger_id=charger.id)
    tenant.states.remove(charger.id)
    tenant.unsent_messages.clear(charger_id=charger.id)
    tenant.runtime_changes.clear(charger_id=charger.id)
    tenant.activities.clear(charger_id=charger.id)
    tenant.described_evses.remove(charger.id)
    tenant.chargers.remove(charger.id)


def _require_location(tenant: Tenant, location_id: str | None) -> None:
    if location_id is not None and tenant.locations.get(location_id) is None:
        raise BadRequest(
            f"Unknown location_id {location_id}: create the location first or leave it out",
            place=("location_id",),
            given=location_id,
        )
