"""The view `clock`: the time is steered, and drivers come by themselves."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

import httpx
import pytest
from playwright.sync_api import Page, expect

from sandbox.server import Server
from sandbox.settings import Settings
from tests.console.accessible import assert_accessible
from tests.console.conftest import Open

HARBOUR = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def server() -> Iterator[Server]:
    """A sandbox in which creations take their time."""
    with Server(Settings.of(port=0, log_level="warning", provisioning_seconds=10)) as running:
        yield running


def test_the_clock_is_frozen_and_goes_on(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/clock")
    page.get_by_role("button", name="Freeze", exact=True).click()
    expect(page.get_by_text("The clock stands at")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text("frozen")
    assert api.get("/dev/clock").json()["frozen"]
    page.get_by_role("button", name="Unfreeze").click()
    expect(page.get_by_role("button", name="Freeze", exact=True)).to_be_visible()
    assert not api.get("/dev/clock").json()["frozen"]


def test_time_is_advanced_and_goes_back_to_real_time(open_console: Open, api: httpx.Client) -> None:
    api.post("/dev/clock", json={"now": "2031-05-01T08:00:00Z", "frozen": True})
    page = open_console("#/clock")
    now = page.get_by_label("Time now")
    expect(now).to_contain_text("08:00:00")
    page.get_by_role("button", name="Advance by 1 h").click()
    expect(now).to_contain_text("09:00:00")
    expect(page.get_by_text("Nothing was due in the background")).to_be_visible()
    page.get_by_label("By", exact=True).fill("2")
    page.get_by_label("Unit").select_option("days")
    page.get_by_label("By", exact=True).press("Enter")
    expect(now).to_contain_text("2031-05-03")
    assert api.get("/dev/clock").json()["now"] == "2031-05-03T09:00:00Z"
    page.get_by_role("button", name="Back to real time").click()
    expect(now).to_contain_text("Real time")
    assert api.get("/dev/clock").json()["now"] < "2031"


def test_chargers_that_are_ahead_of_a_clock_that_was_turned_back_stand_still_and_that_is_told(
    open_console: Open, api: httpx.Client, axe: Callable[[Page], list[str]]
) -> None:
    page = open_console("#/clock")
    now = page.get_by_label("Time now")
    ahead = page.get_by_role("banner").get_by_text("chargers ahead")
    expect(now).to_contain_text("Real time")
    expect(now).not_to_contain_text("stand still")
    assert api.post("/chargers/dep-harbour-004/start-session", json={"id_tag": "TAG-1"}).is_success
    assert api.post("/dev/snapshots", json={"name": "before"}).is_success
    api.post("/dev/clock", json={"advance": 3600, "frozen": True})
    expect(now).to_contain_text("Chargers do not go back with the clock: they stand still")
    expect(ahead).to_have_count(0)
    api.get("/dev/chargers/dep-harbour-004").raise_for_status()
    page.get_by_role("button", name="Back to real time").click()
    notice = page.get_by_role("status").filter(has_text="Chargers have lived until")
    expect(notice.get_by_role("link", name="Snapshots")).to_have_attribute("href", "#/snapshots")
    expect(ahead).to_be_visible()
    expect(now.get_by_text("each stands still until its time has come")).to_be_visible()
    page.reload()
    expect(ahead).to_be_visible()
    assert_accessible(page, axe)
    now.get_by_role("link", name="Snapshots").click()
    page.get_by_role("button", name="Restore before").click()
    expect(ahead).to_have_count(0)


def test_what_comes_due_is_told(open_console: Open, api: httpx.Client) -> None:
    api.post("/dev/clock", json={"frozen": True})
    charger = {
        "identity": "CP-NEW",
        "brand_slug": "wallbox",
        "model_slug": "wallbox-pulsar-plus",
        "connector_type": "Type2",
        "ws_url": "ws://127.0.0.1:9000/ocpp",
    }
    assert api.post("/ocpp/chargers", json=charger).status_code == 202
    page = open_console("#/clock")
    page.get_by_role("button", name="Advance by 1 min").click()
    expect(page.get_by_text("One work in the background came to its end.")).to_be_visible()


def test_a_time_before_the_present_is_refused_in_the_words_of_the_server(
    open_console: Open, api: httpx.Client
) -> None:
    page = open_console("#/clock")
    page.get_by_label("Time (UTC)").fill("2020-01-01T08:00")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_label("Time (UTC)")).to_have_accessible_description(
        re.compile("a clock does not run backwards")
    )
    page.get_by_label("Time (UTC)").fill("2033-01-01T08:00:30")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_label("Time now")).to_contain_text("2033-01-01")
    assert api.get("/dev/clock").json()["now"].startswith("2033-01-01T08:00:")


def test_time_goes_as_fast_as_it_is_told_to(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/clock")
    page.get_by_role("button", name=re.compile(r"^Speed . 60$")).click()
    expect(page.get_by_role("banner").locator(".tag")).to_contain_text("60")
    page.get_by_label("Custom").fill("0")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_label("Custom")).to_have_accessible_description("must be greater than 0")
    page.get_by_label("Custom").fill("90")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_label("Time now").get_by_text("90 times as fast")).to_be_visible()
    assert api.get("/dev/clock").json()["speed"] == 90


def test_an_organization_gets_a_clock_of_its_own(open_console: Open, api: httpx.Client) -> None:
    api.post("/dev/clock", json={"now": "2031-05-01T08:00:00Z", "frozen": True})
    page = open_console("#/clock")
    now = page.get_by_label("Time now")
    page.get_by_role("banner").get_by_role("combobox").select_option("Harbour Energy")
    expect(now).to_contain_text("Harbour Energy follows the clock of all")
    expect(page.get_by_role("button", name="Follow the clock of all")).to_have_attribute(
        "aria-disabled", "true"
    )
    page.get_by_role("button", name="Advance by 1 day").click()
    expect(now).to_contain_text("Harbour Energy has a clock of its own")
    expect(now).to_contain_text("2031-05-02")
    own = api.get("/dev/clock", params={"organization_id": HARBOUR}).json()
    assert (own["organization_id"], own["now"]) == (HARBOUR, "2031-05-02T08:00:00Z")
    page.get_by_role("banner").get_by_role("combobox").select_option("All organizations")
    expect(now).to_contain_text("2031-05-01")
    page.get_by_role("banner").get_by_role("combobox").select_option("Harbour Energy")
    page.get_by_role("button", name="Follow the clock of all").click()
    expect(now).to_contain_text("Harbour Energy follows the clock of all")


def test_another_client_that_turns_the_clock_is_seen(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/clock")
    api.post("/dev/clock", json={"now": "2031-05-01T08:00:00Z", "frozen": True})
    expect(page.get_by_label("Time now")).to_contain_text("2031-05-01")
    shown = page.get_by_label("Time now").locator("time").get_attribute("datetime")
    assert datetime.fromisoformat(shown or "").year == 2031


def test_drivers_come_and_stay_away(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/clock")
    page.get_by_role("banner").get_by_role("combobox").select_option("Harbour Energy")
    panel = page.get_by_label("Automatic sessions")
    expect(panel).to_contain_text("No drivers come by themselves.")
    panel.get_by_label("Sessions per day").fill("48")
    panel.get_by_text("More about these drivers").click()
    panel.get_by_label("Seed").fill("x")
    panel.get_by_role("button", name="Let drivers come").click()
    expect(panel.get_by_label("Seed")).to_have_accessible_description("must be a whole number whole number")
    panel.get_by_label("Seed").fill("7")
    panel.get_by_role("button", name="Let drivers come").click()
    expect(panel).to_contain_text("48 sessions a day at each charger")
    [demand] = api.get("/dev/demand").json()["data"]
    assert (demand["organization_id"], demand["sessions_per_day"], demand["seed"]) == (HARBOUR, 48, 7)
    panel.get_by_role("button", name="Stop").click()
    expect(panel).to_contain_text("No drivers come by themselves.")
    assert api.get("/dev/demand").json()["total"] == 0


def test_a_clock_that_is_turned_is_accessible(
    open_console: Open, api: httpx.Client, axe: Callable[[Page], list[str]]
) -> None:
    api.post("/dev/clock", json={"frozen": True})
    api.put("/dev/demand", json={"sessions_per_day": 24})
    page = open_console("#/clock")
    expect(page.get_by_label("Automatic sessions")).to_contain_text("24 sessions a day")
    page.get_by_text("More about these drivers").click()
    assert_accessible(page, axe)
