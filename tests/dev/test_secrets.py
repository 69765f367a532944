"""No secret is shown of a request: not by the journal, the archive, an explanation or an event."""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest

from sandbox.kit import Sandbox, isolated
from sandbox.server import Server
from tests.conftest import LOCATION
from tests.dev.events.listening import hear

WORD = "hunter2"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TEXT = {"Content-Type": "text/plain"}


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


JWT = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part({'sub': 'x' * 40})}.{'s' * 43}"

QUERIES = {
    "token": f"token={JWT}",
    "opaque token": f"token={WORD}",
    "escaped name": f"client%5Fsecret={WORD}&access%5Ftoken={WORD}",
    "camel case": f"accessToken={WORD}&apiKey={WORD}&api-key={WORD}",
    "a token under any name": f"q={JWT}",
    "an escaped token": f"q={JWT.replace('.', '%2E')}",
    "a token as a name": f"{JWT}=1",
    "JSON in a parameter": "q=" + quote(json.dumps({"password": WORD})),
    "a URL in a parameter": "q=" + quote(f"https://app.example/?access_token={WORD}"),
    "brackets": f"user[password]={WORD}",
}
HEADERS = {
    "X-Auth-Token": JWT,
    "X-Api-Key": WORD,
    "X-Secret": WORD,
    "X-Forwarded-Authorization": f"Bearer {WORD}",
    "Cookie": f"session={WORD}",
    "X-Anything": f"see {JWT}",
    "Referer": f"https://app.example/?access_token={WORD}",
    "Proxy-Authorization": f"Basic {WORD}",
    "X-Csrf-Token": WORD,
}
BODIES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "a form with another content type": (JSON, f"grant_type=x&client_secret={WORD}"),
    "a form": (FORM, f"grant_type=x&client_secret={WORD}"),
    "a form as text": (TEXT, f"client%5Fsecret={WORD}"),
    "a token in a field": (JSON, json.dumps({"jwt": JWT, "name": JWT})),
    "a secret token": (JSON, json.dumps({"token": WORD})),
    "an escaped name": (JSON, '{"pass\\u0077ord": "hunter2"}'),
    "an escaped name, cut": (JSON, '{"pass\\u0077ord": "hunter2'),
    "a list of secrets": (JSON, json.dumps({"password": [WORD, {"a": WORD}]})),
    "a list of secrets, cut": (JSON, f'{{"password": ["a", "{WORD}"'),
    "an object of secrets": (JSON, json.dumps({"client_secret": {"value": WORD}})),
    "a secret number": (JSON, json.dumps({"secret": int("7" * 9)})),
    "single quotes": (JSON, f"{{'password': '{WORD}', 'name': 'x'}}"),
    "no quotes": (JSON, f"{{password: {WORD}}}"),
    "a line": (TEXT, f"password: correct horse {WORD}"),
    "JSON as text": (TEXT, json.dumps({"password": WORD})),
    "JSON in JSON": (JSON, json.dumps({"name": json.dumps({"password": WORD})})),
    "JSON in JSON, cut": (JSON, json.dumps({"name": json.dumps({"password": WORD})})[:-4]),
    "a quote in it": (JSON, json.dumps({"password": f'a"{WORD}'})[:-1]),
    "a configuration key": (JSON, json.dumps({"key": "AuthorizationKey", "value": WORD})),
    "a password in a URL": (JSON, json.dumps({"ws_url": f"wss://me:{WORD}@csms.example/ocpp"})),
    "parts": (
        {"Content-Type": "multipart/form-data; boundary=b"},
        f'--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n{WORD}\r\n--b--\r\n',
    ),
    "a token in text": (TEXT, f"look: {JWT}"),
    "double encoded": (JSON, json.dumps(json.dumps({"password": WORD}))),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def sandbox(server: Server) -> Iterator[Sandbox]:
    with isolated(server.url) as own:
        yield own


def shown(sandbox: Sandbox, method: str, path: str, **sent: Any) -> str:
    """Return all that the sandbox tells of a request."""
    client = sandbox.client
    with hear(sandbox, "request") as ear:
        client.request(method, path, **sent)
        heard = ear.next()
    request = heard["request_id"]
    told = [
        client.get(f"/dev/requests/{request}"),
        client.get(f"/dev/requests/{request}/explain"),
        client.get("/dev/requests/har", params={"organization_id": sandbox.organization_id}),
    ]
    assert {one.status_code for one in told} == {200}
    return "\n".join([*(one.text for one in told), str(heard)])


def refute(text: str) -> None:
    for secret in (WORD, JWT, JWT.rpartition(".")[2], "7" * 9):
        assert secret not in text


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_in_a_query(sandbox: Sandbox, query: str) -> None:
    refute(shown(sandbox, "GET", f"/locations?{query}"))


@pytest.mark.parametrize("name", HEADERS)
def test_in_a_header(sandbox: Sandbox, name: str) -> None:
    refute(shown(sandbox, "GET", "/locations", headers={name: HEADERS[name]}))


