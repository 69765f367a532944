"""What the journal costs; `python -m tests.bench.journal` sends a million requests, too, and tells memory."""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx

from tests.bench import load
from tests.bench.processes import free_port, process, wait_for

PAIRS = 6
TURNS = 5
SECONDS = 0.7
MILLION = 1_000_000

LOCATION = {
    "name": "Harbour Hub",
    "address": "1 Quay Street",
    "city": "Paris",
    "country": "FR",
    "coordinates": {"latitude": 48.8925, "longitude": 2.2361},
}


def cost() -> Iterator[tuple[str, str]]:
    """Ask a sandbox with a journal and one without by turns; processes differ, so there are several pairs."""
    ratios = []
    for _ in range(PAIRS):
        with ExitStack() as running:
            kept = _Subject(running, journal_size=1000)
            none = _Subject(running, journal_size=0)
            for _ in range(TURNS):
                without = none.rate(SECONDS)
                ratios.append(kept.rate(SECONDS) / without)
    share = 1 - statistics.median(ratios)
    yield f"journal: requests per second less, median of {len(ratios)} turns", f"{share * 100:.1f} %"


class _Subject:
    """A sandbox in a process of its own, with fifty locations to list."""

    def __init__(self, running: ExitStack, journal_size: int) -> None:
        self._port = free_port()
        serve = ("serve", "--port", str(self._port), "--log-level", "warning", "--world", "empty")
        variables = {"SANDBOX_JOURNAL_SIZE": str(journal_size)}
        self.process_id = running.enter_context(process("-m", "sandbox", *serve, **variables))
        wait_for(self._port)
        url = f"http://127.0.0.1:{self._port}"
        token = httpx.get(f"{url}/dev/token?expires_in=86400").json()["access_token"]
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as client:
            for _ in range(50):
                client.post("/locations", json=LOCATION)
        self._wanted = load.request("GET", "/locations?limit=50", token=token)

    def rate(self, seconds: float) -> float:
        """Return how many requests a second it answers."""
        return load.apply(self._port, self._wanted, seconds=seconds).rate

    def answer(self, seconds: float) -> int:
        """Return how many requests it answers."""
        return load.apply(self._port, self._wanted, seconds=seconds).answers

    @property
    def resident_mib(self) -> float:
        """How much memory it holds."""
        status = Path(f"/proc/{self.process_id}/status").read_text("ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


def endurance() -> Iterator[tuple[str, str]]:
    """Send a million requests and tell the memory after each tenth of them."""
    with ExitStack() as running:
        subject = _Subject(running, journal_size=1000)
        answered, next_look = 0, MILLION // 10
        while answered < MILLION:
            answered += subject.answer(SECONDS)
            if answered >= next_look:
                yield f"memory after {answered:,} requests", f"{subject.resident_mib:.1f} MiB"
                next_look += MILLION // 10


if __name__ == "__main__":
    for name, figure in (*cost(), *endurance()):
        print(f"| {name} | {figure} |")
