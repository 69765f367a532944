"""Parts: going back to the rows that have certain values, while all others stay as they are."""

from pathlib import Path

import pytest

from sandbox.store.store import Store
from tests.store.world import CHARGERS, SITES, Charger, Site, filled, ids, kept, lines, opened, undone

NAMES = (CHARGERS.name,)


def put(store: Store, charger_id: str, **fields: str) -> None:
    store.collection(CHARGERS).put(Charger.model_validate({"id": charger_id, **fields}))


def test_part_brings_back_what_was_changed_removed_and_added() -> None:
    store = filled()
    part = store.part(NAMES, organization_id="A")
    put(store, "c0", organization_id="A", location_id="elsewhere")
    store.collection(CHARGERS).remove("c2")
    put(store, "new", organization_id="A")
    store.restore_part(part)
    assert ids(store, organization_id="A") == ["c0", "c2", "c4"]
    assert ids(store, location_id="elsewhere") == []
    assert ids(store, organization_id="A", location_id="l0") == ["c0"]


def test_part_leaves_other_rows_as_they_are() -> None:
    store = filled()
    part = store.part(NAMES, organization_id="A")
    store.collection(CHARGERS).remove("c1")
    put(store, "c9", organization_id="B")
    store.restore_part(part)
    assert ids(store, organization_id="B") == ["c3", "c5", "c9"]


def test_part_leaves_other_collections_as_they_are() -> None:
    store = filled()
    part = store.part(NAMES, organization_id="A")
    store.collection(SITES).put(Site(id="s"))
    store.restore_part(part)
    assert store.collection(SITES).count() == 1


def test_part_can_be_restored_again_and_again() -> None:
    store = filled()
    part = store.part(NAMES, organization_id="A")
    for _ in range(2):
        store.collection(CHARGERS).clear(organization_id="A")
        store.restore_part(part)
        assert ids(store, organization_id="A") == ["c0", "c2", "c4"]


def test_row_that_is_as_it_was_stays_the_same_object() -> None:
    store = filled()
    part = store.part(NAMES, organization_id="A")
    before = store.collection(CHARGERS).get("c2")
    put(store, "c0", organization_id="A")
    store.restore_part(part)
    assert store.collection(CHARGERS).get("c2") is before


def test_what_comes_back_is_in_its_old_place() -> None:
    store = filled()
    part = store.part(NAMES, organization_id="A")
    store.collection(CHARGERS).remove("c2")
    store.restore_part(part)
    assert ids(store) == ["c0", "c1", "c2", "c3", "c4", "c5"]


def test_taking_a_part_does_not_make_the_next_write_copy_the_table() -> None:
    store = filled()
    rows = store._tables["chargers"]._rows
    store.part(NAMES, organization_id="A")
    put(store, "new", organization_id="A")
    assert store._tables["chargers"]._rows is rows


def test_part_of_a_snapshot_is_what_was_there_then() -> None:
    store = filled()
    snapshot = store.snapshot()
    store.collection(CHARGERS).clear()
    store.restore_part(snapshot.part(NAMES, organization_id="B"))
    assert ids(store) == ["c1", "c3", "c5"]
    store.restore_part(snapshot.part(NAMES, organization_id="nobody"))
    assert ids(store) == ["c1", "c3", "c5"]


def test_part_of_another_store_can_be_restored() -> None:
    store, other = filled(), opened()
    put(other, "x", organization_id="A")
    put(other, "c0", organization_id="A")
    store.restore_part(other.snapshot().part(NAMES, organization_id="A"))
    put(store, "later", organization_id="A")
    assert ids(store, organization_id="A") == ["x", "c0", "later"]


def test_rows_of_another_store_come_in_their_order() -> None:
    store, other = filled(), opened()
    for charger_id in ("c4", "c2", "c0"):
        put(other, charger_id, organization_id="A")
    part = other.snapshot().part(NAMES, organization_id="A")
    with undone(store):
        store.restore_part(part)
        assert ids(store, organization_id="A") == ["c4", "c2", "c0"]
    assert ids(store) == ["c0", "c1", "c2", "c3", "c4", "c5"]
    assert ids(store, organization_id="A") == ["c0", "c2", "c4"]


def test_strangers_are_rows_with_an_id_of_the_part() -> None:
    store = filled()
    part = store.part(NAMES, organization_id="A")
    store.collection(CHARGERS).remove("c0")
    put(store, "c0", organization_id="B")
    assert list(store.strangers(part)) == [("chargers", "c0")]


def test_restoring_a_part_can_be_undone() -> None:
    store = filled()
    part = store.part(NAMES, organization_id="A")
    store.collection(CHARGERS).remove("c2")
    with undone(store):
        store.restore_part(part)
    assert ids(store, organization_id="A") == ["c0", "c4"]


def test_restoring_a_part_is_one_line(tmp_path: Path) -> None:
    store = filled(tmp_path)
    part = store.part(NAMES, organization_id="A")
    before = len(lines(tmp_path))
    put(store, "c0", organization_id="A")
    put(store, "new", organization_id="A")
    store.restore_part(part)
    assert len(lines(tmp_path)) == before + 3
    assert set(lines(tmp_path)[-1]["changes"]["chargers"]) == {"c0", "new"}
    store.close()
    assert kept(tmp_path, organization_id="A") == ["c0", "c2", "c4"]


def test_order_of_what_comes_back_survives_reopening(tmp_path: Path) -> None:
    store = filled(tmp_path)
    part = store.part(NAMES, organization_id="A")
    store.collection(CHARGERS).remove("c0")
    store.restore_part(part)
    put(store, "new", organization_id="A")
    expected = ids(store)
    store.close()
    assert kept(tmp_path) == expected == ["c0", "c1", "c2", "c3", "c4", "c5", "new"]


def test_order_of_a_part_of_another_store_survives_reopening(tmp_path: Path) -> None:
    store, other = filled(tmp_path), opened()
    for charger_id in ("c4", "x", "c0"):
        put(other, charger_id, organization_id="A")
    store.restore_part(other.snapshot().part(NAMES, organization_id="A"))
    expected = ids(store)
    store.close()
    assert kept(tmp_path) == expected
    assert kept(tmp_path, organization_id="A") == ["c4", "x", "c0"]


def test_part_that_cannot_be_written_is_undone(tmp_path: Path) -> None:
    store = filled(tmp_path)
    part = store.part(NAMES, organization_id="A")
    store.collection(CHARGERS).remove("c2")
    store._database.storage._file.close()  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="closed file"):
        store.restore_part(part)
    assert ids(store, organization_id="A") == ["c0", "c4"]


def test_lengths_count_rows() -> None:
    store = filled()
    assert len(store.part(NAMES, organization_id="A")) == 3
    assert len(store.snapshot()) == 6


def test_store_tells_how_often_rows_came_back() -> None:
    store = filled()
    assert store.restored == 0
    store.restore_part(store.part(NAMES, organization_id="A"))
    store.restore(store.snapshot())
    assert store.restored == 2
