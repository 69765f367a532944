"""What a fleet of live chargers costs; `python -m tests.bench.fleet` measures it beside a simulator from npm.

Each fleet has a CSMS of its own that does next to nothing. Chargers are created over REST, in requests for a
thousand, send heartbeats every ten seconds, and frames of both directions are checked against the schemas.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from tests.bench.journal import LOCATION
from tests.bench.processes import free_port, process, wait_for

SIZES = (100, 1_000, 5_000, 10_000)
AT_ONCE = 1_000
IDLE_SECONDS = 20.0
PATIENCE = 180.0
SIMULATOR = "ocpp-ws-cli@1.1.12"


class Csms:
    """A CSMS in a process of its own, and when it accepted how many chargers."""

    def __init__(self, running: subprocess.Popen[str], port: int) -> None:
        self.url = f"ws://127.0.0.1:{port}/ocpp"
        self._accepted = 0
        self._more = threading.Condition()
        self._output = running.stdout
        assert self._output is not None
        self._output.readline()
        threading.Thread(target=self._count, daemon=True).start()

    def wait_for(self, number: int) -> None:
        """Wait until so many were accepted."""
        with self._more:
            if not self._more.wait_for(lambda: self._accepted >= number, PATIENCE):
                raise TimeoutError(f"{self._accepted} of {number} chargers were accepted")

    def _count(self) -> None:
        assert self._output is not None
        for _ in self._output:
            with self._more:
                self._accepted += 1
                self._more.notify_all()


@contextmanager
def csms() -> Iterator[Csms]:
    """Run a CSMS while the block lasts."""
    port = free_port()
    arguments = [sys.executable, "-m", "tests.bench.csms", str(port)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        try:
            yield Csms(running, port)
        finally:
            running.terminate()


def ours(chargers: int) -> Iterator[tuple[str, str]]:
    """Let so many chargers live in a sandbox."""
    with ExitStack() as running:
        system = running.enter_context(csms())
        port = free_port()
        serve = ("serve", "--port", str(port), "--log-level", "warning", "--world", "empty")
        live = {"SANDBOX_CSMS": "live", "SANDBOX_PROVISIONING_SECONDS": "0"}
        process_id = running.enter_context(process("-m", "sandbox", *serve, **live))
        wait_for(port)
        client = running.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE))
        token = client.get("/dev/token?expires_in=86400").json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        empty = resident_mib(process_id)
        began = time.perf_counter()
        times = RequestTimes(client)
        running.enter_context(times.going_on())
        for number in range(0, chargers, AT_ONCE):
            create(client, system.url, min(AT_ONCE, chargers - number), number)
        system.wait_for(chargers)
        yield f"{chargers:,} chargers created and accepted", f"{time.perf_counter() - began:.1f} s"
        yield "  memory over the empty server", f"{resident_mib(process_id) - empty:.0f} MiB"
        share = idle_share(process_id)
        yield "  idle, heartbeats each 10 s", f"{share * 100:.1f} % of a core"
        yield "  GET /locations meanwhile, p99", f"{times.p99 * 1000:.0f} ms"


def create(client: httpx.Client, url: str, chargers: int, first: int) -> None:
    """Create chargers in one request."""
    location = client.post("/locations", json=LOCATION | {"name": f"Harbour Hub {first}"}).json()["id"]
    template = {
        "brand_slug": "wallbox",
        "model_slug": "wallbox-pulsar-plus",
        "connector_type": "Type2",
        "ws_url": url,
        "ocpp_version": "ocpp1.6",
        "identity_prefix": f"bench-{first}",
    }
    groups = [{"template": template, "chargers_number": chargers}]
    answer = client.post(f"/locations/{location}/chargers", json=groups)
    answer.raise_for_status()


class RequestTimes:
    """Asks for a list over and over, and keeps how long that took."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._times: list[float] = []
        self._over = threading.Event()

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Ask while the block lasts."""
        asking = threading.Thread(target=self._ask)
        asking.start()
        try:
            yield
        finally:
            self._over.set()
            asking.join()

    @property
    def p99(self) -> float:
        """The time, in seconds, that one request in a hundred took or more."""
        return statistics.quantiles(self._times, n=100)[98]

    def _ask(self) -> None:
        with httpx.Client(base_url=self._client.base_url, headers=self._client.headers, timeout=60) as client:
            while not self._over.wait(0.05):
                began = time.perf_counter()
                client.get("/locations?limit=50")
                self._times.append(time.perf_counter() - began)


def theirs(chargers: int) -> Iterator[tuple[str, str]]:
    """Let a simulator from npm have so many chargers."""
    if shutil.which("npx") is None:
        yield SIMULATOR, "no npx"
        return
    with csms() as system, tempfile.TemporaryDirectory() as reports:
        # With a report it asks nothing.
        report = ["--report", "json", "--report-dir", reports]
        command = ["npx", "--yes", SIMULATOR, "load-test", "-e", system.url, "-c", str(chargers), "-r", "1"]
        with subprocess.Popen(
            [*command, *report], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        ) as running:
            try:
                system.wait_for(1)
                began = time.perf_counter()
                system.wait_for(chargers)
                yield f"{SIMULATOR}: {chargers:,} accepted", f"{time.perf_counter() - began:.1f} s"
                process_id = youngest(running.pid)
                yield "  memory of its process", f"{resident_mib(process_id):.0f} MiB"
                yield "  idle", f"{idle_share(process_id) * 100:.1f} % of a core"
            finally:
                os.killpg(running.pid, 15)


def resident_mib(process_id: int) -> float:
    """Return how much memory a process holds."""
    status = Path(f"/proc/{process_id}/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def idle_share(process_id: int) -> float:
    """Return the share of a core that a process takes for a while."""
    before, began = cpu_seconds(process_id), time.perf_counter()
    time.sleep(IDLE_SECONDS)
    return (cpu_seconds(process_id) - before) / (time.perf_counter() - began)


def cpu_seconds(process_id: int) -> float:
    """Return the time that a process has computed."""
    fields = Path(f"/proc/{process_id}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def youngest(process_id: int) -> int:
    """Return the process at the end of a chain of children."""
    while children := Path(f"/proc/{process_id}/task/{process_id}/children").read_text("ascii").split():
        process_id = int(children[-1])
    return process_id


if __name__ == "__main__":
    for size in SIZES if len(sys.argv) == 1 else map(int, sys.argv[1:]):
        for name, figure in ours(size):
            print(f"| {name} | {figure} |", flush=True)
    for name, figure in theirs(AT_ONCE):
        print(f"| {name} | {figure} |", flush=True)
