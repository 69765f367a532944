"""The view of tokens: made as they are wished, taken apart, tried."""

import base64
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import httpx
import jwt
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from sandbox.auth import asymmetric
from sandbox.auth.defects import DEFECTS, Defect
from sandbox.server import Server
from sandbox.settings import Settings
from tests.console.accessible import assert_accessible
from tests.console.browsing import console
from tests.console.conftest import Open

TEXT = "The token as it is sent"


def _token(page: Page) -> str:
    return page.get_by_label(TEXT).inner_text().strip()


def _make(page: Page) -> str:
    """Make another token, and return it."""
    before = _token(page)
    page.get_by_role("button", name="Make token").click()
    expect(page.get_by_label(TEXT)).not_to_have_text(before)
    return _token(page)


def _paste(page: Page, text: str) -> None:
    if not page.get_by_role("textbox", name="A token").is_visible():
        page.get_by_text("Look at another token").click()
    page.get_by_role("textbox", name="A token").fill(text)


def _try(page: Page, answered: str) -> None:
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("region", name="Try it")).to_contain_text(answered)


def test_a_token_is_there_and_told(open_console: Open, api: httpx.Client) -> None:
    organization = api.get("/dev/tenants").json()["data"][0]
    page = open_console("#/tokens")
    expect(page.get_by_role("table", name="Header")).to_contain_text("HS256")
    claims = page.get_by_role("table", name="Claims")
    expect(claims.get_by_role("row").filter(has_text="organization_id")).to_contain_text(organization["name"])
    expect(claims.get_by_role("row").filter(has_text="exp")).to_contain_text(
        re.compile(r"ends in (59 min|1 h)")
    )
    signature = page.get_by_role("region", name="Signature")
    expect(signature).to_contain_text("a shared secret, which is not published")
    signed = base64.urlsafe_b64decode(_token(page).rpartition(".")[2] + "=")
    expect(signature).to_contain_text(f"32 bytes {signed.hex()}")
    _try(page, "200 OK")
    expect(page.get_by_label("Answer")).to_contain_text('"total"')
    sent = api.get("/dev/requests", params={"path": "/locations"}).json()["data"]
    assert [one["principal"]["organization_id"] for one in sent] == [organization["id"]]


def test_a_token_is_made_as_it_is_wished(open_console: Open, api: httpx.Client) -> None:
    other = api.post("/dev/tenants", json={"name": "Others"}).json()["id"]
    page = open_console("#/tokens")
    expect(page.get_by_label(TEXT)).to_be_visible()
    form = page.get_by_role("form", name="Make a token")
    form.get_by_label("Organization").select_option("Others")
    form.get_by_label("Lifetime").select_option("1 minute")
    form.get_by_label("Subject").fill("alice")
    claims = jwt.decode(_make(page), options={"verify_signature": False})
    assert (claims["organization_id"], claims["sub"], claims["role"]) == (other, "alice", "user")
    assert claims["exp"] - claims["iat"] == 60
    form.get_by_role("radio", name="Admin").check()
    claims = jwt.decode(_make(page), options={"verify_signature": False})
    assert (claims["role"], "organization_id" in claims) == ("admin", False)
    _try(page, "200 OK")


def test_each_defect_is_offered_with_what_comes_of_it(open_console: Open) -> None:
    page = open_console("#/tokens")
    expect(page.get_by_label(TEXT)).to_be_visible()
    choice = page.get_by_label("Defect")
    offered = [option.inner_text() for option in choice.get_by_role("option").all()]
    assert offered[1:] == [f"{defect} ({effect.status})" for defect, effect in DEFECTS.items()]
    for defect, effect in DEFECTS.items():
        choice.select_option(defect.value)
        description = effect.description.replace("`", "")
        expect(page.get_by_text(f"{description[0].upper()}{description[1:]}.", exact=True)).to_be_visible()


def test_a_defective_token_is_refused_and_the_refusal_explained(open_console: Open) -> None:
    page = open_console("#/tokens")
    expect(page.get_by_label(TEXT)).to_be_visible()
    told = {
        Defect.UNKNOWN_ORGANIZATION: page.get_by_role("table", name="Claims").get_by_text("ends in"),
        Defect.ALG_NONE: page.get_by_role("region", name="Signature").get_by_text("Not signed"),
        Defect.MALFORMED: page.get_by_text("A token has three parts"),
        Defect.EXPIRED: page.get_by_role("table", name="Claims").get_by_text("ended 1 h"),
    }
    for defect, words in told.items():
        page.get_by_label("Defect").select_option(defect.value)
        _make(page)
        expect(words).to_be_visible()
        _try(page, str(DEFECTS[defect].status))
    page.get_by_role("link", name="Why?").click()
    expect(page.get_by_role("region", name="Why it was refused")).to_contain_text("the token expired at")


