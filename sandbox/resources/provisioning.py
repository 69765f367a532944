"""How creations in the background show themselves: states and errors."""

from typing import Literal

from pydantic import Field

from sandbox.domain.records import ProvisioningError
from sandbox.rest.views import View

ProvisioningStatus = Literal["PENDING", "PROVISIONING", "READY", "FAILED"]


class ProvisioningErrorDetail(View):
    """Why a creation failed."""

    code: str = Field(description="For programs.", examples=["unknown_error"])
    message: str = Field(description="For people.", examples=["No capacity left"])
    step: str | None = Field(None, description="The step that failed.", examples=["charger-1-0-02"])
    param: str | None = Field(None, description="The part of the request that was at fault.")
    doc_url: str | None = None
    retryable: bool | None = Field(None, description="Whether the same request may succeed later.")


def shown_error(error: ProvisioningError | None) -> ProvisioningErrorDetail | None:
    """Show why a creation failed, if it did."""
    return None if error is None else ProvisioningErrorDetail(**dict(error))
