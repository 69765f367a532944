"""The official JSON schemas, as the `ocpp` package ships them."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import jsonschema_rs

from sandbox.charger.frames import Frame
from sandbox.charger.state import OcppVersion

_FOLDERS = {"ocpp1.6": "ocpp.v16", "ocpp2.0.1": "ocpp.v201"}


def errors(version: OcppVersion, frames: list[Frame]) -> list[str]:
    """List what is wrong with *frames*, which must be a whole conversation."""
    wrong = []
    for frame in frames:
        message = json.loads(frame.message)
        kind, payload = message[0], message[-1] if message[0] != 4 else None
        if payload is not None:
            validator = _validator(version, frame.action, "Request" if kind == 2 else "Response")
            wrong += [f"{frame.action}: {error.message}" for error in validator.iter_errors(payload)]
    return wrong


@cache
def _validator(version: OcppVersion, action: str, kind: Literal["Request", "Response"]) -> Any:
    suffix = "" if version == "ocpp1.6" and kind == "Request" else kind
    path = files(_FOLDERS[version]) / "schemas" / f"{action}{suffix}.json"
    return jsonschema_rs.validator_for(json.loads(path.read_text("utf-8-sig")), validate_formats=True)
