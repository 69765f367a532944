"""`sandbox.requests`: what came, and what came instead."""

import threading
from dataclasses import FrozenInstanceError

import pytest

from sandbox.kit import InProcessSandbox, Sandbox, in_process
from sandbox.settings import Settings
from tests.conftest import LOCATION


def test_requests_are_small_objects(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    answer = sandbox.client.post("/locations?trace=1", json=LOCATION | {"nmae": "x"})
    request = sandbox.requests.last(method="POST")
    assert (request.method, request.path, request.parameters) == ("POST", "/locations", {"trace": "1"})
    assert (request.operation, request.status) == ("create_location", 201)
    assert (request.body["city"], request.answer_body) == ("Paris", answer.json())
    assert request.principal is not None
    assert (request.principal.role, request.principal.verified) == ("user", True)
    assert request.at.tzinfo is not None
    assert any("nmae" in warning for warning in request.warnings)
    assert str(request) == "POST /locations?trace=1 -> 201"
    assert repr(request) == f"<RecordedRequest {request.id}: {request}>"
    with pytest.raises(FrozenInstanceError):
        request.status = 500  # type: ignore[misc]


def test_patterns_are_keywords(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    sandbox.client.post("/locations", json=LOCATION)
    sandbox.client.get("/chargers?page=2", headers={"X-Trace": "abc"})
    sandbox.client.get("/chargers/nothing")
    requests = sandbox.requests
    assert requests.count() == 3
    assert requests.count(status=404) == requests.count(status="4xx") == 1
    assert requests.count(body={"city": "Paris", "coordinates.latitude": 48.8925}) == 1
    assert requests.count(body={"city": "Lyon"}) == 0
    assert requests.count(headers={"X-Trace": "a*"}, query={"page": 2}) == 1
    assert [request.path for request in requests.all(method="GET")] == ["/chargers", "/chargers/nothing"]
    requests.clear(method="POST")
    assert requests.count() == 2
    requests.clear()
    assert requests.all() == []


def test_one_is_found_by_the_id_in_its_answer(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    sandbox.fault(name="busy", status=503)
    answer = sandbox.client.get("/locations")
    request = sandbox.requests.get(answer.headers["X-Sandbox-Request-Id"])
    assert str(request) == "GET /locations -> 503 by fault busy"


def test_a_refusal_is_explained(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    answer = sandbox.client.post("/locations", json=LOCATION | {"city": ""})
    told = sandbox.requests.explain(answer)
    assert (told.id, told.status, told.check) == (answer.headers["X-Sandbox-Request-Id"], 422, "request")
    assert told == sandbox.requests.explain(sandbox.requests.last()) == sandbox.requests.explain(told.id)
    assert str(told).startswith("422, by the check of request\n  said: ")


def test_an_unknown_field_is_not_taken_for_no_condition(inprocess_sandbox: InProcessSandbox) -> None:
    with pytest.raises(TypeError, match="operatoin: no field of a pattern; known: method, path, operation"):
        inprocess_sandbox.requests.count(operatoin="x")  # type: ignore[call-arg]


def test_only_ones_own_requests_are_seen(sandbox: Sandbox) -> None:
    with Sandbox(sandbox.url) as other:
        other.client.get("/locations")
        sandbox.client.get("/chargers")
        sandbox.requests.clear()
        assert (sandbox.requests.count(), other.requests.count()) == (0, 1)


def test_an_assertion_says_what_came_instead(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    sandbox.client.get("/locations?page=2")
    sandbox.client.post("/locations", json=LOCATION | {"city": ""})
    with pytest.raises(AssertionError) as failed:
        sandbox.requests.assert_called(times=1, method="POST", path="/locations", status=201)
    assert str(failed.value).splitlines() == [
        "expected 1 request with method=POST path=/locations status=201; there was none",
        "  nearest:",
        "    POST /locations -> 422  (status: 422)",
        "    GET /locations?page=2 -> 200  (method: GET, status: 200)",
    ]


def test_an_assertion_names_the_part_of_a_body_that_differs(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    sandbox.client.post("/locations?page=1", json=LOCATION, headers={"X-Trace": "abc"})
    with pytest.raises(AssertionError) as failed:
        sandbox.requests.last(
            body={"city": "Lyon", "coordinates.longitude": 3, "country": "FR"},
            query={"page": 2},
            headers={"X-Trace": "b*"},
            role="admin",
            edition="platform",
        )
    told = str(failed.value).splitlines()[-1]
    for difference in (
        "body.city: Paris",
        "body.coordinates.longitude: 2.2361",
        "query.page: 1",
        "headers.X-Trace: abc",
        "role: user",
        "edition: ('flat',)",
    ):
        assert difference in told
    assert "country" not in told


def test_an_assertion_shows_those_that_are_too_many(inprocess_sandbox: InProcessSandbox) -> None:
    inprocess_sandbox.client.get("/locations")
    inprocess_sandbox.client.get("/locations")
    with pytest.raises(AssertionError) as failed:
        inprocess_sandbox.requests.assert_not_called(path="/locations")
    assert str(failed.value).splitlines() == [
        "expected no request with path=/locations; there were 2",
        "  GET /locations -> 200",
        "  GET /locations -> 200",
    ]
    assert len(inprocess_sandbox.requests.assert_called(times=2)) == 2


def test_more_requests_can_be_counted_than_are_shown_at_once() -> None:
    with in_process(Settings.of(world="empty", journal_size=2000)) as sandbox:
        for _ in range(1001):
            sandbox.client.get("/health")
        assert sandbox.requests.assert_called(times=1001)[-1] == sandbox.requests.last()
        with pytest.raises(AssertionError, match="expected 1000 requests; there were 1001"):
            sandbox.requests.assert_called(times=1000)


def test_an_assertion_says_that_nothing_came(inprocess_sandbox: InProcessSandbox) -> None:
    with pytest.raises(AssertionError, match="no request of this organization is in the journal"):
        inprocess_sandbox.requests.last()


def test_waiting_ends_with_the_request(sandbox: Sandbox) -> None:
    thread = threading.Thread(target=lambda: sandbox.client.get("/locations"))
    with Sandbox.connect(sandbox.url, organization_id=sandbox.organization_id) as watching:
        thread.start()
        (request,) = watching.requests.wait(path="/locations", timeout=30)
    thread.join()
    assert request.status == 200


def test_waiting_may_take_longer_than_the_server_waits_at_once(inprocess_sandbox: InProcessSandbox) -> None:
    inprocess_sandbox.client.get("/locations")
    assert len(inprocess_sandbox.requests.wait(timeout=3600, path="/locations")) == 1


def test_waiting_in_vain_says_what_came_instead(inprocess_sandbox: InProcessSandbox) -> None:
    inprocess_sandbox.client.get("/locations")
    with pytest.raises(TimeoutError, match=r"expected 2 requests within 0\.01 seconds with .*(?s:.*)nearest"):
        inprocess_sandbox.requests.wait(2, timeout=0.01, path="/chargers")


def test_the_archive_is_har(inprocess_sandbox: InProcessSandbox) -> None:
    inprocess_sandbox.client.get("/locations")
    inprocess_sandbox.client.get("/chargers")
    (entry,) = inprocess_sandbox.requests.har(path="/chargers")["log"]["entries"]
    assert entry["request"]["url"].endswith("/chargers")


def test_an_answer_of_something_else_cannot_be_explained(inprocess_sandbox: InProcessSandbox) -> None:
    class Answer:
        headers = {"Content-Type": "text/plain"}  # noqa: RUF012

    with pytest.raises(ValueError, match="only a refusal or a fault"):
        inprocess_sandbox.requests.explain(Answer())


def test_what_was_not_asked_for_cannot_be_explained(inprocess_sandbox: InProcessSandbox) -> None:
    with pytest.raises(TypeError, match="an error of the SDK or an id, not None"):
        inprocess_sandbox.requests.explain(None)  # type: ignore[arg-type]
