"""What an operator with its locations and chargers is made from."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sandbox.domain.bundles import BundleDraft
from sandbox.domain.ocpi_records import OcpiVersion
from sandbox.resources.parties import CountryCode, PartyId
from sandbox.rest.models import NO_NUL, Body, Integral, Text

NamePrefix = Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=NO_NUL)]
Seed = Annotated[int, Field(ge=-(2**63), lt=2**63), Integral]
Seconds = Annotated[int, Field(ge=60, le=604_800), Integral]
Number = Annotated[int, Field(ge=1), Integral]

DEFAULT_LIFETIME = timedelta(hours=1)


class CreateCpoRequest(Body):
    """An operator to make from a template."""

    template: Text = Field(description="A slug from `GET /ocpi/templates/cpos`.", examples=["small-urban-ac"])
    country_code: CountryCode = Field(description="ISO 3166-1 alpha-2 code.", examples=["FR"])
    party_id: PartyId = Field(
        description="Altered when another operator of the organization has it.", examples=["ABC"]
    )
    name_prefix: NamePrefix = Field(description="Comes before every identity.", examples=["alice"])
    role: Literal["cpo", "emsp"] | None = Field(None, description="cpo when left out.", examples=["cpo"])
    ocpi_version: OcpiVersion | None = Field(None, description="2.2.1 when left out.", examples=["2.2.1"])
    seed: Seed | None = Field(
        None, description="The same seed gives the same locations and chargers.", examples=[42]
    )
    ttl_seconds: Seconds | None = Field(
        None,
        description="How long it is there: an hour when left out, for good when null.",
        examples=[3600],
    )
    overrides: dict[str, Number | None] | None = Field(
        None,
        description="`locations` and `chargers_per_location`, up to the caps of the template.",
        examples=[{"locations": 2, "chargers_per_location": 3}],
    )

    def draft(self) -> BundleDraft:
        """Return the draft that the domain takes."""
        return BundleDraft(
            template=self.template,
            country_code=self.country_code,
            party_id=self.party_id,
            name_prefix=self.name_prefix,
            role=(self.role or "cpo").upper(),
            ocpi_version=self.ocpi_version or "2.2.1",
            seed=self.seed,
            lifetime=self._lifetime(),
            overrides={name: number for name, number in (self.overrides or {}).items() if number is not None},
        )

    def _lifetime(self) -> timedelta | None:
        if "ttl_seconds" not in self.model_fields_set:
            return DEFAULT_LIFETIME
        return None if self.ttl_seconds is None else timedelta(seconds=self.ttl_seconds)
