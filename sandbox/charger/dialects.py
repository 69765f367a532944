"""Which dialect a charger speaks."""

from sandbox.charger import ocpp16, ocpp201
from sandbox.charger.dialect import Dialect
from sandbox.charger.state import OcppVersion
from sandbox.charger.station import Station

_DIALECTS: dict[OcppVersion, Dialect] = {"ocpp1.6": ocpp16, "ocpp2.0.1": ocpp201}


def dialect(station: Station) -> Dialect:
    return _DIALECTS[station.state.ocpp_version]
