"""Parties and countries as they stand in requests."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from sandbox.domain import places

CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}$"), AfterValidator(str.upper)]
"""The country of a party; OCPI does not tell its letters' case apart."""

PartyId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{3}$"), AfterValidator(str.upper)]
"""The three characters of a party, in any case."""

_SHORT = 2
"""Letters of an alpha-2 code."""


def _alpha_2(code: str) -> str:
    if len(code) == _SHORT:
        return code
    if (country := places.country(code)) is None:
        raise PydanticCustomError("country", "Input should be an ISO 3166-1 alpha-3 country code")
    return country.alpha_2


LongCountry = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), AfterValidator(_alpha_2)]
"""An alpha-3 code, kept as alpha-2."""

AnyCountry = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}$"), AfterValidator(_alpha_2)]
"""An alpha-2 code, which is not looked up, or an alpha-3 code; kept as alpha-2."""
