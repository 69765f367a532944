"""All operations of the control plane."""

from sandbox.dev import (
    charger_commands,
    chargers,
    clock,
    demand,
    events,
    explain,
    exports,
    faults,
    lines,
    oauth,
    presets,
    provisioning,
    records,
    requests,
    settings,
    snapshots,
    snippets,
    state,
    tenants,
    tokens,
)

ENDPOINTS = oauth.ENDPOINTS
"""What belongs to it, but speaks as other servers do."""

OPERATIONS = (
    *tokens.OPERATIONS,
    *tenants.OPERATIONS,
    *records.OPERATIONS,
    *chargers.OPERATIONS,
    *charger_commands.OPERATIONS,
    *provisioning.OPERATIONS,
    *clock.OPERATIONS,
    *demand.OPERATIONS,
    *lines.OPERATIONS,
    *snapshots.OPERATIONS,
    *state.OPERATIONS,
    *exports.OPERATIONS,
    *faults.OPERATIONS,
    *presets.OPERATIONS,
    *requests.OPERATIONS,
    *explain.OPERATIONS,
    *snippets.OPERATIONS,
    *events.OPERATIONS,
    *settings.OPERATIONS,
)
