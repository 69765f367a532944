"""Edition `flat`: `/locations`, `/chargers`, `/catalog` and commands, as releases 0.1.1 and 0.1.2 do."""

from sandbox.editions.flat import (
    charger_commands,
    chargers,
    configuration,
    faults,
    location_chargers,
    location_commands,
    proxying,
)
from sandbox.resources import (
    catalog,
    charger_logs,
    commands,
    health,
    locations,
    runtime,
)
from sandbox.resources import chargers as any_chargers
from sandbox.resources import location_chargers as any_location_chargers

OPERATIONS = (
    *health.OPERATIONS,
    *catalog.operations("/catalog/brands"),
    *locations.OPERATIONS,
    *any_chargers.OPERATIONS,
    *chargers.OPERATIONS,
    *any_location_chargers.OPERATIONS,
    *location_chargers.OPERATIONS,
    *charger_commands.OPERATIONS,
    *runtime.OPERATIONS,
    *location_commands.OPERATIONS,
    *commands.OPERATIONS,
    *proxying.OPERATIONS,
    *configuration.OPERATIONS,
    *faults.OPERATIONS,
    *charger_logs.OPERATIONS,
)
