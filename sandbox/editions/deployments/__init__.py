"""Edition `deployments`: deployments and fan-out commands, as releases 0.2.3 to 0.3.0 and npm 1.1.0 do."""

from sandbox.resources import catalog, health

OPERATIONS = (
    *health.OPERATIONS,
    *catalog.operations("/ocpp/catalog"),
)
