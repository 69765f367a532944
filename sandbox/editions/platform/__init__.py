"""Edition `platform`: chargers under `/evcharger` and health, the first part of releases 0.3.1 and 0.3.2."""

from sandbox.editions.platform import (
    command_results,
    deployments,
    diagnostics,
    health,
    logs,
    stages,
    virtual_locations,
)
from sandbox.errors import BadRequest, NotFound
from sandbox.resources import catalog, fan_out_commands, runtime_operations
from sandbox.resources import health as any_health
from sandbox.resources.location_templates import EVCHARGER_TEMPLATES

OPERATIONS = (
    *any_health.OPERATIONS,
    *health.OPERATIONS,
    *catalog.operations("/evcharger/catalog"),
    *deployments.OPERATIONS,
    *virtual_locations.OPERATIONS,
    *runtime_operations.operations("/evcharger/deployment-runtime-ops"),
    *stages.OPERATIONS,
    *diagnostics.OPERATIONS,
    *fan_out_commands.operations("/evcharger/commands", errors=(BadRequest, NotFound)),
    *command_results.OPERATIONS,
    *logs.OPERATIONS,
    EVCHARGER_TEMPLATES,
)
