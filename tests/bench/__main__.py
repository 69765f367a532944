"""Run every measurement and print one table; figures are comparable only within one run."""

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx

from sandbox.app import Gateway, create_app
from sandbox.domain import exports, worlds
from sandbox.domain.snapshots import Snapshots
from sandbox.kit import in_process, isolated
from sandbox.server import Server
from sandbox.settings import Settings
from tests.bench import journal
from tests.bench.load import load, request
from tests.bench.processes import free_port, process, wait_for

LOCATION = json.dumps(
    {
        "name": "Harbour Hub",
        "address": "1 Quay Street",
        "city": "Paris",
        "country": "FR",
        "coordinates": {"latitude": 48.8925, "longitude": 2.2361},
    }
).encode()
SECONDS = 0.25
TURNS = 60
SIZES = (100, 10_000, 100_000)


def main() -> None:
    """Measure everything."""
    rows = [
        *start(),
        *list_against_bare(),
        *journal.cost(),
        *reset(),
        *snapshots(),
        *isolation(),
        *background(),
        *long_advance(),
        *sizes(),
    ]
    width = max(len(name) for name, _ in rows)
    for name, figure in rows:
        print(f"| {name:{width}} | {figure:>10} |")


Rows = Iterator[tuple[str, str]]


def start() -> Rows:
    """From the start of the process to its first answer."""
    times = []
    for _ in range(5):
        port = free_port()
        began = time.perf_counter()
        with process("-m", "sandbox", "serve", "--port", str(port), "--log-level", "warning"):
            wait_for(port)
            times.append(time.perf_counter() - began)
    yield "process start to first answer, median of 5", f"{sorted(times)[2] * 1000:.0f} ms"


def list_against_bare() -> Rows:
    """`GET /locations?limit=50` with a token against the same bytes from a bare app."""
    port, bare_port = free_port(), free_port()
    with (
        tempfile.NamedTemporaryFile() as content,
        process("-m", "sandbox", "serve", "--port", str(port), "--log-level", "warning", "--world", "empty"),
    ):
        wait_for(port)
        token = httpx.get(f"http://127.0.0.1:{port}/dev/token").json()["access_token"]
        wanted = request("GET", "/locations?limit=50", token=token)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            client.headers["Authorization"] = f"Bearer {token}"
            for _ in range(50):
                client.post("/locations", content=LOCATION, headers={"Content-Type": "application/json"})
            Path(content.name).write_bytes(client.get("/locations?limit=50").content)
        with process("-m", "tests.bench.bare", str(bare_port), content.name):
            wait_for(bare_port)
            with load(port, wanted) as ours, load(bare_port, wanted) as theirs:
                rates = [(ours.apply(SECONDS), theirs.apply(SECONDS)) for _ in range(TURNS)]
    yield "GET /locations?limit=50 with a token", f"{statistics.median(our for our, _ in rates):.0f} /s"
    yield "the same bytes from a bare ASGI app", f"{statistics.median(their for _, their in rates):.0f} /s"
    yield f"ratio, median of {TURNS} turns", f"{statistics.median(our / their for our, their in rates):.2f}"


