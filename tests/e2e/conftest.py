"""What the end-to-end tests share: a sandbox that serves in a process of its own."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.processes import Serving, environment, serving

Serve = Callable[..., Serving]


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start `serve --port 0` with more arguments and `SANDBOX_*` variables; all are gone after the test."""
    with ExitStack() as stack:

        def start(*arguments: str, **variables: str) -> Serving:
            folder: Path = tmp_path_factory.mktemp("serving")
            command = [sys.executable, "-m", "sandbox", "serve", "--port", "0", *arguments]
            return stack.enter_context(serving(folder, command, environment(**variables)))

        yield start
