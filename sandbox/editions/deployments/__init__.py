"""Edition `deployments`: deployments and fan-out commands, as releases 0.2.3 to 0.3.0 and npm 1.1.0 do."""

from sandbox.editions.deployments import deployments, logs, ocpi_locations, ocpi_partners, virtual_locations
from sandbox.errors import NotFound
from sandbox.resources import catalog, fan_out_commands, health, runtime_operations
from sandbox.resources.location_templates import OCPI_TEMPLATES, OCPP_TEMPLATES

OPERATIONS = (
    *health.OPERATIONS,
    *catalog.operations("/ocpp/catalog"),
    *deployments.OPERATIONS,
    *virtual_locations.OPERATIONS,
    *runtime_operations.operations("/ocpp/deployment-runtime-ops"),
    *fan_out_commands.operations("/ocpp/commands", errors=(NotFound,)),
    *logs.OPERATIONS,
    OCPP_TEMPLATES,
    *ocpi_partners.OPERATIONS,
    *ocpi_locations.OPERATIONS,
    OCPI_TEMPLATES,
)
