"""One project's way through a cluster that does what it wants, without a cluster."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import pytest

from evaluation.cluster import job as module
from evaluation.cluster.errand import Errand
from evaluation.cluster.job import Gone, Heard, Job, Order
from evaluation.run import Limits
from evaluation.run.engine import Began, News
from evaluation.run.failures import NotebookFailed

BACK: Any = object()


@dataclass
class FakeSending:
    """An errand whose progress the test says."""

    progress: str = "pending"
    given_up: bool = False
    failure: NotebookFailed = field(default_factory=lambda: NotebookFailed("It broke on the way."))

    def when_ended(self, call: Callable[[], None]) -> None:
        call()

    def result(self) -> Any:
        return BACK

    def give_up(self) -> None:
        self.given_up = True


@dataclass
class FakeConnection:
    """Hands out what the test has prepared, and does then what the test says."""

    sendings: list[FakeSending]
    then: Callable[[int], None] = lambda _: None
    among: list[set[str]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    def submit(self, _: Errand, workers: Collection[str]) -> FakeSending:
        self.among.append(set(workers))
        self.then(len(self.among))
        return self.sendings[len(self.among) - 1]

    def stop(self, worker: str, *_: object) -> None:
        self.stopped.append(worker)


@dataclass
class FakeCrew:
    """Workers that the test names."""

    threads: dict[str, int] = field(default_factory=lambda: {"a": 1, "b": 1})
    empty_seconds: float = 0.0
    unfit: str = ""


def job_of(connection: FakeConnection, crew: FakeCrew | None = None) -> tuple[Job, list[News]]:
    told: list[News] = []

    def tell(_: str, news: News) -> None:
        told.append(news)

    cluster: Any = connection
    workers: Any = crew or FakeCrew()
    return Job("falls", cluster, workers, tell, "news", 5.0), told


def run(job: Job) -> Any:
    return job.run(None, Limits())  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait in tests."""
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(module, "STOP_SECONDS", 0.05)


def test_what_comes_back_is_returned_and_nothing_is_awaited_any_more() -> None:
    sending = FakeSending("finished")
    job, told = job_of(FakeConnection([sending]))
    assert run(job) is BACK
    assert told == [Began("waiting for a worker")]
    assert sending.given_up


def test_a_result_lost_before_it_was_fetched_is_waited_for() -> None:
    sending = FakeSending("finished")
    connection = FakeConnection([sending])
    job, _ = job_of(connection)
    answers = iter([None, None, BACK])
    sending.result = lambda: next(answers)  # type: ignore[method-assign]
    assert run(job) is BACK
    assert len(connection.among) == 1


def test_an_errand_that_dask_gives_up_is_sent_again_until_it_was_lost_too_often() -> None:
    connection = FakeConnection([FakeSending("lost"), FakeSending("lost"), FakeSending("finished")])
    job, _ = job_of(connection)
    # Dask also gives up those that only waited beside the one that took the worker with it
    assert run(job) is BACK
    assert len(connection.among) == 3

    connection = FakeConnection([FakeSending("pending")])
    job, told = job_of(connection)

    def begin_again_and_again(_: int) -> None:
        for worker in ("a", "b", "a", "b"):
            job.hear(Heard("begun", worker, ()))

    connection.then = begin_again_and_again
    with pytest.raises(NotebookFailed, match="lost 3 times with its worker"):
        run(job)
    assert Began("its worker was lost; waiting for another") in told
    assert connection.sendings[0].given_up


def test_news_of_a_worker_that_is_gone_count_once() -> None:
    connection = FakeConnection([FakeSending("pending"), FakeSending("finished")])
    crew = FakeCrew({"a": 1})
    job, _ = job_of(connection, crew)

    def lose(number: int) -> None:
        if number == 1:
            job.hear(Heard("begun", "a", ()))
            job.hear(Gone(frozenset({"a"})))
            job.hear(Gone(frozenset({"a"})))
            crew.threads = {"c": 1}

    connection.then = lose
    assert run(job) is BACK
    assert connection.among == [{"a"}, {"c"}]
    assert job._losses == 1


def test_what_fails_on_the_way_is_the_failure() -> None:
    job, _ = job_of(FakeConnection([FakeSending("failed")]))
    with pytest.raises(NotebookFailed, match="broke on the way"):
        run(job)


def test_an_order_before_it_has_begun_ends_it_at_once() -> None:
    connection = FakeConnection([FakeSending("pending")])
    job, _ = job_of(connection)
    job.hear(Order(NotebookFailed("The time is over.")))
    with pytest.raises(NotebookFailed, match="The time is over"):
        run(job)
    assert connection.sendings[0].given_up
    assert connection.stopped == []


def test_a_worker_that_does_not_obey_is_not_waited_for() -> None:
    connection = FakeConnection([FakeSending("pending")])
    job, _ = job_of(connection)
    job.hear(Heard("begun", "a", ()))
    job.hear(Order(NotebookFailed("The time is over.")))
    job.hear(Order(NotebookFailed("It was interrupted.")))
    with pytest.raises(NotebookFailed, match="The time is over"):
        run(job)
    assert connection.stopped == ["a"]
    assert connection.sendings[0].given_up


def test_without_workers_it_waits_as_long_as_it_says() -> None:
    job, told = job_of(FakeConnection([]), crew := FakeCrew({}, 1.0, "pandas is 2.2 there"))
    job.hear(Heard("memory", "a", (1.0,)))
    crew_was = crew.empty_seconds

    def later(slug: str, news: News) -> None:
        told.append(news)
        crew.empty_seconds = 6.0

    job.tell = later
    with pytest.raises(NotebookFailed, match=r"none came within 5 seconds\. One that came .* 2\.2"):
        run(job)
    assert crew_was == 1.0
    assert told[0] == Began("no worker is left; waiting 5 s for one")
