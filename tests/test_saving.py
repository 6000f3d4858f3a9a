"""Files are written whole or not at all, and what a kill leaves is cleared away."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from evaluation import saving
from evaluation.errors import InvalidInput
from evaluation.saving import remove_unfinished, save, unfinished_path, write_whole

KILLED_BEFORE_THE_RENAME = """
import os, pathlib, signal, sys
from evaluation.saving import written_beside
with written_beside(pathlib.Path(sys.argv[1]), b"half"):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


@pytest.mark.parametrize("on_disk", [True, False])
def test_a_file_is_replaced_whole(tmp_path, on_disk):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    assert write_whole(path, b"new", on_disk=on_disk) == path
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.xlsx"]


def test_a_text_keeps_its_ends_of_lines(tmp_path):
    path = write_whole(tmp_path / "a.txt", "é\r\nb\n")
    assert path.read_bytes() == b"\xc3\xa9\r\nb\n"


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path):
    path = tmp_path / "a.xlsx"
    path.mkdir()
    with pytest.raises(InvalidInput, match=r"a\.xlsx cannot be written"):
        save(path, b"new")
    assert names(tmp_path) == ["a.xlsx"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch, step):
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(*{"fsync": (saving.os, "fsync", fail), "replace": (Path, step, fail)}[step])
    with pytest.raises(InvalidInput, match="No space left on device"):
        save(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.xlsx"]


def test_a_kill_leaves_what_was_there_and_at_most_one_hidden_file(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    for _ in range(3):
        ended = subprocess.run(
            [sys.executable, "-c", KILLED_BEFORE_THE_RENAME, str(path)], check=False
        )
        assert ended.returncode == -signal.SIGKILL
        assert path.read_bytes() == b"old"
        assert names(tmp_path) == [unfinished_path(path).name, "a.xlsx"]
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.xlsx"]


def test_what_killed_processes_left_is_removed_and_nothing_else(tmp_path):
    for name in (".a.pdf.part", ".b.json.part", "c.part", ".d"):
        (tmp_path / name).touch()
    remove_unfinished(tmp_path)
    assert names(tmp_path) == [".d", "c.part"]
    remove_unfinished(tmp_path / "none")
