"""The configuration and the local authorization list of a charger, a route each (releases 0.1.1, 0.1.2)."""

from datetime import datetime
from typing import Self

from pydantic import Field

from sandbox.charger.state import ListEntry
from sandbox.domain import charger_data, chargers
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound
from sandbox.resources.configuration import (
    ConfigurationChangeResponse,
    ConfigurationMap,
    change_configuration,
    delete_local_list,
    reset_auth_cache,
    send_local_list,
)
from sandbox.rest.models import Query
from sandbox.rest.operation import Operation
from sandbox.rest.pages import PageQuery
from sandbox.rest.views import View


class ConfigurationEntry(View):
    """One configuration key of a charger."""

    key: str = Field(examples=["HeartbeatInterval"])
    value: str | None = Field(examples=["300"])


class ConfigurationResponse(View):
    """The configuration of a charger."""

    configuration: list[ConfigurationEntry]


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


def get_local_auth_list(tenant: Tenant, charger_id: str, query: PageQuery) -> LocalAuthorizationListResponse:
    """Read the local authorization list of a charger."""
    entries = charger_data.local_list(tenant, chargers.find(tenant, charger_id))
    return LocalAuthorizationListResponse(
        data=[LocalAuthListEntryView.of(entry) for entry in entries[query.offset :][: query.limit]],
        total=len(entries),
        page=query.page,
        limit=query.limit,
    )


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
