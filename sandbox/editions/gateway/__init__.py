"""Edition `gateway`: `/ocpp` with creations in the background, and OCPI operators, as 0.2.1 and 0.2.2 do."""

from sandbox.editions.gateway import chargers, commands, cpos, location_chargers, ocpi_locations
from sandbox.resources import catalog, charger_logs, health, locations, runtime
from sandbox.resources import chargers as any_chargers
from sandbox.resources import commands as any_commands
from sandbox.resources import location_chargers as any_location_chargers
from sandbox.resources.location_templates import OCPP_TEMPLATES
from sandbox.rest.operation import under

OPERATIONS = (
    *health.OPERATIONS,
    *catalog.operations("/ocpp/catalog/brands"),
    *under(
        "/ocpp",
        (
            *locations.OPERATIONS,
            *any_chargers.OPERATIONS,
            *any_location_chargers.OPERATIONS,
            *runtime.OPERATIONS,
            *any_commands.OPERATIONS,
            *charger_logs.OPERATIONS,
        ),
    ),
    *chargers.OPERATIONS,
    *location_chargers.OPERATIONS,
    *commands.OPERATIONS,
    OCPP_TEMPLATES,
    *cpos.OPERATIONS,
    *ocpi_locations.OPERATIONS,
)
