"""A private folder for a kernel's sockets."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from evaluation.run.runtime import make_runtime_folder, remove_runtime_folder


def test_the_folder_is_private_and_goes_again() -> None:
    folder = make_runtime_folder()
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0
    remove_runtime_folder(folder)
    assert not folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="only sockets need short paths")
def test_its_path_is_short_where_the_temporary_folder_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("long" * 25)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    folder = make_runtime_folder()
    remove_runtime_folder(folder)
    assert len(str(folder)) < 70


def test_any_other_folder_is_left_alone(tmp_path: Path) -> None:
    remove_runtime_folder(tmp_path)
    assert tmp_path.exists()
