"""Collections: the same frozen models out as in, by declared index, in order of creation."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from sandbox.store.store import CollectionSpec, Scoped, Store

from .world import CHARGERS, SITES, SPECS, Charger, Site, ids, kept, opened


def filled(folder: Path | None = None) -> Store:
    store = opened(folder)
    chargers = store.collection(CHARGERS)
    for number in range(6):
        chargers.put(
            Charger(
                id=f"c{number}", organization_id="AB"[number % 2], location_id=f"l{number % 3}", tags=("t",)
            )
        )
    return store


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


def test_put_replaces_and_keeps_the_place() -> None:
    store = filled()
    store.collection(CHARGERS).put(Charger(id="c2", organization_id="A", location_id="new"))
    assert ids(store) == ["c0", "c1", "c2", "c3", "c4", "c5"]
    assert ids(store, organization_id="A", location_id="new") == ["c2"]


def test_remove_tells_whether_there_was_a_record() -> None:
    chargers = filled().collection(CHARGERS)
    assert (chargers.remove("c0"), chargers.remove("c0")) == (True, False)


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


def test_collections_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        Store([SITES, CollectionSpec("sites", Charger)])


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


def scoped(store: Store) -> Scoped[Charger]:
    return store.collection(CHARGERS).scoped(organization_id="A")


def test_scope_gets_only_its_own() -> None:
    mine = scoped(filled())
    assert mine.get("c1") is None
    assert getattr(mine.get("c0"), "id", None) == "c0"


def test_scope_reads_only_its_own() -> None:
    mine = scoped(filled())
    records, total = mine.page(offset=0, limit=1, newest_first=True)
    assert [record.id for record in mine.find()] == ["c0", "c2", "c4"]
    assert [record.id for record in mine.find(location_id="l2")] == ["c2"]
    assert ([record.id for record in records], total) == (["c4"], 3)
    assert getattr(mine.first(location_id="l1"), "id", None) == "c4"
    assert mine.count(location_id="l1") == 1


def test_scope_puts_inside_itself() -> None:
    store = filled()
    scoped(store).put(Charger(id="new", organization_id="A"))
    assert ids(store)[-1] == "new"


def test_scope_refuses_a_record_outside() -> None:
    with pytest.raises(ValueError, match="new is outside the scope organization_id=A"):
        scoped(filled()).put(Charger(id="new", organization_id="B"))


def test_scope_refuses_to_take_over_a_foreign_id() -> None:
    store = filled()
    with pytest.raises(ValueError, match="outside the scope"):
        scoped(store).put(Charger(id="c1", organization_id="A"))
    assert ids(store, organization_id="B") == ["c1", "c3", "c5"]


def test_scope_removes_only_its_own() -> None:
    store = filled()
    assert (scoped(store).remove("c1"), scoped(store).remove("c0")) == (False, True)
    assert ids(store)[0] == "c1"


def test_scope_cannot_be_widened_by_an_argument() -> None:
    with pytest.raises(TypeError, match="organization_id"):
        scoped(filled()).find(organization_id="B")
    with pytest.raises(TypeError, match="organization_id"):
        scoped(filled()).scoped(organization_id="B")


def test_scope_can_be_narrowed() -> None:
    assert [record.id for record in scoped(filled()).scoped(location_id="l1").find()] == ["c4"]


def test_put_of_two_collections_does_not_mix() -> None:
    store = opened()
    store.collection(SITES).put(Site(id="a"))
    assert (store.collection(SITES).count(), store.collection(CHARGERS).count()) == (1, 0)
