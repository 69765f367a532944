"""Changes and snapshots: everything or nothing, in every table, in order, on disk."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from sandbox.store.store import CollectionSpec, Store

from .world import CHARGERS, SITES, SPECS, Charger, Site, broken_fsync, ids, kept, lines, opened, undone


class Note(BaseModel, frozen=True):
    id: str
    content: Any = None


def put(store: Store, *record_ids: str, organization_id: str = "acme") -> None:
    for record_id in record_ids:
        store.collection(CHARGERS).put(Charger(id=record_id, organization_id=organization_id))


def test_change_of_several_tables_is_one_line(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with store.change():
        store.collection(SITES).put(Site(id="s"))
        with store.change():
            put(store, "a", "b")
    store.close()
    assert [sorted(line["changes"]) for line in lines(tmp_path)[1:]] == [["chargers", "sites"]]


def test_single_put_is_its_own_line(tmp_path: Path) -> None:
    store = opened(tmp_path)
    put(store, "a", "b")
    store.close()
    assert [list(line["changes"]["chargers"]) for line in lines(tmp_path)[1:]] == [["a"], ["b"]]


def test_change_without_effect_writes_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with store.change():
        put(store, "a")
        store.collection(CHARGERS).remove("a")
    store.close()
    assert len(lines(tmp_path)) == 1


def test_change_writes_new_rows_in_order_of_creation(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with store.change():
        put(store, "a", "b")
        store.collection(CHARGERS).remove("a")
        put(store, "a")
    assert ids(store) == ["b", "a"]
    store.close()
    assert kept(tmp_path) == ["b", "a"]


def test_failed_change_undoes_every_table_and_index(tmp_path: Path) -> None:
    store = opened(tmp_path)
    put(store, "a", "b", "c")
    before = (tmp_path / "state.jsonl").read_bytes()
    with undone(store):
        store.collection(SITES).put(Site(id="s"))
        store.collection(CHARGERS).remove("a")
        put(store, "b", organization_id="other")
        put(store, "d")
    assert store.collection(SITES).count() == 0
    assert ids(store) == ids(store, organization_id="acme") == ["a", "b", "c"]
    assert ids(store, organization_id="other") == []
    assert (tmp_path / "state.jsonl").read_bytes() == before
    store.close()


def test_change_that_fails_inside_another_is_undone_alone() -> None:
    store = opened()
    with store.change():
        put(store, "a")
        with undone(store):
            put(store, "b")
            store.collection(CHARGERS).remove("a")
    assert ids(store) == ["a"]


def test_failure_of_the_outer_change_undoes_the_inner() -> None:
    store = opened()
    with undone(store), store.change():
        put(store, "a")
    assert ids(store) == []


def test_put_that_cannot_be_written_is_undone(tmp_path: Path) -> None:
    store = opened(tmp_path)
    put(store, "a")
    store.close()
    with pytest.raises(ValueError, match="closed file"):
        put(store, "b")
    assert ids(store) == ids(store, organization_id="acme") == ["a"]


def test_put_too_deep_to_be_read_back_is_undone(tmp_path: Path) -> None:
    deep: Any = None
    for _ in range(200):
        deep = [deep]
    notes = CollectionSpec("notes", Note)
    store = Store([notes], tmp_path)
    with pytest.raises(ValueError, match="too deeply"):
        store.collection(notes).put(Note(id="a", content=deep))
    assert store.collection(notes).count() == 0
    store.collection(notes).put(Note(id="b"))
    store.close()
    with closing(Store([notes], tmp_path)) as again:
        assert [note.id for note in again.collection(notes).find()] == ["b"]


def test_compaction_keeps_everything(tmp_path: Path) -> None:
    store = opened(tmp_path)
    put(store, "a", "b", "c")
    store.collection(CHARGERS).remove("a")
    store.restore(store.snapshot())
    put(store, "d")
    store.close()
    assert [len(lines(tmp_path)), kept(tmp_path)] == [2, ["b", "c", "d"]]


def test_snapshot_does_not_see_later_writes() -> None:
    store = opened()
    put(store, "a", "b")
    snapshot = store.snapshot()
    store.collection(CHARGERS).remove("a")
    put(store, "b", organization_id="other")
    put(store, "c")
    store.restore(snapshot)
    assert ids(store) == ids(store, organization_id="acme") == ["a", "b"]


def test_copy_of_an_unsorted_bucket_is_sorted_too() -> None:
    store = opened()
    put(store, "a")
    put(store, "b", organization_id="other")
    put(store, "a", organization_id="other")
    store.snapshot()
    put(store, "c", organization_id="other")
    assert ids(store, organization_id="other") == ["a", "b", "c"]


def test_snapshot_can_be_restored_again_and_again() -> None:
    store = opened()
    put(store, "a")
    snapshot = store.snapshot()
    for extra in ("b", "c"):
        put(store, extra)
        store.restore(snapshot)
    assert ids(store) == ["a"]


def test_later_snapshot_survives_the_restoring_of_an_earlier_one() -> None:
    store = opened()
    earlier = store.snapshot()
    put(store, "a")
    later = store.snapshot()
    store.restore(earlier)
    put(store, "b")
    store.restore(later)
    assert ids(store, organization_id="acme") == ["a"]


def test_rows_put_after_a_restore_come_last() -> None:
    store = opened()
    put(store, "a")
    snapshot = store.snapshot()
    put(store, "b")
    store.restore(snapshot)
    put(store, "c", "b")
    assert ids(store) == ["a", "c", "b"]


def test_snapshot_of_one_store_can_be_restored_in_another() -> None:
    first, second = opened(), opened()
    put(first, "a", "b")
    second.restore(first.snapshot())
    put(second, "c")
    assert (ids(first), ids(second, organization_id="acme")) == (["a", "b"], ["a", "b", "c"])


def test_restore_is_durable(tmp_path: Path) -> None:
    store = opened(tmp_path)
    put(store, "a")
    snapshot = store.snapshot()
    put(store, "b")
    store.restore(snapshot)
    store.close()
    assert kept(tmp_path) == ["a"]


def test_restore_leaves_kept_collections_as_they_are(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.collection(SITES).put(Site(id="old"))
    snapshot = store.snapshot()
    store.collection(SITES).remove("old")
    store.collection(SITES).put(Site(id="new"))
    put(store, "a")
    store.restore(snapshot, keep=[SITES])
    sites = [site.id for site in store.collection(SITES).find()]
    store.collection(SITES).put(Site(id="later"))
    store.close()
    assert (sites, ids(store)) == (["new"], [])
    assert lines(tmp_path)[0]["tables"] == {"sites": {"new": {"id": "new", "name": ""}}, "chargers": {}}
    with closing(opened(tmp_path)) as again:
        assert [site.id for site in again.collection(SITES).find()] == ["new", "later"]


def test_snapshot_is_untouched_by_a_restore_that_keeps() -> None:
    store = opened()
    put(store, "a")
    snapshot = store.snapshot()
    put(store, "b")
    store.restore(snapshot, keep=[CHARGERS])
    put(store, "c")
    assert ids(store, organization_id="acme") == ["a", "b", "c"]
    store.restore(snapshot)
    assert ids(store, organization_id="acme") == ["a"]


def test_collection_to_keep_must_be_declared() -> None:
    store = opened()
    with pytest.raises(KeyError, match="others"):
        store.restore(store.snapshot(), keep=[CollectionSpec("others", Site)])


def test_restore_whose_rename_is_not_synced_holds_in_memory_as_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(SPECS, tmp_path)
    put(store, "a")
    snapshot = store.snapshot()
    put(store, "b")
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", broken_fsync)
        with pytest.raises(OSError, match="Input/output error"):
            store.restore(snapshot)
    assert ids(store) == ids(store, organization_id="acme") == ["a"]
    put(store, "c")
    store.close()
    assert ids(store) == kept(tmp_path) == ["a", "c"]


def test_restore_inside_a_change_is_refused() -> None:
    store = opened()
    snapshot = store.snapshot()
    with store.change(), pytest.raises(RuntimeError, match="inside a change"):
        store.restore(snapshot)


def test_restore_that_cannot_be_written_is_undone(tmp_path: Path) -> None:
    store = opened(tmp_path)
    snapshot = store.snapshot()
    put(store, "a")
    (tmp_path / "state.jsonl.tmp").mkdir()
    with pytest.raises(OSError, match="tmp"):
        store.restore(snapshot)
    put(store, "b")
    store.close()
    assert ids(store) == ["a", "b"]


def test_who_wants_to_know_of_it_is_told_what_is_undone_the_last_first() -> None:
    store = opened()
    told: list[str] = []
    with store.change():
        store.if_undone(lambda: told.append("kept"))
    with undone(store):
        store.if_undone(lambda: told.append("first"))
        with store.change():
            store.if_undone(lambda: told.append("second"))
        with undone(store):
            store.if_undone(lambda: told.append("alone"))
        assert told == ["alone"]
    assert told == ["alone", "second", "first"]
