"""Collections: the same frozen models out as in, by declared index, in order of creation."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from sandbox.errors import DataCorrupt
from sandbox.store.store import CollectionSpec, Store

from .world import CHARGERS, SITES, SPECS, Charger, Site, filled, ids, kept, lines, opened


def test_get_returns_the_very_record_that_was_put() -> None:
    store, record = opened(), Charger(id="a")
    store.collection(CHARGERS).put(record)
    assert store.collection(CHARGERS).get("a") is record


def test_get_of_an_unknown_id_is_none() -> None:
    assert opened().collection(CHARGERS).get("a") is None


def test_record_is_validated_once_after_reopening(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with closing(opened(tmp_path)) as store:
        chargers = store.collection(CHARGERS)
    assert chargers.get("c0") == Charger(id="c0", organization_id="A", location_id="l0", tags=("t",))
    assert chargers.get("c0") is chargers.get("c0")


def damaged(folder: Path, **fields: Any) -> Path:
    """Return the file, after the row c3 of the chargers in it is given these *fields*."""
    filled(folder).close()
    path = folder / "state.jsonl"
    with path.open("a") as file:
        file.write(json.dumps({"changes": {"chargers": {"c3": {"id": "c3", **fields}}}}) + "\n")
    return path


@pytest.mark.parametrize(
    "read",
    [
        lambda chargers: chargers.get("c3"),
        lambda chargers: chargers.find(),
        lambda chargers: chargers.first(location_id="odd"),
        lambda chargers: chargers.page(offset=3, limit=1),
        lambda chargers: chargers.page(offset=0, limit=3, newest_first=True),
    ],
)
def test_row_that_does_not_fit_its_model_is_named(tmp_path: Path, read: Callable[[Any], Any]) -> None:
    path = damaged(tmp_path, location_id="odd", tags=5)
    with closing(opened(tmp_path)) as store:
        chargers = store.collection(CHARGERS)
        assert chargers.get("c2") is not None
        with pytest.raises(DataCorrupt, match=rf"{path}, chargers/c3: does not fit Charger: tags: "):
            read(chargers)


def test_row_that_no_index_can_file_is_named_and_leaves_no_lock(tmp_path: Path) -> None:
    path = damaged(tmp_path, location_id=[])
    with pytest.raises(DataCorrupt, match=rf"{path}, chargers/c3: unhashable"):
        opened(tmp_path)
    Store([SITES], tmp_path).close()


def test_add_inserts() -> None:
    store = filled()
    store.collection(CHARGERS).add(Charger(id="new"))
    assert ids(store)[-1] == "new"


def test_add_refuses_an_id_that_exists() -> None:
    store = filled()
    with pytest.raises(ValueError, match="chargers already has c0"):
        store.collection(CHARGERS).add(Charger(id="c0", organization_id="new"))
    assert ids(store, organization_id="A") == ["c0", "c2", "c4"]


def test_put_replaces_and_keeps_the_place() -> None:
    store = filled()
    store.collection(CHARGERS).put(Charger(id="c2", organization_id="A", location_id="new"))
    assert ids(store) == ["c0", "c1", "c2", "c3", "c4", "c5"]
    assert ids(store, organization_id="A", location_id="new") == ["c2"]


def test_remove_tells_whether_there_was_a_record() -> None:
    chargers = filled().collection(CHARGERS)
    assert (chargers.remove("c0"), chargers.remove("c0")) == (True, False)


def test_clear_removes_what_find_finds_in_one_line(tmp_path: Path) -> None:
    with closing(filled(tmp_path)) as store:
        before = len(lines(tmp_path))
        store.collection(CHARGERS).clear(organization_id="A")
        assert ids(store) == ["c1", "c3", "c5"]
        assert len(lines(tmp_path)) == before + 1


def test_clear_of_nothing_writes_nothing(tmp_path: Path) -> None:
    with closing(filled(tmp_path)) as store:
        before = lines(tmp_path)
        store.collection(CHARGERS).clear(organization_id="nobody")
        assert lines(tmp_path) == before


def test_clear_without_values_removes_all() -> None:
    store = filled()
    store.collection(CHARGERS).clear()
    assert ids(store) == []


def test_find_takes_the_fields_of_an_index_in_any_order() -> None:
    assert ids(filled(), location_id="l0", organization_id="A") == ["c0"]


def test_find_by_none_is_a_value_like_others() -> None:
    store = filled()
    store.collection(CHARGERS).put(Charger(id="homeless"))
    assert ids(store, location_id=None) == ["homeless"]


def test_find_without_an_index_names_those_there_are() -> None:
    with pytest.raises(
        LookupError, match=r"chargers has no index on \(id\); declared: \(organization_id\), "
    ):
        filled().collection(CHARGERS).find(id="c0")
    with pytest.raises(LookupError, match="declared: none"):
        opened().collection(SITES).find(name="x")


def test_find_returns_a_list_of_its_own() -> None:
    store = filled()
    store.collection(CHARGERS).find().clear()
    assert len(ids(store)) == 6


def test_first_is_the_oldest_or_none() -> None:
    chargers = filled().collection(CHARGERS)
    assert getattr(chargers.first(organization_id="B"), "id", None) == "c1"
    assert chargers.first(organization_id="C") is None


def test_count_counts_what_find_finds() -> None:
    chargers = filled().collection(CHARGERS)
    assert (chargers.count(), chargers.count(organization_id="A"), chargers.count(location_id="x")) == (
        6,
        3,
        0,
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"offset": 0, "limit": 2}, ["c0", "c1"]),
        ({"offset": 4, "limit": 9}, ["c4", "c5"]),
        ({"offset": 9, "limit": 2}, []),
        ({"offset": 0, "limit": 0}, []),
        ({"offset": 1, "limit": 2, "newest_first": True}, ["c4", "c3"]),
    ],
)
def test_page_is_a_slice_and_the_count_of_all(asked: dict[str, Any], expected: list[str]) -> None:
    records, total = filled().collection(CHARGERS).page(**asked)
    assert ([record.id for record in records], total) == (expected, 6)


def test_page_of_an_index_counts_that_index() -> None:
    records, total = filled().collection(CHARGERS).page(offset=0, limit=1, organization_id="B")
    assert ([record.id for record in records], total) == (["c1"], 3)


def test_row_that_moves_is_sorted_into_its_new_bucket() -> None:
    store = filled()
    store.collection(CHARGERS).put(Charger(id="c0", organization_id="B"))
    assert ids(store, organization_id="B") == ["c0", "c1", "c3", "c5"]


def test_removed_and_put_again_is_new() -> None:
    store = filled()
    store.collection(CHARGERS).remove("c0")
    store.collection(CHARGERS).put(Charger(id="c0"))
    assert ids(store)[-1] == "c0"


def test_removed_and_put_again_in_one_change_keeps_its_place(tmp_path: Path) -> None:
    store = filled(tmp_path)
    with store.change():
        store.collection(CHARGERS).remove("c0")
        store.collection(CHARGERS).put(Charger(id="c0"))
    assert ids(store)[0] == "c0"
    store.close()
    assert kept(tmp_path)[0] == "c0"


def test_order_survives_reopening_and_compaction(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.collection(CHARGERS).put(Charger(id="c1", organization_id="A"))
    store.restore(store.snapshot())
    store.collection(CHARGERS).put(Charger(id="b", organization_id="A"))
    store.close()
    assert kept(tmp_path, organization_id="A") == ["c0", "c1", "c2", "c4", "b"]


def test_names_are_those_of_the_specs() -> None:
    assert opened().names == ("sites", "chargers")


def test_collections_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="same name"):
        Store([SITES, CollectionSpec("sites", Charger)], tmp_path)
    opened(tmp_path).close()


def test_model_that_can_be_mutated_is_refused() -> None:
    class Mutable(BaseModel):
        id: str

    with pytest.raises(TypeError, match="Mutable must be a frozen"):
        CollectionSpec("mutable", Mutable)


def test_collection_that_is_no_longer_declared_is_kept(tmp_path: Path) -> None:
    filled(tmp_path).close()
    fewer = Store([SITES], tmp_path)
    fewer.restore(fewer.snapshot())
    fewer.close()
    assert len(kept(tmp_path)) == 6


def test_stores_in_one_process_share_nothing() -> None:
    first, second = filled(), opened()
    assert (len(ids(first)), ids(second)) == (6, [])
    assert SPECS == (SITES, CHARGERS)


def test_put_of_two_collections_does_not_mix() -> None:
    store = opened()
    store.collection(SITES).put(Site(id="a"))
    assert (store.collection(SITES).count(), store.collection(CHARGERS).count()) == (1, 0)
