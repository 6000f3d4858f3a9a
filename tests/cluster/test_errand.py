"""What a worker does with an errand, in this process, with a worker that only listens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import distributed
import pytest

from evaluation.cluster import errand as module
from evaluation.cluster.errand import Errand, run_errand, stop_errand
from evaluation.cluster.identity import own_identity
from evaluation.cluster.parcel import pack
from evaluation.run import Limits
from evaluation.run.failures import NotebookFailed
from evaluation.run.inputs import project_task
from evaluation.workspace import Workspace

MakeHub = Callable[..., Workspace]
KEY = "evaluation-token"


@dataclass
class ListeningWorker:
    """Stands in for Dask's worker."""

    local_directory: str
    address: str = "tcp://10.0.0.1:1234"
    events: list[list[Any]] = field(default_factory=list)
    status: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(name="running"))
    state: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(tasks={KEY: SimpleNamespace(state="executing")})
    )

    def get_current_task(self) -> str:
        return KEY

    def log_event(self, topic: str, message: list[Any]) -> None:
        assert topic == "news"
        self.events.append(message)


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ListeningWorker:
    """Make this thread that of a worker."""
    made = ListeningWorker(str(tmp_path / "space"))
    monkeypatch.setattr(distributed, "get_worker", lambda: made)
    monkeypatch.setenv("EVALUATION_KERNELS", "ordinary")
    return made


def errand_of(workspace: Workspace, **changes: Any) -> Errand:
    parcel = pack(workspace, project_task(workspace, "falls"))
    given = {"identity": own_identity(), "limits": Limits(), **changes}
    return Errand("token", "news", parcel, **given)


def test_news_are_numbers_and_nothing_is_left(worker: ListeningWorker, make_hub: MakeHub) -> None:
    returned = run_errand(errand_of(make_hub("falls")))
    assert returned.record.status == "done"
    assert worker.events[0] == ["token", "begun", worker.address]
    assert ["token", "cell", worker.address, 4, 5] in worker.events
    assert {event[1] for event in worker.events} <= {"begun", "cell", "memory"}
    assert all(isinstance(item, int | float) for event in worker.events for item in event[3:])
    assert list(Path(worker.local_directory).iterdir()) == []


def test_a_worker_that_differs_says_in_what(worker: ListeningWorker, make_hub: MakeHub) -> None:
    identity = own_identity() | {"pandas": "0.1"}
    returned = run_errand(errand_of(make_hub("falls"), identity=identity))
    here = own_identity()["pandas"]
    assert returned.record.reason == (
        f"The worker is not as this machine: pandas is {here} there and 0.1 here."
    )


@pytest.mark.parametrize("end", ["order", "cancelled", "forgotten", "closing"])
def test_an_errand_ends_with_its_kernel_when_it_is_no_longer_wanted(
    worker: ListeningWorker, make_hub: MakeHub, end: str
) -> None:
    errand = errand_of(make_hub(falls="import time; time.sleep(60)"))

    def change() -> None:
        if end == "order":
            stop_errand("token", NotebookFailed("It was stopped."))
        elif end == "cancelled":
            worker.state.tasks[KEY].state = "cancelled"
        elif end == "forgotten":
            worker.state.tasks.clear()
        else:
            worker.status.name = "closing"

    def change_in_cell() -> None:
        while ["token", "cell", worker.address, 4, 5] not in worker.events:
            done.wait(0.05)
        change()

    done = threading.Event()
    threading.Thread(target=change_in_cell, daemon=True).start()
    record = run_errand(errand).record
    expected = "It was stopped." if end == "order" else "Nobody waits for this project any more."
    assert (record.status, record.reason) == ("failed", expected)
    assert list(Path(worker.local_directory).iterdir()) == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(28, "No space left on device"), "could not be written: No space left on device"),
        (KeyError("Ann Other"), "A defect of this program stopped it: KeyError"),
    ],
)
def test_no_error_leaves_an_errand(
    worker: ListeningWorker,
    make_hub: MakeHub,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    reason: str,
) -> None:
    def fail(*_: object) -> None:
        raise error

    errand = errand_of(make_hub("falls"))
    assert repr(errand) == "Errand(token)"
    monkeypatch.setattr(module, "open_parcel", fail)
    record = run_errand(errand).record
    assert reason in record.reason
    assert "Ann" not in record.reason


def test_an_order_for_an_errand_that_is_over_does_nothing() -> None:
    stop_errand("unknown", NotebookFailed("It was stopped."))