def reset() -> Rows:
    """Back to the default world, inside the process and over HTTP."""
    app = create_app(Settings.of())
    gateway = app.state.gateway
    gateway.world.create_organization("changed")
    yield "reset of the default world, in the process", each(gateway.opening.reset, 1000)
    with (
        Server(Settings.of(port=0, log_level="warning")) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        yield "POST /dev/reset over HTTP", each(lambda: client.post("/dev/reset"), 200)


def snapshots() -> Rows:
    """Taking a snapshot and going back to it, in the default world and in a large one."""
    yield from kept(create_app(Settings.of()).state.gateway, "the default world")
    with tempfile.TemporaryDirectory() as folder:
        world = Path(folder) / "world.json"
        seed(world, SIZES[-1])
        gateway = create_app(Settings.of(world=str(world))).state.gateway
        gc.freeze()
        yield from kept(gateway, f"{SIZES[-1]:,} chargers")
        gc.unfreeze()
    with (
        Server(Settings.of(port=0, log_level="warning")) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        own = {"organization_id": client.get("/dev/tenants").json()["data"][0]["id"]}
        for whose, query in (("the default world", {}), ("one organization of it", own)):
            take = partial(client.post, "/dev/snapshots", json={"name": "bench", **query})
            back = partial(client.post, "/dev/snapshots/bench/restore", params=query)
            yield f"POST /dev/snapshots of {whose}", each(take, 200)
            yield f"POST /dev/snapshots/{{name}}/restore of {whose}", each(back, 200)


def kept(gateway: Gateway, what: str) -> Rows:
    """In the process: whole, of one organization, and the write after it, which copies what it changes."""
    world, taken = gateway.world, Snapshots(gateway.world)
    owner = world.organizations.page(offset=0, limit=1)[0][0].id
    chargers = world.tenant(owner).chargers
    charger = chargers.page(offset=0, limit=1)[0][0]

    def change() -> None:
        chargers.put(charger.replaced(name="changed"))

    times = 50
    for whose, organization_id in (("", None), ("one organization of ", owner)):
        take = partial(taken.take, "bench", organization_id)
        back = partial(taken.restore, "bench", organization_id)
        yield f"snapshot of {whose}{what}, in the process", each(take, times)
        yield f"first write after it, {whose}{what}", each(change, times, before=take)
        yield f"restore of {whose}{what}, in the process", each(back, times, before=change)
    yield f"export of {what}", each(partial(exports.write, world, None), 3)
    content = exports.write(world, None)
    yield f"import of {what}", each(partial(worlds.replace, world, content, None), 3)


def isolation() -> Rows:
    """A fresh sandbox for one test."""

    def own_process() -> None:
        with in_process():
            pass

    own_process()
    yield "isolated sandbox in a test, in process", each(own_process, 50)
    with Server() as server:

        def own_tenant() -> None:
            with isolated(server.url):
                pass

        own_tenant()
        yield "isolated tenant in a test, over HTTP", each(own_tenant, 50)


def background() -> Rows:
    """Creations in the background: what the answer costs, the end, and other requests meanwhile."""
    settings = Settings.of(port=0, log_level="warning", world="empty", provisioning_seconds=0.5)
    with Server(settings) as server, isolated(server.url) as sandbox:
        client = sandbox.client
        location = client.post("/locations", json=json.loads(LOCATION)).json()["id"]
        template = {"brand_slug": "wallbox", "model_slug": "wallbox-pulsar-plus", "connector_type": "Type2"}
        template |= {"ws_url": "ws://127.0.0.1:9000/ocpp"}
        body = [{"template": template, "chargers_number": 1000}]
        answered, ended = [], []
        for _ in range(5):
            began = time.perf_counter()
            job = client.post(f"/ocpp/locations/{location}/chargers", json=body).json()
            answered.append(time.perf_counter() - began)
            time.sleep(0.5)
            began = time.perf_counter()
            assert client.get(job["status_url"]).json()["status"] == "READY"
            ended.append(time.perf_counter() - began)
        yield "202 for 1,000 chargers, slowest of 5", f"{max(answered) * 1000:.1f} ms"
        yield "first look when 1,000 chargers are due, slowest of 5", f"{max(ended) * 1000:.0f} ms"
    with (
        Server(settings.model_copy(update={"provisioning_seconds": 3600})) as server,
        isolated(server.url) as sandbox,
    ):
        client = sandbox.client
        yield "GET /chargers?limit=50, nothing under way", each(lambda: client.get("/chargers?limit=50"), 200)
        for number in range(1000):
            client.post("/ocpp/chargers", json={**template, "identity": f"CP-{number}"})
        yield (
            "GET /chargers?limit=50, 1,000 runs under way",
            each(lambda: client.get("/chargers?limit=50"), 200),
        )


def long_advance() -> Rows:
    """Thirty days for 1,000 sessions: the answer, and what happened meanwhile when somebody looks."""
    charger = {"brand_slug": "wallbox", "model_slug": "wallbox-pulsar-plus", "connector_type": "Type2"}
    charger |= {"ws_url": "ws://127.0.0.1:9000/ocpp"}
    settings = Settings.of(port=0, log_level="warning", world="empty", command_seconds=0)
    with Server(settings) as server, isolated(server.url) as sandbox:
        client, chargers = sandbox.client, []
        for number in range(1000):
            made = client.post("/chargers", json={**charger, "identity": f"CP-{number}"}).json()["id"]
            client.post(f"/chargers/{made}/start-session", json={"id_tag": "TAG-1"})
            chargers.append(made)
        began = time.perf_counter()
        client.post("/dev/clock", json={"advance": 30 * 86_400}).raise_for_status()
        yield "POST /dev/clock, 30 days, 1,000 sessions", f"{(time.perf_counter() - began) * 1000:.1f} ms"
        looks = []
        for made in chargers:
            began = time.perf_counter()
            client.get(f"/chargers/{made}/logs?limit=1").raise_for_status()
            looks.append(time.perf_counter() - began)
        yield "first look at each of them afterwards, median", f"{sorted(looks)[500] * 1000:.1f} ms"
        yield "first look at all of them afterwards", f"{sum(looks):.1f} s"


def sizes() -> Rows:
    """The cost of a request does not grow with the state."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            world = Path(folder) / "world.json"
            seed(world, size)
            settings = Settings.of(port=0, log_level="warning", world=str(world))
            began = time.perf_counter()
            with Server(settings) as server:
                opened = time.perf_counter() - began
                gc.freeze()
                yield from requests(server.url, size)
            yield f"opening a world of {size:,} chargers", f"{opened:.2f} s"


def requests(url: str, size: int) -> Rows:
    """Time single requests at one size."""
    with httpx.Client(base_url=url) as client:
        client.headers["Authorization"] = f"Bearer {client.get('/dev/token').json()['access_token']}"
        charger = client.get("/chargers?limit=1").json()["data"][0]
        content = {"Content-Type": "application/json"}
        asked: tuple[tuple[str, Callable[[], httpx.Response]], ...] = (
            ("POST /locations", lambda: client.post("/locations", content=LOCATION, headers=content)),
            ("POST and DELETE /locations/{id}", lambda: create_and_delete(client)),
            ("GET /chargers/{id}", lambda: client.get(f"/chargers/{charger['id']}")),
            ("GET /chargers?limit=50", lambda: client.get("/chargers?limit=50")),
            (
                "GET /chargers?location_id=",
                lambda: client.get(f"/chargers?location_id={charger['location_id']}&limit=50"),
            ),
        )
        for name, ask in asked:
            ask()
            yield f"{name} at {size:,} chargers", each(ask, 500)
        yield f"POST /dev/reset at {size:,} chargers", each(lambda: client.post("/dev/reset"), 20)


def create_and_delete(client: httpx.Client) -> httpx.Response:
    """Make a location and remove it again."""
    made = client.post("/locations", content=LOCATION, headers={"Content-Type": "application/json"})
    return client.delete(f"/locations/{made.json()['id']}")


def each(action: Callable[[], object], times: int, before: Callable[[], object] = lambda: None) -> str:
    """Return the median time of an action, without what comes *before* it."""
    spent = []
    for _ in range(times):
        before()
        began = time.perf_counter()
        action()
        spent.append(time.perf_counter() - began)
    return f"{sorted(spent)[times // 2] * 1000:.3f} ms"


def seed(path: Path, chargers: int) -> None:
    """Write a world of one organization with that many chargers."""
    arguments = ["--locations", str(max(1, chargers // 20)), "--chargers", str(chargers), "--out", str(path)]
    subprocess.run([sys.executable, "-m", "sandbox", "seed", *arguments], check=True)


if __name__ == "__main__":
    main()
