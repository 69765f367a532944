"""`/dev/faults/presets`: what goes wrong in production, ready to be ordered by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ConfigDict, Field

from sandbox.dev.faults import FaultResponse
from sandbox.dev.provisioning import ProvisioningFailureResponse, organization_meant
from sandbox.dev.rows import row
from sandbox.domain import chargers, commands, run_failures
from sandbox.domain.commands import Order
from sandbox.domain.records import ProvisioningError
from sandbox.domain.run_failures import FallibleKind
from sandbox.domain.world import Tenant, World
from sandbox.errors import BadRequest, Conflict, NotFound
from sandbox.rest.models import Body, UuidText
from sandbox.rest.views import View
from sandbox.traffic.effects import Effect, LogNormal
from sandbox.traffic.faults import Fault, Faults
from sandbox.traffic.matching import RequestPattern
from sandbox.traffic.rules import Trigger

PresetName = Literal[
    "sdk-retry",
    "conflict-retry",
    "expired-session",
    "slow-list",
    "provisioning-failure",
    "partial-batch-failure",
    "charger-offline",
]


class PresetRequest(Body):
    """Whom a preset is about."""

    model_config = ConfigDict(extra="forbid")

    organization_id: UuidText | None = Field(
        None,
        description="Faults hit all organizations when left out; what is not a fault, the first one.",
    )
    charger_id: str | None = Field(
        None, description="Of `charger-offline`: the charger; all of the organization when left out."
    )


class PresetResponse(View):
    """A preset that was ordered: faults of requests, or other things that go wrong."""

    preset: PresetName
    description: str
    faults: list[FaultResponse] = Field([])
    provisioning_failures: list[ProvisioningFailureResponse] = Field([])
    chargers: list[str] = Field([], description="Ids of the chargers that went offline.")


class PresetDescription(View):
    """A preset."""

    name: PresetName
    description: str


class PresetsResponse(View):
    """The presets there are."""

    data: list[PresetDescription]


@dataclass(frozen=True, slots=True)
class Ordering:
    """What a preset has to work with."""

    world: World
    faults: Faults
    wanted: PresetRequest

    def fault(self, name: str, effect: Effect, *, operation: str | None = None, **trigger: Any) -> Fault:
        """Add a fault for the organization, or for all."""
        pattern = RequestPattern(organization_id=self.wanted.organization_id, operation=operation)
        return self.faults.add(pattern, Trigger(**trigger), effect, name)

    def tenant(self) -> Tenant:
        """Return the organization that is meant."""
        return self.world.tenant(organization_meant(self.world, self.wanted.organization_id))


@dataclass(frozen=True, slots=True)
class Preset:
    """Something that goes wrong, and how to order it: the answer's fields."""

    description: str
    order: Callable[[Ordering], dict[str, Any]]


def _sdk_retry(ordering: Ordering) -> dict[str, Any]:
    busy = Effect(status=503, detail="Service Unavailable")
    return _faults(ordering.fault("sdk-retry", busy, times=2))


def _conflict_retry(ordering: Ordering) -> dict[str, Any]:
    return _faults(ordering.fault("conflict-retry", Effect(status=409, detail="Conflict"), times=1))


def _expired_session(ordering: Ordering) -> dict[str, Any]:
    return _faults(ordering.fault("expired-session", Effect(revoke_token=True), after=3, times=1))


def _slow_list(ordering: Ordering) -> dict[str, Any]:
    slow = Effect(delay=LogNormal(median=1.5, sigma=0.5))
    return _faults(ordering.fault("slow-list", slow, operation="list_*"))


def _provisioning_failure(ordering: Ordering) -> dict[str, Any]:
    return _failure(ordering, None, "Provisioning failed")


def _partial_batch_failure(ordering: Ordering) -> dict[str, Any]:
    return _failure(ordering, "batch_item", "Failed as ordered")


def _charger_offline(ordering: Ordering) -> dict[str, Any]:
    tenant = ordering.tenant()
    chosen = ordering.wanted.charger_id
    meant = tenant.chargers.find() if chosen is None else [chargers.find(tenant, chosen)]
    stop = Order("stop_charger", at_once=True)
    # One by one: an order that an item of a batch fails is for those who test.
    return {"chargers": [commands.send(tenant, charger, stop).charger_id for charger in meant]}


def _faults(*faults: Fault) -> dict[str, Any]:
    return {"faults": [FaultResponse.of(fault) for fault in faults]}


def _failure(ordering: Ordering, kind: FallibleKind | None, message: str) -> dict[str, Any]:
    error = ProvisioningError(message=message, retryable=True)
    ordered = run_failures.order(ordering.tenant(), kind=kind, times=1, error=error)
    return {"provisioning_failures": [ProvisioningFailureResponse.of(ordered)]}


PRESETS: Mapping[PresetName, Preset] = {
    "sdk-retry": Preset("The next two requests get 503; the third attempt of an SDK succeeds.", _sdk_retry),
    "conflict-retry": Preset(
        "The next request gets 409, which the Python SDKs try again and the npm one does not.",
        _conflict_retry,
    ),
    "expired-session": Preset(
        "After three more requests the token of the next one is revoked: 401 until a new one is taken.",
        _expired_session,
    ),
    "slow-list": Preset("Lists take their time: 1.5 s in the median, sometimes much more.", _slow_list),
    "provisioning-failure": Preset(
        "The next creation in the background ends FAILED, and may be tried again.", _provisioning_failure
    ),
    "partial-batch-failure": Preset(
        "One charger of the next request about several fails, the others do not.", _partial_batch_failure
    ),
    "charger-offline": Preset(
        "A charger, or every one, goes offline; commands wait until it is started again.", _charger_offline
    ),
}


def list_fault_presets() -> PresetsResponse:
    """List what can be ordered by name."""
    described = [
        PresetDescription(name=name, description=preset.description) for name, preset in PRESETS.items()
    ]
    return PresetsResponse(data=described)


def order_fault_preset(
    world: World, faults: Faults, preset: PresetName, body: PresetRequest | None = None
) -> PresetResponse:
    """Let something go wrong as it does in production."""
    wanted = body or PresetRequest()
    if wanted.organization_id is not None:
        world.organization(wanted.organization_id)
    if wanted.charger_id is not None and preset != "charger-offline":
        raise BadRequest(f"{preset} is not about one charger: leave it out", place=("charger_id",))
    chosen = PRESETS[preset]
    told = chosen.order(Ordering(world, faults, wanted))
    return PresetResponse(preset=preset, description=chosen.description, **told)


_PRESETS = "/dev/faults/presets"

OPERATIONS = (
    row("GET", _PRESETS, list_fault_presets),
    row(
        "POST",
        f"{_PRESETS}/{{preset}}",
        order_fault_preset,
        status=201,
        errors=(BadRequest, Conflict, NotFound),
    ),
)
