"""What only a second process can show: the lock, a full disk, a kill in the middle of writing."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.errors import DataLocked
from sandbox.store.store import Store

from . import process

ROUNDS = int(os.environ.get("SANDBOX_KILL_ROUNDS", "10"))


def started(task: str, folder: Path) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, process.__file__, task, str(folder)],
        env=os.environ | {"PYTHONPATH": str(root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def line(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def test_folder_in_use_by_another_process_is_refused_by_name(tmp_path: Path) -> None:
    with started("hold", tmp_path) as child:
        assert line(child) == "open"
        with pytest.raises(DataLocked, match=str(tmp_path)):
            Store(process.SPECS, tmp_path)
        child.communicate()


def test_lock_dies_with_its_process(tmp_path: Path) -> None:
    with started("hold", tmp_path) as child:
        assert line(child) == "open"
        child.kill()
    Store(process.SPECS, tmp_path).close()


def test_full_disk_rolls_memory_and_file_back(tmp_path: Path) -> None:
    with started("fill", tmp_path) as child:
        refused, *state = line(child).split()
        files, left = line(child), line(child)
    assert state == [refused, "True", "True"]
    assert files == "state.jsonl"
    store = Store(process.SPECS, tmp_path)
    assert ",".join(half.id for half in store.collection(process.LEFT).find()) == left
    store.close()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_kill_loses_nothing_acknowledged(tmp_path: Path, seed: int) -> None:
    with started("write", tmp_path) as child:
        acknowledged = [line(child) for _ in range(random.Random(seed).randrange(1, 200))]
        child.kill()
        # Not communicate(): it passes over what readline() has buffered, the last acknowledgements.
        acknowledged += [text.strip() for text in child.stdout or () if text.endswith("\n")]
    store = Store(process.SPECS, tmp_path)
    left, right = (store.collection(spec).find() for spec in process.SPECS)
    store.close()
    assert acknowledged == [str(number) for number in range(len(acknowledged))]
    assert [half.id for half in left][: len(acknowledged)] == acknowledged
    assert left == right
    assert len(left) <= len(acknowledged) + 1
