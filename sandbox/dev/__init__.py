"""The control plane under `/dev`: what no real service has."""

from sandbox.dev import clock, faults, provisioning, records, requests, settings, state, tenants, tokens

OPERATIONS = (
    *tokens.OPERATIONS,
    *tenants.OPERATIONS,
    *records.OPERATIONS,
    *provisioning.OPERATIONS,
    *clock.OPERATIONS,
    *state.OPERATIONS,
    *faults.OPERATIONS,
    *requests.OPERATIONS,
    *settings.OPERATIONS,
)
