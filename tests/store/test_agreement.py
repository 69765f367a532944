"""Random operations: the table agrees with stock TinyDB, the collections with a plain model of them."""

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from sandbox.store.snapshots import Snapshot
from sandbox.store.storage import AppendOnlyStorage
from sandbox.store.store import Store
from sandbox.store.table import Database

from .world import CHARGERS, Charger, Refused, opened, undone


class StockTable(Table):
    document_id_class: Any = str


class Stock(TinyDB):
    table_class = StockTable


ROW_IDS = st.sampled_from("abcdef")
NUMBERS = st.integers(0, 3) | st.booleans()
ROWS = st.fixed_dictionaries({"n": NUMBERS}, optional={"m": NUMBERS, "deep": st.just({"list": [1]})})
DOCUMENTS = st.builds(Document, ROWS, ROW_IDS)

Operation = Callable[[Any], Any]
OPERATIONS: st.SearchStrategy[Operation] = st.one_of(
    DOCUMENTS.map(lambda doc: lambda table: table.insert(deepcopy(doc))),
    st.lists(DOCUMENTS).map(lambda docs: lambda table: table.insert_multiple(deepcopy(docs))),
    DOCUMENTS.map(lambda doc: lambda table: table.upsert(deepcopy(doc))),
    st.builds(lambda doc, n: lambda table: table.upsert(deepcopy(doc), where("n") == n), DOCUMENTS, NUMBERS),
    st.builds(lambda row, n: lambda table: table.update(dict(row), where("n") == n), ROWS, NUMBERS),
    st.builds(lambda row, ids: lambda table: table.update(dict(row), doc_ids=ids), ROWS, st.lists(ROW_IDS)),
    ROWS.map(lambda row: lambda table: table.update(lambda document: document.update(deepcopy(row)))),
    st.builds(
        lambda row, n: lambda table: table.update_multiple([(dict(row), where("n") == n)]), ROWS, NUMBERS
    ),
    NUMBERS.map(lambda n: lambda table: table.remove(where("n") == n)),
    st.lists(ROW_IDS, unique=True).map(lambda ids: lambda table: table.remove(doc_ids=ids)),
    st.just(lambda table: table.truncate()),
)


def outcome(operation: Operation, table: Any) -> Any:
    try:
        return operation(table)
    except (ValueError, KeyError) as error:
        return type(error), str(error)


def contents(table: Any) -> str:
    """Return the rows in order, as text: 1 and True are equal in Python, but not to us."""
    return repr([(document.doc_id, dict(document)) for document in table])


def contents_after_reopening(folder: Path) -> str:
    with Database(folder, storage=AppendOnlyStorage, fsync=False) as database:
        return contents(database.table("t"))


@given(st.lists(OPERATIONS, max_size=15))
def test_table_agrees_with_stock_and_with_its_replay(operations: list[Operation]) -> None:
    stock = Stock(storage=MemoryStorage).table("t")
    with TemporaryDirectory() as name:
        with Database(Path(name), storage=AppendOnlyStorage, fsync=False) as database:
            table = database.table("t", indexes=(("n",),))
            for operation in operations:
                assert outcome(operation, table) == outcome(operation, stock)
                assert contents(table) == contents(stock)
                assert len(table) == len(stock)
        assert contents_after_reopening(Path(name)) == contents(stock)


@given(st.lists(DOCUMENTS, unique_by=lambda doc: doc.doc_id, min_size=1), st.data())
def test_updater_that_raises_changes_nothing(documents: list[Document], data: st.DataObject) -> None:
    table: Any = Database().table("t", indexes=(("n",),))
    table.insert_multiple(documents)
    before = contents(table)
    victim = data.draw(st.integers(0, len(documents) - 1))
    seen: list[Any] = []

    def updater(document: dict[str, Any]) -> None:
        document["n"] = 9
        seen.append(document)
        if len(seen) > victim:
            raise Refused

    with suppress(Refused):
        table.update(updater)
    assert contents(table) == before
    assert not table.bucket(("n",), (9,))


