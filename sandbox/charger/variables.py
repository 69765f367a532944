"""The configuration keys of OCPP 1.6 and the device model variables of OCPP 2.0.1, as rows.

A 2.0.1 variable is written `Component.Variable`, or `Component.Variable[Instance]` where it has instances.
What this charger cannot do otherwise is read-only. Retries, pings and offline behaviour can be written and
never matter, because the line to the CSMS does not fail.
"""

from dataclasses import dataclass
from typing import Literal

MEASURANDS = (
    "Energy.Active.Import.Register",
    "Power.Active.Import",
    "Current.Import",
    "Voltage",
    "SoC",
)
_TX_POINTS = ("EVConnected", "Authorized", "PowerPathClosed", "EnergyTransfer")
_ALL_MEASURANDS = ",".join(MEASURANDS)
_ENERGY = MEASURANDS[0]

_PROFILES = "Core,LocalAuthListManagement,Reservation,RemoteTrigger"


@dataclass(frozen=True, slots=True)
class Variable:
    """One row; `choices` restricts the members of a `list`, `minimum` an `integer`."""

    name: str
    kind: Literal["integer", "boolean", "string", "list"]
    default: str
    read_only: bool = False
    reboot: bool = False
    minimum: int = 0
    choices: tuple[str, ...] = ()


def _flag(name: str, *, default: bool) -> Variable:
    return Variable(name, "boolean", "true" if default else "false")


def _number(name: str, default: int, *, minimum: int = 0) -> Variable:
    return Variable(name, "integer", str(default), minimum=minimum)


def _fixed(name: str, kind: Literal["integer", "boolean", "string", "list"], value: str) -> Variable:
    return Variable(name, kind, value, read_only=True)


def _measurands(name: str, default: str) -> Variable:
    return Variable(name, "list", default, choices=MEASURANDS)


KEYS_16: tuple[Variable, ...] = (
    _flag("AllowOfflineTxForUnknownId", default=False),
    _flag("AuthorizationCacheEnabled", default=True),
    _flag("AuthorizeRemoteTxRequests", default=False),
    _fixed("ChargeProfileMaxStackLevel", "integer", "0"),
    _fixed("ChargingScheduleAllowedChargingRateUnit", "list", "Power"),
    _fixed("ChargingScheduleMaxPeriods", "integer", "0"),
    _fixed("ClockAlignedDataInterval", "integer", "0"),
    _number("ConnectionTimeOut", 60, minimum=1),
    _fixed("ConnectorPhaseRotation", "list", "NotApplicable"),
    _fixed("ConnectorSwitch3to1PhaseSupported", "boolean", "false"),
    _fixed("GetConfigurationMaxKeys", "integer", "100"),
    _number("HeartbeatInterval", 300),
    _flag("LocalAuthListEnabled", default=True),
    _fixed("LocalAuthListMaxLength", "integer", "1000"),
    _flag("LocalAuthorizeOffline", default=True),
    _flag("LocalPreAuthorize", default=False),
    _fixed("MaxChargingProfilesInstalled", "integer", "0"),
    _fixed("MeterValuesAlignedData", "list", ""),
    _number("MeterValueSampleInterval", 60),
    _measurands("MeterValuesSampledData", _ALL_MEASURANDS),
    _fixed("NumberOfConnectors", "integer", ""),
    _fixed("ReserveConnectorZeroSupported", "boolean", "false"),
    _number("ResetRetries", 1),
    _fixed("SendLocalListMaxLength", "integer", "1000"),
    _fixed("StopTransactionOnEVSideDisconnect", "boolean", "true"),
    _flag("StopTransactionOnInvalidId", default=True),
    _fixed("StopTxnAlignedData", "list", ""),
    _measurands("StopTxnSampledData", _ENERGY),
    _fixed("SupportedFeatureProfiles", "list", _PROFILES),
    _number("TransactionMessageAttempts", 3, minimum=1),
    _number("TransactionMessageRetryInterval", 60),
    _fixed("UnlockConnectorOnEVSideDisconnect", "boolean", "true"),
    Variable("WebSocketPingInterval", "integer", "60", reboot=True),
)

