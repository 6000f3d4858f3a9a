"""The manifest of a whole run: inputs, commits, versions, seeds, outputs, and when it all happened.

In: the records of a workspace's runs. Out: `reports/results/manifest.json`. What is the same for
the same inputs also stands in the report's appendix; times and memory do not, or the same inputs
would not give the same report.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evaluation.provenance.revision import Revision, revision
from evaluation.run import (
    HUB,
    LOCK_FILE,
    FileStamp,
    RunRecord,
    last_attempt,
    last_good,
    stamps,
)
from evaluation.saving import write_whole
from evaluation.seeds import SEEDS
from evaluation.workspace import FetchRecord, reports_folder

SCHEMA = 1
MANIFEST_FILE = "manifest.json"


@dataclass(frozen=True)
class UsedFile:
    """An input by its content, and the projects that used it."""

    path: str
    sha256: str
    bytes: int
    used_by: tuple[str, ...]


@dataclass(frozen=True)
class UsedQuery:
    """A query whose rows a project used: its text, how many rows it gave, and when."""

    project: str
    fetch: FetchRecord


@dataclass(frozen=True)
class RunFacts:
    """What became of one notebook: its last good run, and its last attempt where that failed.

    Parameters
    ----------
    project : str
        Slug, or "hub".
    status : str
        Of the last attempt: "done", "failed" or "never run".
    reason : str
        Why it failed.
    parameters : dict
    start, end : str
        ISO 8601, UTC, of the last good run; empty where there is none.
    seconds, peak_memory_mb : float or None
    outputs : tuple of FileStamp
    """

    project: str
    status: str
    reason: str
    parameters: dict[str, object]
    start: str
    end: str
    seconds: float | None
    peak_memory_mb: float | None
    outputs: tuple[FileStamp, ...]


@dataclass(frozen=True)
class Manifest:
    """All that a hub's results of a year rest on.

    Parameters
    ----------
    schema : int
        Version of this form.
    year : str
    workspace, package : Revision or None
        Commits of the repositories that hold the data and the code.
    system : str
        Kind of system, such as "Linux x86_64".
    versions : dict
        Of Python and the packages that matter.
    lock : str
        SHA-256 of the lock file; empty where there is none.
    seeds : dict
        By what they are for.
    inputs : tuple of UsedFile
    queries : tuple of UsedQuery
        Their rows are among the inputs.
    runs : tuple of RunFacts
        Of the projects, and of the hub's notebook last.
    start, end : str
        Of the first and last run that is still good.
    """

    schema: int
    year: str
    workspace: Revision | None
    package: Revision | None
    system: str
    versions: dict[str, str]
    lock: str
    seeds: dict[str, int]
    inputs: tuple[UsedFile, ...]
    queries: tuple[UsedQuery, ...]
    runs: tuple[RunFacts, ...]
    start: str
    end: str

    def to_json(self) -> str:
        """Return it as text."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"


def make_manifest(root: Path, slugs: Sequence[str], year: str) -> Manifest:
    """Return the manifest of the results that lie in a workspace.

    Parameters
    ----------
    root : Path
        The workspace.
    slugs : sequence of str
        Its projects.
    year : str
        Financial year such as 2025/26.
    """
    results = reports_folder(root) / "results"
    good = {
        slug: record for slug in (*slugs, HUB) if (record := last_good(results / slug)) is not None
    }
    inputs = _inputs(good)
    lock = [item.sha256 for item in inputs if item.path == LOCK_FILE]
    starts = sorted(record.start for record in good.values())
    ends = sorted(record.end for record in good.values())
    return Manifest(
        schema=SCHEMA,
        year=year,
        workspace=revision(root),
        package=revision(stamps.PACKAGE_FOLDER.parent),
        system=f"{platform.system()} {platform.machine()}",
        versions=next((record.versions for record in good.values()), {}),
        lock=lock[0] if lock else "",
        seeds=SEEDS,
        inputs=inputs,
        queries=tuple(
            UsedQuery(slug, fetch) for slug, record in good.items() for fetch in record.queries
        ),
        runs=tuple(_facts(results / slug, slug) for slug in (*slugs, HUB)),
        start=starts[0] if starts else "",
        end=ends[-1] if ends else "",
    )


def manifest_path(root: Path) -> Path:
    """Return where the manifest of the workspace at `root` lies."""
    return reports_folder(root) / "results" / MANIFEST_FILE


def write_manifest(root: Path, slugs: Sequence[str], year: str) -> Path:
    """Write the manifest of a workspace, whole or not at all, and return its path.

    Parameters
    ----------
    root, slugs, year
        As in `make_manifest`.
    """
    path = manifest_path(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_whole(path, make_manifest(root, slugs, year).to_json())


def _inputs(records: dict[str, RunRecord]) -> tuple[UsedFile, ...]:
    users: dict[FileStamp, list[str]] = {}
    for slug, record in records.items():
        for item in record.inputs:
            users.setdefault(item, []).append(slug)
    return tuple(
        UsedFile(item.path, item.sha256, item.bytes, tuple(slugs)) for item, slugs in users.items()
    )


def _facts(results: Path, slug: str) -> RunFacts:
    good, attempt = last_good(results), last_attempt(results)
    return RunFacts(
        project=slug,
        status=attempt.status if attempt else "never run",
        reason=attempt.reason if attempt else "",
        parameters=dict(good.parameters) if good else {},
        start=good.start if good else "",
        end=good.end if good else "",
        seconds=good.seconds if good else None,
        peak_memory_mb=good.peak_memory_mb if good else None,
        outputs=good.outputs if good else (),
    )
