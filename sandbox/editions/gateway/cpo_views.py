"""How operators that were made from a template show themselves."""

import shlex
from base64 import b64encode
from datetime import datetime
from typing import Any, Self

from pydantic import Field
from pydantic_core import to_json

from sandbox.domain.cpos import Counts
from sandbox.domain.ocpi_records import Bundle, Cpo
from sandbox.domain.runs import Status
from sandbox.resources.provisioning import ProvisioningErrorDetail
from sandbox.rest.views import View


class CpoPartyScope(View):
    """Who operates."""

    country_code: str = Field(examples=["FR"])
    party_id: str = Field(examples=["ABC"])
    role: str = Field(examples=["CPO"])

    @classmethod
    def of(cls, cpo: Cpo) -> Self:
        """Show the party of an operator."""
        return cls(country_code=cpo.country_code, party_id=cpo.party_id, role=cpo.role)


class CpoRoamHelper(View):
    """What a roaming partner needs for the handshake."""

    credentials_payload: dict[str, Any] = Field(description="Body of the credentials request.")
    curl_snippet: str = Field(description="The request, for a shell.")

    @classmethod
    def of(cls, cpo: Cpo, bundle: Bundle) -> Self:
        """Write down the handshake with an operator."""
        payload = _credentials(cpo, bundle)
        old = bundle.ocpi_version == "2.1.1"
        token = bundle.token_a if old else b64encode(bundle.token_a.encode()).decode()
        words = ["curl", "-X", "POST", f"{_base(cpo)}/ocpi/{bundle.ocpi_version}/credentials"]
        words += ["-H", f"Authorization: Token {token}", "-H", "Content-Type: application/json"]
        return cls(
            credentials_payload=payload,
            curl_snippet=shlex.join([*words, "-d", to_json(payload).decode()]),
        )


class CpoTopologySummary(View):
    """How much an operator has now."""

    locations: int = Field(examples=[2])
    chargers: int = Field(examples=[6])
    evses: int = Field(examples=[6])
    connectors: int = Field(examples=[6])

    @classmethod
    def of(cls, counts: Counts) -> Self:
        """Show what was counted."""
        return cls(
            locations=counts.locations,
            chargers=counts.chargers,
            evses=counts.evses,
            connectors=counts.connectors,
        )


class CpoAcceptedResponse(View):
    """An operator that is being made."""

    cpo_id: str = Field(examples=["100000101"])
    party: CpoPartyScope
    name_prefix: str = Field(examples=["alice"])
    template: str = Field(examples=["small-urban-ac"])
    template_version: int = Field(examples=[1])
    token_a: str = Field(description="Shown only here and in the report.")
    ocpi_peer_url: str
    roam_helper: CpoRoamHelper
    workflow_run_id: str | None = Field(examples=["wfr_3fa85f642b1c"])
    status: Status
    status_url: str = Field(
        description="Poll it until READY or FAILED.", examples=["/ocpi/cpos/100000101/status"]
    )
    destroy_url: str = Field(examples=["/ocpi/cpos/100000101"])
    report_url: str = Field(examples=["/ocpi/cpos/100000101/report"])
    expires_at: datetime | None


class CpoResponse(View):
    """An operator with what it has now."""

    cpo_id: str = Field(examples=["100000101"])
    party: CpoPartyScope
    name_prefix: str = Field(examples=["alice"])
    template: str = Field(examples=["small-urban-ac"])
    template_version: int = Field(examples=[1])
    token_a: str | None = Field(None, description="Always null: the token is shown once.")
    ocpi_peer_url: str
    roam_helper: CpoRoamHelper | None = Field(None, description="Always null: the token is in it.")
    topology: CpoTopologySummary
    expires_at: datetime | None
    report_url: str = Field(examples=["/ocpi/cpos/100000101/report"])
    destroy_url: str = Field(examples=["/ocpi/cpos/100000101"])
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, cpo: Cpo, bundle: Bundle, counts: Counts) -> Self:
        """Show an operator."""
        return cls(
            cpo_id=cpo.number,
            party=CpoPartyScope.of(cpo),
            name_prefix=bundle.name_prefix,
            template=bundle.template,
            template_version=bundle.template_version,
            ocpi_peer_url=peer_url(cpo),
            topology=CpoTopologySummary.of(counts),
            expires_at=bundle.expires_at,
            report_url=url(cpo, "/report"),
            destroy_url=url(cpo),
            created_at=cpo.created_at,
            updated_at=cpo.updated_at,
        )


class CpoListResponse(View):
    """A page of operators."""

    data: list[CpoResponse]
    total: int
    page: int
    limit: int


class ProvisioningProgress(View):
    """Where the work is."""

    current_step: str | None = Field(examples=["mark-provisioning"])


class CpoStatusResponse(View):
    """How far the making of an operator has come."""

    cpo_id: str = Field(examples=["100000101"])
    status: Status
    workflow_run_id: str | None = Field(examples=["wfr_3fa85f642b1c"])
    error: ProvisioningErrorDetail | None = Field(description="Only when FAILED.")
    progress: ProvisioningProgress | None = Field(description="Only while PROVISIONING.")
    provisioned_at: datetime | None = Field(description="Only when READY.")
    created_at: datetime
    updated_at: datetime
    status_url: str = Field(examples=["/ocpi/cpos/100000101/status"])


class CpoReportResponse(View):
    """A page about an operator for people."""

    cpo_id: str = Field(examples=["100000101"])
    markdown: str


def url(cpo: Cpo, suffix: str = "") -> str:
    """Return where the operator, or something of it, is on this server."""
    return f"/ocpi/cpos/{cpo.number}{suffix}"


def peer_url(cpo: Cpo) -> str:
    """Return where partners would find the operator's OCPI versions; nothing answers there."""
    return f"{_base(cpo)}/ocpi/versions"


def _base(cpo: Cpo) -> str:
    return f"https://cpo-{cpo.number}.ocpplab-sandbox.invalid"


def _credentials(cpo: Cpo, bundle: Bundle) -> dict[str, Any]:
    """Return the credentials object of OCPI; 2.1.1 knows one role and does not name it."""
    party = {
        "party_id": cpo.party_id,
        "country_code": cpo.country_code,
        "business_details": {"name": bundle.name_prefix},
    }
    access = {"token": bundle.token_a, "url": peer_url(cpo)}
    if bundle.ocpi_version == "2.1.1":
        return {**access, **party}
    return {**access, "roles": [{"role": cpo.role, **party}]}
