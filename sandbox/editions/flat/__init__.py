"""Edition `flat`: `/locations`, `/chargers`, `/catalog` and commands, as releases 0.1.1 and 0.1.2 do."""

from dataclasses import replace

from sandbox.editions.flat import (
    catalog,
    charger_commands,
    chargers,
    commands,
    configuration,
    faults,
    health,
    location_commands,
    locations,
    logs,
    provisioning,
    proxying,
)

OPERATIONS = (
    *health.OPERATIONS,
    *catalog.OPERATIONS,
    *locations.OPERATIONS,
    *chargers.OPERATIONS,
    *provisioning.OPERATIONS,
    *charger_commands.OPERATIONS,
    *location_commands.OPERATIONS,
    *commands.OPERATIONS,
    *proxying.OPERATIONS,
    *configuration.OPERATIONS,
    *faults.OPERATIONS,
    *logs.OPERATIONS,
)

CLAIMED_UNDER_OCPP = {("POST", "/chargers"), ("POST", "/locations/{location_id}/chargers")}
"""What a later edition answers under `/ocpp` in another way: there these two create in the background."""

ALIASES = tuple(
    replace(operation, path=f"/ocpp{operation.path}")
    for operation in OPERATIONS
    if (operation.method, operation.path) not in CLAIMED_UNDER_OCPP
)
"""The same operations under `/ocpp`, where no later edition has the path."""
