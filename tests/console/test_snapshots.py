"""The view `snapshots`: states are kept, gone back to, taken out and brought in."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from tests.console.accessible import assert_accessible
from tests.console.conftest import Open

HARBOUR = "11111111-1111-4111-8111-111111111111"
CHARGER = "dep-harbour-001"


def _names(api: httpx.Client) -> list[tuple[str, str | None]]:
    return [(one["name"], one["organization_id"]) for one in api.get("/dev/snapshots").json()["data"]]


def _has_charger(api: httpx.Client) -> bool:
    return api.get(f"/dev/chargers/{CHARGER}").status_code == 200


def test_a_state_is_saved_and_gone_back_to(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/snapshots")
    expect(page.get_by_text("No snapshots of all organizations yet")).to_be_visible()
    name = page.get_by_label("Save the present state of all organizations as")
    name.fill("a b")
    page.get_by_role("button", name="Save").click()
    expect(name).to_have_accessible_description(re.compile("^only letters, digits, . _ and - are allowed"))
    name.fill("seeded")
    page.keyboard.press("Enter")
    kept = page.get_by_label("Kept snapshots")
    expect(kept.get_by_role("listitem")).to_contain_text("seeded")
    assert _names(api) == [("seeded", None)]
    assert api.delete(f"/chargers/{CHARGER}").is_success
    page.get_by_role("button", name="Restore seeded").click()
    expect(page.get_by_text("Everything is as it was in seeded")).to_be_visible()
    assert _has_charger(api)
    page.get_by_role("button", name="Remove seeded").click()
    expect(kept.get_by_role("listitem")).to_have_count(0)
    assert _names(api) == []


def test_snapshots_of_an_organization_are_its_own(open_console: Open, api: httpx.Client) -> None:
    for body in ({"name": "whole"}, {"name": "own", "organization_id": HARBOUR}):
        api.post("/dev/snapshots", json=body)
    page = open_console("#/snapshots")
    kept = page.get_by_label("Kept snapshots").get_by_role("listitem")
    expect(kept).to_have_count(2)
    name = page.get_by_label("Save the present state of all organizations as")
    name.fill("whole")
    expect(name).to_have_accessible_description("There is one of this name: it is replaced")
    name.fill("own")
    expect(name).not_to_have_accessible_description("There is one of this name: it is replaced")
    name.fill("")
    page.get_by_role("banner").get_by_role("combobox").select_option("Harbour Energy")
    expect(kept).to_have_count(1)
    page.get_by_role("button", name="Save").click()
    expect(kept.first).to_contain_text("snapshot-1")
    page.get_by_role("button", name="Remove all").click()
    page.get_by_role("dialog").get_by_role("button", name="Forget all").click()
    expect(kept).to_have_count(0)
    assert _names(api) == [("whole", None)]


def test_a_name_that_is_taken_is_asked_about(open_console: Open, api: httpx.Client) -> None:
    api.post("/dev/snapshots", json={"name": "seeded"})
    assert api.delete(f"/chargers/{CHARGER}").is_success
    page = open_console("#/snapshots")
    expect(page.get_by_label("Kept snapshots").get_by_role("listitem")).to_have_count(1)
    page.get_by_label("Save the present state of all organizations as").fill("seeded")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Replace seeded?")
    dialog.get_by_role("button", name="Cancel").click()
    assert api.post("/dev/snapshots/seeded/restore").is_success
    assert _has_charger(api)
    assert api.delete(f"/chargers/{CHARGER}").is_success
    page.get_by_role("button", name="Save …").click()
    dialog.get_by_role("button", name="Replace").click()
    expect(page.get_by_text(re.compile(r"Kept \d+ records as seeded"))).to_be_visible()
    assert api.post("/dev/snapshots/seeded/restore").is_success
    assert not _has_charger(api)


def test_a_snapshot_that_another_client_removes_vanishes(open_console: Open, api: httpx.Client) -> None:
    api.post("/dev/snapshots", json={"name": "seeded"})
    page = open_console("#/snapshots")
    kept = page.get_by_label("Kept snapshots").get_by_role("listitem")
    expect(kept).to_have_count(1)
    assert api.delete("/dev/snapshots/seeded").is_success
    expect(kept).to_have_count(0, timeout=10_000)


def test_that_a_restore_does_not_turn_back_time_is_told_beside_it(
    open_console: Open, api: httpx.Client
) -> None:
    api.post("/dev/clock", json={"now": "2031-05-01T17:00:00Z", "frozen": True})
    api.post("/dev/snapshots", json={"name": "evening"})
    page = open_console("#/snapshots")
    entry = page.get_by_label("Kept snapshots").get_by_role("listitem")
    expect(entry).to_contain_text("evening")
    expect(entry).not_to_contain_text("go on to the present")
    api.post("/dev/clock", json={"advance": 3 * 3600})
    expect(entry).to_contain_text("Made 3 h ago by the clock: once restored, chargers go on to the present.")
    expect(page.get_by_text("A restore does not turn back the clock.")).to_be_visible()
    page.get_by_role("button", name="Restore evening").click()
    expect(page.get_by_text("chargers go on from there to the present, 3 h later")).to_be_visible()
    assert api.delete("/dev/clock").is_success
    expect(entry).to_contain_text("Made at a later time than the clock shows")


def test_a_reset_is_asked_once_more(open_console: Open, api: httpx.Client) -> None:
    assert api.delete(f"/chargers/{CHARGER}").is_success
    page = open_console("#/snapshots")
    page.get_by_role("button", name="Reset all organizations").click()
    dialog = page.get_by_role("dialog", name="Reset all organizations?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    assert not _has_charger(api)
    page.get_by_role("banner").get_by_role("combobox").select_option("Harbour Energy")
    page.get_by_role("button", name="Reset Harbour Energy").click()
    page.get_by_role("dialog").get_by_role("button", name="Reset", exact=True).click()
    expect(page.get_by_text("Harbour Energy is as it was opened")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert _has_charger(api)


def test_a_state_is_exported_and_imported(open_console: Open, api: httpx.Client, tmp_path: Path) -> None:
    page = open_console("#/snapshots")
    page.get_by_role("banner").get_by_role("combobox").select_option("Harbour Energy")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Export").click()
    assert downloading.value.suggested_filename == "harbour-energy.json"
    file = tmp_path / "harbour-energy.json"
    downloading.value.save_as(file)
    assert list(json.loads(file.read_text("utf-8"))["organizations"]) == [HARBOUR]
    assert api.delete(f"/chargers/{CHARGER}").is_success
    importing = page.get_by_role("button", name="Import …")
    expect(importing).to_have_attribute("title", "Choose a world file first")
    page.get_by_label("World file").set_input_files(file)
    importing.click()
    page.get_by_role("dialog").get_by_role("button", name="Import").click()
    expect(page.get_by_text("Imported 1 organization,")).to_be_visible()
    assert _has_charger(api)


def test_what_is_wrong_with_a_file_is_told_line_by_line(
    open_console: Open, api: httpx.Client, tmp_path: Path
) -> None:
    file = tmp_path / "world.json"
    file.write_text('{"organizations": [], "chargres": {}}')
    page = open_console("#/snapshots")
    page.get_by_label("World file").set_input_files(file)
    page.get_by_role("button", name="Import …").click()
    page.get_by_role("dialog").get_by_role("button", name="Import").click()
    problems = page.get_by_label("Problems of the file").get_by_role("listitem")
    expect(problems).to_have_count(2)
    expect(problems.first).to_have_text("organizations: Input should be an object")
    assert _has_charger(api)


def test_kept_snapshots_are_accessible(
    open_console: Open, api: httpx.Client, axe: Callable[[Page], list[str]]
) -> None:
    api.post("/dev/snapshots", json={"name": "x" * 100})
    api.post("/dev/snapshots", json={"name": "own", "organization_id": HARBOUR})
    page = open_console("#/snapshots")
    expect(page.get_by_label("Kept snapshots").get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="Remove all").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page, axe)
    page.keyboard.press("Escape")
    assert_accessible(page, axe)
