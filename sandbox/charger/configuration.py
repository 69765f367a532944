"""Reading and changing the configuration of a charger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sandbox.charger.hardware import Hardware
from sandbox.charger.state import ChargerState, OcppVersion
from sandbox.charger.variables import KEYS_16, VARIABLES_201, Variable

ChangeStatus = Literal["Accepted", "Rejected", "RebootRequired", "NotSupported"]


class Setting(NamedTuple):
    key: str
    value: str
    read_only: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one attempt to change a key; *reason* is None when it was accepted."""

    key: str
    status: ChangeStatus
    reason: str | None = None


class Name(NamedTuple):
    """One behaviour, as either version names it."""

    ocpp16: str
    ocpp201: str


ALIGNED_DATA = Name("MeterValuesAlignedData", "AlignedDataCtrlr.Measurands")
ALIGNED_INTERVAL = Name("ClockAlignedDataInterval", "AlignedDataCtrlr.Interval")
ACCEPT_UNKNOWN_OFFLINE = Name("AllowOfflineTxForUnknownId", "AuthCtrlr.OfflineTxForUnknownIdEnabled")
AUTHORIZE_OFFLINE = Name("LocalAuthorizeOffline", "AuthCtrlr.LocalAuthorizeOffline")
AUTHORIZE_REMOTE = Name("AuthorizeRemoteTxRequests", "AuthCtrlr.AuthorizeRemoteStart")
CACHE_ENABLED = Name("AuthorizationCacheEnabled", "AuthCacheCtrlr.Enabled")
CONNECTION_TIMEOUT = Name("ConnectionTimeOut", "TxCtrlr.EVConnectionTimeOut")
HEARTBEAT_INTERVAL = Name("HeartbeatInterval", "OCPPCommCtrlr.HeartbeatInterval")
LIST_ENABLED = Name("LocalAuthListEnabled", "LocalAuthListCtrlr.Enabled")
LIST_LIMIT = Name("SendLocalListMaxLength", "LocalAuthListCtrlr.ItemsPerMessage")
MAX_ENERGY_ON_INVALID = Name("MaxEnergyOnInvalidId", "TxCtrlr.MaxEnergyOnInvalidId")
MESSAGE_ATTEMPTS = Name("TransactionMessageAttempts", "OCPPCommCtrlr.MessageAttempts[TransactionEvent]")
MESSAGE_RETRY_INTERVAL = Name(
    "TransactionMessageRetryInterval", "OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]"
)
PING_INTERVAL = Name("WebSocketPingInterval", "OCPPCommCtrlr.WebSocketPingInterval")
PRE_AUTHORIZE = Name("LocalPreAuthorize", "AuthCtrlr.LocalPreAuthorize")
SAMPLE_INTERVAL = Name("MeterValueSampleInterval", "SampledDataCtrlr.TxUpdatedInterval")
SAMPLED_DATA = Name("MeterValuesSampledData", "SampledDataCtrlr.TxUpdatedMeasurands")
_SECURITY_PROFILE = Name("SecurityProfile", "SecurityCtrlr.SecurityProfile")
STOP_ALIGNED_DATA = Name("StopTxnAlignedData", "AlignedDataCtrlr.TxEndedMeasurands")
STOP_ALIGNED_INTERVAL = Name("ClockAlignedDataInterval", "AlignedDataCtrlr.TxEndedInterval")
STOP_DATA = Name("StopTxnSampledData", "SampledDataCtrlr.TxEndedMeasurands")
STOP_ON_INVALID = Name("StopTransactionOnInvalidId", "TxCtrlr.StopTxOnInvalidId")


def spelled(state: ChargerState, name: Name | str) -> str:
    """Return what the version of the charger calls a behaviour."""
    if isinstance(name, str):
        return name
    return name.ocpp16 if state.ocpp_version == "ocpp1.6" else name.ocpp201


def text(state: ChargerState, name: Name | str) -> str:
    """Return the effective value of a key that exists."""
    return _value(state, _ROWS[state.ocpp_version][spelled(state, name)])


def number(state: ChargerState, name: Name) -> int:
    return int(text(state, name))


def enabled(state: ChargerState, name: Name) -> bool:
    return text(state, name) == "true"


def members(state: ChargerState, name: Name | str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_members(text(state, name))))


