"""Requests that are hard to write down: they are sent again as they were, all the same."""

from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from sandbox.server import Server
from tests.snippets.processes import Example, assert_same, newest, run_curl, run_python, run_typescript

JSON = {"Content-Type": "application/json"}
COMMAND = "/ocpp/commands/"
TARGET = {"identity": "CP-1"}
ODD_TEXT = 'O\'Neil "$HOME" `id` \\ !\n\t\u00e9\U0001f50c \u2028 ${url} </script> {x}'
DEEP: Any = 1
for _ in range(80):
    DEEP = {"deeper": [DEEP]}

FOR_CURL: list[tuple[str, str, dict[str, str], bytes | None]] = [
    ("POST", "/locations", JSON, b"""{"name": "O'Neil", "address": "$(id) `id` \\\\ \\"x\\" !"}"""),
    ("POST", "/locations", JSON, '{"name":\n "\u00e9\U0001f50c\u2028"}'.encode()),
    ("POST", "/locations", {"Content-Type": "text/plain"}, b"@/etc/hostname"),
    ("POST", "/locations", {"Content-Type": "application/x-www-form-urlencoded"}, b"a=1&b=%20+"),
    ("POST", "/locations", {}, b"-not json\n"),
    ("POST", "/locations", {}, None),
    ("PUT", "/locations/a%20b%27%C3%A9", JSON, b"{}"),
    ("GET", "/locations?a=[1-3]&b={x,y}&c=%20&d=*&e=&f&g='$HOME'&h=#", {}, None),
    ("GET", "/locations/../%5Bx%5D/./y//", {}, None),
    ("HEAD", "/locations", {}, None),
    ("OPTIONS", "/locations", {}, None),
    ("DELETE", "/locations/x?force=true", {}, None),
    ("PATCH", "/locations", {}, None),
    ("GET", "/dev/nowhere", {}, None),
]

FOR_SDKS: list[tuple[str, str, dict[str, Any], Any]] = [
    ("GET", "/ocpp/logs", {"action": ["BootNotification", "StatusNotification"], "page": "01"}, None),
    ("GET", "/ocpp/logs", {"action": '["BootNotification"]', "page": ["1", "2"], "identity": ODD_TEXT}, None),
    (
        "GET",
        "/ocpp/logs",
        {"date_start": "2026-01-01T00:00:00Z", "date_end": "2026-01-01T01:02:03+05:00"},
        None,
    ),
    ("GET", "/ocpp/logs", {"date_start": "2026-01-01", "date_end": "2026-01-01T00:00:00.500Z"}, None),
    ("GET", "/ocpp/templates/locations", {"include_all": "true", "mystery": ["a", "b"]}, None),
    ("GET", "/ocpp/templates/locations", {"include_all": "1", "connector_type": ""}, None),
    ("GET", "/ocpp/catalog/a%20b%27%3F%25%23\u00e9/models", {"page": "2"}, None),
    ("GET", "/ocpp/catalog/a%20b%27%22%5C%60/models", {}, None),
    ("POST", f"{COMMAND}plug-connector", {}, {"target": TARGET, "payload": None}),
    ("POST", f"{COMMAND}plug-connector", {}, {"target": TARGET, "payload": {"connector_id": "1"}}),
    ("POST", f"{COMMAND}plug-connector", {}, {"target": "CP-1", "payload": [1, True, None, 1.5]}),
    ("POST", f"{COMMAND}plug-connector", {"trace": "1"}, {"target": TARGET | {"identity": ODD_TEXT}}),
    ("POST", f"{COMMAND}plug-connector", {}, {"target": TARGET | {"note": 1, "evse_id": None}}),
    ("POST", f"{COMMAND}plug-connector", {}, {"target": TARGET | {"class": 1, "a-b": 2, "model_config": {}}}),
    ("POST", f"{COMMAND}plug-connector", {}, {"target": TARGET, "note": None, ODD_TEXT: {"": []}}),
    ("POST", f"{COMMAND}plug-connector", {}, {"target": TARGET, "__proto__": {"__proto__": 1}}),
    ("POST", f"{COMMAND}proxy-message", {}, {"target": TARGET, "payload": {"action": "x", "payload": DEEP}}),
    (
        "POST",
        f"{COMMAND}local-auth-list",
        {},
        {
            "target": TARGET,
            "payload": {
                "list_version": 2**40,
                "update_type": "Full",
                "entries": [
                    {"id_tag": "A", "expiry_date": "2026-01-01T00:00:00Z"},
                    {"id_tag": "B", "expiry_date": None},
                ],
            },
        },
    ),
    (
        "POST",
        f"{COMMAND}local-auth-list",
        {},
        {
            "target": TARGET,
            "payload": {
                "list_version": 1.5,
                "update_type": 7,
                "entries": [{"id_tag": "A", "expiry_date": "2026-01-01T00:00:00.000Z"}, {}],
            },
        },
    ),
    (
        "POST",
        "/ocpp/location",
        {},
        {
            "name": ODD_TEXT,
            "address": "",
            "city": 5,
            "country": None,
            "coordinates": {"lat": 1, "lng": -0.5e-7},
            "chargers": [],
            "public": False,
        },
    ),
    ("POST", "/ocpp/deployment-runtime-ops", {}, {"action": "stop"}),
    ("DELETE", "/ocpp/deployment", {}, None),
]


def test_curl(server: Server, http: httpx.Client, user: dict[str, str]) -> None:
    examples = []
    for method, target, headers, body in FOR_CURL:
        connection = HTTPConnection(urlsplit(server.url).netloc)
        connection.request(method, target, body, {**user, **headers})
        connection.getresponse().read()
        connection.close()
        examples.append(newest(http))
    came = run_curl(http, examples)
    assert_same(came, examples, "curl")
    for again, example in zip(came, examples, strict=True):
        if example.entry["body"] is not None:
            assert again["headers"].get("content-type") == example.entry["headers"].get("content-type")


@pytest.fixture(scope="module")
def examples(http: httpx.Client, user: dict[str, str]) -> list[Example]:
    """Odd requests for the edition that both languages have."""
    made = []
    for method, path, query, body in FOR_SDKS:
        sent = {} if body is None else {"json": body}
        http.request(method, path, params=query, headers=user, **sent)
        made.append(newest(http))
    return made


def test_python(server: Server, examples: list[Example]) -> None:
    assert {example.snippets["python"]["release"] for example in examples} == {"0.3.0"}
    assert_same(run_python(server.url, "0.3.0", examples), examples, "python")


def test_typescript(server: Server, examples: list[Example], tmp_path: Path) -> None:
    came = run_typescript(server.url, examples, tmp_path / "npm", checked=False)
    assert_same(came, examples, "typescript")
