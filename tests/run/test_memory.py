"""The peak memory of the kernel."""

from __future__ import annotations

import subprocess
import sys

import pytest

from evaluation.run.memory import children_peak_memory_mb


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell")
def test_a_child_that_held_much_memory_is_seen() -> None:
    subprocess.run([sys.executable, "-c", "x = bytearray(200_000_000)"], check=True)
    peak = children_peak_memory_mb()
    assert peak is not None
    assert peak > 190


def test_windows_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert children_peak_memory_mb() is None
