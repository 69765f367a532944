"""What must be true of an export besides the form of its rows, so that it is a state that can go on."""

import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox.charger.commands.table import COMMANDS
from sandbox.charger.state import ChargerState
from sandbox.domain.catalog import Catalog
from sandbox.domain.demand_records import Demand
from sandbox.domain.records import Activity, Charger, Command, Run
from sandbox.domain.world_documents import NEEDED, UUID, place_of
from sandbox.errors import ApiError, BadWorld

Tables = Mapping[str, Mapping[str, Any]]

DEEPEST = 80
"""Levels of nesting: a little more than a body may have, which ends up inside of a row."""

_LARGEST = 2**63
_NUMBER = re.compile(r"[0-9]{1,18}")
_REFERENCES = (
    ("chargers", "location_id", "locations"),
    ("charger_states", "id", "chargers"),
    ("unsent_messages", "charger_id", "chargers"),
    ("activities", "charger_id", "chargers"),
    ("commands", "charger_id", "chargers"),
    ("logs", "charger_id", "chargers"),
    ("runtime_changes", "charger_id", "chargers"),
    ("ocpi_locations", "cpo_id", "ocpi_cpos"),
    ("ocpi_locations", "location_id", "locations"),
    ("described_evses", "id", "chargers"),
)
_UNIQUE = (("locations", "slug"), ("chargers", "identity"), ("ocpi_cpos", "number"), ("ocpi_cpos", "party"))
_LISTING = ("location_chargers", "cpo_locations")


