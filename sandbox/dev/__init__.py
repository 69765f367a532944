"""The control plane under `/dev`: what no real service has."""

from sandbox.dev import provisioning, records, settings, state, tenants, tokens

OPERATIONS = (
    *tokens.OPERATIONS,
    *tenants.OPERATIONS,
    *records.OPERATIONS,
    *provisioning.OPERATIONS,
    *state.OPERATIONS,
    *settings.OPERATIONS,
)
