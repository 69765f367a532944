"""The view `faults`: faults are added, watched and taken back."""

import re
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.console.accessible import assert_accessible
from tests.console.conftest import Open

HARBOUR = "11111111-1111-4111-8111-111111111111"

TOLD = """
window.told = [];
const listen = EventSource.prototype.addEventListener;
EventSource.prototype.addEventListener = function (kind, listener) {
  return listen.call(this, kind, (event) => { listener(event); window.told.push(kind); });
};
"""
"""Keeps the kinds of events that were told."""

HIDDEN = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
"""Puts the page behind another one, or before it."""


def _faults(api: httpx.Client) -> list[dict[str, Any]]:
    faults: list[dict[str, Any]] = api.get("/dev/faults").json()["data"]
    return faults


def _choose_organization(page: Page, name: str) -> None:
    page.get_by_role("banner").get_by_role("combobox").select_option(name)


def _listed(page: Page) -> Locator:
    return page.get_by_label("Faults in the order in which they are tried").get_by_role("listitem")


def _form(page: Page) -> Locator:
    return page.get_by_label("Add a fault", exact=True)


def _written(page: Page, json: str) -> None:
    """Write the JSON of the form by hand."""
    _form(page).get_by_text("As JSON").click()
    _form(page).get_by_label("What is sent").fill(json)


