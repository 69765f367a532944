"""Bodies that open a location from a template: one for each route that takes such a body."""

from collections.abc import Callable, Iterator
from math import sqrt
from typing import Any

from sandbox.domain import places, plugs
from sandbox.domain.catalog import Model
from sandbox.domain.templates import WS_URL, ChargersTemplate, LocationTemplate
from sandbox.domain.world import Tenant

Body = dict[str, Any]
BodyStyle = Callable[[Tenant, LocationTemplate], Body]

_AC_VOLTS = {1: 230, 3: 400}
_DC_VOLTS = 500


def for_ocpp(tenant: Tenant, template: LocationTemplate) -> Body:
    """Return the body of `POST /ocpp/location`."""
    return _virtual_location(tenant, template, "model_slug")


def for_evcharger(tenant: Tenant, template: LocationTemplate) -> Body:
    """Return the body of `POST /evcharger/location`, which calls the model by another name."""
    return _virtual_location(tenant, template, "model")


def for_ocpi(tenant: Tenant, template: LocationTemplate) -> Body:
    """Return the body of `POST /ocpi/location`."""
    return {
        "ocpi_version": template.ocpi_version,
        "ocpp_version": template.groups[0].ocpp_version,
        "country_code": template.country,
        "party_id": template.party_id,
        "name": template.cpo_name,
        "locations": [
            {
                "name": template.site_name,
                "address": template.address,
                "city": template.city,
                "postal_code": template.postal_code,
                "country": _alpha_3(template),
                "coordinates": template.coordinates.model_dump(),
                "time_zone": template.timezone,
                "parking_type": template.parking_type,
                "chargers": [
                    _ocpi_charger(tenant, template, group, identity)
                    for group, identity in _identities(tenant, template)
                ],
            }
        ],
    }


def _virtual_location(tenant: Tenant, template: LocationTemplate, model_key: str) -> Body:
    return {
        "name": template.site_name,
        "address": template.address,
        "city": template.city,
        "country": _alpha_3(template),
        "coordinates": {"lat": template.coordinates.latitude, "lng": template.coordinates.longitude},
        "timezone": template.timezone,
        "owner_name": template.cpo_name,
        "public": True,
        "chargers": [
            {
                "identity": identity,
                "brand_slug": group.brand_slug,
                model_key: group.model_slug,
                "connector_type": group.connector_type,
                "ws_url": WS_URL,
                "ocpp_version": group.ocpp_version,
            }
            for group, identity in _identities(tenant, template)
        ],
    }


def _identities(tenant: Tenant, template: LocationTemplate) -> Iterator[tuple[ChargersTemplate, str]]:
    """Return the chargers with identities that nobody has yet, so that a body can be posted."""
    fresh = tenant.ids.hex(6)
    for group in template.groups:
        for number in range(1, group.count + 1):
            yield group, f"{group.prefix}{fresh}-{number:02d}"


def _ocpi_charger(tenant: Tenant, template: LocationTemplate, group: ChargersTemplate, identity: str) -> Body:
    model = group.model(tenant.catalog)
    standard = plugs.ocpi_standard(group.connector_type)
    return {
        "identity": identity,
        "brand_slug": group.brand_slug,
        "model_slug": group.model_slug,
        "connector_type": standard,
        "ws_url": WS_URL,
        "ocpp_version": group.ocpp_version,
        "evses": [
            {
                "evse_uid": f"{template.country}-{template.party_id}-{identity}-{number}",
                "connectors": [_connector(model, standard)],
            }
            for number in range(1, model.connector_count + 1)
        ],
    }


def _connector(model: Model, standard: str) -> Body:
    direct = model.current_type == "dc"
    volts = _DC_VOLTS if direct else _AC_VOLTS[model.phases]
    amperes = model.max_power_w / volts
    if not direct and model.phases == max(_AC_VOLTS):
        amperes /= sqrt(model.phases)
    return {
        "connector_id": "1",
        "standard": standard,
        "format": "CABLE" if direct else "SOCKET",
        "power_type": "DC" if direct else f"AC_{model.phases}_PHASE",
        "max_voltage": volts,
        "max_amperage": round(amperes),
        "max_electric_power": model.max_power_w,
    }


def _alpha_3(template: LocationTemplate) -> str:
    country = places.country(template.country)
    assert country is not None
    return country.alpha_3
