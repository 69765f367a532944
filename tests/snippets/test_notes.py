"""What is said about snippets: why there is no code, what is missing, and what is different."""

import subprocess
import sys
from typing import Any

import httpx
import pytest

from sandbox.kit import InProcessSandbox
from tests.conftest import CHARGER, LOCATION
from tests.snippets.processes import Example, newest

SECRET = "Secrets are left out: put yours where *** stands."
CUT = "Of its body only the first 32 KiB are kept."
DEPLOYMENT = {**CHARGER, "authorization_key": "hunter2-hunter2"}


def sent(client: httpx.Client, method: str, path: str, **more: Any) -> Example:
    client.request(method, path, **more)
    return newest(client)


def notes(example: Example) -> dict[str, str | None]:
    return {name: example.snippets[name]["note"] for name in ("curl", "python", "typescript")}


def test_a_request_that_is_not_in_the_journal_has_none(client: httpx.Client) -> None:
    answer = client.get("/dev/requests/99/snippets")
    assert (answer.status_code, answer.json()) == (
        404,
        {"detail": "Request 99 is not in the journal: unknown, or forgotten by now"},
    )


def test_code_is_laid_out_as_people_would_write_it(client: httpx.Client) -> None:
    example = sent(client, "POST", "/ocpp/deployment", json=CHARGER)
    assert example.snippets["id"] == example.entry["id"]
    *_, content_type, body = example.code("curl").splitlines()
    assert content_type == "  -H 'Content-Type: application/json' \\"
    assert body.startswith("""  --data-raw '{"identity":"CP-0001","brand_slug":"wallbox",""")
    assert example.code("typescript").splitlines()[-9:] == [
        "const client = new OcpplabSDK({ environment: url, token });",
        "const answer = await client.ocpp.deployment.create({",
        '  identity: "CP-0001",',
        '  brand_slug: "wallbox",',
        '  model_slug: "wallbox-pulsar-plus",',
        '  connector_type: "Type2",',
        '  ws_url: "ws://127.0.0.1:9000/ocpp",',
        "});",
        "console.log(answer);",
    ]


def test_models_are_imported(client: httpx.Client) -> None:
    target = {"target": {"identity": "CP-1"}, "payload": {"connector_id": 1}}
    code = sent(client, "POST", "/evcharger/commands/plug-connector", json=target).code("python")
    assert "from ocpplab import CommandTarget, ConnectorPayload, OcpplabSDK\n" in code
    assert 'target=CommandTarget(identity="CP-1"),\n    payload=ConnectorPayload(connector_id=1),' in code


def test_moments_are_moments(client: httpx.Client) -> None:
    example = sent(client, "GET", "/ocpp/logs?date_start=2026-01-01T00:00:00Z")
    assert example.code("python").startswith("from datetime import datetime\n\nimport httpx\n")
    assert 'date_start=datetime.fromisoformat("2026-01-01T00:00:00Z")' in example.code("python")
    assert 'date_start: "2026-01-01T00:00:00Z"' in example.code("typescript")


@pytest.mark.parametrize(
    ("path", "sent_with"),
    [
        ("/ocpp/deployment", {"json": DEPLOYMENT}),
        ("/ocpp/deployment?access_token=hunter2-hunter2", {"json": CHARGER}),
    ],
)
def test_secrets_are_left_out(client: httpx.Client, path: str, sent_with: dict[str, Any]) -> None:
    example = sent(client, "POST", path, **sent_with)
    assert set(notes(example).values()) == {SECRET}
    for language in ("curl", "python", "typescript"):
        assert "hunter2" not in example.code(language)
        assert "***" in example.code(language)


def test_a_body_that_was_cut_is_not_sent(client: httpx.Client) -> None:
    example = sent(client, "POST", "/ocpp/deployment", json={**CHARGER, "charge_point_name": "x" * 33_000})
    assert set(notes(example).values()) == {CUT}
    assert {example.snippets[name]["code"] for name in notes(example)} == {None}


def test_a_body_of_just_that_length_is_whole(client: httpx.Client) -> None:
    example = sent(client, "POST", "/ocpp/deployment", content=b"x" * 32_768)
    assert notes(example)["curl"] is None


@pytest.mark.parametrize(
    ("content", "curl"),
    [
        (b"a=1", None),
        (b'{"a": 1', None),
        (b"\xff\xfe", "Its body is no text."),
        (b"a\0b", "Its body has a NUL in it, which no argument of a command can have."),
    ],
)
def test_a_body_that_is_no_json(client: httpx.Client, content: bytes, curl: str | None) -> None:
    example = sent(client, "POST", "/ocpp/deployment", content=content)
    assert notes(example)["curl"] == curl
    assert (example.snippets["curl"]["code"] is None) == (curl is not None)
    for language in ("python", "typescript"):
        expected = ("Its body is no JSON, or is not said to be.", "Its body is no text.")
        assert notes(example)[language] in expected
        assert example.snippets[language]["code"] is None


