"""`serve --data DIR`: what survives, and what is refused."""

import json
import signal
from pathlib import Path

import httpx
import pytest

from tests.conftest import CHARGER, LOCATION
from tests.e2e.conftest import Serve
from tests.e2e.processes import assert_refused, sandbox

STATE = "state.jsonl"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_state_and_tokens_survive_the_end_of_the_process(
    serve: Serve, tmp_path: Path, how: signal.Signals
) -> None:
    data = str(tmp_path / "new" / "data")
    first = serve("--data", data, "--world", "empty")
    headers = {"Authorization": f"Bearer {first.token()}"}
    location = httpx.post(f"{first.url}/locations", json=LOCATION, headers=headers).json()
    charger = httpx.post(f"{first.url}/chargers", json=CHARGER, headers=headers).json()
    httpx.post(f"{first.url}/chargers/{charger['id']}/plug-connector", json={}, headers=headers)
    log = httpx.get(f"{first.url}/chargers/{charger['id']}/logs", headers=headers).json()
    first.stop(how)

    second = serve("--data", data, "--world", "empty")
    assert httpx.get(f"{second.url}/locations", headers=headers).json()["data"] == [location]
    assert httpx.get(f"{second.url}/chargers/{charger['id']}", headers=headers).json() == charger
    assert httpx.get(f"{second.url}/chargers/{charger['id']}/logs", headers=headers).json() == log
    assert second.organizations == first.organizations


def test_a_world_is_opened_only_once(serve: Serve, tmp_path: Path) -> None:
    data = str(tmp_path)
    first = serve("--data", data)
    first.stop()
    assert serve("--data", data, "--world", "empty").organizations == first.organizations


def test_what_was_being_written_when_the_process_died_is_left_out(serve: Serve, tmp_path: Path) -> None:
    first = serve("--data", str(tmp_path), "--world", "empty")
    first.stop(signal.SIGKILL)
    with (tmp_path / STATE).open("ab") as file:
        file.write(b'{"changes": {"locations": {"x": ')
    assert serve("--data", str(tmp_path)).organizations == first.organizations


def test_a_folder_that_is_in_use_is_refused(serve: Serve, tmp_path: Path) -> None:
    serve("--data", str(tmp_path))
    assert_refused(sandbox("serve", "--port", "0", "--data", str(tmp_path)), str(tmp_path), "in use")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", ["line 1", "damaged"]),
        ("not json\n", ["line 1", "damaged"]),
        ('{"format":1,"tables":{}}\nnot json\n{"changes":{}}\n', ["line 2", "damaged"]),
        ('{"format":999,"tables":{}}\n', ["format 999"]),
    ],
)
def test_a_folder_that_cannot_be_read_is_refused_and_kept(
    tmp_path: Path, content: str, words: list[str]
) -> None:
    (tmp_path / STATE).write_text(content)
    assert_refused(sandbox("serve", "--port", "0", "--data", str(tmp_path)), str(tmp_path / STATE), *words)
    assert (tmp_path / STATE).read_text() == content


def test_the_folder_is_for_its_owner_only(serve: Serve, tmp_path: Path) -> None:
    data = tmp_path / "data"
    serve("--data", str(data))
    assert data.stat().st_mode & 0o077 == 0
    assert (data / "jwt-secret").stat().st_mode & 0o077 == 0


def test_the_file_holds_one_change_a_line(serve: Serve, tmp_path: Path) -> None:
    serving = serve("--data", str(tmp_path), "--world", "empty")
    before = (tmp_path / STATE).read_text().count("\n")
    headers = {"Authorization": f"Bearer {serving.token()}"}
    location = httpx.post(f"{serving.url}/locations", json=LOCATION, headers=headers).json()
    lines = (tmp_path / STATE).read_text().splitlines()
    assert len(lines) == before + 1
    assert list(json.loads(lines[-1])["changes"]["locations"]) == [location["id"]]
