"""The configuration keys of OCPP 1.6 and the device model variables of OCPP 2.0.1, as rows.

A 2.0.1 variable is written `Component.Variable`, or `Component.Variable[Instance]` where it has instances.
What this charger cannot do otherwise is read-only. Retries, pings and offline behaviour matter on a line to a
CSMS that can fail, and never with the built-in one.
"""

from dataclasses import dataclass
from typing import Literal

from sandbox.charger.measurands import MEASURANDS_16, MEASURANDS_201, PHASED_16, REGISTER, USUAL

_TX_POINTS = ("EVConnected", "Authorized", "PowerPathClosed")
_USUAL = ",".join(USUAL)
_DAY = 86_400

_PROFILES = "Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger"

MOST_PROFILES = 20
_STACK_LEVEL, _PERIODS = "10", "100"

Kind = Literal["integer", "decimal", "boolean", "string", "list"]


@dataclass(frozen=True, slots=True)
class Variable:
    """One row; `choices` and `phased` restrict a `list`, `divides` an `integer`, `minimum` either."""

    name: str
    kind: Kind
    default: str
    read_only: bool = False
    reboot: bool = False
    minimum: int = 0
    divides: int = 0
    choices: tuple[str, ...] = ()
    phased: tuple[str, ...] = ()


def _flag(name: str, *, default: bool) -> Variable:
    return Variable(name, "boolean", "true" if default else "false")


def _number(name: str, default: int, *, minimum: int = 0) -> Variable:
    return Variable(name, "integer", str(default), minimum=minimum)


def _fixed(name: str, kind: Kind, value: str) -> Variable:
    return Variable(name, kind, value, read_only=True)


def _aligned(name: str) -> Variable:
    """Make an interval that begins anew at midnight; 0 is off."""
    return Variable(name, "integer", "0", divides=_DAY)


def _measurands(name: str, default: str) -> Variable:
    if "." in name:
        return Variable(name, "list", default, choices=MEASURANDS_201)
    return Variable(name, "list", default, choices=MEASURANDS_16, phased=PHASED_16)


KEYS_16: tuple[Variable, ...] = (
    _flag("AllowOfflineTxForUnknownId", default=False),
    _flag("AuthorizationCacheEnabled", default=True),
    _flag("AuthorizeRemoteTxRequests", default=False),
    _fixed("ChargeProfileMaxStackLevel", "integer", _STACK_LEVEL),
    _fixed("ChargingScheduleAllowedChargingRateUnit", "list", "Current,Power"),
    _fixed("ChargingScheduleMaxPeriods", "integer", _PERIODS),
    _aligned("ClockAlignedDataInterval"),
    _number("ConnectionTimeOut", 60, minimum=1),
    _fixed("ConnectorPhaseRotation", "list", ""),
    _fixed("ConnectorSwitch3to1PhaseSupported", "boolean", "false"),
    _fixed("GetConfigurationMaxKeys", "integer", "100"),
    _number("HeartbeatInterval", 300),
    _flag("LocalAuthListEnabled", default=True),
    _fixed("LocalAuthListMaxLength", "integer", "1000"),
    _flag("LocalAuthorizeOffline", default=True),
    _flag("LocalPreAuthorize", default=False),
    _fixed("MaxChargingProfilesInstalled", "integer", str(MOST_PROFILES)),
    _number("MaxEnergyOnInvalidId", 0),
    _measurands("MeterValuesAlignedData", REGISTER),
    _number("MeterValueSampleInterval", 60),
    _measurands("MeterValuesSampledData", _USUAL),
    _fixed("NumberOfConnectors", "integer", ""),
    _fixed("ReserveConnectorZeroSupported", "boolean", "false"),
    _number("ResetRetries", 1),
    _fixed("SecurityProfile", "integer", ""),
    _fixed("SendLocalListMaxLength", "integer", "1000"),
    _fixed("StopTransactionOnEVSideDisconnect", "boolean", "true"),
    _flag("StopTransactionOnInvalidId", default=True),
    _measurands("StopTxnAlignedData", ""),
    _measurands("StopTxnSampledData", REGISTER),
    _fixed("SupportedFeatureProfiles", "list", _PROFILES),
    _number("TransactionMessageAttempts", 3, minimum=1),
    _number("TransactionMessageRetryInterval", 60),
    _fixed("UnlockConnectorOnEVSideDisconnect", "boolean", "true"),
    Variable("WebSocketPingInterval", "integer", "60", reboot=True),
)

