"""`/dev/snapshots`: states to go back to."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import ConfigDict, Field, StringConstraints

from sandbox.dev.examples import such_as
from sandbox.dev.rows import DevQuery, row
from sandbox.domain.snapshots import Kept, Snapshots
from sandbox.errors import Conflict, NotFound
from sandbox.rest.models import Body, UuidText
from sandbox.rest.views import View

SnapshotName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100),
    Field(examples=["seeded"]),
    such_as("before-checkout"),
]


class SnapshotRequest(Body):
    """A snapshot to take."""

    model_config = ConfigDict(extra="forbid")

    name: SnapshotName | None = Field(
        None, description="One that is taken is used anew; `snapshot-1` and so on when left out."
    )
    organization_id: UuidText | None = Field(None, description="All organizations when left out.")


class SnapshotQuery(DevQuery):
    """Whose snapshots."""

    organization_id: UuidText | None = Field(None, description="Those of this organization.")


class SnapshotResponse(View):
    """A snapshot."""

    name: str = Field(examples=["seeded"])
    organization_id: str | None = Field(description="Null for one of the whole sandbox.")
    created_at: datetime
    records: int = Field(description="How many records it holds.", examples=[42])

    @classmethod
    def of(cls, kept: Kept) -> Self:
        """Show a snapshot."""
        return cls(
            name=kept.name,
            organization_id=kept.organization_id,
            created_at=kept.created_at,
            records=len(kept.state),
        )


class SnapshotsResponse(View):
    """Snapshots, the oldest first."""

    data: list[SnapshotResponse]
    total: int


def create_snapshot(snapshots: Snapshots, body: SnapshotRequest | None = None) -> SnapshotResponse:
    """Keep the present state under a name, in whole or of one organization."""
    wanted = body or SnapshotRequest()
    return SnapshotResponse.of(snapshots.take(wanted.name, wanted.organization_id))


def list_snapshots(snapshots: Snapshots, query: SnapshotQuery) -> SnapshotsResponse:
    """List the snapshots of one organization, or all."""
    listed = [SnapshotResponse.of(kept) for kept in snapshots.listed(query.organization_id)]
    return SnapshotsResponse(data=listed, total=len(listed))


def restore_snapshot(snapshots: Snapshots, name: SnapshotName, query: SnapshotQuery) -> None:
    """Go back to a snapshot; without an organization, to one of the whole sandbox."""
    snapshots.restore(name, query.organization_id)


def delete_snapshot(snapshots: Snapshots, name: SnapshotName, query: SnapshotQuery) -> None:
    """Forget a snapshot; without an organization, one of the whole sandbox."""
    snapshots.remove(name, query.organization_id)


def delete_snapshots(snapshots: Snapshots, query: SnapshotQuery) -> None:
    """Forget the snapshots of one organization, or all."""
    snapshots.clear(query.organization_id)


_ALL = "/dev/snapshots"
_ONE = f"{_ALL}/{{name}}"

OPERATIONS = (
    row("GET", _ALL, list_snapshots),
    row(
        "POST",
        _ALL,
        create_snapshot,
        status=201,
        errors=(NotFound, Conflict),
    ),
    row("DELETE", _ALL, delete_snapshots, status=204),
    row("DELETE", _ONE, delete_snapshot, status=204, errors=(NotFound,)),
    row(
        "POST",
        f"{_ONE}/restore",
        restore_snapshot,
        status=204,
        errors=(NotFound, Conflict),
        in_change=False,
    ),
)
