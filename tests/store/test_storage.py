"""The file: one line a change, cut where it was never finished, refused where it is damaged."""

import json
from pathlib import Path

import pytest

from sandbox.errors import DataCorrupt, DataLocked, DataTooNew
from sandbox.store import storage
from sandbox.store.storage import AppendOnlyStorage, ResidentStorage

HEAD = b'{"format":1,"tables":{"t":{"a":{"n":1}}}}\n'
CHANGE = b'{"changes":{"t":{"b":{"n":2},"a":null}}}\n'


def written(folder: Path, content: bytes) -> Path:
    path = folder / "state.jsonl"
    path.write_bytes(content)
    return path


def tables(folder: Path) -> storage.Tables:
    opened = AppendOnlyStorage(folder)
    opened.close()
    return opened.read()


def test_new_folder_is_private(tmp_path: Path) -> None:
    tables(tmp_path / "deep" / "data")
    assert (tmp_path / "deep" / "data").stat().st_mode & 0o777 == 0o700


def test_new_folder_holds_an_empty_snapshot(tmp_path: Path) -> None:
    tables(tmp_path)
    assert (tmp_path / "state.jsonl").read_bytes() == b'{"format":1,"tables":{}}\n'


def test_changes_are_replayed_over_the_snapshot(tmp_path: Path) -> None:
    written(tmp_path, HEAD + CHANGE)
    assert tables(tmp_path) == {"t": {"b": {"n": 2}}}


def test_table_first_seen_in_a_change_is_replayed(tmp_path: Path) -> None:
    written(tmp_path, HEAD + b'{"changes":{"u":{"x":{}}}}\n')
    assert tables(tmp_path)["u"] == {"x": {}}


def test_append_writes_one_line(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD)
    opened = AppendOnlyStorage(tmp_path, fsync=False)
    opened.append({"t": {"b": {"n": 2}, "a": None}})
    opened.close()
    assert path.read_bytes() == HEAD + CHANGE


@pytest.mark.parametrize("length", range(len(CHANGE)))
def test_unfinished_last_line_is_cut(tmp_path: Path, length: int) -> None:
    path = written(tmp_path, HEAD + CHANGE + CHANGE[:length])
    assert tables(tmp_path) == {"t": {"b": {"n": 2}}}
    assert path.read_bytes() == HEAD + CHANGE


def test_last_line_that_is_not_json_is_cut(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + b'{"changes":{"t"\0\0\0\n')
    assert tables(tmp_path) == {"t": {"a": {"n": 1}}}
    assert path.read_bytes() == HEAD


def test_append_goes_on_behind_a_cut(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + CHANGE[:-5])
    opened = AppendOnlyStorage(tmp_path)
    opened.append({"t": {"b": {"n": 2}, "a": None}})
    opened.close()
    assert path.read_bytes() == HEAD + CHANGE


@pytest.mark.parametrize(
    ("content", "number"),
    [
        (b"", 1),
        (HEAD[:-1], 1),
        (b"{}\n", 1),
        (b"[]\n", 1),
        (b'{"format":1,"tables":{"t":{"a":5}}}\n', 1),
        (b"\xff" + HEAD, 1),
        (HEAD + b'{"changes":{"t"\n' + CHANGE, 2),
        (HEAD + b"\n" + CHANGE, 2),
        (HEAD + CHANGE + b"{}\n", 3),
        (HEAD + CHANGE + b'{"changes":{"t":{"a":5}}}\n' + CHANGE, 3),
    ],
)
def test_damage_is_refused_by_file_and_line(tmp_path: Path, content: bytes, number: int) -> None:
    path = written(tmp_path, content)
    with pytest.raises(DataCorrupt, match=rf"{path}, line {number}:"):
        AppendOnlyStorage(tmp_path)
    assert path.read_bytes() == content


def test_newer_format_is_refused(tmp_path: Path) -> None:
    written(tmp_path, b'{"format":2,"data":"of a shape unknown today"}\n')
    with pytest.raises(DataTooNew, match="format 2"):
        AppendOnlyStorage(tmp_path)


def test_refused_folder_is_not_left_locked(tmp_path: Path) -> None:
    path = written(tmp_path, b"")
    with pytest.raises(DataCorrupt) as refused:
        AppendOnlyStorage(tmp_path)
    path.unlink()
    assert tables(tmp_path) == {}
    del refused


def test_folder_has_one_owner(tmp_path: Path) -> None:
    owner = AppendOnlyStorage(tmp_path)
    with pytest.raises(DataLocked, match=str(tmp_path)):
        AppendOnlyStorage(tmp_path)
    owner.close()


def test_write_replaces_the_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + CHANGE)
    opened = AppendOnlyStorage(tmp_path)
    opened.write({"t": {"c": {}}})
    assert opened.read() == {"t": {"c": {}}}
    opened.append({"t": {"d": {}}})
    opened.close()
    assert tables(tmp_path) == {"t": {"c": {}, "d": {}}}
    assert path.read_bytes().count(b"\n") == 2
    assert {entry.name for entry in tmp_path.iterdir()} <= {"state.jsonl", "lock"}


def test_remains_of_an_interrupted_compaction_are_removed(tmp_path: Path) -> None:
    written(tmp_path, HEAD)
    (tmp_path / "state.jsonl.tmp").write_bytes(b'{"format":1,"tab')
    assert tables(tmp_path) == {"t": {"a": {"n": 1}}}
    assert not (tmp_path / "state.jsonl.tmp").exists()


def test_value_that_is_not_json_is_refused_and_leaves_no_trace(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD)
    opened = AppendOnlyStorage(tmp_path)
    with pytest.raises(Exception, match="cannot be stored as JSON"):
        opened.append({"t": {"b": {"n": object()}}})
    with pytest.raises(Exception, match="cannot be stored as JSON"):
        opened.write({"t": {"b": {"n": object()}}})
    opened.close()
    assert path.read_bytes() == HEAD


def test_failed_write_keeps_the_old_file_in_use(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD)
    opened = AppendOnlyStorage(tmp_path)
    (tmp_path / "state.jsonl.tmp").mkdir()
    with pytest.raises(OSError, match="tmp"):
        opened.write({})
    (tmp_path / "state.jsonl.tmp").rmdir()
    opened.append({"t": {"b": {"n": 2}, "a": None}})
    opened.close()
    assert path.read_bytes() == HEAD + CHANGE


def test_overgrown_journal_is_compacted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "SMALLEST_JOURNAL", 100)
    opened = AppendOnlyStorage(tmp_path)
    for number in range(50):
        opened.read().setdefault("t", {})["a"] = {"n": number}
        opened.append({"t": {"a": {"n": number}}})
    opened.close()
    assert tables(tmp_path) == {"t": {"a": {"n": 49}}}
    assert (tmp_path / "state.jsonl").stat().st_size < 400


def test_compaction_that_fails_is_put_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "SMALLEST_JOURNAL", 10)
    opened = AppendOnlyStorage(tmp_path)
    (tmp_path / "state.jsonl.tmp").mkdir()
    opened.append({"t": {"a": {"n": "more than ten bytes and so due for compaction"}}})
    (tmp_path / "state.jsonl.tmp").rmdir()
    opened.append({"t": {"b": {}}})
    opened.close()
    assert tables(tmp_path)["t"].keys() == {"a", "b"}
    assert (tmp_path / "state.jsonl").read_bytes().count(b"\n") == 3


def test_resident_storage_keeps_what_is_written() -> None:
    resident = ResidentStorage()
    resident.write({"t": {}})
    resident.append({"t": {"a": {}}})
    assert json.dumps(resident.read()) == '{"t": {}}'
