"""The record of a notebook that ran well, for tests that lay down results themselves."""

from pathlib import Path

from evaluation.run import RunRecord, write_record
from evaluation.run.results import output_stamps
from evaluation.run.task import Task


def note_done(task: Task, results: Path, executed: Path) -> None:
    """Write into a folder of results that they, and a notebook, come from a run of a task."""
    record = RunRecord(
        project=task.slug,
        status="done",
        reason="",
        error=None,
        parameters=task.parameters,
        fingerprint=task.fingerprint,
        versions=task.versions,
        inputs=task.inputs,
        outputs=output_stamps(task.slug, results, executed),
        start="2026-06-01T08:00:00+00:00",
        end="2026-06-01T08:00:02+00:00",
        seconds=2.0,
        peak_memory_mb=200.0,
        notebook=task.shown_notebook,
    )
    write_record(record, results)
