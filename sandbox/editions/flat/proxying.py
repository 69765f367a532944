"""Messages that a charger is told to send as they are (release 0.1.1)."""

from typing import Any

from pydantic import Field

from sandbox.domain import chargers, proxying
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound
from sandbox.resources.command_models import QueuedCommandResponse
from sandbox.resources.proxying import ProxyAction, ProxyOcppVersion
from sandbox.rest.models import Body, Query
from sandbox.rest.operation import Operation


class ProxyQuery(Query):
    """Which message, in which version."""

    action: ProxyAction = Field(examples=["heartbeat"])
    ocpp_version: ProxyOcppVersion = Field(
        description="The version that the charger speaks.", examples=["ocpp1.6"]
    )


class ProxyPayload(Body):
    """The payload of the message."""

    payload: dict[str, Any] = Field(description="Its keys may be snake_case or camelCase.", examples=[{}])


def proxy_message(
    tenant: Tenant, charger_id: str, query: ProxyQuery, body: ProxyPayload
) -> QueuedCommandResponse:
    """Let a charger send a message."""
    charger = chargers.find(tenant, charger_id)
    sent = proxying.send(tenant, charger, query.action, query.ocpp_version, body.payload)
    return QueuedCommandResponse.of(sent)


OPERATIONS = (
    Operation(
        "POST",
        "/chargers/{charger_id}/proxy-message",
        proxy_message,
        status=202,
        errors=(BadRequest, NotFound),
        tag="Charger commands",
    ),
)