def test_a_fault_is_added_hits_and_is_taken_back(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/faults")
    expect(page.get_by_text("No faults are active.")).to_be_visible()
    form = _form(page)
    form.get_by_label("Name", exact=True).fill("busy")
    form.get_by_label("Detail").fill("Try later")
    form.get_by_label("Retry-After").fill("1")
    form.get_by_label("Operation").fill("list_locations")
    form.get_by_role("button", name="Add fault").click()
    fault = _listed(page)
    expect(fault).to_contain_text("503 “Try later” with Retry-After 1 s")
    expect(fault).to_contain_text("Operation list_locations · 2 times")
    [made] = _faults(api)
    assert (made["name"], made["status"], made["times"]) == ("busy", 503, 2)
    assert made["match"] == {"operation": "list_locations"}
    for status in (503, 503, 200):
        assert api.get("/locations").status_code == status
    expect(fault).to_contain_text("spent")
    expect(fault.get_by_role("definition")).to_have_text(["3", "2 / 2"])
    page.get_by_role("button", name="Remove busy").click()
    expect(fault).to_have_count(0)
    assert _faults(api) == []


def test_an_attempt_by_hand_shows_what_goes_wrong(open_console: Open, api: httpx.Client) -> None:
    api.post("/dev/faults", json={"status": 503, "times": 1})
    api.post("/dev/faults", json={"revoke_token": True, "after": 1, "times": 1})
    api.post("/dev/faults", json={"match": {"path": "/health"}, "drop": "before"})
    page = open_console("#/faults")
    answers = page.get_by_label("Answers, the newest first").get_by_role("listitem")
    for count, status in enumerate(["503", "200", "401"], 1):
        page.get_by_role("button", name="Send").click()
        expect(answers).to_have_count(count)
        expect(answers.first).to_contain_text(status)
    page.get_by_role("button", name="Take a new token").click()
    expect(page.get_by_text("There is a new token")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(answers.first).to_contain_text("200")
    page.get_by_label("GET").fill("/health")
    page.get_by_role("button", name="Send").click()
    expect(answers.first).to_contain_text("The sandbox does not answer")
    expect(_listed(page).nth(2)).to_contain_text(re.compile(r"hits\s*[1-9]"))


def test_each_kind_of_effect_has_its_fields(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/faults")
    form = _form(page)
    add = form.get_by_role("button", name="Add fault")
    form.get_by_role("radio", name="Rate limit").check()
    form.get_by_label("Requests", exact=True).fill("3")
    form.get_by_label("Delay").select_option("between two bounds")
    form.get_by_label("To, s").fill("0.25")
    add.click()
    expect(_listed(page)).to_have_count(1)
    form.get_by_role("radio", name="Broken connection").check()
    form.get_by_label("Connection closes").select_option("after the request was performed")
    expect(form.get_by_label("Bytes per second")).to_have_count(0)
    add.click()
    expect(_listed(page)).to_have_count(2)
    form.get_by_role("radio", name="Answered, but").check()
    form.get_by_label("Delay").select_option("lognormal")
    form.get_by_label("Body", exact=True).select_option("is noise")
    form.get_by_label("Bytes per second").fill("1000")
    add.click()
    expect(_listed(page)).to_have_count(3)
    form.get_by_role("radio", name="Revoked token").check()
    add.click()
    expect(_listed(page)).to_have_count(4)
    limited, dropped, slow, revoked = _faults(api)
    assert limited["rate_limit"] == {"requests": 3, "seconds": 60}
    assert limited["delay"] == {"min": 0.1, "max": 0.25}
    assert (dropped["drop"], dropped["status"]) == ("after", None)
    assert (slow["body"], slow["bytes_per_second"], slow["delay"]["median"]) == ("garbled", 1000, 0.3)
    assert revoked["revoke_token"]


def test_every_part_of_a_request_can_be_named(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/faults")
    form = _form(page)
    form.get_by_label("Method").select_option("POST")
    form.get_by_label("Path").fill("/evcharger/commands/*")
    form.get_by_label("Organization").select_option("Harbour Energy")
    form.get_by_text("Edition, role, SDK").click()
    form.get_by_label("Edition").select_option("platform")
    form.get_by_label("Role of the token").select_option("user")
    form.get_by_label("SDK", exact=True).fill("python/0.3.*")
    form.get_by_label("Headers").nth(1).fill("X-Why: busy\nX-Other: *")
    form.get_by_label("Query parameters").fill("page: 2")
    form.get_by_label("Fields of the body").fill(
        'target.identity: CP-1\npayload.connector_id: 2\npayload.x: "2"'
    )
    form.get_by_label("Times").fill("")
    form.get_by_label("After", exact=True).fill("1")
    form.get_by_label("Every").fill("3")
    form.get_by_label("Probability").fill("0.5")
    form.get_by_role("button", name="Add fault").click()
    expect(_listed(page)).to_contain_text("after the first 1, each 3rd, with a chance of 50 %")
    [made] = _faults(api)
    assert made["match"] == {
        "method": "POST",
        "path": "/evcharger/commands/*",
        "organization_id": HARBOUR,
        "edition": "platform",
        "role": "user",
        "sdk": "python/0.3.*",
        "headers": {"X-Why": "busy", "X-Other": "*"},
        "query": {"page": "2"},
        "body": {"target.identity": "CP-1", "payload.connector_id": 2, "payload.x": "2"},
    }
    assert (made["times"], made["after"], made["every"], made["probability"]) == (None, 1, 3, 0.5)


def test_what_is_wrong_is_told_at_its_field(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/faults")
    form = _form(page)
    form.get_by_label("Status").fill("200")
    form.get_by_label("Every").fill("often")
    form.get_by_role("button", name="Add fault").click()
    expect(form.get_by_label("Status")).to_have_accessible_description(
        "Input should be greater than or equal to 400"
    )
    expect(form.get_by_label("Every")).to_have_accessible_description(re.compile("valid integer"))
    expect(form.get_by_label("Why the fault was refused").get_by_role("listitem")).to_have_count(2)
    assert _faults(api) == []


def test_what_the_json_says_is_what_is_sent(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/faults")
    _written(page, '{"status": 50')
    add = _form(page).get_by_role("button", name="Add fault")
    expect(add).to_have_attribute("title", re.compile("No JSON"))
    _form(page).get_by_label("What is sent").fill('{"status": 504, "drop": "before"}')
    expect(_form(page).get_by_label("Status")).to_have_value("504")
    add.click()
    expect(_form(page).get_by_text("status and drop exclude each other").first).to_be_visible()
    _form(page).get_by_label("What is sent").fill('{"status": 504, "match": {"operation": "list_location"}}')
    add.click()
    expect(page.locator(".notice.done")).to_contain_text("did you mean list_locations?")
    page.get_by_role("link", name="Clock").click()
    page.get_by_role("link", name="Faults").click()
    expect(_listed(page)).to_contain_text("did you mean list_locations?")
    assert [one["status"] for one in _faults(api)] == [504]


def test_presets_are_ordered(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/faults")
    _choose_organization(page, "Harbour Energy")
    expect(page.get_by_text("No faults are active for Harbour Energy.")).to_be_visible()
    expect(_form(page).get_by_label("Organization")).to_have_value(HARBOUR)
    page.get_by_role("button", name="Order sdk-retry").click()
    expect(_listed(page)).to_contain_text("Of Harbour Energy · 2 times", ignore_case=True)
    assert _faults(api)[0]["match"] == {"organization_id": HARBOUR}
    page.get_by_role("button", name="Order provisioning-failure").click()
    failing = page.get_by_label("Creations that will fail")
    expect(failing).to_contain_text("The next creation in the background")
    assert api.get("/dev/provisioning-failures").json()["total"] == 1
    failing.get_by_role("button", name="Take back").click()
    expect(failing).to_have_count(0)
    assert api.get("/dev/provisioning-failures").json()["total"] == 0
    page.get_by_label("Charger", exact=True).fill("HARBOUR-003")
    page.get_by_role("button", name="Order charger-offline").click()
    expect(page.get_by_text("charger-offline: 1 charger goes offline")).to_be_visible()
    assert api.get("/dev/chargers/dep-harbour-003").json()["runtime"] == "stopped"


def test_nothing_is_asked_while_nobody_looks(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/docs", script=TOLD)
    page.clock.install()
    page.get_by_role("link", name="Faults").click()
    expect(page.get_by_text("No faults are active.")).to_be_visible()
    page.evaluate(HIDDEN, arg=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    api.post("/dev/faults", json={"name": "busy", "status": 503})
    api.get("/locations")
    page.wait_for_function("told.includes('request')")
    page.clock.run_for(20_000)
    assert [url for url in asked if "/dev/faults" in url] == []
    page.evaluate(HIDDEN, arg=False)
    page.clock.run_for(1000)
    expect(_listed(page)).to_contain_text("busy")


def test_those_of_one_organization_are_taken_back_alone(open_console: Open, api: httpx.Client) -> None:
    api.post("/dev/faults", json={"name": "of-all", "status": 503})
    api.post("/dev/faults", json={"name": "own", "status": 503, "match": {"organization_id": HARBOUR}})
    page = open_console("#/faults")
    _choose_organization(page, "Harbour Energy")
    expect(_listed(page)).to_have_count(2)
    page.get_by_role("button", name="Remove those of Harbour Energy").click()
    expect(_listed(page)).to_have_count(1)
    assert [one["name"] for one in _faults(api)] == ["of-all"]
    _choose_organization(page, "All organizations")
    page.get_by_role("button", name="Remove all").click()
    expect(_listed(page)).to_have_count(0)
    assert _faults(api) == []


def test_faults_and_their_form_are_accessible(
    open_console: Open, api: httpx.Client, axe: Callable[[Page], list[str]]
) -> None:
    api.post("/dev/faults", json={"name": "n" * 80, "status": 503, "times": 1})
    api.post("/dev/faults/presets/provisioning-failure")
    api.get("/locations")
    page = open_console("#/faults")
    expect(_listed(page)).to_contain_text("spent")
    for more in ("Edition, role, SDK", "As JSON"):
        page.get_by_text(more).click()
    page.get_by_label("Status").fill("1")
    page.get_by_role("button", name="Add fault").click()
    expect(page.get_by_label("Why the fault was refused")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Answers, the newest first").get_by_role("listitem")).to_have_count(1)
    assert_accessible(page, axe)
