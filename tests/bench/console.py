"""How the console keeps up with a large world: `python -m tests.bench.console`.

A sandbox of its own has 10,000 chargers at 2,500 locations; cables are plugged in and out, so that more than
200 events a second are told. Meanwhile a headless Chromium is used as people use the console: a filter is
typed, the table is scrolled, the map is moved, another view is opened. What that felt like is read from the
browser: from its performance trace, and from its own timing of frames and of interactions.
"""

import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.processes import free_port, process, wait_for
from tests.console.browsing import Window, chromium, console, launched

CHARGERS_AT_EACH, LOCATIONS = 4, 2_500
COMMANDS_PER_SECOND = 20
ROUNDS = 12
PATIENCE = 120_000
LONG_MS = 50.0
"""A task that takes longer can be felt."""

_CATEGORIES = ["disabled-by-default-devtools.timeline"]

_INSTRUMENTS = """
window.measured = { events: 0, frames: [], interactions: [] };
const listen = EventSource.prototype.addEventListener;
EventSource.prototype.addEventListener = function (kind, listener) {
  return listen.call(this, kind, (event) => { window.measured.events++; listener(event); });
};
let last = performance.now();
const frame = (now) => { window.measured.frames.push(now - last); last = now; requestAnimationFrame(frame); };
requestAnimationFrame(frame);
new PerformanceObserver((list) => {
  const interactions = list.getEntries().filter((entry) => entry.interactionId);
  window.measured.interactions.push(...interactions.map((entry) => entry.duration));
}).observe({ type: "event", durationThreshold: 16 });
"""


def main() -> None:
    """Measure, and print a table."""
    executable = chromium()
    if executable is None:
        sys.exit("Chromium is not installed")
    with sandbox() as url, sync_playwright() as playwright:
        browser = launched(playwright, executable)
        measure(browser, url, "nothing happens")
        with plugging(url):
            measure(browser, url, "cables are plugged in and out")
        browser.close()


@contextmanager
def sandbox() -> Iterator[str]:
    """Run a sandbox with a large world."""
    port = free_port()
    sizes = ("--locations", str(LOCATIONS), "--chargers", str(LOCATIONS * CHARGERS_AT_EACH))
    with tempfile.TemporaryDirectory() as folder:
        world = str(Path(folder) / "world.json")
        seed = [sys.executable, "-m", "sandbox", "seed", *sizes, "--country", "NL", "--out", world]
        subprocess.run(seed, check=True)
        serve = ("serve", "--world", world, "--port", str(port), "--log-level", "warning")
        with process("-m", "sandbox", *serve):
            wait_for(port)
            url = f"http://127.0.0.1:{port}"
            _look_at_all(url)
            yield url


def _look_at_all(url: str) -> None:
    """Let all chargers live through their past: it would be told while there is nothing to tell."""
    with httpx.Client(base_url=url, timeout=600) as client:
        token = client.get("/dev/token").json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        client.get("/evcharger/deployment-runtime-ops/status", headers=headers).raise_for_status()


@contextmanager
def plugging(url: str) -> Iterator[None]:
    """Plug cables in and out, at one location after another, while the block lasts."""
    is_over = threading.Event()
    thread = threading.Thread(target=_plug, args=(url, is_over))
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _plug(url: str, is_over: threading.Event) -> None:
    with httpx.Client(base_url=url, timeout=60) as client:
        token = client.get("/dev/token").json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        rows = client.get("/dev/records/locations", params={"limit": 1000}).json()["data"]
        commands = ("plug-connector", "unplug-connector")
        due = time.perf_counter()
        for command, location in itertools.cycle(itertools.product(commands, rows)):
            due += 1 / COMMANDS_PER_SECOND
            if is_over.wait(max(0.0, due - time.perf_counter())):
                return
            body = {"target": {"location_id": location["id"]}, "payload": {"connector_id": 1}}
            client.post(f"/evcharger/commands/{command}", json=body).raise_for_status()


def measure(browser: Browser, url: str, name: str) -> None:
    """Use the console for some rounds, and print how that was."""
    with console(browser, url, window=Window(script=_INSTRUMENTS)) as page:
        loaded = _loaded(page)
        begun, events = time.perf_counter(), page.evaluate("measured.events")
        page.evaluate("measured.frames.length = measured.interactions.length = 0")
        browser.start_tracing(page=page, categories=_CATEGORIES)
        for _ in range(ROUNDS):
            use(page)
        tasks = _tasks(browser.stop_tracing())
        seconds = time.perf_counter() - begun
        measured = page.evaluate("measured")
        heap = page.evaluate("performance.memory.usedJSHeapSize") / 2**20
    print(f"\n{name}: {seconds:.0f} s, {(measured['events'] - events) / seconds:.0f} events/s told")
    print(f"  first content after {loaded['paint']:.0f} ms, the chargers after {loaded['rows']:.0f} ms")
    _row("frames, ms", measured["frames"])
    _row("interactions, ms (to the next paint)", measured["interactions"])
    _row("tasks of the page, ms", tasks)
    long = [task for task in tasks if task > LONG_MS]
    print(f"  tasks over {LONG_MS:.0f} ms: {len(long)}, {sum(long) / 10 / seconds:.1f} % of the time")
    print(f"  heap {heap:.0f} MiB")


def _row(name: str, figures: Sequence[float]) -> None:
    if len(figures) < 2:
        print(f"  {name}: {len(figures)} only")
        return
    percents = statistics.quantiles(figures, n=100)
    shown = (
        f"median {percents[49]:.1f}, p95 {percents[94]:.1f}, p99 {percents[98]:.1f}, max {max(figures):.0f}"
    )
    print(f"  {name}: {len(figures)}, {shown}")


def _loaded(page: Page) -> dict[str, float]:
    """Wait until all chargers are there; return when what was seen, in ms."""
    page.get_by_role("table", name="Chargers").locator("[role=row]").nth(5).wait_for(timeout=PATIENCE)
    painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    return {"paint": page.evaluate(painted), "rows": page.evaluate("performance.now()")}


def use(page: Page) -> None:
    """Do what people do in the view of the world."""
    search = page.get_by_role("searchbox")
    search.press_sequentially("utrecht", delay=60)
    search.fill("")
    table = page.get_by_role("table", name="Chargers")
    table.hover()
    for _ in range(5):
        page.mouse.wheel(0, 1200)
        page.wait_for_timeout(80)
    canvas = page.locator("canvas").first
    canvas.focus()
    for key in ("+", "ArrowRight", "ArrowDown", "-", "0"):
        page.keyboard.press(key, delay=60)
    views = page.get_by_role("navigation", name="Views")
    views.get_by_role("link", name="Requests").click()
    page.wait_for_timeout(200)
    views.get_by_role("link", name="World").click()
    page.wait_for_timeout(200)


def _tasks(trace: bytes) -> list[float]:
    """Return how long each task of the page's main thread took, in ms."""
    events: list[dict[str, Any]] = json.loads(trace)["traceEvents"]
    names = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    return [
        event["dur"] / 1000
        for event in events
        if event["name"] == "RunTask" and (event["pid"], event["tid"]) in names and "dur" in event
    ]


if __name__ == "__main__":
    main()
