"""Snapshots: states of the organization to go back to."""

from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sandbox.kit.control import Control

_PATH = "/dev/snapshots"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of an organization at a moment; as a context manager it is gone back to, and forgotten."""

    name: str
    records: int
    _control: Control
    _organization_id: str

    @classmethod
    def take(cls, control: Control, organization_id: str, name: str | None) -> Self:
        """Keep the present state; a name that was used already is used anew."""
        wanted = {"organization_id": organization_id} | ({} if name is None else {"name": name})
        taken = control.post(_PATH, wanted)
        return cls(taken["name"], taken["records"], control, organization_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.restore()
        except ValueError as refused:
            if error is None:
                raise
            # Why the test failed comes first.
            error.add_note(f"After that, snapshot {self.name} was not gone back to: {refused}")
        finally:
            self.remove()

    def restore(self) -> None:
        """Go back to it; it can be gone back to again."""
        self._control.post(f"{_PATH}/{self.name}/restore", organization_id=self._organization_id)

    def remove(self) -> None:
        """Forget it; one that is gone already is no failure."""
        self._control.remove(f"{_PATH}/{self.name}", organization_id=self._organization_id)
