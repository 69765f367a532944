"""npm `ocpplab`: its own tests, in TypeScript, against a sandbox."""

from pathlib import Path

from sandbox.server import Server
from sandbox.settings import Settings
from tests.docs.pages import blocks, page
from tests.npm.projects import Project

HERE = Path(__file__).parent
AT_ONCE = Settings.of(port=0, provisioning_seconds=0, log_level="warning")


def test_every_operation_of_the_sdk_works(tmp_path: Path) -> None:
    project = Project(HERE, tmp_path / "npm")
    with Server(AT_ONCE) as server:
        run = project.run("test", OCPPLAB_SANDBOX_URL=server.url)
    assert run.returncode == 0, run.stdout


def test_the_examples_of_the_frontend_page_work(tmp_path: Path) -> None:
    project = Project(HERE, tmp_path / "npm")
    with Server(AT_ONCE) as server:
        script = "\n".join(blocks(page("frontend.md"), "ts")).replace("http://127.0.0.1:8000", server.url)
        (project.folder / "example.ts").write_text(script, encoding="utf-8")
        run = project.run("example")
    assert run.returncode == 0, run.stdout
    assert run.stdout.splitlines() == [
        "Charging",
        "422: body.identity: String should have at least 1 character",
    ]
