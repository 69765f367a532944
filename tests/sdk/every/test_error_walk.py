"""Every method of the release, called in each way that must fail; the cases come from its signatures.

without a token                                            401, but for what is public
with the id of an object of another organization           404, or what EXCEPTIONS says
with a body, a field or a parameter that does not fit      422, which names it

Each time the SDK has to raise its own class if it declares the status for the method, with the body parsed.
"""

import json
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from typing import Any

import httpx
import pytest

from sandbox.kit import in_process
from tests.sdk.every.walking import METHODS, ApiError, Rewriting, Walk, addresses
from tests.sdk.recording import declared, sends_body
from tests.sdk.sampling import arguments, is_text, parameters

PUBLIC = ("default_landing_page", "health.*")
NOTHING = "an answer with nothing of theirs"
EXCEPTIONS: dict[tuple[str, str], int | str] = {
    # Bulk operations and lists name what they do not find, or leave it out.
    ("*", "charger_ids"): NOTHING,
    ("*", "target.charger_ids"): NOTHING,
    ("charger_deployments.list_chargers", "location_id"): NOTHING,
    ("chargers.list", "location_id"): NOTHING,
    # Logs, results and events declare no 404.
    ("charger_*.list_charger_logs", "charger_id"): NOTHING,
    ("chargers.get_logs", "charger_id"): NOTHING,
    ("ocpp.logs.*", "*"): NOTHING,
    ("evcharger.logs.*", "identity"): NOTHING,
    ("evcharger.commands.list_results", "*"): NOTHING,
    ("evcharger.deployment_runtime_ops.events", "identity"): NOTHING,
    # To delete what is not there is no error, as the documentation says.
    ("ocpi_cpos.delete", "cpo_id"): NOTHING,
    # Where a charger is to stand is a field of a body, not what the request is about.
    ("charger_deployments.create_charger", "location_id"): 400,
    ("charger_deployments.update_charger", "location_id"): 400,
    ("chargers.create", "location_id"): 400,
    ("chargers.update", "location_id"): 400,
    ("ocpp.deployment.create", "location_id"): 422,
    ("evcharger.deployment.create", "location_id"): 422,
}
"""What is answered instead of 404, by method and address."""

GUARDED = [path for path in METHODS if not any(fnmatch(path, public) for public in PUBLIC)]
ADDRESSED = [(path, address) for path in METHODS for address in addresses(path)]
SENDING = [path for path in METHODS if sends_body(METHODS[path])]
TYPED = [path for path in SENDING if not fnmatch(path, "*charger*.*_runtime")]
"""Those that send something: to stop, start or reset a runtime takes any object and ignores it."""
NOBODYS = ("*catalog.*", "ocpi_cpos.create")
"""Methods that declare 404 for what belongs to no organization: the catalog and templates."""

WRONG: Any = [[0]]
"""What no field takes: a list of a list."""

Rewrite = Callable[[httpx.Request], httpx.Request]


@pytest.fixture(scope="module")
def walk() -> Iterator[Walk]:
    with in_process() as sandbox:
        yield Walk(sandbox)


@pytest.fixture
def transport(walk: Walk) -> Iterator[Rewriting]:
    """What requests go through; it changes none before and after the test."""
    unchanged = walk.transport.rewrite
    yield walk.transport
    walk.transport.rewrite = unchanged


def sent(walk: Walk, path: str) -> httpx.Request:
    """Return the request that a method sends with all its arguments; nobody sends it, so nothing happens."""
    given = arguments(METHODS[path], walk.known(path), everything=True)
    with pytest.raises(ApiError):
        walk.call(path, given, token=False)
    assert walk.transport.sent is not None
    return walk.transport.sent


def with_body(body: Any) -> Rewrite:
    """Return a change of a request's body."""

    def rewrite(request: httpx.Request) -> httpx.Request:
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Request(request.method, request.url, headers=headers, content=content)

    return rewrite