def test_a_body_that_nobody_read_is_left_out(client: httpx.Client) -> None:
    example = sent(client, "POST", "/locations", json=LOCATION, headers={"Authorization": "Bearer x"})
    assert notes(example) == {
        "curl": "Its body was not read, and is left out. Its token was refused: this takes a good one.",
        "python": "The call needs a body, and none is known.",
        "typescript": "No release of the SDK has a call for POST /locations.",
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "note"),
    [
        (
            "POST",
            "/ocpp/deployment",
            {"identity": "CP-1"},
            "needs brand_slug and model_slug and connector_type",
        ),
        ("POST", "/ocpp/deployment", [], "takes another kind of body"),
        ("POST", "/ocpp/location", None, "needs a body, and none is known"),
        ("DELETE", "/ocpi/cpo?party_id=ABC", None, "needs country_code, which the request had not"),
    ],
)
def test_what_a_call_cannot_do_without(
    client: httpx.Client, method: str, path: str, body: Any, note: str
) -> None:
    example = sent(client, method, path, **({} if body is None else {"json": body}))
    for language in ("python", "typescript"):
        assert note in str(notes(example)[language])
        assert example.snippets[language]["code"] is None
        assert example.snippets[language]["release"] in ("0.3.0", "1.1.0")
    assert notes(example)["curl"] is None


def test_a_call_that_always_sends_a_body(client: httpx.Client) -> None:
    for path, sends in (
        ("/chargers/CP-1/start-charger", "request={}"),
        ("/chargers/CP-1/plug-connector", ""),
    ):
        example = sent(client, "POST", path)
        assert notes(example)["python"] == "The call sends {} as body where the request had none."
        assert f'(charger_id="CP-1"{", " if sends else ""}{sends})' in example.code("python")


def test_another_release_is_taken_where_the_newest_cannot(client: httpx.Client) -> None:
    for query, release, typescript in (("location_id=x", "0.3.0", True), ("slug=x", "0.2.4", False)):
        example = sent(client, "DELETE", f"/ocpp/location?{query}")
        assert example.snippets["python"]["release"] == release
        assert (example.snippets["typescript"]["code"] is not None) is typescript


@pytest.mark.parametrize(
    ("version", "release"),
    [("0.2.3", "0.2.3"), ("0.1.1", "0.3.0"), ("9.9.9", "0.3.0"), ("'; x", "0.3.0")],
)
def test_the_release_that_sent_it_is_taken_if_it_can(
    client: httpx.Client, version: str, release: str
) -> None:
    headers = {"X-Fern-Language": "Python", "X-Fern-SDK-Version": version}
    example = sent(client, "GET", "/ocpp/logs", headers=headers)
    assert example.snippets["python"]["release"] == release


@pytest.mark.parametrize("path", ["/ocpp/chargers/CP-1/plug-connector", "/nowhere", "/dev/nowhere", "//"])
def test_what_no_release_calls(client: httpx.Client, path: str) -> None:
    example = sent(client, "POST", path, json={})
    assert str(notes(example)["python"]).startswith("No release of the SDK has a call for POST /")
    assert notes(example)["python"] == notes(example)["typescript"]
    assert example.snippets["python"]["release"] is None
    assert example.code("curl")


def test_a_request_without_a_token_gets_none(client: httpx.Client) -> None:
    del client.headers["Authorization"]
    example = sent(client, "GET", "/ocpp/catalog")
    assert example.code("curl") == "curl -s http://localhost/ocpp/catalog"
    assert "token" not in example.code("python")
    assert notes(example)["typescript"] == "The call needs a token, and the request had none."
    assert "token" not in sent(client, "GET", "/health").code("typescript")


@pytest.mark.parametrize("role", ["user", "admin"])
def test_a_refused_token_is_replaced_by_a_good_one(client: httpx.Client, role: str) -> None:
    wanted = {"role": role, "defect": "expired"}
    token = client.post("/dev/token", json=wanted).json()["access_token"]
    example = sent(client, "GET", "/ocpp/catalog", headers={"Authorization": f"Bearer {token}"})
    assert set(notes(example).values()) == {"Its token was refused: this takes a good one."}
    query = "role=admin" if role == "admin" else "organization_id=11111111-1111-4111-8111-111111111111"
    for language in ("curl", "python", "typescript"):
        assert f"/dev/token?{query}" in example.code(language)
        assert token not in example.code(language)


def test_an_organization_that_is_gone_is_replaced_by_the_first(inprocess_sandbox: InProcessSandbox) -> None:
    client = inprocess_sandbox.client
    token = client.post("/dev/token", json={"defect": "deleted_organization"}).json()["access_token"]
    example = sent(client, "GET", "/ocpp/logs", headers={"Authorization": f"Bearer {token}"})
    told = "Its token is of no organization that there is: this takes one of the first."
    assert set(notes(example).values()) == {told}
    assert "/dev/token |" in example.code("curl")


def test_the_url_is_that_which_the_sandbox_is_called_by(client: httpx.Client) -> None:
    example = sent(client, "GET", "/ocpp/catalog")
    told = client.get(
        f"/dev/requests/{example.entry['id']}/snippets", headers={"Host": "127.0.0.1:8123"}
    ).json()
    assert "http://127.0.0.1:8123/ocpp/catalog" in told["curl"]["code"]
    assert 'URL = "http://127.0.0.1:8123"' in told["python"]["code"]
    assert 'const url = "http://127.0.0.1:8123";' in told["typescript"]["code"]


def test_nothing_of_it_is_loaded_before_somebody_asks() -> None:
    code = (
        "import sys\n"
        "from sandbox.kit import in_process\n"
        "with in_process() as sandbox:\n"
        "    sandbox.client.get('/dev/requests')\n"
        "print([name for name in sys.modules if name.startswith('sandbox.snippets')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
