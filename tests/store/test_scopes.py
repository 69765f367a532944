"""Scopes: what somebody sees and may touch who owns only a part of a collection."""

import pytest

from sandbox.store.store import Scoped, Store

from .world import CHARGERS, Charger, filled, ids


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


def test_scope_clears_only_itself() -> None:
    store = filled()
    scoped(store).clear()
    assert ids(store) == ["c1", "c3", "c5"]


def test_scope_puts_inside_itself() -> None:
    store = filled()
    scoped(store).put(Charger(id="new", organization_id="A"))
    assert ids(store)[-1] == "new"


def test_scope_adds_inside_itself() -> None:
    store = filled()
    scoped(store).add(Charger(id="new", organization_id="A"))
    assert ids(store)[-1] == "new"


@pytest.mark.parametrize("record_id", ["c0", "c1"])
def test_scope_refuses_to_add_an_id_that_exists_anywhere(record_id: str) -> None:
    store = filled()
    with pytest.raises(ValueError, match=f"chargers already has {record_id}"):
        scoped(store).add(Charger(id=record_id, organization_id="A", location_id="new"))
    assert ids(store, location_id="new") == []


def test_scope_refuses_to_add_a_record_outside() -> None:
    with pytest.raises(ValueError, match="new is outside the scope organization_id=A"):
        scoped(filled()).add(Charger(id="new", organization_id="B"))


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