VARIABLES_201: tuple[Variable, ...] = (
    _fixed("AlignedDataCtrlr.Available", "boolean", "true"),
    _flag("AlignedDataCtrlr.Enabled", default=True),
    _aligned("AlignedDataCtrlr.Interval"),
    _measurands("AlignedDataCtrlr.Measurands", REGISTER),
    _flag("AlignedDataCtrlr.SendDuringIdle", default=False),
    _aligned("AlignedDataCtrlr.TxEndedInterval"),
    _measurands("AlignedDataCtrlr.TxEndedMeasurands", REGISTER),
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
    _fixed("OCPPCommCtrlr.FileTransferProtocols", "list", "FTP,HTTP,HTTPS"),
    _number("OCPPCommCtrlr.HeartbeatInterval", 300),
    _number("OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]", 60),
    _number("OCPPCommCtrlr.MessageAttempts[TransactionEvent]", 3, minimum=1),
    _fixed("OCPPCommCtrlr.MessageTimeout[Default]", "integer", "30"),
    _fixed("OCPPCommCtrlr.NetworkConfigurationPriority", "list", "0"),
    _number("OCPPCommCtrlr.NetworkProfileConnectionAttempts", 3, minimum=1),
    _number("OCPPCommCtrlr.OfflineThreshold", 60),
    _number("OCPPCommCtrlr.ResetRetries", 1),
    _fixed("OCPPCommCtrlr.RetryBackOffRandomRange", "integer", "5"),
    _fixed("OCPPCommCtrlr.RetryBackOffRepeatTimes", "integer", "3"),
    _fixed("OCPPCommCtrlr.RetryBackOffWaitMinimum", "integer", "1"),
    _fixed("OCPPCommCtrlr.UnlockOnEVSideDisconnect", "boolean", "true"),
    Variable("OCPPCommCtrlr.WebSocketPingInterval", "integer", "60", reboot=True),
    _fixed("ReservationCtrlr.Enabled", "boolean", "true"),
    _fixed("ReservationCtrlr.NonEvseSpecific", "boolean", "false"),
    _fixed("SampledDataCtrlr.Available", "boolean", "true"),
    _fixed("SampledDataCtrlr.Enabled", "boolean", "true"),
    _fixed("SampledDataCtrlr.TxEndedInterval", "integer", "0"),
    _measurands("SampledDataCtrlr.TxEndedMeasurands", REGISTER),
    _measurands("SampledDataCtrlr.TxStartedMeasurands", REGISTER),
    _number("SampledDataCtrlr.TxUpdatedInterval", 60),
    _measurands("SampledDataCtrlr.TxUpdatedMeasurands", _USUAL),
    _fixed("SecurityCtrlr.CertificateEntries", "integer", "0"),
    Variable("SecurityCtrlr.OrganizationName", "string", "", reboot=True),
    _fixed("SecurityCtrlr.SecurityProfile", "integer", ""),
    _fixed("SmartChargingCtrlr.ACPhaseSwitchingSupported", "boolean", "false"),
    _fixed("SmartChargingCtrlr.Available", "boolean", "true"),
    _fixed("SmartChargingCtrlr.Enabled", "boolean", "true"),
    _fixed("SmartChargingCtrlr.Entries[ChargingProfiles]", "integer", ""),
    _fixed("SmartChargingCtrlr.ExternalControlSignalsEnabled", "boolean", "false"),
    _fixed("SmartChargingCtrlr.LimitChangeSignificance", "decimal", "1"),
    _fixed("SmartChargingCtrlr.NotifyChargingLimitWithSchedules", "boolean", "false"),
    _fixed("SmartChargingCtrlr.PeriodsPerSchedule", "integer", _PERIODS),
    _fixed("SmartChargingCtrlr.Phases3to1", "boolean", "false"),
    _fixed("SmartChargingCtrlr.ProfileStackLevel", "integer", _STACK_LEVEL),
    _fixed("SmartChargingCtrlr.RateUnit", "list", "A,W"),
    _number("TxCtrlr.EVConnectionTimeOut", 60, minimum=1),
    _number("TxCtrlr.MaxEnergyOnInvalidId", 0),
    _fixed("TxCtrlr.StopTxOnEVSideDisconnect", "boolean", "true"),
    _flag("TxCtrlr.StopTxOnInvalidId", default=True),
    Variable("TxCtrlr.TxStartPoint", "list", "EVConnected,Authorized", minimum=1, choices=_TX_POINTS),
    Variable("TxCtrlr.TxStopPoint", "list", "EVConnected,Authorized", minimum=1, choices=_TX_POINTS),
)
