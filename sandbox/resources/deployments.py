"""Deployments: chargers as the editions see them that know no charger resource."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from sandbox.domain.records import Charger
from sandbox.domain.runs import Status
from sandbox.resources.chargers import ChargerFields, OcppVersionText, WebSocketUrl
from sandbox.rest.models import NO_NUL, Integral, Text
from sandbox.rest.views import View

SecurityProfile = Annotated[int, Field(ge=0, le=3), Integral]
AuthorizationKey = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_NUL)]

TAG = "Deployments"


class DeploymentFields(ChargerFields):
    """What deployments and the chargers of a virtual location have in common."""

    identity: Text = Field(
        description="Charge point identity, unique in the organization.", examples=["CP-0001"]
    )
    ws_url: WebSocketUrl = Field(
        description="WebSocket URL of the CSMS.", examples=["ws://127.0.0.1:9000/ocpp"]
    )
    security_profile: SecurityProfile | None = Field(None, examples=[0])
    authorization_key: AuthorizationKey | None = Field(None, examples=["0123456789abcdef"])


class VirtualChargerFields(DeploymentFields):
    """A charger of a virtual location, or a deployment of release 0.2.3."""

    brand_slug: Text = Field(description="A brand of the catalog.", examples=["wallbox"])
    connector_type: Text = Field(description="A connector type of the model.", examples=["Type2"])
    ocpp_version: OcppVersionText | None = Field(
        None, description="OCPP1.6 when left out.", examples=["OCPP1.6"]
    )
    charge_point_name: Text | None = Field(None, examples=["Bay A01"])


class DeploymentResponse(View):
    """A deployment."""

    id: str = Field(examples=["dep-3fa85f642b1c"])
    deployment_id: str = Field(examples=["dep-3fa85f642b1c"])
    identity: str = Field(examples=["CP-0001"])
    ocpp_version: str = Field(examples=["OCPP1.6"])
    provisioning_state: str = Field(examples=["READY"])

    @classmethod
    def of(cls, charger: Charger, state: Status) -> Self:
        """Show *charger*."""
        return cls(
            id=charger.id,
            deployment_id=charger.id,
            identity=charger.identity,
            ocpp_version=charger.ocpp_version.upper(),
            provisioning_state=state,
        )
