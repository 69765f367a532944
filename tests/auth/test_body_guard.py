import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from sandbox.auth.guards import BodyGuard
from tests.auth.client import answer_of, ask, chunks, echo


def test_body_at_the_limit_is_served() -> None:
    assert ask(BodyGuard(echo, 10), "POST", content=b"x" * 10).text == "x" * 10


def test_chunked_body_at_the_limit_is_served() -> None:
    assert ask(BodyGuard(echo, 10), "POST", content=chunks(5, 2)).text == "x" * 10


def test_declared_length_over_the_limit_is_refused_without_reading() -> None:
    async def must_not_run(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError

    assert ask(BodyGuard(must_not_run, 10), "POST", content=b"x" * 11).status_code == 413


@pytest.mark.parametrize(("path", "status"), [("/large", 200), ("/large/", 413), ("/", 413)])
def test_a_path_may_have_a_limit_of_its_own(path: str, status: int) -> None:
    guard = BodyGuard(echo, 10, {"/large": 20})
    assert ask(guard, "POST", content=b"x" * 15, path=path).status_code == status
    assert ask(guard, "POST", content=chunks(5, 3), path=path).status_code == status
    assert ask(guard, "POST", content=b"x" * 21, path=path).status_code == 413


@pytest.mark.parametrize("length", [b"11", b"9" * 5000])
def test_any_declared_length_over_the_limit_is_refused(length: bytes) -> None:
    assert answer_of(BodyGuard(echo, 10), [(b"content-length", length)]) == 413


@pytest.mark.parametrize("length", [b"x", b"-1", b"", b"\xb2"])
def test_length_that_is_no_number_is_left_to_the_server(length: bytes) -> None:
    assert answer_of(BodyGuard(echo, 10), [(b"content-length", length)]) == 200


def test_body_longer_than_declared_is_refused() -> None:
    headers = [("Content-Length", "5"), ("Transfer-Encoding", "chunked")]
    assert ask(BodyGuard(echo, 10), "POST", headers, chunks(5, 3)).status_code == 413


@pytest.mark.parametrize("content", [b"x" * 11, None])
def test_refused_body_closes_the_connection(content: bytes | None) -> None:
    answer = ask(BodyGuard(echo, 10), "POST", content=content or chunks(5, 3))
    assert (answer.status_code, answer.headers["Connection"]) == (413, "close")
    assert answer.json() == {"detail": "the body is over the limit of 10 bytes"}


def test_application_that_answers_500_to_any_exception_still_gives_413() -> None:
    async def endpoint(request: Request) -> PlainTextResponse:
        return PlainTextResponse(await request.body())

    app = Starlette(routes=[Route("/", endpoint, methods=["POST"])])
    assert ask(BodyGuard(app, 10), "POST", content=chunks(5, 3)).status_code == 413


def test_application_that_swallows_the_exception_still_gives_413() -> None:
    async def stubborn(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await echo(scope, receive, send)
        except Exception:  # noqa: BLE001  the point of the test
            await PlainTextResponse("fine")(scope, receive, send)

    assert ask(BodyGuard(stubborn, 10), "POST", content=chunks(5, 3)).status_code == 413


def test_answer_that_has_begun_is_not_cut() -> None:
    async def streaming(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": await request.body()})

    assert ask(BodyGuard(streaming, 10), "POST", content=chunks(5, 3)).text == "x" * 15


def test_errors_of_the_application_pass_through() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        ask(BodyGuard(broken, 10), "POST", content=b"x")


def test_stream_of_an_answer_passes_through() -> None:
    async def streaming(scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(chunks(5, 3))(scope, receive, send)

    assert ask(BodyGuard(streaming, 10)).text == "x" * 15
