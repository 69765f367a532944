"""States to go back to, by reference: all collections, or the rows of some that have certain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from sandbox.store.rows import Fields, Key, Row
from sandbox.store.table import IndexedTable, TableState


@dataclass(frozen=True, slots=True)
class Part:
    """Those rows of some tables that have these values in these fields, which an index covers in this order.

    `newest` is the number of the newest row that each table ever had.
    """

    fields: Fields
    values: Key
    rows: Mapping[str, Mapping[str, Row]]
    newest: Mapping[str, int]

    @classmethod
    def of(cls, tables: Iterable[IndexedTable], where: Mapping[str, str]) -> Self:
        """Return the present rows."""
        fields, values = tuple(where), tuple(where.values())
        here = {table.name: table for table in tables}
        rows = {name: dict(table.bucket(fields, values)) for name, table in here.items()}
        return cls(fields, values, rows, {name: table.newest for name, table in here.items()})

    def __len__(self) -> int:
        return sum(map(len, self.rows.values()))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All collections at one moment."""

    tables: Mapping[str, TableState]

    def __len__(self) -> int:
        return sum(len(state.rows) for state in self.tables.values())

    def part(self, names: Iterable[str], **where: str) -> Part:
        """Return the rows that had these values then."""
        fields, values = tuple(where), tuple(where.values())
        states = {name: self.tables[name] for name in names}
        rows: dict[str, Mapping[str, Row]] = {
            name: state.indexes[fields].get(values, {}) for name, state in states.items()
        }
        return Part(fields, values, rows, {name: state.sequence for name, state in states.items()})

    def document(self, name: str, row_id: str) -> Mapping[str, Any] | None:
        """Return what stood in a table under this id then."""
        row = self.tables[name].rows.get(row_id)
        return None if row is None else row.document
