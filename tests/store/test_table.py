"""The table as TinyDB users see it: nothing live is handed out, nothing is half done."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tinydb import where
from tinydb.table import Document

from sandbox.store.storage import AppendOnlyStorage
from sandbox.store.table import Database

from .world import Charger, Refused, lines


def document(row_id: Any, **fields: Any) -> Document:
    return Document(fields, row_id)


def filled() -> Any:
    table: Any = Database().table("t", indexes=(("m",), ("n",)))
    table.insert_multiple([document("a", n=1, deep={"list": [1]}), document("b", n=2)])
    return table


@pytest.mark.parametrize(
    "read",
    [
        lambda table: table.all()[0],
        lambda table: table.search(where("n") == 1)[0],
        lambda table: table.get(doc_id="a"),
        lambda table: table.get(where("n") == 1),
        lambda table: dict(table.row("a")),
    ],
)
def test_reader_that_mutates_its_result_changes_nothing(read: Any) -> None:
    table = filled()
    read(table)["deep"]["list"].append(2)
    assert read(table) == {"n": 1, "deep": {"list": [1]}}


def test_query_that_mutates_its_argument_changes_nothing() -> None:
    table = filled()
    table.search(lambda row: row.get("deep", {"list": []})["list"].append(2))
    assert table.get(doc_id="a")["deep"] == {"list": [1]}


@pytest.mark.parametrize(
    "write",
    [
        lambda table, row: table.insert(document("c", **row)),
        lambda table, row: table.upsert(document("c", **row)),
        lambda table, row: table.put("c", row),
    ],
)
def test_writer_that_mutates_its_argument_later_changes_nothing(write: Any) -> None:
    table, row = filled(), {"n": 3, "deep": {"list": [1]}}
    write(table, row)
    row["deep"]["list"].append(2)  # type: ignore[index]
    assert table.get(doc_id="c")["deep"] == {"list": [1]}


def test_update_is_found_under_its_new_value_only() -> None:
    table = filled()
    table.update({"n": 2}, doc_ids=["a"])
    assert list(table.bucket(("n",), (2,))) == ["a", "b"]
    assert not table.bucket(("n",), (1,))


def test_bucket_of_no_fields_is_the_whole_table() -> None:
    assert list(filled().bucket((), ())) == ["a", "b"]


def test_row_without_the_indexed_field_is_filed_under_none() -> None:
    table = filled()
    table.put("c", {})
    assert list(table.bucket(("n",), (None,))) == ["c"]


def test_discard_tells_whether_there_was_a_row() -> None:
    table = filled()
    assert (table.discard("a"), table.discard("a")) == (True, False)


def test_unhashable_value_in_an_index_is_refused_before_anything_changes() -> None:
    table = filled()
    with pytest.raises(TypeError, match="unhashable"):
        table.update({"m": 1, "n": []})
    assert list(table.bucket(("m",), (None,))) == ["a", "b"]
    assert not table.bucket(("m",), (1,))
    assert [row["n"] for row in table] == [1, 2]
    assert list(table.bucket(("n",), (1,))) == ["a"]


def test_row_removed_and_put_again_in_one_change_keeps_its_place_for_tinydb_too() -> None:
    database = Database()
    table: Any = database.table("t")
    table.insert_multiple([document("a"), document("b")])
    with database.change():
        table.discard("a")
        table.put("a", {})
    assert [row.doc_id for row in table] == ["a", "b"]


def test_row_whose_removal_is_undone_keeps_its_place_for_tinydb_too() -> None:
    database = Database()
    table: Any = database.table("t")
    table.insert_multiple([document("a"), document("b")])
    with suppress(Refused), database.change():
        table.discard("a")
        raise Refused
    assert [row.doc_id for row in table] == ["a", "b"]


def test_tinydb_sees_what_is_written_after_a_snapshot() -> None:
    table = filled()
    state = table.snapshot()
    table.put("c", {})
    assert len(table.all()) == 3
    table.restore(state)
    assert len(table.all()) == 2


def test_model_reads_as_its_document() -> None:
    table: Any = Database().table("t")
    table.put("c", Charger(id="c", tags=("x",)))
    assert table.search(where("tags").any(["x"])) == [
        {"id": "c", "organization_id": "acme", "location_id": None, "tags": ["x"]}
    ]
    assert len(table.row("c")) == 4


def test_overlay_refuses_to_remove_what_is_not_there() -> None:
    table = filled()
    with pytest.raises(KeyError):
        table._update_table(lambda rows: (rows.pop("a"), rows.pop("a")))
    with pytest.raises(KeyError):
        table._update_table(lambda rows: rows.__delitem__("x"))
    assert len(table) == 2


def test_overlay_shows_an_updater_its_own_work() -> None:
    seen = []

    def updater(rows: Any) -> None:
        rows["c"] = {"n": 3}
        del rows["a"]
        seen.extend([list(rows), len(rows), "a" in rows, rows["c"]])

    filled()._update_table(updater)
    assert seen == [["b", "c"], 2, False, {"n": 3}]


def test_stock_operation_journals_only_the_rows_it_changed(tmp_path: Path) -> None:
    with Database(tmp_path, storage=AppendOnlyStorage) as database:
        table: Any = database.table("t")
        table.insert_multiple([document("a", n=True), document("b", n=2), document("c", n=3)])
        table.update({"n": 1}, where("n") == 1)
        table.remove(where("n") == 2)
        table.update({"n": 3}, where("n") == 3)
    assert lines(tmp_path)[2:] == [{"changes": {"t": {"a": {"n": 1}}}}, {"changes": {"t": {"b": None}}}]


def test_truncate_is_one_line(tmp_path: Path) -> None:
    with Database(tmp_path, storage=AppendOnlyStorage) as database:
        table: Any = database.table("t")
        table.insert_multiple([document("a"), document("b")])
        table.truncate()
    assert lines(tmp_path)[2:] == [{"changes": {"t": {"a": None, "b": None}}}]


def test_dropped_tables_are_gone_after_reopening(tmp_path: Path) -> None:
    with Database(tmp_path, storage=AppendOnlyStorage) as database:
        for name in ("t", "u", "v"):
            database.table(name).put("a", {})
        database.drop_table("t")
    with Database(tmp_path, storage=AppendOnlyStorage) as database:
        assert database.tables() == {"u", "v"}
        database.drop_tables()
    with Database(tmp_path, storage=AppendOnlyStorage) as database:
        assert database.tables() == set()
