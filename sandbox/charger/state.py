"""The whole memory of one charger, as immutable records that survive a round trip through JSON.

Only facts are stored. What can be derived from them is: the OCPP status (`status`), meter readings (`meter`),
the next deadlines (`schedule`), the effective configuration (`configuration`).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field

from sandbox.charger.charging_profiles import ChargingProfile
from sandbox.charger.hardware import Hardware
from sandbox.charger.record import Record
from sandbox.charger.tags import ListEntry, LocalList, Reservation
from sandbox.charger.transfers import Transfer
from sandbox.clock import Moment
from sandbox.ocpp.messages import OcppVersion

__all__ = [
    "Authorization",
    "ChargerState",
    "Connector",
    "Fault",
    "Limits",
    "ListEntry",
    "LocalList",
    "OcppVersion",
    "Record",
    "Register",
    "Reservation",
    "Stretch",
    "Transaction",
    "Vehicle",
    "commission",
]


class Register(Record):
    """The energy register (Wh, never falls): exact at `at`, growing linearly with `power_w` since then."""

    wh: float = 0.0
    at: Moment
    power_w: float = 0.0


class Vehicle(Record):
    """The EV on the cable. Its battery holds `soc_percent` when the register stood at `register_wh`.

    One that has come by itself leaves by itself, at `leaves_at`.
    """

    capacity_wh: int = Field(gt=0)
    soc_percent: float
    register_wh: float
    wants_energy: bool = True
    leaves_at: Moment | None = None


class Stretch(Record):
    """How an outlet gave energy from `meter.at` on, until the power changed."""

    meter: Register
    vehicle: Vehicle | None
    offered_w: float


class Fault(Record):
    """What is broken; one that has come by itself is gone at `clears_at`."""

    type: str
    clears_at: Moment | None = None

    @property
    def message(self) -> str:
        return f"{self.type} injected by the sandbox"


class Limits(Record):
    """When a session ends by itself."""

    duration_seconds: float | None = None
    energy_wh: float | None = None


class Authorization(Record):
    """A tag that an outlet is kept for: it waits for a cable, or the CSMS is still asked (*in_progress*)."""

    id_tag: str
    id_type: str | None = None
    expires_at: Moment
    limits: Limits = Limits()
    profiles: tuple[ChargingProfile, ...] = ()
    remote_start_id: int | None = None
    in_progress: bool = False


class Transaction(Record):
    """A transaction in progress; in OCPP 2.0.1 it may begin before anybody is authorized.

    One whose tag the CSMS has refused goes on until the register shows *spare_wh*, and is suspended then.
    One that is *released* has been stopped, and only its cable still holds it (OCPP 2.0.1).
    While StartTransaction is *unconfirmed*, and without a CSMS, it goes by a negative id (OCPP 1.6).
    """

    id: str
    id_tag: str | None
    id_type: str | None = None
    authorized: bool
    released: bool = False
    unconfirmed: bool = False
    started_at: Moment
    meter_start_wh: int
    began: Stretch | None = None
    seq_no: int = 0
    charging_state: str = "Idle"
    remote_start_id: int | None = None
    sample_at: Moment | None = None
    stop_at: Moment | None = None
    stop_wh: float | None = None
    spare_wh: float | None = None
    profiles: tuple[ChargingProfile, ...] = ()


class Connector(Record):
    """One outlet: connector n of OCPP 1.6, EVSE n with connector 1 of OCPP 2.0.1."""

    number: int
    meter: Register
    power_w: float
    limit_w: float | None = None
    past: tuple[Stretch, ...] = ()
    vehicle: Vehicle | None = None
    operative: bool = True
    becomes_operative: bool | None = None
    fault: Fault | None = None
    authorization: Authorization | None = None
    reservation: Reservation | None = None
    transaction: Transaction | None = None
    finished: bool = False
    reset_when_idle: bool = False
    reported: str | None = None

    @property
    def plugged(self) -> bool:
        return self.vehicle is not None

    @property
    def busy(self) -> bool:
        """Whether somebody authorized is using it, or is about to."""
        charging = self.transaction is not None and self.transaction.authorized
        return charging or self.authorization is not None

    @property
    def waiting(self) -> Authorization | None:
        """The tag that lacks nothing but a cable."""
        authorization = self.authorization
        return None if authorization is None or authorization.in_progress else authorization


class Unsent(Record):
    """A message about a transaction that the CSMS has not answered yet; it is never lost.

    *stands_for* is the id that a transaction goes by until the CSMS gives it one (OCPP 1.6). *number* is its
    own for good; *message_id* is another one after each refusal. *outlet* is where it has happened, if the
    payload does not tell.
    """

    action: str
    payload: dict[str, Any]
    number: int = 0
    message_id: str | None = None
    attempts: int = 0
    stands_for: str | None = None
    outlet: int | None = None


class ChargerState(Record):
    """One charger; `main` is connector 0 of OCPP 1.6, the charge point itself."""

    id: str
    organization_id: str
    ocpp_version: OcppVersion
    identity: str
    vendor: str
    model: str
    runtime: Literal["starting", "online", "stopped"] = "starting"
    started_at: Moment
    settled_at: Moment
    boot_at: Moment | None
    boot_reason: str = "PowerUp"
    start_count: int = 1
    heartbeat_at: Moment | None = None
    aligned_at: Moment | None = None
    main: Connector
    connectors: tuple[Connector, ...]
    configuration: dict[str, str] = Field(default_factory=dict)
    configuration_after_boot: dict[str, str] = Field(default_factory=dict)
    local_list: LocalList = LocalList()
    auth_cache: dict[str, ListEntry] = Field(default_factory=dict)
    profiles: tuple[ChargingProfile, ...] = ()
    limits_due: Moment | None = None
    reset_when_idle: bool = False
    resetting: bool = False
    pending: bool = False
    rejected: bool = False
    firmware: Transfer | None = None
    upload: Transfer | None = None
    message_count: int = 0
    transaction_count: int = 0
    remote_start_count: int = 0
    event_count: int = 0
    connected: bool = True
    offline_since: Moment | None = None
    unsent: tuple[Unsent, ...] = Field(default=(), exclude=True)  # stored message by message

    @property
    def online(self) -> bool:
        """Whether the CSMS has accepted the charger and can hear it."""
        return self.runtime == "online" and self.connected

    def connector(self, number: int) -> Connector:
        return self.connectors[number - 1] if number else self.main

    def installed_profiles(self) -> Iterator[tuple[int, ChargingProfile]]:
        """List every charging profile with the connector that it bounds, 0 for all of them."""
        for profile in self.profiles:
            yield profile.number, profile
        for connector in self.connectors:
            if connector.transaction is not None:
                yield from ((connector.number, profile) for profile in connector.transaction.profiles)

    def transaction(self, number: int) -> Transaction:
        """Return the transaction of a connector that is known to have one."""
        transaction = self.connector(number).transaction
        assert transaction is not None, f"connector {number} has no transaction"
        return transaction

    def with_connector(self, connector: Connector) -> Self:
        if connector.number == 0:
            return self.evolve(main=connector)
        rest = list(self.connectors)
        rest[connector.number - 1] = connector
        return self.evolve(connectors=tuple(rest))

    def with_transaction(self, number: int, **changes: Any) -> Self:
        transaction = self.transaction(number).evolve(**changes)
        return self.with_connector(self.connector(number).evolve(transaction=transaction))


def commission(  # noqa: PLR0913, a charger is what it is
    *,
    id: str,  # noqa: A002
    organization_id: str,
    identity: str,
    ocpp_version: OcppVersion,
    hardware: Hardware,
    at: datetime,
) -> ChargerState:
    """Make a charger that powers up at *at*; it says its first word when it is first settled."""
    outlets = [
        Connector(number=n, meter=Register(at=at), power_w=float(hardware.max_power_w) if n else 0.0)
        for n in range(hardware.connector_count + 1)
    ]
    return ChargerState(
        id=id,
        organization_id=organization_id,
        ocpp_version=ocpp_version,
        identity=identity,
        vendor=hardware.vendor,
        model=hardware.model,
        started_at=at,
        settled_at=at,
        boot_at=at,
        main=outlets[0],
        connectors=tuple(outlets[1:]),
    )
