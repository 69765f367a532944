"""What the journal costs; `python -m tests.bench.journal` sends a million requests, too, and tells memory."""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx

from tests.bench.load import Load, load, request
from tests.bench.processes import free_port, process, wait_for

PROCESSES = 3
TURNS = 100
SECONDS = 0.1
MILLION = 1_000_000

LOCATION = {
    "name": "Harbour Hub",
    "address": "1 Quay Street",
    "city": "Paris",
    "country": "FR",
    "coordinates": {"latitude": 48.8925, "longitude": 2.2361},
}


def cost() -> Iterator[tuple[str, str]]:
    """Ask a sandbox with a journal and one without by turns, in one process; then in another one."""
    shares = []
    for _ in range(PROCESSES):
        with ExitStack() as running:
            ports = free_port(), free_port()
            running.enter_context(process("-m", "tests.bench.twins", *map(str, ports)))
            kept, none = (_listing(running, port) for port in ports)
            for subject in (kept, none):
                subject.apply(1.0)  # until everything was done once
            rates = [(kept.apply(SECONDS), none.apply(SECONDS)) for _ in range(TURNS)]
            shares.append(1 - statistics.median(with_it / without for with_it, without in rates))
    told = ", ".join(f"{share * 100:.1f}" for share in shares)
    yield f"journal: requests per second less, median of {TURNS} turns, {PROCESSES} processes", f"{told} %"


def _listing(running: ExitStack, port: int) -> Load:
    """Return a load of lists of fifty locations on the sandbox at *port*."""
    wait_for(port)
    url = f"http://127.0.0.1:{port}"
    token = httpx.get(f"{url}/dev/token?expires_in=86400").json()["access_token"]
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as client:
        for _ in range(50):
            client.post("/locations", json=LOCATION)
    return running.enter_context(load(port, request("GET", "/locations?limit=50", token=token)))


def endurance() -> Iterator[tuple[str, str]]:
    """Send a million requests and tell the memory after each tenth of them."""
    with ExitStack() as running:
        port = free_port()
        serve = ("serve", "--port", str(port), "--log-level", "warning", "--world", "empty")
        process_id = running.enter_context(process("-m", "sandbox", *serve))
        listing = _listing(running, port)
        answered, next_look = 0.0, MILLION // 10
        while answered < MILLION:
            answered += listing.apply(1.0)
            if answered >= next_look:
                yield f"memory after {answered:,.0f} requests", f"{_resident_mib(process_id):.1f} MiB"
                next_look += MILLION // 10


def _resident_mib(process_id: int) -> float:
    status = Path(f"/proc/{process_id}/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    for name, figure in (*cost(), *endurance()):
        print(f"| {name} | {figure} |")