@pytest.mark.parametrize("path", ["/locations", "/chargers/unknown/start-session", "/oauth2/token"])
@pytest.mark.parametrize("case", BODIES)
def test_in_a_body(sandbox: Sandbox, path: str, case: str) -> None:
    headers, content = BODIES[case]
    refute(shown(sandbox, "POST", path, headers=headers, content=content))


@pytest.mark.parametrize("path", [f"/locations/{JWT}", f"/nothing/{JWT}", f"/chargers/{JWT}/logs"])
def test_in_a_path(sandbox: Sandbox, path: str) -> None:
    refute(shown(sandbox, "GET", path))


def test_in_the_answer_of_a_fault(sandbox: Sandbox) -> None:
    sandbox.fault(status=503, detail=f"no {JWT}", headers={"X-Access-Token": WORD})
    refute(shown(sandbox, "GET", "/locations"))


def entry_of(sandbox: Sandbox, method: str, path: str, **sent: Any) -> dict[str, Any]:
    answer = sandbox.client.request(method, path, **sent)
    pattern: dict[str, Any] = {"organization_id": sandbox.organization_id, "limit": 1}
    newest: dict[str, Any] = sandbox.client.get("/dev/requests", params=pattern).json()["data"][0]
    if (named := answer.headers.get("X-Sandbox-Request-Id", newest["id"])) == newest["id"]:
        return newest
    entry: dict[str, Any] = sandbox.client.get(f"/dev/requests/{named}").json()
    return entry


def test_the_rest_of_a_body_keeps_its_shape(sandbox: Sandbox) -> None:
    body = LOCATION | {
        "password": [WORD],
        "secret": None,
        "token_type": "Bearer",
        "id_tag": "DEADBEEF",
        "idToken": {"idToken": "DEADBEEF", "type": "ISO14443"},
        "key": "HeartbeatInterval",
        "value": "60",
        "revoke_token": True,
        "list": [{"api_key": WORD}, 1.5, "text"],
    }
    hidden = body | {"password": "***", "list": [{"api_key": "***"}, 1.5, "text"]}
    assert entry_of(sandbox, "POST", "/locations", json=body)["body"] == hidden


def test_the_rest_of_a_query_is_as_it_was_sent(sandbox: Sandbox) -> None:
    query = f"name=%C3%A9%20+x&token={WORD}&empty=&flag&date=2026-01-01T00:00:00%2B01:00"
    assert entry_of(sandbox, "GET", f"/locations?{query}")["query"] == query.replace(WORD, "***")


def test_headers_that_tell_no_secret_are_shown(sandbox: Sandbox) -> None:
    headers = {"Idempotency-Key": "order-17", "X-Sandbox-Fault": "status=401; revoke_token=false"}
    entry = entry_of(sandbox, "GET", "/locations", headers=headers)
    assert entry["headers"]["idempotency-key"] == "order-17"
    assert entry["headers"]["x-sandbox-fault"] == "status=401; revoke_token=false"
    assert entry["headers"]["authorization"] == "Bearer ***"
    bare = entry_of(sandbox, "GET", "/locations", headers={"Authorization": f"{WORD} x"})
    assert bare["headers"]["authorization"] == "***"
    assert "Bearer" in bare["answer_headers"]["www-authenticate"]


def test_a_problem_still_says_what_is_wrong(sandbox: Sandbox) -> None:
    body = {"password": WORD, "role": "king", "expires_in": 5}
    answer = sandbox.client.post("/dev/token", json=body)
    request = answer.headers["X-Sandbox-Request-Id"]
    told = sandbox.client.get(f"/dev/requests/{request}/explain").json()
    assert told["saw"] == {"body.role": "king", "body.password": "***"}
    assert told["expected"]["body.password"] == "Extra inputs are not permitted"
    assert {problem["input"] for problem in told["said"]} == {"king", "***"}


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe{\x00",
        b'{"a": "\\ud800"}',
        b'{"a": NaN, "password": "x"}',
        b"[" * 5000,
        b'{"a":' * 150 + b"1" + b"}" * 150,
        json.dumps(["["] * 3).encode(),
        b"password=" * 3000,
        b"eyJ" * 10_000,
        b"name=" * 6000,
        b"\\" * 30_000,
        b'"' * 30_000,
        b"://" * 10_000,
    ],
    ids=lambda content: repr(content[:12]),
)
def test_nothing_that_is_sent_breaks_it(sandbox: Sandbox, content: bytes) -> None:
    for headers in (JSON, FORM, TEXT):
        assert shown(sandbox, "POST", "/locations", headers=headers, content=content)


def test_json_in_json_without_end_is_shown_in_part(sandbox: Sandbox) -> None:
    nested: Any = None
    for _ in range(10):
        nested = json.dumps({"password": WORD, "a": "[" * 60 + "1" + "]" * 60, "b": nested})[:30_000]
    refute(shown(sandbox, "POST", "/locations", json={"name": nested}))