class Model:
    """What a collection of chargers should be: rows with a place, and the states to which changes go back."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.records: dict[str, Charger] = {}
        self.bases: list[dict[str, int]] = []
        self.next = 0

    def state(self) -> tuple[dict[str, int], dict[str, Charger]]:
        return dict(self.places), dict(self.records)

    def put(self, record: Charger) -> None:
        if record.id not in self.places:
            kept = [base[record.id] for base in self.bases if record.id in base]
            self.next += 1
            self.places[record.id] = kept[0] if kept else self.next
        self.records[record.id] = record

    def remove(self, record_id: str) -> bool:
        self.places.pop(record_id, None)
        return self.records.pop(record_id, None) is not None

    def find(self) -> list[Charger]:
        return [self.records[record_id] for record_id in sorted(self.places, key=self.places.__getitem__)]


CHARGER = st.builds(
    Charger, id=ROW_IDS, organization_id=st.sampled_from("AB"), location_id=st.sampled_from(["x", "y", None])
)
STEP = st.tuples(st.just("put"), CHARGER) | st.tuples(st.just("remove"), ROW_IDS)
NESTED: Any = st.recursive(
    STEP,
    lambda inner: st.tuples(st.sampled_from(["keep", "undo"]), st.lists(inner, max_size=6)),
    max_leaves=12,
)
SCRIPT: Any = st.lists(
    NESTED | st.tuples(st.just("snapshot"), st.none()) | st.tuples(st.just("restore"), st.integers(0, 5)),
    max_size=15,
)


class Player:
    """Plays a script on a store and on the model of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.chargers = store.collection(CHARGERS)
        self.model = Model()
        self.snapshots: list[tuple[Snapshot, Any]] = []

    def play(self, step: tuple[str, Any]) -> None:
        getattr(self, step[0])(step[1])

    def put(self, record: Charger) -> None:
        self.chargers.put(record)
        self.model.put(record)

    def remove(self, record_id: str) -> None:
        assert self.chargers.remove(record_id) == self.model.remove(record_id)

    def keep(self, steps: list[tuple[str, Any]]) -> None:
        self.model.bases.append(dict(self.model.places))
        with self.store.change():
            for step in steps:
                self.play(step)
        self.model.bases.pop()

    def undo(self, steps: list[tuple[str, Any]]) -> None:
        before = self.model.state()
        self.model.bases.append(dict(self.model.places))
        with undone(self.store):
            for step in steps:
                self.play(step)
        self.model.bases.pop()
        self.model.places, self.model.records = before

    def snapshot(self, _: None) -> None:
        self.snapshots.append((self.store.snapshot(), self.model.state()))

    def restore(self, number: int) -> None:
        if number < len(self.snapshots):
            snapshot, (places, records) = self.snapshots[number]
            self.store.restore(snapshot)
            self.model.places, self.model.records = dict(places), dict(records)

    def check(self, store: Store) -> None:
        chargers = store.collection(CHARGERS)
        everything = self.model.find()
        assert chargers.find() == everything
        for fields in CHARGERS.indexes:
            for place in [("A", "x"), ("A", "y"), ("A", None), ("B", "x"), ("B", "y"), ("B", None)]:
                wanted = dict(zip(("organization_id", "location_id"), place, strict=True))
                asked = {field: wanted[field] for field in fields}
                scanned = [row for row in everything if all(getattr(row, k) == v for k, v in asked.items())]
                assert chargers.find(**asked) == scanned
                assert chargers.count(**asked) == len(scanned)


@given(SCRIPT)
def test_collection_agrees_with_its_model_and_with_its_replay(script: list[tuple[str, Any]]) -> None:
    with TemporaryDirectory() as name:
        player = Player(opened(Path(name)))
        for step in script:
            player.play(step)
            player.check(player.store)
        player.store.close()
        replayed = opened(Path(name))
        player.check(replayed)
        replayed.close()
