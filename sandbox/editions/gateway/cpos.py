"""Operators with locations and chargers: made from a template in the background, polled, and removed."""

from typing import Annotated

from pydantic import Field, StringConstraints

from sandbox.domain import bundles, cpo_reports, cpos, runs
from sandbox.domain.world import Tenant
from sandbox.editions.gateway.cpo_requests import CreateCpoRequest
from sandbox.editions.gateway.cpo_views import (
    CpoAcceptedResponse,
    CpoListResponse,
    CpoPartyScope,
    CpoReportResponse,
    CpoResponse,
    CpoRoamHelper,
    CpoStatusResponse,
    ProvisioningProgress,
    peer_url,
    url,
)
from sandbox.errors import NotFound
from sandbox.resources.provisioning import shown_error
from sandbox.rest.operation import Operation
from sandbox.rest.pages import PageQuery
from sandbox.rest.views import View

CpoNumber = Annotated[str, StringConstraints(pattern=r"^\d+$")]
"""The id of an operator on the wire."""


class TemplateSummary(View):
    """A template that an operator can be made from."""

    slug: str = Field(examples=["small-urban-ac"])
    version: int = Field(examples=[1])
    description: str
    locations: int = Field(description="How many, unless overridden.", examples=[2])
    chargers: int = Field(description="How many at all of them together.", examples=[6])


class TemplateListResponse(View):
    """Templates that operators can be made from."""

    data: list[TemplateSummary]
    total: int


def list_cpos(tenant: Tenant, query: PageQuery) -> CpoListResponse:
    """List the operators that were made from templates, the oldest first."""
    found, total = bundles.page(tenant, offset=query.offset, limit=query.limit)
    return CpoListResponse(
        data=[
            CpoResponse.of(cpo, cpo.bundle, cpos.counts(tenant, cpo))
            for cpo in found
            if cpo.bundle is not None
        ],
        total=total,
        page=query.page,
        limit=query.limit,
    )


def create_cpo(tenant: Tenant, body: CreateCpoRequest) -> CpoAcceptedResponse:
    """Make an operator from a template; its locations and chargers come in the background."""
    cpo, bundle, run = bundles.begin(tenant, body.draft())
    return CpoAcceptedResponse(
        cpo_id=cpo.number,
        party=CpoPartyScope.of(cpo),
        name_prefix=bundle.name_prefix,
        template=bundle.template,
        template_version=bundle.template_version,
        token_a=bundle.token_a,
        ocpi_peer_url=peer_url(cpo),
        roam_helper=CpoRoamHelper.of(cpo, bundle),
        workflow_run_id=run.id,
        status=runs.ACCEPTED,
        status_url=url(cpo, "/status"),
        destroy_url=url(cpo),
        report_url=url(cpo, "/report"),
        expires_at=bundle.expires_at,
    )


def get_cpo(tenant: Tenant, cpo_id: CpoNumber) -> CpoResponse:
    """Get one operator with the counts of what it has now."""
    cpo, bundle = bundles.find(tenant, cpo_id)
    return CpoResponse.of(cpo, bundle, cpos.counts(tenant, cpo))


def get_cpo_status(tenant: Tenant, cpo_id: CpoNumber) -> CpoStatusResponse:
    """Tell how far the making of an operator has come."""
    cpo, _ = bundles.find(tenant, cpo_id)
    run, now = bundles.run_of(tenant, cpo), tenant.clock.now()
    status = runs.status(run, now)
    at_work = status == "PROVISIONING"
    return CpoStatusResponse(
        cpo_id=cpo.number,
        status=status,
        workflow_run_id=run.id,
        error=shown_error(runs.shown_error(run, now)),
        progress=ProvisioningProgress(current_step="mark-provisioning") if at_work else None,
        provisioned_at=runs.finished_at(run, now),
        created_at=cpo.created_at,
        updated_at=cpo.updated_at,
        status_url=url(cpo, "/status"),
    )


def get_cpo_report(tenant: Tenant, cpo_id: CpoNumber) -> CpoReportResponse:
    """Describe an operator with its locations and its token, in Markdown."""
    cpo, bundle = bundles.find(tenant, cpo_id)
    return CpoReportResponse(cpo_id=cpo.number, markdown=cpo_reports.write(tenant, cpo, bundle))


def delete_cpo(tenant: Tenant, cpo_id: CpoNumber) -> None:
    """Remove an operator with its locations and chargers; one that is not there is no error."""
    try:
        cpo, _ = bundles.find(tenant, cpo_id)
    except NotFound:
        return
    cpos.delete(tenant, cpo)


def list_cpo_templates(tenant: Tenant) -> TemplateListResponse:
    """List the templates that operators can be made from."""
    templates = tenant.gallery.cpos
    return TemplateListResponse(
        data=[
            TemplateSummary(
                slug=template.slug,
                version=template.version,
                description=template.description,
                locations=template.locations,
                chargers=template.locations * template.chargers_per_location,
            )
            for template in templates
        ],
        total=len(templates),
    )


TAG = "OCPI operators"

OPERATIONS = (
    Operation("GET", "/ocpi/templates/cpos", list_cpo_templates, tag="Templates"),
    Operation("GET", "/ocpi/cpos", list_cpos, tag=TAG),
    Operation("POST", "/ocpi/cpos", create_cpo, status=202, errors=(NotFound,), tag=TAG),
    Operation("GET", "/ocpi/cpos/{cpo_id}", get_cpo, errors=(NotFound,), tag=TAG),
    Operation("DELETE", "/ocpi/cpos/{cpo_id}", delete_cpo, status=204, tag=TAG),
    Operation("GET", "/ocpi/cpos/{cpo_id}/status", get_cpo_status, errors=(NotFound,), tag=TAG),
    Operation("GET", "/ocpi/cpos/{cpo_id}/report", get_cpo_report, errors=(NotFound,), tag=TAG),
)
