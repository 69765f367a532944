"""Each release: its table is right, and what it sends is sent again by the snippet of it."""

import pytest

from sandbox.server import Server
from sandbox.snippets.releases import PYTHON, TYPESCRIPT, parsed, table
from tests.sdk.releases import RELEASES, ROOT, Release
from tests.snippets.processes import asked, told

SECRETS = "Secrets are left out: put yours where *** stands."


def test_all_releases_are_known() -> None:
    assert [(one.number, one.edition) for one in reversed(PYTHON)] == [one[:2] for one in RELEASES]


def test_the_release_for_npm_is_the_one_that_is_tested() -> None:
    (release,) = TYPESCRIPT
    assert f'"ocpplab": "{release.number}"' in (ROOT / "tests" / "npm" / "package.json").read_text("utf-8")


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.number)
def test_what_the_release_sends_is_sent_again(server: Server, user: dict[str, str], release: Release) -> None:
    token = user["Authorization"].removeprefix("Bearer ")
    came = told("sending", release.number, {"url": server.url, "token": token})
    (known,) = [one for one in PYTHON if one.number == release.number]
    assert parsed(came["table"]) == table(known.table)
    assert len(came["rows"]) == release.methods
    for row in came["rows"]:
        assert row["snippet"]["note"] in (None, SECRETS), row
        assert row["snippet"]["release"] == release.number
        assert row["again"]["sdk"] == f"python/{release.number}"
        assert asked(row["again"]) == asked(row["sent"]), row["snippet"]["code"]
