"""The view of one charger: how it is, what flows, what is said, and what it can be told."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.console.accessible import assert_accessible
from tests.console.conftest import Open
from tests.live.waiting import nobody, until_line

SINGLE = "dep-harbour-001"
"""OCPP 1.6, one connector, nobody there."""

DOUBLE = "dep-harbour-006"
"""OCPP 1.6, two connectors."""

NEWER = "dep-harbour-005"
"""OCPP 2.0.1, two connectors."""

HOUR = 3600


def told(api: httpx.Client, charger: str, command: str, **payload: Any) -> None:
    """Send a command as any client does."""
    body = {"target": {"deployment_id": charger}, "payload": payload}
    assert api.post(f"/evcharger/commands/{command}", json=body).status_code == 202


def now(api: httpx.Client, charger: str) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"/dev/chargers/{charger}").json()
    return found


def turned(api: httpx.Client, **clock: Any) -> None:
    assert api.post("/dev/clock", json=clock).is_success


def connector(page: Page, number: int) -> Locator:
    return page.get_by_role("article", name=f"Connector {number}")


def command(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name="Commands").get_by_role("button", name=name, exact=True)


def frames(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


@pytest.mark.parametrize("charger", [DOUBLE, NEWER])
def test_a_session_is_shown_as_it_goes_on(open_console: Open, api: httpx.Client, charger: str) -> None:
    turned(api, frozen=True)
    told(api, charger, "unplug-connector", connector_id=1)
    told(api, charger, "start-session", id_tag="TAG-7", connector_id=1)
    turned(api, advance=HOUR / 4)
    page = open_console(f"#/chargers/{charger}")
    shown = now(api, charger)
    expect(page.get_by_role("heading", level=1)).to_have_text(shown["identity"])
    expect(page.locator(".charger-head").get_by_role("link", name="World")).to_have_attribute(
        "href", "#/world"
    )
    expect(page.locator(".charger-head")).to_contain_text(shown["model_name"])
    location = page.locator(".charger-head").get_by_role("link").nth(1)
    expect(location).to_have_attribute("href", f"#/world?location={shown['location_id']}")
    card = connector(page, 1)
    expect(card).to_contain_text("Charging")
    expect(card).to_contain_text("TAG-7")
    expect(card).to_contain_text(shown["connectors"][0]["session"]["transaction_id"])
    expect(card.get_by_role("meter", name="Battery")).to_have_attribute("aria-valuetext", re.compile("%$"))
    flowing = card.get_by_role("meter", name="Power")
    before = flowing.get_attribute("aria-valuetext")
    chart = page.get_by_role("img", name=re.compile(r"\d+ readings from"))
    first = chart.get_attribute("aria-label")
    expect(chart.locator("canvas")).to_be_visible()

    turned(api, advance=HOUR / 4)
    told(api, charger, "power-update", power_w=3000, connector_id=1)
    expect(flowing).to_have_attribute("aria-valuetext", re.compile("^3.0 kW of"))
    assert before != flowing.get_attribute("aria-valuetext")
    expect(chart).not_to_have_attribute("aria-label", first or "")
    expect(chart).to_have_attribute("aria-label", re.compile("last 3.0 kW"))
    page.locator(".chart summary").click()
    expect(page.get_by_role("table", name="Readings").get_by_role("row").last).to_contain_text("kWh")

    told(api, charger, "stop-session", connector_id=1)
    expect(card).to_contain_text("No cable plugged in")
    expect(card.get_by_role("meter", name="Battery")).to_have_count(0)


def test_commands_are_sent_and_tell_what_came_of_them(open_console: Open, api: httpx.Client) -> None:
    page = open_console(f"#/chargers/{DOUBLE}")
    connector(page, 1).get_by_role("button", name="Connector 1").click()
    expect(page.get_by_role("group", name="Connector", exact=True).get_by_label("1")).to_be_checked()
    command(page, "Plug in").click()
    expect(page.locator(".notice.done")).to_have_text(re.compile("Plug in: done"))
    assert [one["plugged"] for one in now(api, DOUBLE)["connectors"]] == [True, False]
    plug = command(page, "Plug in")
    expect(plug).to_have_attribute("aria-disabled", "true")
    expect(plug).to_have_accessible_description("connector 1 already has a cable plugged in")
    expect(page.get_by_text("connector 1 already has a cable plugged in")).to_be_visible()

    page.get_by_label("Id tag").fill("TAG-9")
    command(page, "Authorize").click()
    expect(connector(page, 1)).to_contain_text("TAG-9")
    command(page, "Remote stop …").click()
    page.get_by_role("button", name="Send: Remote stop").click()
    expect(page.locator(".sent li").first).to_contain_text("Remote stop")
    expect(page.locator(".sent li").first).to_contain_text("applied")
    command(page, "Unplug").focus()
    page.keyboard.press("Enter")
    expect(connector(page, 1)).to_contain_text("No cable plugged in")
    assert now(api, DOUBLE)["connectors"][0]["plugged"] is False

    command(page, "Inject fault …").click()
    page.get_by_label("Fault", exact=True).select_option("GroundFault")
    page.get_by_role("button", name="Send: Inject fault").click()
    expect(connector(page, 1)).to_contain_text("Fault: GroundFault")
    assert now(api, DOUBLE)["connectors"][0]["fault"] == "GroundFault"
    command(page, "Clear fault").click()
    expect(connector(page, 1)).not_to_contain_text("GroundFault")


def test_forms_check_what_is_written(open_console: Open, api: httpx.Client) -> None:
    page = open_console(f"#/chargers/{SINGLE}")
    command(page, "Send a message …").click()
    payload = page.get_by_label("Payload", exact=True)
    payload.fill('{"vendorId": ')
    sent = page.get_by_role("button", name="Send: Send a message")
    expect(sent).to_have_attribute("aria-disabled", "true")
    expect(payload).to_have_accessible_description(re.compile("^No JSON: "))
    page.get_by_label("Action", exact=True).first.fill("DataTransfer")
    payload.fill('{"vendorId": "Example", "data": "hello"}')
    sent.click()
    expect(frames(page).filter(has_text="vendorId Example, data hello")).to_be_visible()
    expect(page.locator(".sent li").first).to_contain_text("DataTransfer")

    command(page, "Configure …").click()
    page.get_by_label("Key").fill("HeartbeatInterval")
    page.get_by_label("Value").fill("77")
    page.get_by_role("button", name="Send: Configure").click()
    expect(page.locator(".sent li").first).to_contain_text("HeartbeatInterval")
    command(page, "Send local list …").click()
    page.get_by_label("Version").fill("many")
    listed = page.get_by_role("button", name="Send: Send local list")
    expect(listed).to_have_attribute("title", "Version is a whole number")
    page.get_by_label("Version").fill("4")
    listed.click()
    expect(page.locator(".sent li").first).to_contain_text("list_version 4")
    expect(page.locator(".sent li").first).to_contain_text("applied")
    page.get_by_role("form", name="Send local list").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("form", name="Send local list")).to_have_count(0)
    held = api.get(f"/chargers/{SINGLE}/configuration", params={"key": "HeartbeatInterval"})
    assert '"77"' in held.text


def test_a_form_begins_with_what_runs(open_console: Open, api: httpx.Client) -> None:
    turned(api, frozen=True)
    told(api, DOUBLE, "start-session", id_tag="TAG-7", connector_id=1)
    page = open_console(f"#/chargers/{DOUBLE}")
    expect(connector(page, 1)).to_contain_text("TAG-7")
    expect(page.get_by_role("group", name="Connector", exact=True).get_by_label("Any")).to_be_checked()
    command(page, "Remote stop …").click()
    running = now(api, DOUBLE)["connectors"][0]["session"]["transaction_id"]
    expect(page.get_by_label("Transaction")).to_have_value(running)
    page.get_by_role("button", name="Send: Remote stop").click()
    expect(page.locator(".sent li").first).to_contain_text(f"transaction_id {running}")
    expect(page.locator(".sent li").first).to_contain_text("applied")


def test_a_key_can_be_set_to_nothing(open_console: Open, api: httpx.Client) -> None:
    page = open_console(f"#/chargers/{SINGLE}")
    command(page, "Configure …").click()
    page.get_by_label("Key").fill("MeterValuesAlignedData")
    page.get_by_label("Value").fill("")
    page.get_by_role("button", name="Send: Configure").click()
    expect(page.locator(".sent li").first).to_contain_text("applied")
    held = api.get(f"/chargers/{SINGLE}/configuration", params={"key": "MeterValuesAlignedData"})
    assert '"value":""' in held.text.replace(": ", ":")


@pytest.mark.parametrize("charger", [SINGLE, NEWER])
def test_the_commands_stay_where_they_are(open_console: Open, api: httpx.Client, charger: str) -> None:
    page = open_console(f"#/chargers/{charger}")
    told(api, charger, "unplug-connector", connector_id=1)
    expect(connector(page, 1)).to_contain_text("No cable plugged in")
    begin = command(page, "Start session")
    before = begin.bounding_box()
    told(api, charger, "start-session", id_tag="TAG-7", connector_id=1)
    expect(connector(page, 1)).to_contain_text("TAG-7")
    assert begin.bounding_box() == before
    told(api, charger, "stop-session", connector_id=1)
    expect(connector(page, 1)).to_contain_text("No cable plugged in")
    assert begin.bounding_box() == before


def test_a_refusal_is_told_in_the_words_of_the_sandbox(open_console: Open, api: httpx.Client) -> None:
    page = open_console(f"#/chargers/{SINGLE}")
    command(page, "Send a message …").click()
    page.get_by_label("Action", exact=True).first.fill("NoSuchAction")
    page.get_by_role("button", name="Send: Send a message").click()
    expect(page.locator(".notice.problem")).to_contain_text("Send a message: ")
    sent = page.locator(".sent li").first
    (record,) = api.get("/dev/records/commands", params={"charger_id": SINGLE}).json()["data"]
    expect(sent).to_contain_text(record["status"])
    expect(sent).to_contain_text(record["reason"])

    command(page, "Stop charger").click()
    expect(page.locator(".charger-head")).to_contain_text("stopped")
    assert now(api, SINGLE)["runtime"] == "stopped"
    expect(command(page, "Plug in")).to_have_accessible_description(re.compile("^Would wait.*stopped"))
    expect(command(page, "Stop charger")).to_have_attribute("aria-disabled", "true")
    command(page, "Plug in").click()
    expect(page.locator(".notice.done").last).to_contain_text("Plug in: waits")
    command(page, "Start charger").click()
    expect(connector(page, 1)).to_contain_text("A cable is plugged in")


def test_an_answer_that_cannot_be_read_is_told(open_console: Open, api: httpx.Client) -> None:
    match = {"path": "/evcharger/commands/*"}
    api.post("/dev/faults", json={"match": match, "body": "garbled", "times": 1}).raise_for_status()
    api.post("/dev/faults", json={"match": match, "body": "truncated", "times": 1}).raise_for_status()
    page = open_console(f"#/chargers/{SINGLE}")
    command(page, "Plug in").click()
    expect(page.locator(".notice.problem").last).to_contain_text("The answer is no JSON")
    command(page, "Unplug").click()
    expect(page.locator(".notice.problem").last).to_contain_text("The answer broke off")


def test_the_conversation_can_be_searched_and_read(open_console: Open, api: httpx.Client) -> None:
    turned(api, frozen=True)
    told(api, SINGLE, "start-session", id_tag="TAG-7", connector_id=1)
    turned(api, advance=HOUR / 2)
    page = open_console(f"#/chargers/{SINGLE}")
    talk = page.get_by_role("region", name="OCPP conversation")
    expect(frames(page).filter(has_text="Heartbeat").first).to_be_visible()
    talk.get_by_label("Hide heartbeats").check()
    expect(frames(page).filter(has_text="Heartbeat")).to_have_count(0)
    talk.get_by_label("Search frames").fill("TAG-7 start")
    expect(frames(page)).to_have_count(1)
    expect(frames(page)).to_have_accessible_name(
        re.compile(r"charger to CSMS: StartTransaction call 1 TAG-7 at 0 Wh$")
    )
    talk.get_by_label("Search frames").fill("")
    talk.get_by_label("Action").select_option("StartTransaction")
    expect(frames(page)).to_have_count(2)
    talk.get_by_label("← to charger").check()
    expect(frames(page)).to_have_count(1)
    talk.get_by_label("Both").check()

    frames(page).first.click()
    details = page.get_by_role("region", name="StartTransaction call")
    expect(details).to_contain_text('"idTag": "TAG-7"')
    expect(frames(page).nth(1)).to_have_class(re.compile("paired"))
    details.get_by_role("button", name="answer, after 0 ms").click()
    expect(page.get_by_role("region", name="StartTransaction answer")).to_contain_text('"transactionId": 1')
    expect(frames(page).nth(1)).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="Copy the frame").click()
    assert json.loads(page.evaluate("navigator.clipboard.readText()"))[0] == 3
    page.get_by_role("listbox").focus()
    page.keyboard.press("ArrowUp")
    expect(details).to_be_visible()
    page.keyboard.press("Escape")
    expect(details).to_have_count(0)

    with page.expect_download() as download:
        talk.get_by_role("button", name="Save as JSON").click()
    kept = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert [(one["direction"], one["frame"][0]) for one in kept] == [("cp_to_csms", 2), ("csms_to_cp", 3)]
    with page.expect_download() as download:
        talk.get_by_role("button", name="Save as text").click()
    assert "→ [2," in Path(download.value.path()).read_text("utf-8")
    talk.get_by_label("Search frames").fill("no such thing")
    expect(talk).to_contain_text("No frame fits.")


def test_frames_that_fit_no_schema_are_shown_all_the_same(open_console: Open, api: httpx.Client) -> None:
    page = open_console(f"#/chargers/{SINGLE}")
    expect(frames(page)).not_to_have_count(0)
    messages: tuple[tuple[str, dict[str, Any]], ...] = (
        ("MeterValues", {"connectorId": 1, "meterValue": 5}),
        ("MeterValues", {"connectorId": 1, "meterValue": [{"timestamp": "then"}]}),
        ("StartTransaction", {"connectorId": 1, "meterStart": "all"}),
        ("Authorize", {"idTag": {}}),
        ("constructor", {}),
    )
    for action, payload in messages:
        told(api, SINGLE, "proxy-message", action=action, payload=payload)
    expect(page.locator(".sent li").first).to_contain_text("constructor")
    total = api.get("/dev/records/logs", params={"charger_id": SINGLE, "limit": 1}).json()["total"]
    expect(page.get_by_role("region", name="OCPP conversation")).to_contain_text(f"{total} frames")


def test_what_is_seen_twice_is_one_reading(open_console: Open, api: httpx.Client) -> None:
    turned(api, frozen=True)
    told(api, SINGLE, "start-session", id_tag="TAG-7", connector_id=1)
    turned(api, advance=HOUR / 4)
    page = open_console(f"#/chargers/{SINGLE}")
    chart = page.get_by_role("img", name=re.compile(r"\d+ readings from"))
    before = chart.get_attribute("aria-label") or ""
    told(api, SINGLE, "proxy-message", action="Heartbeat", payload={})
    expect(page.locator(".sent li").first).to_contain_text("Heartbeat")
    expect(page.locator(".sent li").first).to_contain_text("applied")
    expect(chart).to_have_attribute("aria-label", before)


def test_a_long_conversation_is_followed_and_read_backwards(open_console: Open, api: httpx.Client) -> None:
    turned(api, frozen=True)
    now(api, SINGLE)
    turned(api, advance=36 * HOUR)
    api.headers["Authorization"] = f"Bearer {api.get('/dev/token').json()['access_token']}"
    page = open_console(f"#/chargers/{SINGLE}")
    talk = page.get_by_role("region", name="OCPP conversation")
    total = api.get("/dev/records/logs", params={"charger_id": SINGLE, "limit": 1}).json()["total"]
    expect(talk).to_contain_text(f"500 frames, {total - 500} older")
    expect(talk.get_by_label("Follow")).to_be_checked()
    expect(frames(page).last).to_have_attribute("aria-posinset", "500")
    assert frames(page).count() < 60
    told(api, SINGLE, "plug-connector")
    expect(frames(page).last).to_have_attribute("aria-posinset", "502")

    # Who reads stays where he is.
    page.get_by_role("listbox").focus()
    page.keyboard.press("Home")
    expect(talk.get_by_label("Follow")).not_to_be_checked()
    read = frames(page).and_(page.locator("[aria-selected=true]"))
    at = read.locator("time").get_attribute("datetime") or ""
    told(api, SINGLE, "unplug-connector")
    expect(talk).to_contain_text("504 frames")
    talk.get_by_role("button", name=re.compile("^Older frames")).click()
    expect(talk).to_contain_text(re.compile(r"^OCPP conversation\s*1?\d{3} frames"))
    expect(read.locator("time")).to_have_attribute("datetime", at)
    expect(read).to_be_in_viewport()
    talk.get_by_label("Follow").check()
    expect(frames(page).last).to_contain_text("StatusNotification")


def test_a_conversation_is_followed_until_the_reader_scrolls(open_console: Open, api: httpx.Client) -> None:
    page = open_console(f"#/chargers/{SINGLE}")
    follow = page.get_by_role("region", name="OCPP conversation").get_by_label("Follow")
    newest = frames(page).last
    expect(newest).to_be_visible()
    # The cards and the commands change their height, and with them the list.
    for name in ("Start session", "Stop session", "Plug in", "Unplug"):
        command(page, name).click()
        expect(page.locator(".notice.done").last).to_contain_text(f"{name}: done")
        total = api.get("/dev/records/logs", params={"charger_id": SINGLE, "limit": 1}).json()["total"]
        expect(newest).to_have_attribute("aria-posinset", str(total))
        expect(follow).to_be_checked()
    for height in (1100, 700, 800):
        page.set_viewport_size({"width": 1280, "height": height})
        told(api, SINGLE, "proxy-message", action="Heartbeat", payload={})
        total += 2
        expect(newest).to_have_attribute("aria-posinset", str(total))
        expect(follow).to_be_checked()

    page.get_by_role("listbox").hover()
    page.mouse.wheel(0, -200)
    expect(follow).not_to_be_checked()
    page.mouse.wheel(0, 400)
    expect(follow).to_be_checked()


def made(api: httpx.Client, ws_url: str) -> str:
    """Create a charger and return its id."""
    fields = {"brand_slug": "evbox", "model": "evbox-businessline-double", "connector_type": "Type2"}
    body = fields | {"identity": "CP-1", "charger_name": "Bay", "ocpp_version": "ocpp1.6", "ws_url": ws_url}
    return str(api.post("/evcharger/deployment", json=body).json()["deployment_id"])


def test_the_line_to_the_csms_is_switched(open_console: Open, api: httpx.Client) -> None:
    with nobody() as ws_url:
        charger = made(api, ws_url)
        page = open_console(f"#/chargers/{charger}")
        line = page.get_by_role("region", name="Line to the CSMS")
        expect(line).to_contain_text(ws_url)
        line.get_by_label("Live").check()
        until_line(api, charger, "offline")
        expect(line.locator(".line-state")).to_have_text("offline")
        expect(line.locator(".problem")).not_to_be_empty()
        line.get_by_label("Built-in CSMS").check()
        expect(line.locator(".line-state")).to_have_text("built-in")
        assert api.get(f"/dev/lines/{charger}").json()["mode"] == "loopback"


def test_one_that_could_not_be_provisioned_takes_no_commands(open_console: Open, api: httpx.Client) -> None:
    assert api.post("/dev/provisioning-failures", json={"kind": "charger"}).is_success
    page = open_console(f"#/chargers/{made(api, 'ws://127.0.0.1:9000/ocpp')}")
    expect(page.locator(".charger-head")).to_contain_text("FAILED")
    expect(command(page, "Plug in")).to_have_attribute("aria-disabled", "true")
    expect(command(page, "Plug in")).to_have_accessible_description(
        re.compile("is FAILED and takes no commands")
    )
    expect(page.get_by_role("listbox")).to_contain_text("Nothing has been said yet.")


def test_a_charger_that_is_gone_leads_back(open_console: Open, api: httpx.Client) -> None:
    page = open_console(f"#/chargers/{SINGLE}")
    expect(page.get_by_role("heading", level=1)).to_have_text("HARBOUR-001")
    assert api.delete(f"/chargers/{SINGLE}").is_success
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Charger {SINGLE} not found")
    assert api.post("/dev/reset").is_success
    expect(page.get_by_role("heading", level=1)).to_have_text("HARBOUR-001")
    assert api.delete(f"/chargers/{SINGLE}").is_success
    page.get_by_role("link", name="Back to the world").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("World")


def test_it_is_accessible_with_all_that_it_can_show(
    open_console: Open, api: httpx.Client, axe: Callable[[Page], list[str]]
) -> None:
    told(api, DOUBLE, "start-session", id_tag="TAG-OF-20-CHARACTERS", connector_id=1)
    told(api, DOUBLE, "proxy-message", action="NoSuchAction", payload={})
    page = open_console(f"#/chargers/{DOUBLE}")
    frames(page).last.click()
    command(page, "Send a message …").click()
    page.get_by_label("Payload", exact=True).fill("{")
    expect(page.get_by_role("img", name=re.compile("readings"))).to_be_visible()
    expect(page.locator(".sent li").first).to_be_visible()
    page.locator(".chart summary").click()
    assert_accessible(page, axe)
