"""Made files come into their place whole, or not at all."""

import os
from pathlib import Path

import pytest

from evaluation.errors import PublishingFailed
from evaluation.publish.putting import put


def test_a_file_is_put_and_an_equal_one_left(tmp_path: Path) -> None:
    path = put(tmp_path / "deep" / "a.html", b"x")
    before = path.stat().st_mtime_ns
    assert put(path, b"x").stat().st_mtime_ns == before
    assert put(path, b"y").read_bytes() == b"y"
    assert [item.name for item in path.parent.iterdir()] == ["a.html"]


def test_what_cannot_be_written_is_said_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "a.html", b"old")

    def full(descriptor: int) -> None:
        os.truncate(descriptor, 1)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PublishingFailed, match=r"a\.html cannot be written") as caught:
        put(path, b"new")
    assert caught.value.exit_code == 4
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["a.html"]
