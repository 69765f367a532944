"""Data files are found in a source checkout and in an installed package."""

import importlib.util
import shutil
from pathlib import Path

from sandbox import fixture_files


def test_a_checkout_has_them_beside_the_package() -> None:
    assert fixture_files.fixture("catalog.json") == Path(__file__).parents[2] / "fixtures" / "catalog.json"


def test_an_installed_package_has_them_inside(tmp_path: Path) -> None:
    (tmp_path / "fixtures").mkdir()
    spec = importlib.util.spec_from_file_location("installed", shutil.copy(fixture_files.__file__, tmp_path))
    assert spec is not None
    assert spec.loader is not None
    installed = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(installed)
    assert installed.fixture("worlds/demo.json") == tmp_path / "fixtures" / "worlds" / "demo.json"


def test_pages_that_are_served_are_in_the_documentation_of_a_checkout() -> None:
    assert fixture_files.document("fidelity.md") == Path(__file__).parents[2] / "docs" / "fidelity.md"
