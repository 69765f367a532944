"""The configuration, the authorization cache and the local authorization list of a charger."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from sandbox.charger.state import ListEntry
from sandbox.domain import charger_data, chargers, commands
from sandbox.domain.world import Tenant
from sandbox.editions.flat.command_models import ConfigurationKey, ConfigurationValue, LocalAuthList
from sandbox.errors import BadRequest, NotFound
from sandbox.rest.models import Query
from sandbox.rest.operation import Operation
from sandbox.rest.pages import PageQuery
from sandbox.rest.views import View

ConfigurationMap = Annotated[
    dict[ConfigurationKey, ConfigurationValue], Field(min_length=1, examples=[{"HeartbeatInterval": "60"}])
]


class ConfigurationEntry(View):
    """One configuration key of a charger."""

    key: str = Field(examples=["HeartbeatInterval"])
    value: str | None = Field(examples=["300"])


class ConfigurationResponse(View):
    """The configuration of a charger."""

    configuration: list[ConfigurationEntry]


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


class LocalAuthListEntryView(View):
    """One tag of the local authorization list."""

    id_tag: str
    expiry_date: datetime | None = None
    parent_id_tag: str | None = None

    @classmethod
    def of(cls, entry: ListEntry) -> Self:
        """Show *entry*."""
        return cls(id_tag=entry.id_tag, expiry_date=entry.expires_at, parent_id_tag=entry.parent_id_tag)


class LocalAuthorizationListResponse(View):
    """A page of the local authorization list."""

    data: list[LocalAuthListEntryView]
    total: int
    page: int
    limit: int


class ConfigurationQuery(Query):
    """Which keys to read."""

    keys: str | None = Field(None, description="Comma-separated keys; all of them when left out.")


def get_configuration(tenant: Tenant, charger_id: str, query: ConfigurationQuery) -> ConfigurationResponse:
    """Read the configuration of a charger; keys it does not have are left out."""
    keys = None if query.keys is None else [key.strip() for key in query.keys.split(",") if key.strip()]
    found = charger_data.read_configuration(tenant, chargers.find(tenant, charger_id), keys)
    return ConfigurationResponse(
        configuration=[ConfigurationEntry(key=setting.key, value=setting.value) for setting in found]
    )


def set_configuration(tenant: Tenant, charger_id: str, body: ConfigurationMap) -> ConfigurationChangeResponse:
    """Change configuration keys of a charger."""
    return change_configuration(tenant, charger_id, body)


def reset_auth_cache(tenant: Tenant, charger_id: str) -> CacheResetResponse:
    """Empty the authorization cache of a charger."""
    sent = commands.send_to(tenant, charger_id, "reset_auth_cache", {})
    return CacheResetResponse(msg=sent.reason or "Authorization cache cleared", **sent.result or {})


def get_local_auth_list(tenant: Tenant, charger_id: str, query: PageQuery) -> LocalAuthorizationListResponse:
    """Read the local authorization list of a charger."""
    entries = charger_data.local_list(tenant, chargers.find(tenant, charger_id))
    return LocalAuthorizationListResponse(
        data=[LocalAuthListEntryView.of(entry) for entry in entries[query.offset :][: query.limit]],
        total=len(entries),
        page=query.page,
        limit=query.limit,
    )


def send_local_list(tenant: Tenant, charger_id: str, body: LocalAuthList) -> LocalListMutationResponse:
    """Replace the local authorization list of a charger."""
    wanted = body.model_dump(mode="json", exclude_none=True)
    sent = commands.send_to(tenant, charger_id, "send_local_list", wanted)
    return LocalListMutationResponse(**{"status": "Failed", "msg": sent.reason, **(sent.result or {})})


def delete_local_list(tenant: Tenant, charger_id: str) -> LocalListMutationResponse:
    """Empty the local authorization list of a charger; its version goes back to 0."""
    sent = commands.send_to(tenant, charger_id, "clear_local_list", {})
    return LocalListMutationResponse(msg="Local authorization list cleared", **sent.result or {})


def change_configuration(
    tenant: Tenant, charger_id: str, configuration: ConfigurationMap
) -> ConfigurationChangeResponse:
    """Change configuration keys; the worst outcome of a key is the status of all."""
    sent = commands.send_to(tenant, charger_id, "set_configuration", {"configuration": configuration})
    outcomes: dict[str, str] = sent.result or {}
    return ConfigurationChangeResponse(
        status=max(outcomes.values(), key=_SEVERITY.index),
        configured=[key for key, outcome in outcomes.items() if outcome in _TAKEN_OVER],
        msg=sent.reason or "; ".join(f"{key}: {outcome}" for key, outcome in outcomes.items()),
    )


_TAKEN_OVER = ("Accepted", "RebootRequired")
_SEVERITY = (*_TAKEN_OVER, "NotSupported", "Rejected")

_CHARGER = "/chargers/{charger_id}"
TAG = "Charger configuration"
LIST_TAG = "Local authorization"

OPERATIONS = (
    Operation("GET", f"{_CHARGER}/configuration", get_configuration, errors=(NotFound,), tag=TAG),
    Operation("POST", f"{_CHARGER}/configuration", set_configuration, errors=(BadRequest, NotFound), tag=TAG),
    Operation("POST", f"{_CHARGER}/cache/reset", reset_auth_cache, errors=(NotFound,), tag=TAG),
    Operation("GET", f"{_CHARGER}/local-auth-list", get_local_auth_list, errors=(NotFound,), tag=LIST_TAG),
    Operation(
        "POST", f"{_CHARGER}/local-auth-list", send_local_list, errors=(BadRequest, NotFound), tag=LIST_TAG
    ),
    Operation("DELETE", f"{_CHARGER}/local-auth-list", delete_local_list, errors=(NotFound,), tag=LIST_TAG),
)
