"""The world: figures, map, filters, lists and what happens."""

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from sandbox.fixture_files import fixture
from sandbox.seeding import build_world, render
from tests.conftest import CHARGER, LOCATION
from tests.console.accessible import assert_accessible
from tests.console.browsing import NARROW
from tests.console.conftest import Open

ROTTERDAM = "aaaaaaaa-0001-4000-8000-000000000001"


def figure(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="The world in figures").get_by_role("button", name=name)


def rows(page: Page) -> Locator:
    return page.get_by_role("table", name="Chargers").locator(".body [role=row]")


def find(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Find")


def world_map(page: Page) -> Locator:
    return page.get_by_role("application", name="Map of locations")


def scale(page: Page) -> Locator:
    return world_map(page).locator(".scale")


def told(page: Page) -> Locator:
    """Return the words next to what is pointed at."""
    return world_map(page).locator(".told-place > [aria-hidden]")


def pointed(page: Page) -> tuple[float, float]:
    """Return where on the page the location is that is pointed at."""
    box = world_map(page).bounding_box()
    assert box is not None
    x, y = told(page).evaluate(
        "({style}) => [parseFloat(style.left) + parseFloat(style.width) / 2, parseFloat(style.top)]"
    )
    return box["x"] + x, box["y"] + y


def chargers(api: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get("/dev/chargers", params={"limit": 1000}).json()["data"]
    return found


def looked_at(page: Page) -> None:
    """Wait until the sandbox has looked at each charger, as it does when somebody listens."""
    expect(page.get_by_role("button", name="Not looked at yet 0")).to_be_visible()


def charging(api: httpx.Client) -> int:
    return sum(
        "Charging" in (connector["status"], connector["charging_state"])
        for charger in chargers(api)
        for connector in charger["connectors"]
    )


def test_figures_and_list_show_what_the_sandbox_has(open_console: Open, api: httpx.Client) -> None:
    page = open_console()
    expect(figure(page, "Locations")).to_contain_text("6")
    expect(figure(page, "Chargers").first).to_contain_text(str(len(chargers(api))))
    expect(page.get_by_text("10 chargers found")).to_be_visible()
    expect(rows(page).first.get_by_role("cell").first).to_have_text("FJORD-001")
    page.get_by_role("columnheader", name="Identity").get_by_role("button").click()
    expect(rows(page).first.get_by_role("cell").first).to_have_text("SIERRA-003")
    rows(page).first.get_by_role("link", name="SIERRA-003").click()
    expect(page).to_have_url(re.compile("#/chargers/dep-sierra-003$"))


def test_what_happens_is_seen_at_once(open_console: Open, api: httpx.Client) -> None:
    page = open_console()
    looked_at(page)
    before = charging(api)
    expect(figure(page, "Connectors charging")).to_contain_text(str(before))
    row = rows(page).filter(has_text="HARBOUR-004")
    api.post("/chargers/dep-harbour-004/start-session", json={"id_tag": "TAG-1"}).raise_for_status()
    expect(row).to_contain_text("Charging")
    expect(row).to_contain_text("kW")
    assert charging(api) == before + 1
    expect(figure(page, "Connectors charging")).to_contain_text(str(before + 1))
    latest = page.get_by_role("list", name="Latest happenings")
    expect(latest).to_contain_text("HARBOUR-004 session started on connector 1, TAG-1")
    api.post("/chargers/dep-harbour-003/stop-charger", json={}).raise_for_status()
    expect(latest).to_contain_text("HARBOUR-003 is stopped")
    figure(page, "Chargers offline").click()
    expect(rows(page).filter(has_text="HARBOUR-003")).to_contain_text("Offline")
    latest.get_by_role("link", name="HARBOUR-004").first.click()
    expect(page).to_have_url(re.compile("#/chargers/dep-harbour-004$"))


def test_a_filter_stands_in_the_address(open_console: Open, api: httpx.Client) -> None:
    api.post("/chargers/dep-harbour-004/start-session", json={"id_tag": "TAG-1"}).raise_for_status()
    page = open_console()
    find(page).fill("harbour keizers")
    expect(page).to_have_url(re.compile(r"#/world\?q=harbour\+keizers$"))
    expect(rows(page)).to_have_count(2)
    page.get_by_role("list", name="States of connectors").get_by_role("button", name="Charging").click()
    expect(page).to_have_url(re.compile(r"&state=charging$"))
    expect(rows(page).filter(has_text="HARBOUR-004")).to_be_visible()
    page.reload()
    expect(find(page)).to_have_value("harbour keizers")
    expect(rows(page).filter(has_text="HARBOUR-004")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(page).to_have_url(re.compile("#/world$"))
    expect(rows(page)).to_have_count(10)


def test_versions_locations_and_figures_are_filters(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/world?version=ocpp2.0.1")
    looked_at(page)
    newer = [one for one in chargers(api) if one["ocpp_version"] == "ocpp2.0.1"]
    expect(rows(page)).to_have_count(len(newer))
    page.get_by_label("OCPP").select_option("All versions")
    page.get_by_label("Location", exact=True).select_option("Rotterdam Wilhelminakade")
    expect(page).to_have_url(re.compile(rf"location={ROTTERDAM}$"))
    expect(rows(page)).to_have_count(2)
    figure(page, "Locations").click()
    expect(page.get_by_text("6 locations found")).to_be_visible()
    page.get_by_role("table", name="Locations").get_by_role("link", name="Bergen Bryggen").click()
    expect(rows(page)).to_have_count(1)
    figure(page, "Power now").click()
    drawing = [one for one in chargers(api) if any(connector["power_w"] for connector in one["connectors"])]
    expect(page.get_by_text(re.compile(f"^{len(drawing)} chargers? found"))).to_be_visible()
    expect(figure(page, "Power now")).to_have_attribute("aria-pressed", "true")
    find(page).fill("no such charger")
    expect(page.get_by_text("Nothing fits")).to_be_visible()


def test_the_map_is_used_by_keyboard(open_console: Open) -> None:
    page = open_console()
    world_map(page).focus()
    fitted = scale(page).inner_text()
    page.keyboard.press("n")
    spoken = world_map(page).get_by_role("status")
    expect(spoken).to_contain_text("Sevilla Puerta de Jerez: ")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Location", exact=True)).to_have_value("bbbbbbbb-0002-4000-8000-000000000002")
    expect(rows(page)).to_have_count(1)
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(scale(page)).not_to_have_text(fitted)
    page.keyboard.press("0")
    expect(scale(page)).to_have_text(fitted)
    page.keyboard.press("p")
    expect(spoken).to_contain_text("Bergen Bryggen: ")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(spoken).to_be_empty()


def test_the_map_is_used_by_mouse(open_console: Open) -> None:
    page = open_console("#/world?q=harbour")
    found = page.get_by_text("6 chargers found")
    expect(found).to_be_visible()
    world_map(page).focus()
    page.keyboard.press("n")
    expect(told(page)).to_contain_text("Rotterdam Wilhelminakade")
    at = pointed(page)
    page.keyboard.press("Escape")
    expect(told(page)).to_have_count(0)
    page.mouse.move(*at)
    expect(told(page)).to_contain_text("Rotterdam Wilhelminakade")
    page.mouse.click(*at)
    expect(page).to_have_url(re.compile(rf"location={ROTTERDAM}$"))
    page.mouse.click(*at)
    expect(found).to_be_visible()
    before = scale(page).inner_text()
    page.mouse.wheel(0, -600)
    expect(scale(page)).not_to_have_text(before)
    near = scale(page).inner_text()
    page.set_viewport_size({"width": 1200, "height": 800})
    expect(scale(page)).to_have_text(near)
    page.get_by_role("button", name="Show all locations").click()
    expect(scale(page)).to_have_text(before)
    find(page).fill("sierra")
    page.keyboard.press("Tab")
    expect(world_map(page).get_by_role("img")).to_have_attribute("aria-label", re.compile("^2 locations"))
    expect(scale(page)).not_to_have_text(before)


def test_the_map_is_used_by_two_fingers(open_console: Open) -> None:
    page = open_console("#/world?q=harbour", size=NARROW)
    world_map(page).focus()
    before = scale(page).inner_text()
    box = world_map(page).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 20), ("touchMove", 40), ("touchMove", 80), ("touchMove", 120)):
        points = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(scale(page)).not_to_have_text(before)


def test_a_group_of_locations_opens(open_console: Open, api: httpx.Client) -> None:
    for number in range(3):
        where = {"latitude": 48.8925 + number / 1000, "longitude": 2.2361}
        api.post(
            "/locations", json={**LOCATION, "name": f"Hub {number}", "coordinates": where}
        ).raise_for_status()
    page = open_console("#/world?q=hub&list=locations")
    expect(page.get_by_text("3 locations found")).to_be_visible()
    world_map(page).focus()
    page.keyboard.press("n")
    expect(told(page)).to_contain_text("Paris")
    expect(told(page)).to_contain_text("3 locations")
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    expect(told(page)).to_contain_text(re.compile("Hub [012]"))


def test_the_map_is_painted_in_the_colours_of_the_theme(open_console: Open) -> None:
    page = open_console()
    expect(scale(page)).to_be_visible()
    light = colour_at_the_edge(page)
    page.get_by_role("button", name="Dark theme").click()
    assert colour_at_the_edge(page) != light
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert colour_at_the_edge(page)[3] == 255  # Nothing is left unpainted.


def colour_at_the_edge(page: Page) -> list[int]:
    """Return the colour of the map at its left, after the frames that are painted next."""
    colour: list[int] = (
        world_map(page)
        .locator("canvas")
        .first.evaluate(
            """async (land) => {
                for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
                const copy = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
                copy.drawImage(land, -2, -land.height / 2);
                return [...copy.getImageData(0, 0, 1, 1).data];
            }"""
        )
    )
    return colour


def test_organizations_have_figures_of_their_own(open_console: Open, api: httpx.Client) -> None:
    page = open_console()
    organizations = page.get_by_role("region", name="Organizations")
    expect(organizations.get_by_role("button", name="Harbour Energy")).to_contain_text(
        "3 locations, 6 chargers"
    )
    api.post("/dev/tenants", json={"name": "Newcomer"}).raise_for_status()
    expect(organizations.get_by_role("button", name="Newcomer")).to_contain_text("0 locations, 0 chargers")
    organizations.get_by_role("button", name="Harbour Energy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("World · Harbour Energy")
    expect(rows(page)).to_have_count(6)
    expect(organizations).to_have_count(0)
    page.get_by_role("banner").get_by_role("combobox").select_option("Newcomer")
    expect(page.get_by_role("heading", name="Newcomer has no locations or chargers yet")).to_be_visible()
    expect(page.get_by_text("ocpplab-sandbox serve --world demo")).to_be_visible()
    page.get_by_role("button", name="Copy command").click()
    expect(page.get_by_role("status").get_by_text("Copied")).to_be_visible()
    page.locator("#content").get_by_role("link", name="Docs").click()
    expect(page).to_have_url(re.compile("#/docs$"))


def test_a_world_of_organizations_that_have_nothing_asks_for_no_other_organization(
    open_console: Open, api: httpx.Client
) -> None:
    page = open_console()
    api.post("/dev/tenants", json={"name": "Newcomer"}).raise_for_status()
    page.get_by_role("banner").get_by_role("combobox").select_option("Newcomer")
    expect(page.get_by_text("make locations and chargers with the API")).to_be_visible()
    expect(page.get_by_text("make an organization")).to_have_count(0)


def test_what_happened_on_another_day_is_told_with_its_date(open_console: Open, api: httpx.Client) -> None:
    page = open_console()
    api.post("/chargers/dep-harbour-004/start-session", json={"id_tag": "TAG-1"}).raise_for_status()
    latest = page.get_by_role("list", name="Latest happenings").get_by_role("listitem")
    started = latest.filter(has_text="session started on connector 1, TAG-1").last
    time = started.get_by_role("time")
    expect(time).to_have_text(re.compile(r"^\d\d:\d\d:\d\d$"))
    day = (time.get_attribute("datetime") or "")[:10]
    api.post("/dev/clock", json={"advance": 86_400}).raise_for_status()
    expect(time).to_have_text(re.compile(rf"^{day} \d\d:\d\d:\d\d$"))


def test_what_is_made_and_removed_appears_and_vanishes(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/world?q=hub")
    expect(page.get_by_text("0 chargers found")).to_be_visible()
    made = api.post("/locations", json=LOCATION).json()
    api.post("/chargers", json={**CHARGER, "location_id": made["id"]}).raise_for_status()
    expect(rows(page).filter(has_text="CP-0001")).to_contain_text("Harbour Hub")
    api.post("/dev/clock", json={"advance": 60}).raise_for_status()
    expect(rows(page).filter(has_text="CP-0001")).to_contain_text("Available")
    [charger] = [one for one in chargers(api) if one["identity"] == "CP-0001"]
    api.delete(f"/chargers/{charger['id']}").raise_for_status()
    expect(page.get_by_text("0 chargers found")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    api.delete("/chargers/dep-harbour-001").raise_for_status()
    expect(page.get_by_text("9 chargers found")).to_be_visible()
    api.post("/dev/reset").raise_for_status()
    expect(page.get_by_text("10 chargers found")).to_be_visible()
    expect(figure(page, "Locations")).to_contain_text("6")
    expect(page.get_by_role("list", name="Latest happenings")).to_contain_text("The world was reset")


def test_of_thousands_only_those_in_view_are_in_the_page(open_console: Open, api: httpx.Client) -> None:
    catalog = json.loads(fixture("catalog.json").read_text(encoding="utf-8"))
    large = build_world(tenants=1, locations=500, chargers=2000, seed=1, catalog=catalog, activity=False)
    page = open_console()
    api.post("/dev/import", json=json.loads(render(large))).raise_for_status()
    expect(page.get_by_text("2,000 chargers found")).to_be_visible()
    expect(figure(page, "Locations")).to_contain_text("500")
    assert rows(page).count() < 60
    page.get_by_role("table", name="Chargers").evaluate("table => table.scrollTo(0, table.scrollHeight)")
    expect(page.locator("[aria-rowindex='2001']")).to_be_visible()
    world_map(page).focus()
    page.keyboard.press("n")
    expect(told(page)).to_contain_text("locations")


def test_the_world_in_all_its_states_is_accessible(
    open_console: Open, api: httpx.Client, axe: Callable[[Page], list[str]]
) -> None:
    api.post("/chargers/dep-harbour-004/start-session", json={"id_tag": "TAG-1"}).raise_for_status()
    api.post("/chargers/dep-harbour-003/stop-charger", json={}).raise_for_status()
    api.post(
        "/chargers/dep-harbour-002/inject-fault", params={"connector_id": 1, "fault_type": "GroundFault"}
    ).raise_for_status()
    page = open_console("#/world?version=ocpp1.6")
    expect(page.get_by_role("list", name="Latest happenings")).to_be_visible()
    world_map(page).focus()
    page.keyboard.press("n")
    expect(told(page)).to_be_visible()
    assert_accessible(page, axe)
    figure(page, "Locations").click()
    expect(page.get_by_role("table", name="Locations")).to_be_visible()
    assert_accessible(page, axe)
