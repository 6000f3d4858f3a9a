"""Where results lie, and how they come there: by rename when done, apart when failed.

A good result is replaced only by a good one. `last_attempt` and `last_good` tell the two apart.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from evaluation.run.record import (
    RECORD_FILE,
    FileStamp,
    RunRecord,
    read_record,
    write_record,
)
from evaluation.run.runtime import remove_runtime_folder
from evaluation.run.stamps import stamp
from evaluation.saving import remove_all_unfinished, write_whole

WORK_FOLDER = ".work"
LOCK_NAME = "run.lock"
FAILED_FOLDER = "failed"
RESULTS_FOLDER = "results"
EXECUTED_FOLDER = "executed"
EXECUTED_FILE = "executed.ipynb"
REPORTS = "reports"
_REPLACED = "replaced"
_RUNTIME_NOTE = "runtime"


@dataclass(frozen=True)
class Place:
    """Where one project's results lie.

    Parameters
    ----------
    reports : Path
        The workspace's folder `reports`, or one that stands in for it.
    slug : str
        The project, or "hub".
    """

    reports: Path
    slug: str

    @property
    def results(self) -> Path:
        """The folder of its last good result."""
        return self.reports / RESULTS_FOLDER / self.slug

    @property
    def failed(self) -> Path:
        """The folder of its last failed attempt."""
        return self.results / FAILED_FOLDER

    @property
    def executed(self) -> Path:
        """Its executed notebook."""
        return self.reports / EXECUTED_FOLDER / f"{self.slug}.ipynb"


def work_folder(reports: Path) -> Path:
    """Return the folder for unfinished work, on the same disk as the results."""
    return reports / WORK_FOLDER


def make_scratch(reports: Path, slug: str, runtime: Path) -> Path:
    """Make a folder for one attempt, and note in it where its kernel's sockets will be.

    Where that cannot be written, neither folder is left.
    """
    with contextlib.ExitStack() as undone:
        undone.callback(remove_runtime_folder, runtime)
        scratch = Path(tempfile.mkdtemp(prefix=f"{slug}.", dir=work_folder(reports)))
        undone.callback(shutil.rmtree, scratch, ignore_errors=True)
        write_whole(scratch / _RUNTIME_NOTE, str(runtime))
        undone.pop_all()
    return scratch


def last_good(results_folder: Path) -> RunRecord | None:
    """Return the record of the result that lies in `reports/results/<slug>`, or None."""
    record = read_record(results_folder)
    return record if record is not None and record.status == "done" else None


def last_attempt(results_folder: Path) -> RunRecord | None:
    """Return the record of the newest run of a project, good or failed, or None.

    Where it is not the same as `last_good`, the last attempt failed and the result is of before.
    """
    good, failed = read_record(results_folder), read_record(results_folder / FAILED_FOLDER)
    if good is None or failed is None:
        return failed or good
    return failed if failed.start >= good.start else good


def output_stamps(slug: str, results: Path, executed: Path) -> tuple[FileStamp, ...]:
    """Return stamps of all results in a folder and of the executed notebook, by final names.

    Parameters
    ----------
    slug : str
        The project, or "hub".
    results, executed : Path
        Where they lie now.
    """
    home = PurePosixPath(REPORTS, RESULTS_FOLDER, slug)
    files = [
        stamp(path, str(home / path.relative_to(results).as_posix()))
        for path in sorted(results.rglob("*"))
        if path.is_file() and path.name != RECORD_FILE
    ]
    return (*files, stamp(executed, f"{REPORTS}/{EXECUTED_FOLDER}/{slug}.ipynb"))


def damaged_outputs(
    place: Place, record: RunRecord, stamp: Callable[[Path, str], FileStamp] = stamp
) -> list[FileStamp]:
    """Return those outputs of a good run that are missing or not as they were written.

    Parameters
    ----------
    place : Place
    record : RunRecord
    stamp : callable, optional
        Gives a file's stamp, for callers who read each file once.
    """
    return [
        item
        for item in record.outputs
        if stamp(place.reports / item.path.removeprefix(f"{REPORTS}/"), item.path) != item
    ]


def promote(place: Place, scratch: Path) -> None:
    """Move a finished result from its scratch folder to its final place, by rename only.

    Parameters
    ----------
    place : Place
        Where it goes; the result and the failed attempt of before are taken away.
    scratch : Path
        Folder with `results/`, run.json in it, and `executed.ipynb`.

    Raises
    ------
    OSError
        If a rename fails; the result of before is then in place.
    """
    place.results.parent.mkdir(parents=True, exist_ok=True)
    place.executed.parent.mkdir(parents=True, exist_ok=True)
    _exchange(scratch / RESULTS_FOLDER, place.results, scratch / _REPLACED)
    (scratch / EXECUTED_FILE).replace(place.executed)


def keep_failure(place: Place, scratch: Path, record: RunRecord) -> None:
    """Keep a failed run apart from results: its record and, where there is one, its notebook.

    Parameters
    ----------
    place : Place
        It goes to `failed/` there, instead of a failed run of before.
    scratch : Path
        Folder that may hold `executed.ipynb`.
    record : RunRecord
        Of the failed run.
    """
    apart = scratch / FAILED_FOLDER
    apart.mkdir(parents=True, exist_ok=True)
    executed = scratch / EXECUTED_FILE
    if executed.exists():
        executed.rename(apart / EXECUTED_FILE)
    write_record(record, apart)
    place.results.mkdir(parents=True, exist_ok=True)
    _exchange(apart, place.failed, scratch / f"{_REPLACED}-{FAILED_FOLDER}")


def discard(reports: Path, scratch: Path) -> None:
    """Remove a scratch folder and its kernel's runtime folder.

    A result that was about to be replaced is put back.
    """
    with contextlib.suppress(OSError, ValueError):
        remove_runtime_folder(Path((scratch / _RUNTIME_NOTE).read_text(encoding="utf-8")))
    place = Place(reports, scratch.name.rpartition(".")[0])
    replaced = scratch / _REPLACED
    if replaced.is_dir() and not place.results.exists():
        replaced.rename(place.results)
    shutil.rmtree(scratch, ignore_errors=True)


def sweep(reports: Path) -> None:
    """Remove what a killed run left behind: scratch folders and unfinished files.

    Hold the workspace's lock.
    """
    remove_all_unfinished(work_folder(reports))
    for scratch in sorted(work_folder(reports).glob("*.*/")):
        discard(reports, scratch)


def _exchange(new: Path, final: Path, old: Path) -> None:
    had_one = final.exists()
    if had_one:
        final.rename(old)
    try:
        new.rename(final)
    except OSError:
        if had_one:
            old.rename(final)
        raise
