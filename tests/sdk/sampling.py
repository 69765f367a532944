"""Arguments for any method of an SDK, made from its signature: from values by name, and else by type."""

import inspect
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from tests.conftest import CHARGER, LOCATION
from tests.sdk.recording import Method

VALUES: dict[str, Any] = {
    **CHARGER,
    **LOCATION,
    "model": "wallbox-pulsar-plus",
    "standard": "Type2",
    "ocpp_version": "OCPP1.6",
    "ocpi_version": "2.2.1",
    "time_zone": "Europe/Paris",
    "name_prefix": "alice",
    "template": "small-urban-ac",
    "country_code": "FR",
    "party_id": "ABC",
    "id_tag": "TAG-1",
    "key": "HeartbeatInterval",
    "action": "heartbeat",
    "configuration": {"HeartbeatInterval": "60"},
    "request": {"HeartbeatInterval": "60"},
    "ocpi_versions": ["2.2.1"],
}
"""What a parameter or a field of that name takes, wherever it stands."""


def parameters(method: Method) -> Iterator[tuple[str, Any, bool]]:
    """Return name, type and whether it is required of each parameter."""
    hints = get_type_hints(method)
    for name, parameter in inspect.signature(method).parameters.items():
        if name != "request_options":
            yield name, hints[name], parameter.default is inspect.Parameter.empty


def is_text(kind: Any) -> bool:
    """Tell whether a type takes any text, alone or in a list."""
    return kind is str or (get_origin(kind) is not Literal and any(map(is_text, get_args(kind))))


def arguments(
    method: Method, known: Mapping[str, Any], also: Collection[str] = (), *, everything: bool = False
) -> dict[str, Any]:
    """Return arguments: the required ones, *also* some optional ones, or *everything* there is."""
    return {
        name: sample(name, kind, known)
        for name, kind, required in parameters(method)
        if required or everything or name in also
    }


def sample(name: str, kind: Any, known: Mapping[str, Any]) -> Any:
    """Return a value of a type: that which is *known* by the name, if it has the type, or else any."""
    given = known.get(name)
    if hasattr(kind, "model_fields"):
        return kind(**known[name]) if name == "target" else _model(kind, known)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return given if given in inner else inner[0]
    if origin in (list, Sequence):
        return given if isinstance(given, list) else [sample(name, inner[0], known)]
    if origin is dict:
        return given if isinstance(given, dict) else {}
    if inner:  # a union, of a type and what it allows besides
        return sample(name, next((each for each in inner if each not in (NoneType, Any)), Any), known)
    return _ANY.get(kind, "x") if given is None else given


def _model(kind: Any, known: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind)
    return kind(**{name: sample(name, hints[name], known) for name in kind.model_fields})


_ANY: dict[Any, Any] = {int: 1, float: 1.0, bool: True, datetime: datetime(2026, 1, 1, tzinfo=UTC)}
