"""What a charger keeps and can be asked for: its configuration and its local authorization list."""

from collections.abc import Sequence

from sandbox.charger import configuration
from sandbox.charger.configuration import Setting
from sandbox.charger.state import ListEntry
from sandbox.domain import simulations
from sandbox.domain.records import Charger
from sandbox.domain.world import Tenant


def read_configuration(tenant: Tenant, charger: Charger, keys: Sequence[str] | None) -> list[Setting]:
    """Return the settings named by *keys*, or all of them; unknown ones are left out."""
    state = simulations.settle(tenant, charger)
    found, _unknown = configuration.read(state, simulations.hardware(charger), keys)
    return found


def local_list(tenant: Tenant, charger: Charger) -> list[ListEntry]:
    """Return the entries of the local authorization list."""
    return list(simulations.settle(tenant, charger).local_list.entries.values())
