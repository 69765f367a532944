"""The file: one line a change, cut where it was never finished, refused where it is damaged."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.errors import BadSetting, DataCorrupt, DataLocked, DataTooNew
from sandbox.store import storage
from sandbox.store.storage import AppendOnlyStorage, ResidentStorage

from .world import broken_fsync

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


def test_last_line_of_zeros_is_unfinished(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + b'{"changes":{"t"' + bytes(40))
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
        (HEAD + b'{"changes":{"t"\0\0\0\n', 2),
        (HEAD + CHANGE[:-2] + b"\n", 2),
        (HEAD + CHANGE + b"\n", 3),
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


@pytest.mark.parametrize("name", ["lock", "state.jsonl", "state.jsonl.tmp"])
def test_folder_in_the_place_of_a_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(
        BadSetting, match=rf"data folder {tmp_path} cannot be used: {tmp_path / name}: "
    ) as refused:
        AppendOnlyStorage(tmp_path)
    (tmp_path / name).rmdir()
    assert tables(tmp_path) == {}
    del refused


def test_folder_that_cannot_be_written_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(BadSetting, match=rf"data folder {tmp_path} cannot be used: .*cannot be written to"):
        AppendOnlyStorage(tmp_path)


def test_file_in_the_place_of_the_folder_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(BadSetting, match=rf"data folder {tmp_path / 'data'} cannot be used"):
        AppendOnlyStorage(tmp_path / "data")


def test_folder_that_cannot_be_synced_is_refused_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, HEAD + CHANGE[:-5])
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", broken_fsync)
        with pytest.raises(BadSetting, match="Input/output error"):
            AppendOnlyStorage(tmp_path)
    assert path.read_bytes() == HEAD + CHANGE[:-5]
    assert tables(tmp_path) == {"t": {"a": {"n": 1}}}


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


def nested(levels: int) -> dict[str, Any]:
    row: dict[str, Any] = {"n": 1}
    for _ in range(levels - 1):
        row = {"deep": row}
    return row


def test_deepest_change_that_is_accepted_can_be_read_back(tmp_path: Path) -> None:
    opened = AppendOnlyStorage(tmp_path)
    opened.append({"t": {"a": nested(197)}})
    opened.close()
    assert tables(tmp_path) == {"t": {"a": nested(197)}}
    opened = AppendOnlyStorage(tmp_path)
    opened.write(opened.read())
    opened.close()
    assert tables(tmp_path) == {"t": {"a": nested(197)}}


@pytest.mark.parametrize("levels", [198, 240, 300])
def test_change_too_deep_to_be_read_back_is_refused(tmp_path: Path, levels: int) -> None:
    path = written(tmp_path, HEAD)
    opened = AppendOnlyStorage(tmp_path)
    with pytest.raises(ValueError, match=r"recursion limit|depth"):
        opened.append({"t": {"b": nested(levels)}})
    opened.close()
    assert path.read_bytes() == HEAD


def test_change_of_many_rows_is_not_deep(tmp_path: Path) -> None:
    opened = AppendOnlyStorage(tmp_path)
    opened.append({"t": {str(number): {"n": []} for number in range(300)}})
    opened.close()
    assert len(tables(tmp_path)["t"]) == 300


def test_write_whose_rename_is_not_synced_holds_and_is_synced_before_the_next_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = AppendOnlyStorage(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", broken_fsync)
        with pytest.raises(OSError, match="Input/output error"):
            opened.write({"t": {"a": {"n": 1}}})
        assert opened.read() == {"t": {"a": {"n": 1}}}
        with pytest.raises(OSError, match="Input/output error"):
            opened.append({"t": {"b": {"n": 2}, "a": None}})
    assert (tmp_path / "state.jsonl").read_bytes() == HEAD
    opened.append({"t": {"b": {"n": 2}, "a": None}})
    opened.close()
    assert (tmp_path / "state.jsonl").read_bytes() == HEAD + CHANGE


def test_compaction_whose_rename_is_not_synced_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "SMALLEST_JOURNAL", 10)
    opened = AppendOnlyStorage(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", broken_fsync)
        opened.read()["t"] = {"a": {"n": "long enough" * 9}}
        opened.append(dict(opened.read()))
    assert (tmp_path / "state.jsonl").read_bytes().count(b"\n") == 1
    opened.append({"t": {"b": {"n": 2}}})
    opened.close()
    assert tables(tmp_path) == {"t": {"a": {"n": "long enough" * 9}, "b": {"n": 2}}}


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
