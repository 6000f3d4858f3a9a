"""The record of how an attempt ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evaluation.errors import InvalidInput
from evaluation.run.attempt import Clock, run_record
from evaluation.run.failures import CellFailed
from evaluation.run.inputs import project_task
from evaluation.run.record import RunError
from evaluation.workspace import Workspace

MakeWorkspace = Callable[..., Workspace]


def test_a_record_without_an_error_is_done(make_workspace: MakeWorkspace) -> None:
    task = project_task(make_workspace("falls"), "falls")
    clock = Clock.start()
    record = run_record(task, clock, peak_memory_mb=12.5)
    assert (record.status, record.reason, record.error) == ("done", "", None)
    assert (record.fingerprint, record.inputs) == (task.fingerprint, task.inputs)
    assert record.start.endswith("+00:00")
    assert record.end >= record.start


@pytest.mark.parametrize(
    ("error", "facts"),
    [
        (CellFailed.from_error("ValueError", "short", 2, 5), RunError("ValueError", "short", 2)),
        (
            InvalidInput("It is wrong.", "Mend it."),
            RunError("InvalidInput", "It is wrong. Mend it."),
        ),
    ],
)
def test_a_record_with_an_error_is_failed_for_its_reason(
    make_workspace: MakeWorkspace, error: InvalidInput, facts: RunError
) -> None:
    task = project_task(make_workspace("falls"), "falls")
    record = run_record(task, Clock.start(), error)
    assert (record.status, record.reason, record.error) == ("failed", str(error), facts)