VARIABLES_201: tuple[Variable, ...] = (
    _fixed("AlignedDataCtrlr.Enabled", "boolean", "false"),
    _fixed("AlignedDataCtrlr.Interval", "integer", "0"),
    _fixed("AlignedDataCtrlr.Measurands", "list", ""),
    _flag("AuthCacheCtrlr.Enabled", default=True),
    _flag("AuthCtrlr.AuthorizeRemoteStart", default=False),
    _flag("AuthCtrlr.LocalAuthorizeOffline", default=True),
    _flag("AuthCtrlr.LocalPreAuthorize", default=False),
    _flag("AuthCtrlr.OfflineTxForUnknownIdEnabled", default=False),
    _fixed("ClockCtrlr.TimeSource", "list", "Heartbeat"),
    _fixed("DeviceDataCtrlr.BytesPerMessage[GetReport]", "integer", "65536"),
    _fixed("DeviceDataCtrlr.BytesPerMessage[GetVariables]", "integer", "65536"),
    _fixed("DeviceDataCtrlr.BytesPerMessage[SetVariables]", "integer", "65536"),
    _fixed("DeviceDataCtrlr.ItemsPerMessage[GetReport]", "integer", "50"),
    _fixed("DeviceDataCtrlr.ItemsPerMessage[GetVariables]", "integer", "50"),
    _fixed("DeviceDataCtrlr.ItemsPerMessage[SetVariables]", "integer", "50"),
    _fixed("LocalAuthListCtrlr.BytesPerMessage", "integer", "65536"),
    _flag("LocalAuthListCtrlr.Enabled", default=True),
    _fixed("LocalAuthListCtrlr.Entries", "integer", ""),
    _fixed("LocalAuthListCtrlr.ItemsPerMessage", "integer", "1000"),
    _fixed("OCPPCommCtrlr.FileTransferProtocols", "list", ""),
    _number("OCPPCommCtrlr.HeartbeatInterval", 300),
    _number("OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]", 60),
    _number("OCPPCommCtrlr.MessageAttempts[TransactionEvent]", 3, minimum=1),
    _fixed("OCPPCommCtrlr.MessageTimeout[Default]", "integer", "30"),
    _fixed("OCPPCommCtrlr.NetworkConfigurationPriority", "list", "0"),
    _number("OCPPCommCtrlr.NetworkProfileConnectionAttempts", 3, minimum=1),
    _number("OCPPCommCtrlr.OfflineThreshold", 60),
    _number("OCPPCommCtrlr.ResetRetries", 1),
    _fixed("OCPPCommCtrlr.UnlockOnEVSideDisconnect", "boolean", "true"),
    Variable("OCPPCommCtrlr.WebSocketPingInterval", "integer", "60", reboot=True),
    _fixed("ReservationCtrlr.Enabled", "boolean", "true"),
    _fixed("ReservationCtrlr.NonEvseSpecific", "boolean", "false"),
    _fixed("SampledDataCtrlr.TxEndedInterval", "integer", "0"),
    _measurands("SampledDataCtrlr.TxEndedMeasurands", _ENERGY),
    _measurands("SampledDataCtrlr.TxStartedMeasurands", _ENERGY),
    _number("SampledDataCtrlr.TxUpdatedInterval", 60),
    _measurands("SampledDataCtrlr.TxUpdatedMeasurands", _ALL_MEASURANDS),
    _fixed("SecurityCtrlr.CertificateEntries", "integer", "0"),
    Variable("SecurityCtrlr.OrganizationName", "string", "", reboot=True),
    _fixed("SecurityCtrlr.SecurityProfile", "integer", "0"),
    _fixed("SmartChargingCtrlr.Enabled", "boolean", "false"),
    _number("TxCtrlr.EVConnectionTimeOut", 60, minimum=1),
    _fixed("TxCtrlr.StopTxOnEVSideDisconnect", "boolean", "true"),
    _flag("TxCtrlr.StopTxOnInvalidId", default=True),
    Variable("TxCtrlr.TxStartPoint", "list", "EVConnected,Authorized", choices=_TX_POINTS),
    Variable("TxCtrlr.TxStopPoint", "list", "EVConnected,Authorized", choices=_TX_POINTS),
)