class _Payload(BaseModel):
    """The arguments of a command that is still to be carried out, as far as they matter."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    connector_id: int | None = None
    evse_id: int | None = None
    id_tag: str | None = None
    fault_type: str | None = None
    power_w: float | None = None
    duration_seconds: float | None = None
    target_energy_kwh: float | None = None
    action: str | None = None
    payload: dict[str, Any] | None = None
    configuration: dict[str, str] | None = None
    key: str | None = None
    value: str | None = None
    list_version: int | None = None
    update_type: str | None = None
    entries: list[dict[str, Any]] | None = None


def refuse_unfit(content: Any) -> None:
    """Refuse what JSON can say and a state cannot keep: numbers without bounds, nesting without end."""
    try:
        _walk(content, ())
    except _Unfit as unfit:
        raise BadWorld(f"{place_of(unfit.place)}: {unfit}") from None


def check(tables: Tables, catalog: Catalog) -> None:
    """Refuse the first row that contradicts the others, or the catalog.

    Raises:
        BadWorld: the text names table, row and field.
    """
    checks = _Checks(tables, catalog)
    for name, rows in tables.items():
        for key, row in rows.items():
            try:
                checks.row(name, key, row)
            except (BadWorld, ApiError) as refused:
                raise BadWorld(f"{name}/{key}: {refused}") from None


class _Unfit(Exception):
    def __init__(self, text: str, place: tuple[str | int, ...]) -> None:
        super().__init__(text)
        self.place = place


def _walk(value: Any, place: tuple[str | int, ...]) -> None:
    if isinstance(value, dict | list):
        if len(place) == DEEPEST:
            raise _Unfit(f"Input should not be nested deeper than {DEEPEST} levels", place[:3])
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            if not isinstance(item, str):
                _walk(item, (*place, key))
    elif (isinstance(value, float) and not isfinite(value)) or (
        isinstance(value, int) and not -_LARGEST <= value < _LARGEST
    ):
        raise _Unfit("Input should be a number that fits into 64 bits", place)


class _Checks:
    def __init__(self, tables: Tables, catalog: Catalog) -> None:
        self._tables = tables
        self._catalog = catalog
        self._taken: dict[tuple[str, str, str, str], str] = {}
        self._more: Mapping[str, Callable[[Any], None]] = {
            "activities": self._activity,
            "chargers": self._charger,
            "charger_states": self._state,
            "commands": self._command,
            "demands": self._demand,
            "runs": self._run,
        }

    def row(self, name: str, key: str, row: Any) -> None:
        if row.id != key:
            raise BadWorld(f"id: Should be {key!r}, as the key, not {row.id!r}")
        if name in ("organizations", "locations") and re.fullmatch(UUID, key) is None:
            raise BadWorld(f"id: String should match pattern '{UUID}'")
        if (owner := getattr(row, "organization_id", None)) is None:
            return
        if owner not in self._tables["organizations"]:
            raise BadWorld(f"organization_id: No organization {owner} in this file")
        for table, field, target in _REFERENCES:
            if table == name:
                self._refer(owner, field, getattr(row, field), target)
        for table, field in _UNIQUE:
            if table == name:
                self._claim(name, row, field)
        if name in self._more:
            self._more[name](row)

    def _refer(self, owner: str, field: str, row_id: str | None, target: str) -> None:
        if row_id is None:
            return
        found = self._tables[target].get(row_id)
        if found is None or found.organization_id != owner:
            raise BadWorld(f"{field}: No row {row_id} of organization {owner} in {target}")

    def _claim(self, name: str, row: Any, field: str) -> None:
        value = getattr(row, field)
        first = self._taken.setdefault((name, row.organization_id, field, value), row.id)
        if first != row.id:
            raise BadWorld(f"{field}: {value!r} is taken by {first}")

    def _charger(self, charger: Charger) -> None:
        if not charger.id or "/" in charger.id:
            raise BadWorld("id: Should be a text without a slash")
        model = self._catalog.installable(charger.brand_slug, charger.model_slug, charger.connector_type)
        for field in ("connector_count", "current_type", "phases"):
            if (given := getattr(charger, field)) != (known := getattr(model, field)):
                raise BadWorld(f"{field}: Should be {known!r}, as in the catalog, not {given!r}")
        powers = sorted({round(level * 1000) for level in model.supported_kwh})
        if charger.max_power_w not in powers:
            raise BadWorld(f"max_power_w: Should be one of {powers}, as in the catalog")

    def _state(self, state: ChargerState) -> None:
        charger = self._tables["chargers"][state.id]
        if state.ocpp_version != charger.ocpp_version:
            raise BadWorld(f"ocpp_version: Should be {charger.ocpp_version!r}, as of the charger")
        numbers = [state.main.number, *(connector.number for connector in state.connectors)]
        if numbers != [*range(charger.connector_count + 1)]:
            raise BadWorld(
                f"connectors: Should be numbered from 1 to {charger.connector_count}, and main be number 0"
            )
        running = [connector.transaction for connector in state.connectors if connector.transaction]
        if state.ocpp_version == "ocpp1.6" and not all(_NUMBER.fullmatch(known.id) for known in running):
            raise BadWorld("connectors: The id of a transaction should be a number, as in OCPP 1.6")

    def _activity(self, activity: Activity) -> None:
        _require_arguments(activity.command, activity.payload)

    def _command(self, command: Command) -> None:
        if command.waiting is not None:
            _require_arguments(command.command, command.payload)

    def _demand(self, demand: Demand) -> None:
        if demand.id != demand.organization_id:
            raise BadWorld(f"id: Should be that of the organization, {demand.organization_id}")

    def _run(self, run: Run) -> None:
        if run.kind in _LISTING and run.state == "closed" and run.error is None:
            for field in ("created", "failed"):
                if not isinstance((run.results or {}).get(field), list):
                    raise BadWorld(f"results.{field}: Should be a list")


def _require_arguments(command: str, payload: Mapping[str, Any]) -> None:
    """Refuse a command that the simulation could not even begin."""
    if command not in COMMANDS:
        raise BadWorld(f"command: Unknown command {command!r}; known: {', '.join(COMMANDS)}")
    try:
        given = _Payload.model_validate(payload)
    except ValidationError as refused:
        first = refused.errors()[0]
        raise BadWorld(f"payload.{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    needed = NEEDED.get(command)
    if needed is not None and getattr(given, needed) is None:
        raise BadWorld(f"payload: {command} needs {needed}")
    if command == "set_configuration" and given.configuration is None and None in (given.key, given.value):
        raise BadWorld("payload: set_configuration needs configuration, or key and value")
