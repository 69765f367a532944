"""`serve --world FILE --reload-world`: the file is followed, and one that is broken changes nothing."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import Serve
from tests.e2e.processes import PATIENCE, Serving, assert_refused, sandbox

HARBOUR = "11111111-1111-4111-8111-111111111111"


def world(**named: str) -> str:
    """Return a world of organizations of these names, the ids ending in the given digit."""
    rows: dict[str, Any] = {
        f"{HARBOUR[:-1]}{digit[-1]}": {
            "id": f"{HARBOUR[:-1]}{digit[-1]}",
            "name": name,
            "created_at": "2025-01-15T09:00:00Z",
        }
        for digit, name in named.items()
    }
    return json.dumps({"organizations": rows})


def names(serving: Serving) -> list[str]:
    tenants = httpx.get(f"{serving.url}/dev/tenants").json()["data"]
    return [tenant["name"] for tenant in tenants]


def wait_until(holds: Callable[[], bool]) -> None:
    """Look again and again, for as long as a process may take that works."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until


def test_a_file_that_changes_is_opened_anew(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "world.json"
    file.write_text(world(_1="First"))
    serving = serve("--world", str(file), "--reload-world")
    headers = {"Authorization": f"Bearer {serving.token()}"}
    httpx.post(f"{serving.url}/dev/tenants", json={"name": "Made"})

    file.write_text(world(_1="Second", _2="Third"))
    wait_until(lambda: names(serving) == ["Second", "Third"])
    assert httpx.get(f"{serving.url}/locations", headers=headers).status_code == 200

    file.write_text('{"organizations": ')
    wait_until(lambda: "stays as it was" in serving.complaints)
    assert f"The world {file} cannot be read" in serving.complaints
    assert names(serving) == ["Second", "Third"]

    file.unlink()
    other = tmp_path / "other.json"
    other.write_text(world(_3="Fourth"))
    other.rename(file)
    wait_until(lambda: names(serving) == ["Fourth"])
    httpx.post(f"{serving.url}/dev/tenants", json={"name": "Made"})
    httpx.post(f"{serving.url}/dev/reset")
    assert names(serving) == ["Fourth"]
    assert serving.stop() == 0
    assert "Traceback" not in serving.complaints


def test_with_a_folder_the_world_that_it_began_with_is_followed(serve: Serve, tmp_path: Path) -> None:
    file, data = tmp_path / "world.json", str(tmp_path / "data")
    file.write_text(world(_1="First"))
    serve("--world", str(file), "--data", data).stop()
    serving = serve("--world", "default", "--data", data, SANDBOX_RELOAD_WORLD="on")
    assert names(serving) == ["First"]
    file.write_text(world(_1="Second"))
    wait_until(lambda: names(serving) == ["Second"])
    serving.stop()
    assert names(serve("--data", data)) == ["Second"]


@pytest.mark.parametrize("arguments", [(), ("--world", "demo")])
def test_a_world_that_comes_with_the_sandbox_is_not_followed(arguments: tuple[str, ...]) -> None:
    run = sandbox("serve", "--port", "0", "--reload-world", *arguments)
    assert_refused(run, "--reload-world", "name a file with --world")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.json")
    assert_refused(sandbox("serve", "--port", "0", "--reload-world", "--world", missing), missing)
