"""The official JSON schemas, and what OCPP calls it when a payload does not fit.

keyword that failed             error code
required, minItems, maxItems    OccurenceConstraintViolation (one r, as in 1.6 and 2.0.1)
type                            TypeConstraintViolation
additionalProperties            FormationViolation in 1.6, FormatViolation in 2.0.1
any other                       PropertyConstraintViolation

A date-time without a zone passes: ISO 8601 allows it, many backends write it, and it means UTC.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, Self

import jsonschema_rs

from sandbox.ocpp.messages import FORMAT_VIOLATION, OcppVersion, Payload
from sandbox.ocpp.plain_text import plain

Kind = Literal["Request", "Response"]

_OCCURENCE = "OccurenceConstraintViolation"
_CODES = {
    "required": _OCCURENCE,
    "minItems": _OCCURENCE,
    "maxItems": _OCCURENCE,
    "type": "TypeConstraintViolation",
}
_FOLDERS: dict[OcppVersion, str] = {"ocpp1.6": "v16", "ocpp2.0.1": "v201"}
_MOST_LETTERS = 120


class Violation(NamedTuple):
    """Why a message is not what the protocol says: the error code, the path of the fault and what it is.

    The path reads `meterValue[0].sampledValue[2].unit`; it is empty where the message as a whole is meant.
    """

    code: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class Schemas:
    """The schemas of one version; each is compiled when it is first needed."""

    @classmethod
    @cache
    def of(cls, version: OcppVersion) -> Self:
        """Return the schemas of a version: the same for all, since they are costly and never change."""
        return cls(version)

    def __init__(self, version: OcppVersion) -> None:
        # the package is a folder here: its code, which would load much, is not imported
        self._folder = files("ocpp") / _FOLDERS[version] / "schemas"
        names = {entry.name for entry in self._folder.iterdir()}
        self.actions = frozenset(
            name.removesuffix("Response.json") for name in names if name.endswith("Response.json")
        )
        self._suffixes: dict[Kind, str] = {
            "Request": "" if version == "ocpp1.6" else "Request",
            "Response": "Response",
        }
        self._format_violation = FORMAT_VIOLATION[version]
        self._validators: dict[tuple[Kind, str], jsonschema_rs.Validator] = {}

    def knows(self, action: str) -> bool:
        """Tell whether the version has the action, whoever may send it."""
        return action in self.actions

    def request(self, action: str, payload: Payload) -> Violation | None:
        """Return the first fault of a request; None if it has none, or the action is not known."""
        return self._check("Request", action, payload)

    def response(self, action: str, payload: Payload) -> Violation | None:
        """Return the first fault of the payload of a CALLRESULT; None as with requests."""
        return self._check("Response", action, payload)

    def _check(self, kind: Kind, action: str, payload: Payload) -> Violation | None:
        validator = self._validators.get((kind, action))
        if validator is None:
            if action not in self.actions:
                return None
            validator = self._compile(kind, action)
        try:
            if validator.is_valid(payload):
                return None
            for error in validator.iter_errors(payload):
                if not _forgiven(error):
                    return self._violation(error)
        except ValueError as unreadable:
            return Violation(self._format_violation, "", plain(str(unreadable), _MOST_LETTERS))
        return None

    def _compile(self, kind: Kind, action: str) -> jsonschema_rs.Validator:
        schema = json.loads((self._folder / f"{action}{self._suffixes[kind]}.json").read_text("utf-8-sig"))
        # without this the validator does not say which field there should not be
        schema.setdefault("properties", {})
        validator = jsonschema_rs.validator_for(schema, validate_formats=True)
        self._validators[kind, action] = validator
        return validator

    def _violation(self, error: jsonschema_rs.ValidationError) -> Violation:
        kind = error.kind
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
            return Violation(_OCCURENCE, _path([*error.instance_path, kind.property]), "is required")
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
            place = [*error.instance_path, kind.unexpected[0]]
            return Violation(self._format_violation, _path(place), "is not a field of this message")
        code = _CODES.get(kind.name, "PropertyConstraintViolation")
        return Violation(code, _path(error.instance_path), plain(error.message, _MOST_LETTERS))


def _forgiven(error: jsonschema_rs.ValidationError) -> bool:
    kind, given = error.kind, error.instance
    if not isinstance(kind, jsonschema_rs.ValidationErrorKind.Format) or kind.format != "date-time":
        return False
    if not isinstance(given, str) or len(given) <= len("2024-01-31"):
        return False
    try:
        datetime.fromisoformat(given)
    except ValueError:
        return False
    return True


def _path(place: Sequence[str | int]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return plain("".join(steps).removeprefix("."), _MOST_LETTERS)
