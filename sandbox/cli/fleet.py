"""`fleet`: many chargers against a CSMS, to see how it does."""

import argparse
import sys
from pathlib import Path

from sandbox.cli.arguments import Commands
from sandbox.errors import BadSetting, StartupError
from sandbox.ocpp.messages import OcppVersion

VERSIONS: dict[str, tuple[OcppVersion, ...]] = {
    "1.6": ("ocpp1.6",),
    "2.0.1": ("ocpp2.0.1",),
    "both": ("ocpp1.6", "ocpp2.0.1"),
}
MOST_CHARGERS = 100_000
MOST_CONNECTORS = 20
MOST_PER_HOUR = 3600


def add(commands: Commands) -> None:
    """Add the command."""
    fleet = commands.add_parser(
        "fleet",
        help="run many chargers against a CSMS",
        description="Let chargers connect to a CSMS and charge by themselves, until Ctrl-C or for some time, "
        "and report how the CSMS does. The exit status is 0 if all chargers were accepted and every frame "
        "fits the official schemas, else 1.",
    )
    _add_chargers(fleet)
    _add_pace(fleet)
    _add_credentials(fleet)
    fleet.add_argument("--seed", metavar="S", type=int, default=1, help="the same sessions for the same one")
    fleet.add_argument("--report", metavar="FILE", type=Path, help="write the report there too, as JSON")
    fleet.set_defaults(run=_fleet)


def _add_chargers(fleet: argparse.ArgumentParser) -> None:
    fleet.add_argument(
        "--csms",
        metavar="URL",
        required=True,
        help="such as ws://127.0.0.1:9000/ocpp; identities are appended",
    )
    fleet.add_argument(
        "--chargers", metavar="N", type=int, default=100, help="how many (default %(default)s)"
    )
    fleet.add_argument("--connectors", metavar="N", type=int, default=1, help="of each (default %(default)s)")
    fleet.add_argument(
        "--ocpp-version",
        choices=VERSIONS,
        default="1.6",
        help="what they speak; both is one half each (default %(default)s)",
    )
    fleet.add_argument(
        "--prefix", metavar="TEXT", default="SIM-", help="how identities begin (default %(default)s)"
    )


def _add_pace(fleet: argparse.ArgumentParser) -> None:
    fleet.add_argument(
        "--sessions-per-hour",
        metavar="X",
        type=float,
        default=1.0,
        help="drivers who come to each charger (default %(default)s)",
    )
    fleet.add_argument(
        "--ramp",
        metavar="SECONDS",
        type=float,
        default=0.0,
        help="time over which they connect (default: at once)",
    )
    fleet.add_argument("--duration", metavar="SECONDS", type=float, help="when to stop (default: at Ctrl-C)")
    fleet.add_argument(
        "--heartbeat", metavar="SECONDS", type=int, help="between heartbeats (default: what the CSMS says)"
    )


def _add_credentials(fleet: argparse.ArgumentParser) -> None:
    fleet.add_argument(
        "--id-tag",
        metavar="TAG",
        action="append",
        default=[],
        help="a tag that drivers have; may be repeated",
    )
    fleet.add_argument("--password", metavar="TEXT", help="of all chargers, for HTTP Basic")
    fleet.add_argument(
        "--allow",
        metavar="HOST",
        action="append",
        default=[],
        help="a host or network besides loopback where chargers may connect to; may be repeated",
    )


def _fleet(given: argparse.Namespace) -> int:
    from sandbox.cli.fleet_running import Plan, run

    _check(given)
    plan = Plan(
        url=given.csms,
        chargers=given.chargers,
        connectors=given.connectors,
        versions=VERSIONS[given.ocpp_version],
        sessions_per_hour=given.sessions_per_hour,
        ramp=given.ramp,
        duration=given.duration,
        heartbeat=given.heartbeat,
        id_tags=tuple(given.id_tag),
        prefix=given.prefix,
        password=given.password,
        allowed=tuple(given.allow),
        seed=given.seed,
    )
    report = run(plan, say=lambda line: print(line, flush=True), every=1.0 if sys.stdout.isatty() else 5.0)
    print(report.text())
    if given.report is not None:
        _write(report.json(), given.report)
    return 0 if report.is_good else 1


def _write(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as refused:
        raise StartupError(f"Cannot write to {path}: {refused.strerror}") from None


def _check(given: argparse.Namespace) -> None:
    from sandbox.charger.rules import TAG_LENGTH

    limits = {
        "chargers": (1, MOST_CHARGERS),
        "connectors": (1, MOST_CONNECTORS),
        "sessions_per_hour": (0, MOST_PER_HOUR),
        "ramp": (0, 86_400),
        "duration": (0, 31_536_000),
        "heartbeat": (1, 86_400),
        "seed": (0, 2**63 - 1),
    }
    for name, (least, most) in limits.items():
        value = getattr(given, name)
        if value is not None and not least <= value <= most:
            raise BadSetting(f"--{name.replace('_', '-')} must be from {least} to {most}, not {value}")
    spoken = given.ocpp_version
    letters = min(TAG_LENGTH[version] for version in VERSIONS[spoken])
    for tag in given.id_tag:
        if not 0 < len(tag) <= letters:
            raise BadSetting(
                f"--id-tag must have 1 to {letters} letters with --ocpp-version {spoken}, not {tag!r}"
            )
    if given.report is not None and not given.report.absolute().parent.is_dir():
        raise StartupError(f"Cannot write to {given.report}: there is no such folder")
