from collections.abc import Sequence

import pytest
from starlette.types import ASGIApp

from sandbox.auth.cors import Cors
from sandbox.auth.guards import BodyGuard
from tests.auth.client import FOREIGN_ORIGINS, LOOPBACK_ORIGINS, ask, echo


def with_cors(app: ASGIApp, allowed: Sequence[str] = ()) -> ASGIApp:
    return Cors(app, allowed)


@pytest.mark.parametrize("origin", [*LOOPBACK_ORIGINS, "https://app.example.com"])
def test_allowed_page_may_read_answers(origin: str) -> None:
    answer = ask(with_cors(echo, ["https://app.example.com"]), headers=[("Origin", origin)])
    assert answer.headers["Access-Control-Allow-Origin"] == origin


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_foreign_page_may_not_read_answers(origin: str) -> None:
    assert "Access-Control-Allow-Origin" not in ask(with_cors(echo), headers=[("Origin", origin)]).headers


def test_refusal_by_a_guard_can_be_read() -> None:
    guarded = with_cors(BodyGuard(echo, 10))
    answer = ask(guarded, "POST", [("Origin", "http://localhost:3000")], b"x" * 11)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (
        413,
        "http://localhost:3000",
    )


@pytest.mark.parametrize("name", ["WWW-Authenticate", "X-Sandbox-Warnings", "Retry-After", "Allow"])
def test_header_is_exposed_to_pages(name: str) -> None:
    answer = ask(with_cors(echo), headers=[("Origin", "http://localhost")])
    assert name in answer.headers["Access-Control-Expose-Headers"]


def test_preflight_grants_any_method_and_header() -> None:
    headers = [
        ("Origin", "http://localhost:3000"),
        ("Access-Control-Request-Method", "PATCH"),
        ("Access-Control-Request-Headers", "authorization, x-organization-id, x-fern-language"),
    ]
    answer = ask(with_cors(echo), "OPTIONS", headers)
    assert (answer.status_code, answer.headers["Access-Control-Max-Age"]) == (200, "600")
    assert (
        answer.headers["Access-Control-Allow-Headers"] == "authorization, x-organization-id, x-fern-language"
    )
