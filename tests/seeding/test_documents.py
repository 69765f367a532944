"""The files of worlds."""

import json
from pathlib import Path

import pytest

from sandbox.errors import BadSetting
from sandbox.fixture_files import fixture
from sandbox.seeding import World, render, write_world

README = fixture("README.md").read_text(encoding="utf-8")


def test_render_puts_one_row_on_a_line() -> None:
    world = {"organizations": {"a": {"id": "a", "name": "Málaga"}, "b": {"id": "b"}}, "activity": {}}
    assert render(world) == (
        "{\n"
        ' "organizations": {\n'
        '  "a": {"id": "a", "name": "Málaga"},\n'
        '  "b": {"id": "b"}\n'
        " },\n"
        ' "activity": {}\n'
        "}\n"
    )


def test_render_puts_what_is_no_table_on_one_line() -> None:
    demand = {"seed": 7, "sessions_per_day": 0.5}
    assert render({"demand": demand}) == '{\n "demand": {"seed": 7, "sessions_per_day": 0.5}\n}\n'


def test_write_world_can_be_read_back(world: World, tmp_path: Path) -> None:
    write_world(world, tmp_path / "world.json")
    assert json.loads((tmp_path / "world.json").read_bytes()) == world


def test_write_world_says_why_it_cannot(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"cannot write the world to .*lost.world\.json: No such file"):
        write_world({}, tmp_path / "lost" / "world.json")


@pytest.mark.parametrize("name", ["default", "empty", "demo"])
def test_shipped_worlds_are_canonical(name: str) -> None:
    text = fixture(f"worlds/{name}.json").read_text(encoding="utf-8")
    assert text == render(json.loads(text))


def test_demo_is_small() -> None:
    assert fixture("worlds/demo.json").stat().st_size < 300_000


def test_empty_has_only_the_first_organization_of_default(default: World) -> None:
    empty = json.loads(fixture("worlds/empty.json").read_text(encoding="utf-8"))
    first = "11111111-1111-4111-8111-111111111111"
    organizations = {first: default["organizations"][first]}
    assert empty == {"organizations": organizations, "locations": {}, "chargers": {}, "activity": {}}


def test_default_is_documented(default: World) -> None:
    for organization in default["organizations"].values():
        assert f"| `{organization['id']}` |" in README
    for location in default["locations"].values():
        assert f"| {location['name']} | `{location['id']}` |" in README
    for charger in default["chargers"].values():
        cells = (
            f"`{charger['id']}`",
            f"`{charger['identity']}`",
            charger["location_name"],
            f"`{charger['model_slug']}`",
            charger["ocpp_version"].removeprefix("ocpp"),
        )
        assert f"| {' | '.join(cells)} |" in README
