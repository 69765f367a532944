"""The test kit for JavaScript: its own tests, its examples, and the package that it makes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox.settings import Settings
from sandbox.traffic.matching import ExchangePattern
from tests.docs.pages import anchors, blocks, links
from tests.e2e.processes import environment
from tests.npm.projects import PATIENCE, ROOT, Project

KIT = ROOT / "clients" / "js"
README = KIT / "README.md"
SERVER_ON_PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(KIT, tmp_path / "js")


def test_the_kit_and_its_vitest_example_work(project: Project) -> None:
    run = project.run("test", PATH=SERVER_ON_PATH)
    assert run.returncode == 0, run.stdout


def test_the_playwright_example_works_in_a_browser(project: Project) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    run = project.run("test:browser", PATH=SERVER_ON_PATH, CHROMIUM=chromium)
    assert run.returncode == 0, run.stdout


def test_the_package_holds_what_is_needed_and_works_where_it_is_installed(
    project: Project, tmp_path: Path
) -> None:
    (told,) = json.loads(_npm("pack", "--json", folder=project.folder).stdout)
    files = {Path(file["path"]) for file in told["files"]}
    assert {Path("README.md"), Path("package.json"), Path("dist/index.js"), Path("dist/index.d.ts")} <= files
    assert {file.suffix for file in files if file.parent == Path("dist")} == {".js", ".ts"}
    assert {file.parent for file in files} == {Path(), Path("dist")}
    user = tmp_path / "user"
    user.mkdir()
    _npm("install", "--offline", str(project.folder / told["filename"]), folder=user)
    (example,) = blocks(README, "js")
    (user / "example.mjs").write_text(example, encoding="utf-8")
    run = _run("node", "example.mjs", folder=user)
    assert (run.returncode, run.stderr) == (0, "")


def test_the_recipes_of_its_readme_compile(project: Project) -> None:
    for number, recipe in enumerate(blocks(README, "ts")):
        (project.folder / "examples" / f"recipe{number}.ts").write_text(recipe, encoding="utf-8")
    run = project.run("check")
    assert run.returncode == 0, run.stdout


def test_its_readme_links_to_what_is_there() -> None:
    for link in links(README):
        file, _, anchor = link.partition("#")
        assert (KIT / file).exists(), link
        assert not anchor or anchor in anchors(KIT / file), link


def test_it_knows_every_setting_that_makes_sense_for_it() -> None:
    source = (KIT / "src" / "settings.ts").read_text("utf-8")
    for name in Settings.model_fields.keys() - {"port", "world", "dev"}:
        assert f"  {_camel(name)}?: " in source, name


def test_it_knows_every_field_of_a_pattern() -> None:
    source = (KIT / "src" / "patterns.ts").read_text("utf-8")
    for name in ExchangePattern.model_fields.keys() - {"organization_id"}:
        assert f"  {name}?: " in source, name


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def _npm(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    run = _run("npm", *arguments, folder=folder)
    assert run.returncode == 0, run.stderr
    return run


def _run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    variables: dict[str, Any] = {"PATH": SERVER_ON_PATH, "NPM_CONFIG_UPDATE_NOTIFIER": "false"}
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
