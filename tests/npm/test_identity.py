"""Libraries of npm that are configured by discovery: `openid-client` and `jose`."""

from pathlib import Path
from typing import Literal

import pytest

from sandbox.auth import asymmetric
from sandbox.server import Server
from sandbox.settings import Settings
from tests.npm.projects import Project

HERE = Path(__file__).parent


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_an_app_that_knows_only_the_url_gets_tokens_and_verifies_them(
    tmp_path: Path, algorithm: Literal["RS256", "ES256"]
) -> None:
    project = Project(HERE / "identity", tmp_path / "identity")
    key = tmp_path / "key.pem"
    key.write_bytes(asymmetric.generate(algorithm))
    with Server(Settings.of(port=0, jwt_private_key_file=key, log_level="warning")) as server:
        run = project.run("test", OCPPLAB_SANDBOX_URL=server.url)
    assert run.stdout.splitlines() == ["verified"]
