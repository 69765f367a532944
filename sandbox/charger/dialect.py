"""What a version of OCPP must be able to say: one script for each thing that can happen to a charger."""

from dataclasses import dataclass
from typing import Literal, Protocol

from sandbox.charger.charging_profiles import ChargingProfile
from sandbox.charger.frames import CallError, Payload, Script
from sandbox.charger.state import Fault, Limits
from sandbox.charger.station import Station

Cause = Literal[
    "local",
    "remote",
    "ev_disconnected",
    "connection_timeout",
    "unlock",
    "fault",
    "power_loss",
    "soft_reset",
    "hard_reset",
    "deauthorized",
    "time_limit",
    "energy_limit",
]
Context = Literal["Sample.Periodic", "Sample.Clock", "Trigger"]


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to charge for an accepted tag; `remote_start_id` is set when the CSMS asked for it."""

    id_tag: str
    id_type: str | None = None
    limits: Limits = NO_LIMITS
    remote_start_id: int | None = None
    profiles: tuple[ChargingProfile, ...] = ()


class Dialect(Protocol):
    """The scripts of one version: each changes the facts and tells the CSMS, in the version's order."""

    def boot(self, station: Station) -> Script[Payload]:
        """Say BootNotification; return the answer."""

    def heartbeat(self, station: Station) -> Script[None]:
        """Say Heartbeat."""

    def report(self, station: Station, number: int) -> Script[None]:
        """Say StatusNotification if the status is not the one last reported."""

    def report_problem(self, station: Station, number: int, fault: Fault, *, cleared: bool) -> Script[None]:
        """Say what StatusNotification cannot say about a fault."""

    def authorize(
        self, station: Station, id_tag: str, id_type: str | None
    ) -> Script[Payload | CallError | None]:
        """Say Authorize; return idTagInfo or idTokenInfo, a refusal, None if nobody has answered."""

    def plug(self, station: Station, number: int) -> Script[None]:
        """An EV arrives and its cable goes in."""

    def unplug(self, station: Station, number: int) -> Script[None]:
        """The cable comes out, which ends a transaction."""

    def grant(self, station: Station, number: int, grant: Grant) -> Script[str]:
        """Start the transaction, or wait for a cable; return the status that the CSMS gave the tag."""

    def stop(self, station: Station, number: int, cause: Cause) -> Script[None]:
        """End the transaction and leave the cable in."""

    def flow(self, station: Station, number: int) -> Script[None]:
        """Tell that energy began or ceased to flow."""

    def sample(self, station: Station, number: int, context: Context) -> Script[None]:
        """Tell the meter values of a connector."""