def with_parameter(name: str) -> Rewrite:
    """Return a change of one parameter of a request's query."""

    def rewrite(request: httpx.Request) -> httpx.Request:
        url = request.url.copy_set_param(name, "nonsense")
        return httpx.Request(request.method, url, headers=request.headers, content=request.content)

    return rewrite


def places(error: Any) -> list[list[str | int]]:
    """Return the places of the problems that a 422 tells of."""
    body = error.body if isinstance(error.body, dict) else error.body.dict()
    return [problem["loc"] for problem in body["detail"]]


def is_nothing(answer: Any) -> bool:
    """Tell whether an answer holds nothing."""
    return not any(getattr(answer, name, None) for name in ("data", "deleted", "events", "items", "results"))


def expected(path: str, address: str) -> int | str:
    """Return the status of a request that means an object of another organization."""
    fitting = (
        status
        for (paths, addresses), status in EXCEPTIONS.items()
        if fnmatch(path, paths) and fnmatch(address, addresses)
    )
    return next(fitting, 404)


def test_every_method_that_declares_404_has_an_address() -> None:
    declaring = {path for path in METHODS if 404 in declared(METHODS[path])}
    rest = declaring - {path for path, _ in ADDRESSED}
    assert [path for path in rest if not any(fnmatch(path, public) for public in NOBODYS)] == []


@pytest.mark.parametrize("path", GUARDED)
def test_without_a_token_is_401(walk: Walk, path: str) -> None:
    given = arguments(METHODS[path], walk.known(path))
    assert walk.refusal(path, given, token=False).status_code == 401


@pytest.mark.parametrize("path", [path for path in METHODS if path not in GUARDED])
def test_what_is_public_needs_no_token(walk: Walk, path: str) -> None:
    assert walk.call(path, {}, token=False)


@pytest.mark.parametrize(("path", "address"), ADDRESSED)
def test_an_object_of_another_organization_is_not_found(walk: Walk, path: str, address: str) -> None:
    status, given = expected(path, address), walk.meaning_theirs(path, address)
    if status == NOTHING:
        assert is_nothing(walk.call(path, given))
    else:
        assert walk.refusal(path, given).status_code == status


def test_nothing_of_another_organization_is_changed(walk: Walk) -> None:
    before = walk.owned_by_them()
    for path, address in ADDRESSED:
        if expected(path, address) == NOTHING:
            walk.call(path, walk.meaning_theirs(path, address))
        else:
            walk.refusal(path, walk.meaning_theirs(path, address))
    assert walk.owned_by_them() == before


@pytest.mark.parametrize("path", SENDING)
def test_a_body_that_is_none_is_422(walk: Walk, transport: Rewriting, path: str) -> None:
    given = arguments(METHODS[path], walk.known(path))
    for body in (b"{", b'"text"', b"\xff"):
        transport.rewrite = with_body(body)
        error = walk.refusal(path, given)
        assert (error.status_code, places(error)[0][0]) == (422, "body")


@pytest.mark.parametrize("path", TYPED)
def test_a_field_of_the_wrong_type_is_422(walk: Walk, transport: Rewriting, path: str) -> None:
    body = json.loads(sent(walk, path).content)
    given = arguments(METHODS[path], walk.known(path), everything=True)
    for field in body if isinstance(body, dict) else range(len(body)):
        wrong = body | {field: WRONG} if isinstance(body, dict) else WRONG
        transport.rewrite = with_body(wrong)
        error = walk.refusal(path, given)
        assert error.status_code == 422
        assert ["body", field] in [place[:2] for place in places(error)]


@pytest.mark.parametrize("path", GUARDED)
def test_a_parameter_of_the_wrong_type_is_422(walk: Walk, transport: Rewriting, path: str) -> None:
    given = arguments(METHODS[path], walk.known(path), everything=True)
    typed = {name for name, kind, _ in parameters(METHODS[path]) if not is_text(kind)}
    for name in typed & sent(walk, path).url.params.keys():
        transport.rewrite = with_parameter(name)
        error = walk.refusal(path, given)
        assert error.status_code == 422
        assert ["query", name] in [place[:2] for place in places(error)]
