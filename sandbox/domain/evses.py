"""EVSEs: how roaming partners see the chargers that stand at a location now."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from sandbox.domain.ocpi_records import DescribedEvses, Evse, OcpiLocation
from sandbox.domain.records import Charger
from sandbox.domain.world import Tenant


@dataclass(frozen=True, slots=True)
class EvseIds:
    """The ids of one EVSE, its connector, and the row that routes commands to it."""

    evse_uid: str
    ocpi_evse_id: str
    ocpi_connector_id: str
    topology_id: str


@dataclass(frozen=True, slots=True)
class Topology:
    """A charger with its EVSEs; the first one of a location takes what names no EVSE."""

    charger: Charger
    charge_point_id: str
    evses: Sequence[EvseIds]
    connectors: int
    default_id: str | None


def describe(tenant: Tenant, charger: Charger, evses: Sequence[Evse]) -> None:
    """Keep how somebody described the EVSEs of a charger, for as long as there is the charger."""
    if evses:
        described = DescribedEvses(id=charger.id, organization_id=charger.organization_id, evses=tuple(evses))
        tenant.described_evses.put(described)


def topology(tenant: Tenant, location: OcpiLocation) -> list[Topology]:
    """Return what partners see of each charger of a location, the oldest first."""
    chargers = tenant.chargers.find(location_id=location.location_id)
    return [_seen(tenant, charger, first=number == 0) for number, charger in enumerate(chargers)]


def _seen(tenant: Tenant, charger: Charger, *, first: bool) -> Topology:
    known = tenant.described_evses.get(charger.id)
    described = () if known is None else known.evses
    uids = [evse.evse_uid for evse in described] or _uids(charger)
    return Topology(
        charger=charger,
        charge_point_id=_derived(charger, "charge-point"),
        evses=[_ids(charger, uid, number) for number, uid in enumerate(uids, start=1)],
        connectors=_connectors(described) or len(uids),
        default_id=_derived(charger, "topology/default") if first else None,
    )


def _uids(charger: Charger) -> list[str]:
    """Return an EVSE for each connector; the only one has the name of the charger."""
    if charger.connector_count == 1:
        return [charger.identity]
    return [f"{charger.identity}_C{number}" for number in range(1, charger.connector_count + 1)]


def _ids(charger: Charger, uid: str, number: int) -> EvseIds:
    return EvseIds(
        evse_uid=uid,
        ocpi_evse_id=_derived(charger, f"evses/{number}"),
        ocpi_connector_id=_derived(charger, f"evses/{number}/connectors/1"),
        topology_id=_derived(charger, f"topology/{number}"),
    )


def _connectors(described: Sequence[Evse]) -> int:
    return sum(len(evse.connectors) for evse in described)


def _derived(charger: Charger, name: str) -> str:
    """Return an id that is the same whenever somebody asks."""
    return str(uuid5(NAMESPACE_URL, f"urn:ocpplab-sandbox:chargers/{charger.id}/{name}"))
