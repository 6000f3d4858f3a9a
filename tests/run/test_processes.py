"""A worker's process: heard, asked to end, killed where it does not."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.run import processes
from evaluation.run.processes import Worker, end_all, kill_group

News = queue.SimpleQueue[tuple[str, Any]]
StartWorker = Callable[[str], tuple[Worker, News]]

STUBBORN = """\
import json, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
kernel = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"],
                          start_new_session=True)
print(json.dumps({"kernel": kernel.pid}), flush=True)
time.sleep(60)
"""


@pytest.fixture
def start_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StartWorker:
    """Return a function that starts a worker which runs other code than ours."""

    def start(code: str) -> tuple[Worker, News]:
        def begin(request: Path, said: Any) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                start_new_session=True,
            )

        monkeypatch.setattr(processes, "_start", begin)
        news: News = queue.SimpleQueue()

        def tell(slug: str, item: Any) -> None:
            news.put((slug, item))

        return Worker("falls", tmp_path / "request.json", tell, tell), news

    return start


def test_events_are_heard_and_the_exit_last(start_worker: StartWorker) -> None:
    code = "print('{\"cell\": 1, \"of\": 2}\\n7\\nnoise'); import sys; sys.exit('it broke')"
    worker, news = start_worker(code)
    assert news.get(timeout=20) == ("falls", {"cell": 1, "of": 2})
    rest = [news.get(timeout=20)[1] for _ in range(3)]
    assert rest == [{}, {}, 1]
    worker.see_it_gone()
    assert worker.last_words() == "it broke"
    worker.close()


def test_a_worker_without_last_words_has_none(start_worker: StartWorker) -> None:
    worker, news = start_worker("pass")
    assert news.get(timeout=20) == ("falls", 0)
    worker.ask_to_end()
    worker.see_it_gone()
    assert worker.last_words() == ""
    worker.close()


def test_a_stubborn_worker_is_killed_with_its_kernel(
    start_worker: StartWorker,
    monkeypatch: pytest.MonkeyPatch,
    is_alive: Callable[[int], bool],
    is_gone: Callable[[int], bool],
) -> None:
    monkeypatch.setattr(processes, "PATIENCE_SECONDS", 0.2)
    worker, news = start_worker(STUBBORN)
    _, event = news.get(timeout=20)
    assert is_alive(event["kernel"])
    end_all([worker])
    assert news.get(timeout=20) == ("falls", -signal.SIGKILL)
    worker.close()
    assert is_gone(event["kernel"])


def test_a_process_that_leads_no_group_is_left_alone() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        kill_group(process.pid)
        assert process.poll() is None


def test_a_process_that_is_gone_is_no_error() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    kill_group(process.pid)


def test_windows_ends_the_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("os.kill", lambda *order: sent.append(order))
    kill_group(123)
    assert sent == [(123, signal.SIGTERM)]
