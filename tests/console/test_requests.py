"""The view of the journal: what comes, one request, and the same once more."""

import json
import re
import subprocess
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sandbox.server import Server
from sandbox.settings import Settings
from tests.console.accessible import assert_accessible
from tests.console.browsing import NARROW, WIDE, console
from tests.console.conftest import Open

JOURNAL = "Requests, the newest first"
KEPT = 32 * 1024
LOCATION: dict[str, Any] = {
    "name": "Quay's end",
    "address": "Kade 7",
    "city": "Delft",
    "country": "NL",
    "coordinates": {"latitude": 52.01, "longitude": 4.36},
}


def _rows(page: Page) -> Locator:
    return page.get_by_role("table", name=JOURNAL).get_by_role("row").filter(has=page.get_by_role("cell"))


def _journal(api: httpx.Client, **pattern: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get("/dev/requests", params=pattern).json()["data"]
    return found


def _newest(api: httpx.Client) -> str:
    return str(_journal(api)[-1]["id"])


def _go_wrong(api: httpx.Client, path: str, **how: Any) -> None:
    """Let the next request for *path* go wrong, and send it."""
    api.post("/dev/faults", json={"match": {"path": path}, "times": 1, **how}).raise_for_status()
    try:
        api.get(path)
    except httpx.RemoteProtocolError:
        assert "drop" in how


def test_an_empty_journal_tells_how_the_first_request_is_sent(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/requests")
    commands = page.get_by_label("Commands that send a first request").inner_text()
    subprocess.run(["sh", "-c", commands], check=True, capture_output=True, timeout=10)
    expect(_rows(page)).to_have_count(1)
    expect(_rows(page).first).to_contain_text("GET /locations")
    assert [one["path"] for one in _journal(api, status="2xx")] == ["/locations"]


def test_a_sandbox_without_a_journal_says_so(browser: Browser) -> None:
    settings = Settings.of(port=0, journal_size=0, log_level="warning")
    with Server(settings) as server, console(browser, server.url, "#/requests") as page:
        expect(page.get_by_text("keeps no requests: SANDBOX_JOURNAL_SIZE is 0")).to_be_visible()


def test_a_row_tells_what_became_of_a_request(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/requests")
    expect(page.get_by_text("No requests yet")).to_be_visible()
    api.get("/locations", headers={"X-Fern-Language": "Python", "X-Fern-SDK-Version": "0.1.2"})
    _go_wrong(api, "/chargers", name="busy", status=503)
    _go_wrong(api, "/health", name="lost", drop="before")
    api.post("/locations", json={**LOCATION, "adress": "Kade 8"})
    expect(_rows(page)).to_have_count(4)
    warned, dropped, busy, good = (_rows(page).nth(place) for place in range(4))
    expect(warned).to_contain_text("POST /locations")
    expect(warned).to_contain_text(re.compile("201 Created.*2 warnings"))
    expect(dropped).to_contain_text(re.compile("GET /health.*dropped.*lost"))
    expect(busy).to_contain_text(re.compile("GET /chargers.*503 Unavailable.*busy.*list_chargers.*flat"))
    expect(good).to_contain_text(re.compile("200 OK.*user · .*python/0.1.2"))


def test_what_is_shown_is_chosen_by_the_pattern_of_the_sandbox(open_console: Open, api: httpx.Client) -> None:
    for path in ("/locations", "/locations?limit=0", "/chargers", "/nowhere"):
        api.get(path)
    page = open_console("#/requests")
    expect(_rows(page)).to_have_count(4)
    page.get_by_label("Status").select_option("4xx")
    expect(_rows(page)).to_have_count(2)
    page.get_by_label("Path").fill("/loc*")
    expect(_rows(page)).to_have_count(1)
    expect(page).to_have_url(re.compile(r"#/requests\?status=4xx&path=%2Floc\*$"))
    page.reload()
    expect(_rows(page)).to_have_count(1)
    api.get("/locations?limit=-1")
    expect(_rows(page)).to_have_count(2)
    page.get_by_role("button", name="Show all requests").click()
    expect(_rows(page)).to_have_count(5)
    page.get_by_label("Operation").fill("list_location")
    expect(page.get_by_text("did you mean list_locations?")).to_be_visible()
    expect(page.get_by_text("No request that is kept fits.")).to_be_visible()


def test_requests_are_chosen_by_address_and_organization(open_console: Open, api: httpx.Client) -> None:
    api.get("/locations", params={"limit": 2})
    other = api.post("/dev/tenants", json={"name": "Others"}).json()["id"]
    token = api.get("/dev/token", params={"organization_id": other}).json()["access_token"]
    api.get("/chargers", headers={"Authorization": f"Bearer {token}"})
    page = open_console("#/requests?param=limit:2")
    expect(_rows(page)).to_have_count(1)
    page.get_by_role("button", name="param limit:2 remove").click()
    expect(_rows(page)).to_have_count(2)
    page.get_by_label("Organization").select_option("Others")
    expect(_rows(page)).to_have_count(1)
    expect(_rows(page)).to_contain_text("GET /chargers")


def test_the_list_waits_is_saved_and_is_cleared(open_console: Open, api: httpx.Client) -> None:
    api.get("/locations")
    page = open_console("#/requests")
    expect(_rows(page)).to_have_count(1)
    page.get_by_role("button", name="Pause").click()
    api.get("/chargers")
    resume = page.get_by_role("button", name="Resume")
    expect(resume).to_contain_text("1 more came")
    expect(_rows(page)).to_have_count(1)
    resume.click()
    expect(_rows(page)).to_have_count(2)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Export HAR").click()
    saved = json.loads(downloading.value.path().read_text("utf-8"))
    assert [one["request"]["url"].rpartition("/")[2] for one in saved["log"]["entries"]] == [
        "locations",
        "chargers",
    ]
    page.get_by_label("Path").fill("/locations")
    expect(_rows(page)).to_have_count(1)
    page.get_by_role("button", name="Forget these").click()
    asked = page.get_by_role("dialog", name="Forget these requests?")
    asked.get_by_role("button", name="Cancel").click()
    assert len(_journal(api)) == 2
    page.get_by_role("button", name="Forget these").click()
    asked.get_by_role("button", name="Forget").click()
    expect(page.get_by_text("No request that is kept fits.")).to_be_visible()
    assert [one["path"] for one in _journal(api)] == ["/chargers"]


def test_older_requests_are_shown_when_they_are_asked_for(open_console: Open, api: httpx.Client) -> None:
    for number in range(201):
        api.get("/health", params={"number": number})
    page = open_console("#/requests")
    expect(page.get_by_text("the newest 200", exact=True)).to_be_visible()
    page.get_by_role("button", name="Show older").click()
    expect(page.get_by_text("201", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Show older")).to_have_count(0)
    api.get("/health")
    expect(page.get_by_text("202", exact=True)).to_be_visible()
    table = page.get_by_role("table", name=JOURNAL)
    table.evaluate("table => table.scrollTo(0, 2000)")
    api.get("/health", params={"number": "unseen"})
    page.get_by_role("button", name="Resume 1 more came").click()
    expect(_rows(page).first).to_contain_text("number=unseen")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_a_refused_request_is_explained(open_console: Open, api: httpx.Client) -> None:
    expired = api.get("/dev/token", params={"defect": "expired"}).json()["access_token"]
    api.get("/locations", headers={"Authorization": f"Bearer {expired}"})
    page = open_console("#/requests?status=4xx")
    _rows(page).get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("GET /locations")
    why = page.get_by_role("region", name="Why it was refused")
    expect(why.get_by_role("listitem").filter(has_text="Token: refused")).to_be_visible()
    expect(why.get_by_role("listitem").filter(has_text="Method: passed")).to_be_visible()
    expect(why.get_by_role("listitem").filter(has_text="Role: not reached")).to_be_visible()
    expect(why).to_contain_text("the token expired at")
    expect(why).to_contain_text("a fresh token: ocpplab-sandbox token")
    expect(page.get_by_text("token refused")).to_be_visible()
    page.get_by_role("link", name="All requests").click()
    expect(page).to_have_url(re.compile(r"#/requests\?status=4xx$"))
    _rows(page).get_by_title("Unauthorized").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("GET /locations")


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/nowhere", {}),
        ("PATCH", "/locations", {}),
        ("POST", "/locations", {"Origin": "https://evil.example"}),
    ],
)
def test_a_token_that_was_not_looked_at_is_not_called_refused(
    open_console: Open, api: httpx.Client, method: str, path: str, headers: dict[str, str]
) -> None:
    assert api.request(method, path, headers=headers).status_code in {403, 404, 405}
    page = open_console("#/requests")
    expect(_rows(page)).to_have_count(1)
    expect(_rows(page)).not_to_contain_text("refused")
    _rows(page).get_by_role("link").click()
    expect(page.get_by_label("About this request")).to_contain_text("token not checked")


def test_a_token_whose_role_was_refused_was_good(open_console: Open, api: httpx.Client) -> None:
    token = api.get("/dev/token", params={"defect": "unknown_role"}).json()["access_token"]
    assert api.get("/locations", headers={"Authorization": f"Bearer {token}"}).status_code == 403
    page = open_console(f"#/requests/{_newest(api)}")
    expect(page.get_by_label("About this request").get_by_text("verified", exact=True)).to_be_visible()


def test_request_and_response_are_shown(open_console: Open, api: httpx.Client) -> None:
    api.post("/locations?trace=7", json={**LOCATION, "password": "hidden"})
    page = open_console(f"#/requests/{_newest(api)}")
    request, response = (
        page.get_by_role("region", name=name, exact=True) for name in ("Request", "Response")
    )
    expect(request.get_by_label("Request body")).to_contain_text('"password": "***"')
    expect(request.get_by_role("table", name="Parameters")).to_contain_text("trace7")
    expect(request.get_by_role("table", name="Headers")).to_contain_text("Bearer ***")
    expect(response.get_by_label("Response body")).to_contain_text(LOCATION["name"])
    expect(page.get_by_text("verified")).to_be_visible()
    expect(page.get_by_role("region", name="Warnings")).to_contain_text("'password'")
    page.get_by_role("button", name="Copy response body").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert copied["name"] == LOCATION["name"]


def test_a_fault_that_was_applied_leads_to_the_faults(open_console: Open, api: httpx.Client) -> None:
    _go_wrong(api, "/health", name="lost", drop="before")
    page = open_console(f"#/requests/{_newest(api)}")
    expect(page.get_by_text("the connection was closed without an answer")).to_be_visible()
    why = page.get_by_role("region", name="Why there was no answer")
    expect(why.get_by_role("listitem").filter(has_text="Faults: refused")).to_be_visible()
    expect(why.get_by_role("listitem").filter(has_text="Object: not reached")).to_be_visible()
    page.get_by_role("link", name="lost").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Faults")


def test_a_request_whose_answer_was_lost_was_not_refused(open_console: Open, api: httpx.Client) -> None:
    _go_wrong(api, "/health", name="lost", drop="after")
    page = open_console(f"#/requests/{_newest(api)}")
    why = page.get_by_role("region", name="Why there was no answer")
    expect(why).to_contain_text("the request was carried out: only its answer was lost")
    expect(why).not_to_contain_text("refused")


def test_fields_that_are_wrong_are_told_one_by_one(open_console: Open, api: httpx.Client) -> None:
    body = {**LOCATION, "name": ""}
    del body["address"]
    api.post("/locations", json=body)
    page = open_console(f"#/requests/{_newest(api)}")
    why = page.get_by_role("region", name="Why it was refused")
    row = why.get_by_role("row")
    expect(row.filter(has_text="body.name")).to_contain_text('""String should have')
    expect(row.filter(has_text="body.address")).to_contain_text("is missingField required")
    expect(why.get_by_role("heading", name="What to do about it")).to_have_count(0)
    expect(why).to_contain_text("deprecated: POST /locations")


def test_a_body_that_is_no_json_is_explained_by_its_parser(open_console: Open, api: httpx.Client) -> None:
    api.post("/locations", content='{"name": ,}', headers={"Content-Type": "application/json"})
    page = open_console(f"#/requests/{_newest(api)}")
    why = page.get_by_role("region", name="Why it was refused")
    expect(why).to_contain_text("expected value at line 1 column 10")


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_end_of_a_long_path_and_what_hit_it_are_seen(
    open_console: Open, api: httpx.Client, size: tuple[int, int]
) -> None:
    path = "/evcharger/" + "11111111-1111-4111-8111-111111111111/" * 2 + "templates/last"
    _go_wrong(api, path, name="busy-evening", status=503)
    page = open_console("#/requests", size=size)
    shown = _rows(page).locator(".path")
    expect(shown).to_have_attribute("title", path)
    ends = "path => [path.firstElementChild, path].map(one => one.getBoundingClientRect().right)"
    inner, outer = shown.evaluate(ends)
    assert abs(inner - outer) < 1
    fault = _rows(page).get_by_title("The fault “busy-evening” has hit it")
    if size == WIDE:
        assert fault.evaluate("fault => fault.scrollWidth <= fault.clientWidth")


def test_a_request_is_copied_as_code(open_console: Open, api: httpx.Client) -> None:
    api.get("/ocpp/catalog")
    request_id = _newest(api)
    page = open_console(f"#/requests/{request_id}")
    told = api.get(f"/dev/requests/{request_id}/snippets").json()
    languages = {"curl": "curl", "python": "Python SDK", "typescript": "TypeScript SDK"}
    for language, name in languages.items():
        page.get_by_role("radio", name=name).check()
        snippet = told[language]
        if snippet["note"] is not None:
            expect(page.get_by_text(snippet["note"])).to_be_visible()
        page.get_by_role("button", name=f"Copy {name}").click()
        expect(page.get_by_label(f"The request as {name}")).to_have_text(snippet["code"])
        page.wait_for_function(
            "code => navigator.clipboard.readText().then(text => text === code)", arg=snippet["code"]
        )


def test_a_request_is_sent_again_with_a_fresh_token(open_console: Open, api: httpx.Client) -> None:
    api.post(
        "/locations", json=LOCATION, headers={"X-Fern-Language": "Python", "X-Fern-SDK-Version": "0.1.2"}
    )
    first = _newest(api)
    page = open_console(f"#/requests/{first}")
    page.get_by_role("button", name="Replay …").click()
    page.get_by_label("path and query").fill("/locations?trace=8")
    page.get_by_role("textbox", name="Body").fill(json.dumps({**LOCATION, "name": "Second quay"}))
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("/locations?trace=8")
    before, again = _journal(api, method="POST")
    expect(page).to_have_url(re.compile(f"#/requests/{again['id']}$"))
    assert again["body"] == {**LOCATION, "name": "Second quay"}
    assert (again["query"], again["status"], again["sdk"]) == ("trace=8", 201, "python/0.1.2")
    assert again["principal"] == before["principal"]


def test_a_request_is_sent_again_by_somebody_else(open_console: Open, api: httpx.Client) -> None:
    api.get("/locations")
    page = open_console(f"#/requests/{_newest(api)}")
    for sender, role, status in (("Nobody: no token", None, 401), ("Admin of ", "admin", 200)):
        page.get_by_role("button", name="Replay …").click()
        choice = page.get_by_label("Sent by")
        option = choice.get_by_role("option").filter(has_text=sender).first
        choice.select_option(option.get_attribute("value"))
        page.get_by_role("button", name="Send").click()
        told = page.locator(".notice.problem" if status >= 400 else ".notice.done")
        expect(told.filter(has_text=f", answered {status}")).to_be_visible()
        last = _journal(api)[-1]
        assert (last["status"], last["principal"] and last["principal"]["role"]) == (status, role)
        expect(page).to_have_url(re.compile(f"#/requests/{last['id']}$"))


def test_a_command_to_the_sandbox_is_sent_again(open_console: Open, api: httpx.Client) -> None:
    api.post("/dev/tenants", json={"nam": "Others"})
    page = open_console(f"#/requests/{_newest(api)}")
    page.get_by_role("button", name="Replay …").click()
    page.get_by_role("textbox", name="Body").fill('{"name": "Others"}')
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Replayed, and answered 201; the journal does not keep it")).to_be_visible()
    assert "Others" in {one["name"] for one in api.get("/dev/tenants").json()["data"]}


def test_a_replay_that_is_dropped_is_shown_too(open_console: Open, api: httpx.Client) -> None:
    api.post(
        "/dev/faults", json={"name": "lost", "match": {"path": "/locations"}, "after": 1, "drop": "before"}
    )
    api.get("/locations")
    page = open_console(f"#/requests/{_newest(api)}")
    page.get_by_role("button", name="Replay …").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("closed without an answer").first).to_be_visible()
    assert _journal(api, fault="lost")[-1]["status"] is None


def test_what_was_not_kept_whole_cannot_be_sent_again_as_it_was(
    open_console: Open, api: httpx.Client
) -> None:
    api.post("/locations", json={**LOCATION, "name": "x" * KEPT})
    cut = _newest(api)
    api.post("/locations", json={**LOCATION, "token": "hidden"})
    secret = _newest(api)
    page = open_console(f"#/requests/{cut}")
    expect(page.get_by_role("region", name="Request", exact=True)).to_contain_text("keeps 32 KiB of a body")
    page.get_by_role("button", name="Replay …").click()
    send = page.get_by_role("button", name="Send")
    expect(send).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_text("Only the beginning of the body was kept")).to_be_visible()
    page.goto(page.url.replace(f"/{cut}", f"/{secret}"))
    page.get_by_role("button", name="Replay …").click()
    expect(page.get_by_text("A secret was not kept")).to_be_visible()
    page.get_by_role("textbox", name="Body").fill(json.dumps({**LOCATION, "token": "another"}))
    expect(send).not_to_have_attribute("aria-disabled", "true")
    page.get_by_label("path and query").fill("locations")
    expect(page.get_by_text("A path begins with /")).to_be_visible()
    page.get_by_label("path and query").fill("https://evil.example/locations")
    expect(page.get_by_text("https://evil.example is another origin")).to_be_visible()
    expect(send).to_have_attribute("aria-disabled", "true")


def test_what_the_page_looks_at_is_no_request_of_the_journal(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/docs")
    expect(page.get_by_role("list", name="Operations of").get_by_role("listitem").first).to_be_visible()
    page.goto(page.url.replace("#/docs", "#/chargers/nobody"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Charger nobody not found")
    page.goto(page.url.replace("#/chargers/nobody", "#/requests/4711"))
    expect(page.get_by_role("alert")).to_contain_text("Request 4711 is not in the journal")
    assert _journal(api) == []


def test_a_full_journal_is_accessible(
    open_console: Open, axe: Callable[[Page], list[str]], api: httpx.Client
) -> None:
    api.get("/nowhere/" + "a-long-name-" * 20)
    _go_wrong(api, "/chargers", name="busy-as-ever-in-the-evening", status=503)
    _go_wrong(api, "/health", name="lost", drop="before")
    api.post("/locations", json={**LOCATION, "name": 7})
    page = open_console("#/requests")
    expect(_rows(page)).to_have_count(4)
    assert_accessible(page, axe)
    _rows(page).first.get_by_role("link").click()
    page.get_by_role("button", name="Replay …").click()
    expect(page.get_by_label("The request as curl")).to_be_visible()
    expect(page.get_by_role("region", name="Why it was refused")).to_be_visible()
    assert_accessible(page, axe)
