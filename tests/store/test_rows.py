"""Rows and what holds them, by themselves."""

from sandbox.store.rows import Epoch, Index, Row


def test_index_keeps_no_empty_bucket() -> None:
    index, row = Index(("n",), Epoch()), Row({"n": 1}, 1)
    index.move("a", None, row)
    index.move("a", row, None)
    assert not index


def test_row_cannot_be_written_to() -> None:
    assert not hasattr(Row({}, 1), "__setitem__")


def test_rows_compare_by_content() -> None:
    assert Row({"n": 1}, 1) == Row({"n": 1}, 2)
