"""What becomes of changes to a charger's configuration, authorization cache and local authorization list."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from sandbox.domain import commands
from sandbox.domain.commands import Order
from sandbox.domain.records import Command
from sandbox.domain.world import Tenant
from sandbox.resources.command_models import ConfigurationKey, ConfigurationValue, LocalAuthList
from sandbox.rest.views import View

ConfigurationMap = Annotated[
    dict[ConfigurationKey, ConfigurationValue], Field(min_length=1, examples=[{"HeartbeatInterval": "60"}])
]


class ConfigurationChangeResponse(View):
    """What became of a configuration change; `configured` lists the keys that were taken over."""

    status: str = Field(examples=["Accepted"])
    configured: list[str] = Field(examples=[["HeartbeatInterval"]])
    msg: str = Field(examples=["HeartbeatInterval: Accepted"])


class CacheResetResponse(View):
    """What became of a cache reset."""

    msg: str
    cleared_entries: int


class LocalListMutationResponse(View):
    """What became of a change of the local authorization list."""

    status: str | None = Field(None, examples=["Accepted"])
    list_version: int | None = None
    entries_received: int | None = None
    msg: str | None = None
    entries_deleted: int | None = None


def reset_auth_cache(tenant: Tenant, charger_id: str) -> CacheResetResponse:
    """Empty the authorization cache of a charger."""
    sent = _perform(tenant, charger_id, "reset_auth_cache", {})
    return CacheResetResponse(msg=sent.reason or "Authorization cache cleared", **sent.result or {})


def send_local_list(tenant: Tenant, charger_id: str, body: LocalAuthList) -> LocalListMutationResponse:
    """Replace the local authorization list of a charger."""
    wanted = body.model_dump(mode="json", exclude_none=True)
    sent = _perform(tenant, charger_id, "send_local_list", wanted)
    return LocalListMutationResponse(**{"status": "Failed", "msg": sent.reason, **(sent.result or {})})


def delete_local_list(tenant: Tenant, charger_id: str) -> LocalListMutationResponse:
    """Empty the local authorization list of a charger; its version goes back to 0."""
    sent = _perform(tenant, charger_id, "clear_local_list", {})
    return LocalListMutationResponse(msg="Local authorization list cleared", **sent.result or {})


def change_configuration(
    tenant: Tenant, charger_id: str, configuration: ConfigurationMap
) -> ConfigurationChangeResponse:
    """Change configuration keys; the worst outcome of a key is the status of all."""
    sent = _perform(tenant, charger_id, "set_configuration", {"configuration": configuration})
    outcomes: dict[str, str] = sent.result or {}
    return ConfigurationChangeResponse(
        status=max(outcomes.values(), key=_SEVERITY.index, default="Rejected"),
        configured=[key for key, outcome in outcomes.items() if outcome in _TAKEN_OVER],
        msg=sent.reason or "; ".join(f"{key}: {outcome}" for key, outcome in outcomes.items()),
    )


def _perform(tenant: Tenant, charger_id: str, command: str, payload: Mapping[str, Any]) -> Command:
    return commands.send_to(tenant, charger_id, Order(command, payload, at_once=True))


_TAKEN_OVER = ("Accepted", "RebootRequired")
_SEVERITY = (*_TAKEN_OVER, "NotSupported", "Rejected")
