"""The sandbox knows every parameter and field that the release can send."""

from contextlib import suppress

import pytest

from sandbox.kit import InProcessSandbox
from tests.sdk.every.walking import METHODS, ApiError, Walk
from tests.sdk.sampling import arguments


@pytest.fixture
def walk(inprocess_sandbox: InProcessSandbox) -> Walk:
    return Walk(inprocess_sandbox)


def test_nothing_that_is_sent_is_unknown(walk: Walk) -> None:
    warnings = {}
    for path, method in METHODS.items():
        with suppress(ApiError):
            walk.call(path, arguments(method, walk.known(path), everything=True))
        if "X-Sandbox-Warnings" in walk.transport.answer.headers:
            warnings[path] = walk.transport.answer.headers["X-Sandbox-Warnings"]
    assert warnings == {}
