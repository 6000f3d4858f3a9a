"""Seal a published year: everything that it rests on in one folder, whole or not at all.

In: a workspace in which nothing stands in the way. Out: `reports/releases/2025-26/`, read-only,
with the sum of every file. A sealed year is never written again; a correction is a release beside
it, with its reason.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import evaluation
from evaluation.errors import InvalidInput
from evaluation.release.definitions import definitions_of
from evaluation.release.publication import read_publication
from evaluation.release.readiness import MANIFEST, STEM, obstacles
from evaluation.release.sealed import (
    ABOUT_FILE,
    DEFINITIONS_FILE,
    ESTIMATES_FILE,
    RUNS,
    SUMS_FILE,
    digest_of,
    release_name,
    releases_folder,
    releases_of,
)
from evaluation.release.state import published_state
from evaluation.run import HUB, sweep, work_folder, workspace_lock
from evaluation.workspace import FinancialYear, Workspace
from evaluation.workspace.quality_assurance import record_path

CHECKS_FILE = "checks.parquet"
RECORD_FILE = "run.json"
QUALITY_ASSURANCE_FILE = "quality-assurance.yml"
READ_ONLY = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH


def seal(workspace: Workspace, year: FinancialYear, today: dt.date, amend: str = "") -> Path:
    """Seal the report of a year, and return its folder.

    Parameters
    ----------
    workspace : Workspace
    year : FinancialYear
    today : date
        Day of the release.
    amend : str
        Why a year that is sealed already is sealed again, beside the first.

    Raises
    ------
    InvalidInput
        With everything that stands in the way, or if the year is sealed and no reason is given,
        or if the folder cannot be written.
    """
    with workspace_lock(workspace.reports):
        sweep(workspace.reports)
        before = releases_of(workspace.reports, year)
        if before and not amend:
            raise InvalidInput(
                f"The report of {year} is sealed already, in {workspace.shown(before[-1])}.",
                "Correct it with --amend REASON, which makes a release beside it.",
            )
        if amend and not before:
            raise InvalidInput(f"The report of {year} is not sealed yet.", "Leave out --amend.")
        findings = obstacles(workspace, year)
        if findings:
            count = "1 thing stands" if len(findings) == 1 else f"{len(findings)} things stand"
            raise InvalidInput(
                f"The report of {year} is not sealed: {count} in the way.", findings=findings
            )
        target = releases_folder(workspace.reports) / release_name(year, len(before) + 1)
        with _unfinished(workspace) as folder:
            _fill(folder, workspace, year)
            about = _about(workspace, year, today, before, amend)
            _write(folder / ABOUT_FILE, json.dumps(about, indent=2, ensure_ascii=False) + "\n")
            _close(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(target)
    return target


@contextlib.contextmanager
def _unfinished(workspace: Workspace) -> Iterator[Path]:
    """Give a folder that is removed unless it is renamed; a full disk is told as such."""
    with contextlib.ExitStack() as stack:
        try:
            # this folder is for its owner alone; the one in it gets the usual rights
            apart = tempfile.mkdtemp(prefix="release.", dir=work_folder(workspace.reports))
            stack.callback(shutil.rmtree, apart, ignore_errors=True)
            folder = Path(apart, "year")
            folder.mkdir()
            yield folder
        except OSError as error:
            raise InvalidInput(
                f"The release cannot be written: {error.strerror or type(error).__name__}.",
                "Free some space or correct the permissions of reports/releases.",
            ) from None


def _fill(folder: Path, workspace: Workspace, year: FinancialYear) -> None:
    published = read_publication(workspace.reports / "output", STEM)
    for item in published.files if published else ():
        shutil.copyfile(workspace.reports / "output" / item.path, folder / item.path)
    slugs = [item.slug for item in workspace.projects]
    for name in (ESTIMATES_FILE, CHECKS_FILE):
        frames = [pd.read_parquet(workspace.results / slug / name) for slug in slugs]
        full = [frame for frame in frames if len(frame)] or frames[:1]
        pd.concat(full, ignore_index=True).to_parquet(folder / name, index=False)
    for slug in (*slugs, HUB):
        (folder / RUNS / slug).mkdir(parents=True)
        shutil.copyfile(workspace.results / slug / RECORD_FILE, folder / RUNS / slug / RECORD_FILE)
    shutil.copyfile(workspace.results / MANIFEST, folder / MANIFEST)
    shutil.copyfile(record_path(workspace.root, year), folder / QUALITY_ASSURANCE_FILE)
    definitions = json.dumps(definitions_of(workspace), indent=2, sort_keys=True)
    _write(folder / DEFINITIONS_FILE, f"{definitions}\n")


def _about(
    workspace: Workspace, year: FinancialYear, today: dt.date, before: list[Path], amend: str
) -> dict[str, object]:
    return {
        "hub": workspace.hub.name,
        "provenance": workspace.hub.provenance,
        "year": str(year),
        "sealed": today.isoformat(),
        "state": published_state(workspace),
        "package": evaluation.__version__,
        "amends": before[-1].name if before else None,
        "reason": amend or None,
    }


def _close(folder: Path) -> None:
    """Write the sum of every file, see that all is on the disk, and allow reading only."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{digest_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    _write(folder / SUMS_FILE, "".join(lines))
    for path in (*files, folder / SUMS_FILE):
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
        path.chmod(READ_ONLY)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
