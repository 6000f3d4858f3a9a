"""One run at a time in a workspace."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.run import lock
from evaluation.run.lock import workspace_lock

HOLD = """\
import sys
from pathlib import Path
from evaluation.run.lock import workspace_lock
with workspace_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_with_the_first_ones_id(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with (
            pytest.raises(InvalidInput, match=rf"under way .* \(process {holder.pid}\)"),
            workspace_lock(tmp_path),
        ):
            pass
        holder.kill()
    with workspace_lock(tmp_path):
        pass


def test_the_same_thread_may_hold_it_again(tmp_path: Path) -> None:
    with workspace_lock(tmp_path), workspace_lock(tmp_path):
        pass
    with workspace_lock(tmp_path):
        pass


def test_another_thread_is_refused(tmp_path: Path) -> None:
    refused: list[InvalidInput] = []

    def second() -> None:
        try:
            with workspace_lock(tmp_path):
                pass
        except InvalidInput as error:
            refused.append(error)

    with workspace_lock(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_without_reading_by_position_the_holder_stays_unnamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "pread")
    monkeypatch.setattr(lock, "_acquire", lambda _: False)
    with (
        pytest.raises(InvalidInput, match=r"under way in this workspace\. Wait"),
        workspace_lock(tmp_path),
    ):
        pass


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.write_text("a file where a folder should be")
    with pytest.raises(InvalidInput, match=r"'reports' .* cannot be"), workspace_lock(reports):
        pass
