"""What a fleet has to tell at its end."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from pydantic_core import to_json

from sandbox.live.tally import Tally

PERCENTS = (50, 95, 99)

MOST_LINES = 10
"""Of a kind of problem; JSON has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a CSMS did; times are in seconds, None where there is nothing to tell.

    `accepted_seconds` is how long a charger took from its creation, `latency_seconds` how long an answer of
    the CSMS took; both by percentile. Requests are counted by action, in both directions.
    """

    csms: str
    seconds: float
    chargers: int
    connected: int
    accepted: int
    all_accepted_after: float | None
    accepted_seconds: Mapping[str, float | None]
    frames: int
    frames_per_second: float
    sent: Mapping[str, int]
    received: Mapping[str, int]
    latency_seconds: Mapping[str, float | None]
    call_errors: Mapping[str, int]
    violations: Mapping[str, int]
    reconnects: int
    transactions: Mapping[str, int]
    energy_kwh: float
    problems: Mapping[str, int]

    @classmethod
    def of(  # noqa: PLR0913 - what nobody but the caller knows
        cls,
        tally: Tally,
        *,
        csms: str,
        chargers: int,
        connected: int,
        begun: float,
        ended: float,
        energy_kwh: float,
        problems: Mapping[str, int],
    ) -> "Report":
        """Sum up what was counted; *begun* and *ended* are times of the tally.

        *connected* is how many chargers were so before they were told to hang up.
        """
        seconds, last = ended - begun, tally.last_accepted_at
        are_all = last is not None and len(tally.accepted) == chargers
        latencies = {f"p{percent}": tally.latencies.percentile(percent) for percent in PERCENTS}
        return cls(
            csms=csms,
            seconds=round(seconds, 3),
            chargers=chargers,
            connected=connected,
            accepted=len(tally.accepted),
            all_accepted_after=last - begun if last is not None and are_all else None,
            accepted_seconds=_percentiles(sorted(tally.accepted.values())),
            frames=tally.frames,
            frames_per_second=round(tally.frames / seconds, 1) if seconds else 0.0,
            sent=dict(tally.sent.most_common()),
            received=dict(tally.received.most_common()),
            latency_seconds={**latencies, "max": tally.latencies.greatest if tally.latencies.count else None},
            call_errors=dict(tally.call_errors.most_common()),
            violations=dict(tally.violations.most_common()),
            reconnects=tally.reconnects,
            transactions={
                "started": tally.transactions["started"],
                "ended": tally.transactions["ended"],
                "open": tally.open_transactions,
            },
            energy_kwh=round(energy_kwh, 3),
            problems=dict(problems),
        )

    @property
    def is_good(self) -> bool:
        """Whether all chargers were accepted, and every frame fits the schemas."""
        return self.accepted == self.chargers and not self.violations

    def json(self) -> str:
        """Return it for programs."""
        return to_json({**asdict(self), "ok": self.is_good}, indent=1).decode() + "\n"

    def text(self) -> str:
        """Return it for people."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        after = self.all_accepted_after
        yield ""
        yield f"{self.csms}, {self.seconds:.1f} s"
        yield ""
        yield f"chargers      {self.chargers}"
        yield f"accepted      {self.accepted}" + ("" if after is None else f", all after {after:.2f} s")
        yield f"              {_times(self.accepted_seconds)}"
        yield f"answers       {_times(self.latency_seconds)}"
        yield f"messages      {self.frames}, {self.frames_per_second:.1f} per second"
        yield from _table(self.sent, "to the CSMS")
        yield from _table(self.received, "of the CSMS")
        told = ", ".join(f"{count} {what}" for what, count in self.transactions.items())
        yield f"transactions  {told}"
        yield f"energy        {self.energy_kwh:.3f} kWh"
        yield f"reconnects    {self.reconnects}"
        for name, counted in (
            ("CALLERRORs", self.call_errors),
            ("violations", self.violations),
            ("not connected", self.problems),
        ):
            yield f"{name:<13} {sum(counted.values())}"
            yield from _table(counted, "")


def _percentiles(values: list[float]) -> dict[str, float | None]:
    """Return percentiles of values in order, and the greatest."""
    shown: dict[str, float | None] = {}
    for percent in PERCENTS:
        shown[f"p{percent}"] = values[max(0, -(-len(values) * percent // 100) - 1)] if values else None
    return {**shown, "max": values[-1] if values else None}


def _times(seconds: Mapping[str, float | None]) -> str:
    known = [f"{name} {1000 * value:.1f} ms" for name, value in seconds.items() if value is not None]
    return ", ".join(known) or "none"


def _table(counted: Mapping[str, int], whither: str) -> Iterator[str]:
    for what, count in [*counted.items()][:MOST_LINES]:
        yield f"              {count:>8}  {what} {whither}".rstrip()
    if (more := len(counted) - MOST_LINES) > 0:
        yield f"              and {more} more kinds"
