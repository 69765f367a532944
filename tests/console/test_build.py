"""What is served is what the sources make."""

from pathlib import Path

from tests.console.conftest import PROJECT
from tests.npm.projects import ROOT, Project

ASSETS = ROOT / "sandbox" / "console" / "assets"


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_files_of_the_console_are_those_that_its_sources_make(tmp_path: Path) -> None:
    project = Project(PROJECT, tmp_path / "clients" / "console")
    made = tmp_path / "sandbox" / "console" / "assets"
    run = project.run("build")
    assert run.returncode == 0, run.stdout
    assert sorted(_files(made)) == sorted(_files(ASSETS)), "make console"
    assert _files(made) == _files(ASSETS), "make console"


def test_what_of_others_is_in_the_files_is_told_with_its_licence() -> None:
    told = (ASSETS / "VENDORED.md").read_text("utf-8")
    for package in ("preact", "@preact/signals", "uplot", "d3-geo", "world-atlas", "@tanstack/table-core"):
        assert f"\n| {package} | " in told
        assert f"\n## {package} " in told