def test_an_answer_to_another_token_is_not_shown(open_console: Open) -> None:
    page = open_console("#/tokens")
    expect(page.get_by_label(TEXT)).to_be_visible()
    held: list[Route] = []
    page.route("**/locations?*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no built-in
    with page.expect_request("**/locations?*"):
        page.get_by_role("button", name="Try it").click()
    _make(page)
    with page.expect_response("**/locations?*"):
        held[0].continue_()
    expect(page.get_by_role("button", name="Try it")).not_to_have_attribute("aria-busy", "true")
    expect(page.get_by_label("Answer")).to_have_count(0)


def test_the_catalog_is_open_to_more_tokens(open_console: Open) -> None:
    page = open_console("#/tokens")
    expect(page.get_by_label(TEXT)).to_be_visible()
    page.get_by_label("Defect").select_option("missing_organization")
    _make(page)
    _try(page, "403 Forbidden")
    page.get_by_role("radio", name="GET /catalog/brands").check()
    _try(page, "GET /catalog/brands is answered 200 OK")


def test_a_token_is_copied_in_each_form(open_console: Open, api: httpx.Client) -> None:
    page = open_console("#/tokens")
    expect(page.get_by_label(TEXT)).to_be_visible()
    token = _token(page)
    forms = {
        "Copy token": token,
        "Copy header": f"Authorization: Bearer {token}",
        "Copy export": f"export TOKEN='{token}'",
    }
    for name, text in forms.items():
        page.get_by_role("button", name=name).click()
        page.wait_for_function("text => navigator.clipboard.readText().then(is => is === text)", arg=text)
    page.get_by_role("button", name="Copy curl").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('curl '))")
    command = page.evaluate("navigator.clipboard.readText()")
    ran = subprocess.run(["sh", "-c", command], check=True, capture_output=True, timeout=10)
    assert json.loads(ran.stdout) == api.get("/locations").json()


def test_the_curl_of_an_admin_token_asks_for_the_first_organization_as_a_try_does(
    open_console: Open, api: httpx.Client
) -> None:
    api.post("/dev/tenants", json={"name": "AAA, the first by its name alone"})
    first = api.get("/dev/tenants").json()["data"][0]["id"]
    page = open_console("#/tokens")
    expect(page.get_by_label(TEXT)).to_be_visible()
    page.get_by_role("radio", name="Admin").check()
    _make(page)
    expect(page.get_by_text(f"For an admin X-Organization-Id is sent: {first}")).to_be_visible()
    _try(page, "200 OK")
    page.get_by_role("button", name="Copy curl").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('curl '))")
    command = page.evaluate("navigator.clipboard.readText()")
    ran = subprocess.run(["sh", "-c", command], check=True, capture_output=True, timeout=10)
    assert json.loads(ran.stdout) == api.get("/locations").json()
    sent = api.get("/dev/requests", params={"path": "/locations", "role": "admin"}).json()["data"]
    assert [one["organization_id"] for one in sent] == [first, first]


def test_a_token_that_is_pasted_is_taken_apart(open_console: Open) -> None:
    page = open_console("#/tokens")
    expect(page.get_by_label(TEXT)).to_be_visible()
    own = jwt.encode({"sub": "bob", "exp": 4102444800, "näme": "Zoë"}, "k" * 32, algorithm="HS256")
    _paste(page, f"Authorization: Bearer {own}")
    claims = page.get_by_role("table", name="Claims")
    expect(claims).to_contain_text("Zoë")
    expect(claims).to_contain_text("2100-01-01 00:00:00")
    _paste(page, "a.b.c")
    expect(page.get_by_text("The header is no JSON in base64url.")).to_be_visible()


def test_lifetimes_are_told_by_the_clock_of_the_organization(open_console: Open, api: httpx.Client) -> None:
    organization = api.get("/dev/tenants").json()["data"][0]["id"]
    page = open_console("#/tokens")
    expiry = page.get_by_role("table", name="Claims").get_by_role("row").filter(has_text="exp")
    expect(expiry).to_contain_text("ends in")
    api.post("/dev/clock", json={"organization_id": organization, "advance": 3 * 3600, "frozen": True})
    expect(expiry).to_contain_text(re.compile("ended (2 h|1 h 59 min)"))
    _try(page, "401 Unauthorized")


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_signature_is_checked_with_the_public_key(
    browser: Browser, tmp_path: Path, algorithm: Literal["RS256", "ES256"]
) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(asymmetric.generate(algorithm))
    settings = Settings.of(port=0, jwt_private_key_file=key, log_level="warning")
    with Server(settings) as server, console(browser, server.url, "#/tokens") as page:
        signature = page.get_by_role("region", name="Signature")
        expect(signature).to_contain_text(f"Verified {algorithm}: it fits the public key of the sandbox.")
        for defect, verdict in (
            ("bad_signature", "Not good"),
            ("wrong_key", "Not good"),
            ("expired", "Verified"),
        ):
            page.get_by_label("Defect").select_option(defect)
            _make(page)
            expect(signature).to_contain_text(verdict)


def test_claims_of_other_names_are_understood(browser: Browser) -> None:
    names = {"jwt_role_claim": "https://example.com/role", "jwt_organization_claim": "org"}
    settings = Settings.of(port=0, log_level="warning", **names)
    with Server(settings) as server, console(browser, server.url, "#/tokens") as page:
        expect(page.get_by_role("table", name="Claims")).to_contain_text("https://example.com/role")
        page.get_by_role("radio", name="Admin").check()
        _make(page)
        _try(page, "200 OK")


def test_without_an_organization_the_view_says_what_to_do(open_console: Open, api: httpx.Client) -> None:
    for one in api.get("/dev/tenants").json()["data"]:
        api.delete(f"/dev/tenants/{one['id']}")
    page = open_console("#/tokens")
    expect(page.get_by_role("alert")).to_contain_text("create one with POST /dev/tenants")


def test_a_token_that_is_shown_is_accessible(open_console: Open, axe: Callable[[Page], list[str]]) -> None:
    page = open_console("#/tokens")
    page.get_by_text("Look at another token").click()
    _try(page, "200 OK")
    assert_accessible(page, axe)
