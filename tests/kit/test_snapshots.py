"""`sandbox.snapshot` and `sandbox.reset`."""

import pytest

from sandbox.kit import InProcessSandbox, Sandbox


def total(sandbox: Sandbox) -> int:
    return int(sandbox.client.get("/locations").json()["total"])


def test_a_snapshot_is_gone_back_to_as_often_as_wanted(inprocess_sandbox: InProcessSandbox) -> None:
    sandbox = inprocess_sandbox
    sandbox.create_location()
    snapshot = sandbox.snapshot("one-location")
    for _ in range(2):
        sandbox.create_location()
        snapshot.restore()
        assert total(sandbox) == 1
    assert snapshot.name == "one-location"
    assert snapshot.records > 0
    snapshot.remove()
    with pytest.raises(ValueError, match="one-location"):
        snapshot.restore()


def test_a_block_ends_where_it_began(sandbox: Sandbox) -> None:
    with Sandbox(sandbox.url) as other:
        with sandbox.snapshot():
            sandbox.create_location()
            other.create_location()
        assert (total(sandbox), total(other)) == (0, 1)
    owner = {"organization_id": sandbox.organization_id}
    assert sandbox.client.get("/dev/snapshots", params=owner).json()["total"] == 0


def test_a_block_whose_snapshot_is_gone_says_so(inprocess_sandbox: InProcessSandbox) -> None:
    snapshot = inprocess_sandbox.snapshot("mine")
    for _ in range(2):
        snapshot.remove()
    with pytest.raises(ValueError, match="mine"), snapshot:
        pass


def test_a_block_whose_snapshot_is_gone_does_not_hide_why_a_test_failed(
    inprocess_sandbox: InProcessSandbox,
) -> None:
    with (
        pytest.raises(AssertionError, match="what failed") as failed,
        inprocess_sandbox.snapshot("mine"),
        inprocess_sandbox.snapshot("mine"),
    ):
        assert total(inprocess_sandbox) == 1, "what failed"
    assert "mine" in failed.value.__notes__[0]


def test_a_reset_is_of_the_organization_alone(sandbox: Sandbox) -> None:
    with Sandbox(sandbox.url) as other:
        sandbox.create_location()
        other.create_location()
        sandbox.reset()
        assert (total(sandbox), total(other)) == (0, 1)
