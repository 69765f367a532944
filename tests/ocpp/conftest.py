"""What the tests of the wire share."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