def read(
    state: ChargerState, hardware: Hardware, keys: Iterable[str] | None = None
) -> tuple[list[Setting], list[str]]:
    """Return the settings asked for (all when *keys* is None) and the keys that do not exist."""
    if keys is None:
        return [_setting(state, hardware, row) for row in _ROWS[state.ocpp_version].values()], []
    wanted = {key: find(state.ocpp_version, key) for key in keys}
    known = [_setting(state, hardware, row) for row in wanted.values() if row is not None]
    return known, [key for key, row in wanted.items() if row is None]


def change(state: ChargerState, key: str, value: str) -> tuple[ChargerState, Change]:
    """Set one key; a value that needs a reboot is kept aside until the charger boots."""
    row = find(state.ocpp_version, key)
    if row is None:
        return state, Change(key, "NotSupported", f"{key} is not a key of {state.ocpp_version} chargers")
    reason = "it is read-only" if row.read_only else _objection(row, value)
    if reason is not None:
        return state, Change(row.name, "Rejected", f"{row.name} cannot be set to {value!r}: {reason}")
    if row.reboot:
        waiting = state.configuration_after_boot | {row.name: value}
        return state.evolve(configuration_after_boot=waiting), Change(row.name, "RebootRequired")
    return state.evolve(configuration=state.configuration | {row.name: value}), Change(row.name, "Accepted")


def find(version: OcppVersion, key: str) -> Variable | None:
    """Look a key up: by full name, or by the bare variable name where only one component has it."""
    return _ROWS[version].get(_ALIASES[version].get(key.casefold(), key))


def _setting(state: ChargerState, hardware: Hardware, row: Variable) -> Setting:
    return Setting(row.name, _told(state, hardware, row), row.read_only)


def _told(state: ChargerState, hardware: Hardware, row: Variable) -> str:
    if row.name == "ConnectorPhaseRotation":
        return hardware.phase_rotation
    if row.name in _SECURITY_PROFILE:
        return str(hardware.security_profile)
    return _value(state, row)


def _value(state: ChargerState, row: Variable) -> str:
    if row.name == "NumberOfConnectors":
        return str(len(state.connectors))
    if row.name == "LocalAuthListCtrlr.Entries":
        return str(len(state.local_list.entries))
    if row.name == "SmartChargingCtrlr.Entries[ChargingProfiles]":
        return str(len(list(state.installed_profiles())))
    return state.configuration.get(row.name, row.default)


def _objection(row: Variable, value: str) -> str | None:
    if row.kind == "integer":
        return _number_objection(row, value)
    if row.kind == "boolean" and value not in {"true", "false"}:
        return "it must be true or false"
    return _list_objection(row, list(_members(value))) if row.choices else None


def _list_objection(row: Variable, named: list[str]) -> str | None:
    unknown = [member for member in named if member not in row.choices and member not in row.phased]
    if unknown:
        return f"{unknown[0]!r} is not one of {', '.join(row.choices)}"
    return f"it must name at least {row.minimum}" if len(named) < row.minimum else None


def _members(value: str) -> Iterator[str]:
    return filter(None, (member.strip() for member in value.split(",")))


def _number_objection(row: Variable, value: str) -> str | None:
    if not (value.isascii() and value.isdecimal() and len(value) <= _DIGITS):
        return "it must be a whole number"
    if row.divides and int(value) and row.divides % int(value):
        return f"{row.divides} is not a multiple of it"
    return f"it must be at least {row.minimum}" if int(value) < row.minimum else None


def _aliases(rows: tuple[Variable, ...]) -> dict[str, str]:
    """Map every unambiguous spelling to the full name: without instance, without component, in any case."""
    spelled: dict[str, set[str]] = {}
    for row in rows:
        short = row.name.partition("[")[0]
        for spelling in {row.name, short, short.rpartition(".")[2]}:
            spelled.setdefault(spelling.casefold(), set()).add(row.name)
    return {spelling: names.pop() for spelling, names in spelled.items() if len(names) == 1}


_DIGITS = 9
_TABLES: dict[OcppVersion, tuple[Variable, ...]] = {"ocpp1.6": KEYS_16, "ocpp2.0.1": VARIABLES_201}
_ROWS = {version: {row.name: row for row in rows} for version, rows in _TABLES.items()}
_ALIASES = {version: _aliases(rows) for version, rows in _TABLES.items()}
