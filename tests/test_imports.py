"""The layers: imports point down, editions are strangers, and each dependency has one importer."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "sandbox"
LAYERS = [
    {"errors", "clock", "fixture_files", "slugs"},
    {"settings", "ocpp", "garbage"},
    {"auth", "store", "charger"},
    {"rest"},
    {"demand"},
    {"domain", "traffic"},
    {"resources", "events", "live", "csms", "snippets"},
    {"editions", "dev", "portal", "console", "seeding"},
    {"routes"},
    {"app"},
    {"server"},
    {"kit"},
    {"cli", "pytest_plugin"},
    {"__main__"},
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
ONE_IMPORTER = {
    "tinydb": "sandbox/store",
    "filelock": "sandbox/store",
    "jwt": "sandbox/auth/tokens.py",
    "cryptography": "sandbox/auth/asymmetric.py",
    "faker": "sandbox/seeding",
    "uvicorn": "sandbox/server.py",
    "jsonschema_rs": "sandbox/ocpp/schemas.py",
    "websockets": "sandbox/ocpp",
    "httpx": "sandbox/kit",
}
MOST_LINES = 300


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path.relative_to(ROOT))) for path in modules()])
def test_imports_point_down(path: Path) -> None:
    part = part_of(path)
    if part == "__init__":
        return
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "sandbox" and len(parts) > 1 and parts[1] in RANK and parts[1] != part:
            assert RANK[parts[1]] < RANK[part], f"{part} imports {name}"


def test_editions_never_import_each_other() -> None:
    for edition in [folder for folder in (PACKAGE / "editions").iterdir() if folder.is_dir()]:
        for path in edition.rglob("*.py"):
            for name in imported(path):
                if name.startswith("sandbox.editions."):
                    assert name.split(".")[2] == edition.name, f"{path} imports {name}"


@pytest.mark.parametrize(("dependency", "owner"), ONE_IMPORTER.items())
def test_each_dependency_has_one_importer(dependency: str, owner: str) -> None:
    importers = {
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if any(name.split(".")[0] == dependency for name in imported(path))
    }
    assert importers
    assert all(importer.startswith(owner) for importer in importers)


def test_only_settings_read_the_environment() -> None:
    assert mentioning("os.environ", "os.getenv", "getenv(") == {"sandbox/settings.py"}


def test_only_the_clock_tells_the_time() -> None:
    assert mentioning("datetime.now", "datetime.today", "time.time(", "monotonic(") == {"sandbox/clock.py"}


def test_only_the_clock_makes_ids_and_only_keys_make_secrets() -> None:
    assert mentioning("import random", "uuid4(", "uuid1(") == {"sandbox/clock.py"}
    assert mentioning("import secrets", "os.urandom(") == {"sandbox/clock.py", "sandbox/auth/keys.py"}


def mentioning(*words: str) -> set[str]:
    """Return the modules that a serving process loads in which one of the words stands."""
    serving = [path for path in modules() if part_of(path) != "seeding"]
    return {
        path.relative_to(ROOT).as_posix()
        for path in serving
        if any(word in path.read_text("utf-8") for word in words)
    }


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path.relative_to(ROOT))) for path in modules()])
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert set(imported(PACKAGE / "__init__.py")) == {
        "importlib.import_module",
        "typing.TYPE_CHECKING",
        "typing.Any",
        "sandbox.app.create_app",
        "sandbox.kit.Sandbox",
        "sandbox.settings.Settings",
    }
