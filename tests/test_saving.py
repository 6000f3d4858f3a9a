"""Files are written whole or not at all, and what a kill leaves is cleared away."""

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from evaluation import saving
from evaluation.errors import InvalidInput
from evaluation.saving import (
    remove_all_unfinished,
    save,
    save_all,
    unfinished_path,
    write_all,
    write_whole,
    written_beside,
)

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


def test_of_two_who_write_one_file_at_once_one_waits(tmp_path):
    path = tmp_path / "a.xlsx"
    contents = [letter.encode() * length for letter, length in (("a", 3_000_000), ("b", 1_000_000))]
    writers = [
        threading.Thread(
            target=lambda own: [write_whole(path, own) for _ in range(20)], args=(own,)
        )
        for own in contents
    ]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        seen |= {path.read_bytes()} if path.exists() else set()
    for writer in writers:
        writer.join()
    assert seen | {path.read_bytes()} <= set(contents)
    assert names(tmp_path) == ["a.xlsx"]


def test_what_somebody_else_is_writing_is_not_taken_for_something_left(tmp_path):
    path = tmp_path / "a.xlsx"
    with written_beside(path, b"first") as beside:
        second = threading.Thread(target=write_whole, args=(path, b"second"))
        second.start()
        second.join(0.2)  # it waits; were it not to, the next line would fail
        beside.replace(path)
        assert path.read_bytes() == b"first"
    second.join()
    assert path.read_bytes() == b"second"
    assert names(tmp_path) == ["a.xlsx"]


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_what_stands_in_the_place_of_an_unfinished_file_is_not_written_into(tmp_path, kind):
    mine = tmp_path / "mine"
    mine.write_bytes(b"mine")
    path = tmp_path / "a.xlsx"
    if kind == "link":
        unfinished_path(path).symlink_to(mine)
    else:
        os.mkfifo(unfinished_path(path))
    write_whole(path, b"new")
    assert (path.read_bytes(), mine.read_bytes()) == (b"new", b"mine")
    assert not path.is_symlink()
    assert names(tmp_path) == ["a.xlsx", "mine"]


def test_files_that_belong_together_are_all_written_or_none(tmp_path):
    one, other = tmp_path / "a.svg", tmp_path / "a.csv"
    one.write_bytes(b"old")
    other.mkdir()
    (other / "full").touch()
    with pytest.raises(OSError, match=r"a\.csv"):
        write_all({one: b"new", other / "full" / "none": b"new"})
    assert one.read_bytes() == b"old"
    with pytest.raises(InvalidInput, match=r"The file none cannot be written"):
        save_all({one: b"new", other / "full" / "none": b"new"})
    assert one.read_bytes() == b"old"
    assert names(tmp_path) == ["a.csv", "a.svg"]


def test_what_killed_processes_left_is_removed_and_nothing_else(tmp_path):
    for name in (".a.pdf.part", ".b.json.part", "c.part", ".d"):
        (tmp_path / name).touch()
    remove_all_unfinished(tmp_path)
    assert names(tmp_path) == [".d", "c.part"]
    remove_all_unfinished(tmp_path / "none")
