"""Typed collections over the tables: frozen models in, the same frozen models out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from sandbox.store.rows import Bucket, Row
from sandbox.store.snapshots import Part, Snapshot
from sandbox.store.storage import AppendOnlyStorage, ResidentStorage
from sandbox.store.table import Database, IndexedTable

R = TypeVar("R", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class CollectionSpec(Generic[R]):
    """A collection: its name, the model of its records, and the combinations of fields it is searched by.

    The model is frozen, has an `id: str`, and takes its fields by their own names, not by aliases. An indexed
    field holds a string or None. *upgrade* completes a row that an earlier version has stored.
    """

    name: str
    model: type[R]
    indexes: tuple[tuple[str, ...], ...] = ()
    upgrade: Callable[[dict[str, Any]], dict[str, Any]] | None = None

    def __post_init__(self) -> None:
        if not (issubclass(self.model, BaseModel) and self.model.model_config.get("frozen")):
            raise TypeError(f"{self.model.__name__} must be a frozen pydantic model to be stored")


class Collection(Generic[R]):
    """The records of one kind, in order of creation."""

    def __init__(self, spec: CollectionSpec[R], table: IndexedTable) -> None:
        self._spec = spec
        self._table = table
        self._fields = {frozenset(fields): fields for fields in ((), *spec.indexes)}

    def get(self, record_id: str) -> R | None:
        """Return the record with this id."""
        row = self._table.row(record_id)
        return None if row is None else row.record or self._validated(record_id, row)

    def add(self, record: R) -> None:
        """Insert the record; ValueError if there is one with its id."""
        if self._table.row(_id(record)) is not None:
            raise ValueError(f"{self._spec.name} already has {_id(record)}")
        self.put(record)

    def put(self, record: R) -> None:
        """Insert the record, or replace the one with its id."""
        self._table.put(_id(record), record)

    def remove(self, record_id: str) -> bool:
        """Remove the record with this id, and tell whether there was one."""
        return self._table.discard(record_id)

    def clear(self, **where: str | None) -> None:
        """Remove the records with these values, or all for none, in one change, unread."""
        self._table.discard_all(self._bucket(where))

    def find(self, **where: str | None) -> list[R]:
        """Return the records with these values in these fields, which an index must cover."""
        return self._records(self._bucket(where).items())

    def first(self, **where: str | None) -> R | None:
        """Return the oldest record with these values."""
        return next(iter(self._records(islice(self._bucket(where).items(), 1))), None)

    def count(self, **where: str | None) -> int:
        """Count the records with these values, without looking at them."""
        return len(self._bucket(where))

    def page(
        self, *, offset: int, limit: int, newest_first: bool = False, **where: str | None
    ) -> tuple[list[R], int]:
        """Return *limit* of the records with these values, from *offset* on, and the count of all of them."""
        bucket = self._bucket(where)
        items = reversed(bucket.items()) if newest_first else iter(bucket.items())
        return self._records(islice(items, offset, offset + limit)), len(bucket)

    def scoped(self, **fixed: str) -> "Scoped[R]":
        """Return this collection as it looks to somebody who owns only the records with these values."""
        return Scoped(self, fixed)

    def _bucket(self, where: Mapping[str, str | None]) -> Bucket:
        fields = self._fields.get(frozenset(where))
        if fields is None:
            declared = ", ".join(f"({', '.join(fields)})" for fields in self._spec.indexes) or "none"
            raise LookupError(f"{self._spec.name} has no index on ({', '.join(where)}); declared: {declared}")
        return self._table.bucket(fields, tuple([where[field] for field in fields]))

    def _records(self, items: Iterable[tuple[str, Row]]) -> list[R]:
        return [row.record or self._validated(row_id, row) for row_id, row in items]

    def _validated(self, row_id: str, row: Row) -> R:
        model, upgrade = self._spec.model, self._spec.upgrade
        content = row.content if upgrade is None else upgrade(row.content)
        try:
            record = row.record = model.model_validate_json(to_json(content))
        except ValidationError as unfit:
            first = unfit.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            reason = f"does not fit {model.__name__}: {field}: {first['msg']}"
            raise self._table.damaged(row_id, reason) from unfit
        return record


class Scoped(Generic[R]):
    """The part of a collection that has fixed values in some fields; the rest does not exist for its user.

    Asking for a fixed field once more is a TypeError, so that no argument can widen the scope.
    """

    def __init__(self, collection: Collection[R], fixed: Mapping[str, str]) -> None:
        self._collection = collection
        self._fixed = dict(fixed)

    def get(self, record_id: str) -> R | None:
        """Return the record with this id, if it is inside the scope."""
        record = self._collection.get(record_id)
        return record if record is not None and self._covers(record) else None

    def add(self, record: R) -> None:
        """Insert; a record outside the scope, or with an id that exists in any scope, is a ValueError."""
        self._refuse_outside(record)
        self._collection.add(record)

    def put(self, record: R) -> None:
        """Insert or replace; a record outside the scope, or with the id of one, is a ValueError."""
        self._refuse_outside(record)
        self._refuse_outside(self._collection.get(_id(record)))
        self._collection.put(record)

    def remove(self, record_id: str) -> bool:
        """Remove the record with this id if it is inside the scope, and tell whether it was."""
        return self.get(record_id) is not None and self._collection.remove(record_id)

    def clear(self, **where: str | None) -> None:
        """Remove the records with these values, or all of the scope for none, in one change."""
        self._collection.clear(**self._fixed, **where)

    def find(self, **where: str | None) -> list[R]:
        """Return the records with these values in these fields; an index must cover them and the scope."""
        return self._collection.find(**self._fixed, **where)

    def first(self, **where: str | None) -> R | None:
        """Return the oldest record with these values."""
        return self._collection.first(**self._fixed, **where)

    def count(self, **where: str | None) -> int:
        """Count the records with these values, without looking at them."""
        return self._collection.count(**self._fixed, **where)

    def page(
        self, *, offset: int, limit: int, newest_first: bool = False, **where: str | None
    ) -> tuple[list[R], int]:
        """Return *limit* of the records with these values, from *offset* on, and the count of all of them."""
        return self._collection.page(
            offset=offset, limit=limit, newest_first=newest_first, **self._fixed, **where
        )

    def scoped(self, **fixed: str) -> "Scoped[R]":
        """Narrow the scope."""
        return self._collection.scoped(**self._fixed, **fixed)

    def _refuse_outside(self, record: R | None) -> None:
        if record is not None and not self._covers(record):
            scope = ", ".join(f"{field}={value}" for field, value in self._fixed.items())
            raise ValueError(f"{_id(record)} is outside the scope {scope}")

    def _covers(self, record: R) -> bool:
        return all(getattr(record, field) == value for field, value in self._fixed.items())


class Store:
    """All collections; in memory, or also in *folder*, which only one store may have open.

    One thread owns a store, and nothing may be awaited inside a change.

    A record is validated when it is first read; one that does not fit its model is a `DataCorrupt` then.

    Raises:
        BadSetting: the folder, or a file in it, cannot be used.
        DataLocked: another store has the folder open.
        DataCorrupt: the folder's file is damaged.
        DataTooNew: the folder's file is of a later format.
    """

    def __init__(
        self, specs: Sequence[CollectionSpec[Any]], folder: Path | None = None, *, fsync: bool = True
    ) -> None:
        if len({spec.name for spec in specs}) < len(specs):
            raise ValueError("two collections have the same name")
        self._database = (
            Database() if folder is None else Database(folder, fsync=fsync, storage=AppendOnlyStorage)
        )
        try:
            self._tables = {
                spec.name: self._database.table(spec.name, indexes=spec.indexes) for spec in specs
            }
        except BaseException:
            self._database.close()
            raise
        self._collections = {spec: Collection(spec, self._tables[spec.name]) for spec in specs}
        self.restored = 0
        """How often rows came back: what was worked out from them by then holds no longer."""
        self.listeners = self._database.changes.listeners
        self.if_undone = self._database.changes.if_undone
        self.outlives_process = folder is not None
        """Whether what was committed is still there when the process has died."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the collections."""
        return tuple(self._tables)

    def collection(self, spec: CollectionSpec[R]) -> Collection[R]:
        """Return the collection that was declared with *spec*."""
        return self._collections[spec]

    def change(self) -> AbstractContextManager[None]:
        """Open a change: all that happens inside is committed as one, or undone if an exception leaves it.

        A change inside another commits with the outermost; if only the inner one fails, it is undone alone.
        """
        return self._database.change()

    def snapshot(self) -> Snapshot:
        """Return the present state, to which `restore` can go back any number of times."""
        return Snapshot({name: table.snapshot() for name, table in self._tables.items()})

    def restore(self, snapshot: Snapshot, keep: Sequence[CollectionSpec[Any]] = ()) -> None:
        """Go back to *snapshot*, durably and as one, but leave the collections to *keep* as they are.

        Raises:
            RuntimeError: a change is open.
            OSError: nothing has changed; or, if the file was replaced already, all has, but a power cut may
                undo it. Memory shows which: it always agrees with the file.
        """
        if self._database.changes:
            raise RuntimeError("a snapshot cannot be restored inside a change")
        kept = {self._tables[spec.name] for spec in keep}
        states = {table: snapshot.tables[name] for name, table in self._tables.items() if table not in kept}
        storage = self._database.storage
        tables = {**(storage.read() or {}), **{table.name: state.rows for table, state in states.items()}}
        try:
            storage.write(tables)
        finally:
            if storage.read() is tables:
                self.restored += 1
                for table, state in states.items():
                    table.restore(state)

    def part(self, names: Iterable[str], **where: str) -> Part:
        """Return the present rows of some collections with these values, for `restore_part`."""
        return Part.of([self._tables[name] for name in names], where)

    def strangers(self, part: Part) -> Iterator[tuple[str, str]]:
        """Return table and id of each row of *part* whose id a row has that is not of the part."""
        for name, rows in part.rows.items():
            table = self._tables[name]
            yield from ((name, row_id) for row_id in table.strangers(part.fields, part.values, rows))

    def restore_part(self, part: Part) -> None:
        """Go back to *part* in one change; rows that are as they were, and all others, are left alone.

        There must be no `strangers`.
        """
        with self.change():
            self.restored += 1
            for name, rows in part.rows.items():
                self._tables[name].restore_rows(part.fields, part.values, rows, part.newest[name])

    def is_writable(self) -> bool:
        """Tell whether the next change could be made durable."""
        return cast("ResidentStorage", self._database.storage).is_writable()

    def close(self) -> None:
        """Close the file and let the next process have the folder."""
        self._database.close()


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


def _id(record: BaseModel) -> str:
    return cast("_Identified", record).id
