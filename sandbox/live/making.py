"""The assembly of a fleet from the settings."""

from random import Random

from sandbox.domain.agenda import Agenda
from sandbox.domain.world import World
from sandbox.live.dialing import Dialing
from sandbox.live.fleet import Fleet
from sandbox.live.targets import Targets
from sandbox.settings import Settings


def made(settings: Settings, targets: Targets, world: World, agenda: Agenda, random: Random) -> Fleet:
    """Return the fleet of a sandbox, which dials *targets*; *random* spreads its attempts to connect."""
    dialing = Dialing(targets, settings.csms_ca_file, settings.csms_client_cert, settings.csms_client_key)
    return Fleet(world, agenda, dialing, random, validates=settings.csms_validation)
