"""Where a workspace stands: each project's result, what was published, what is sealed.

In: an opened workspace and a year. Out: `Overview`, found by digests and records.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.release import Publication, published_state, read_publication
from evaluation.release.publication import damaged_documents
from evaluation.release.sealed import releases_of
from evaluation.run import (
    HUB,
    LockHolder,
    Surroundings,
    last_attempt,
    lock_holder,
    staleness,
    survey,
)
from evaluation.workspace import FinancialYear, Workspace

ANNUAL_REPORT = "annual-report"
DOCUMENTS = (".html", ".pdf", ".docx", ".xlsx")
OUTPUT = "output"
UP_TO_DATE = "up to date"
NO_RUN = "never run"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one project's result, the hub's, or a publication stands.

    Parameters
    ----------
    name : str
    status : str
        Of a result "up to date", "stale", "never run" or "failed"; of a publication "up to date",
        "stale" or "not published".
    reasons : tuple of str
        Why it is not up to date.
    made : datetime or None
        When the last run ended, or the document was written.
    seconds : float or None
        How long the last run took.
    """

    name: str
    status: str
    reasons: tuple[str, ...] = ()
    made: dt.datetime | None = None
    seconds: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "name": self.name,
            "status": self.status,
            "reasons": list(self.reasons),
            "made": self.made.isoformat(timespec="seconds") if self.made else None,
            "seconds": self.seconds,
        }


@dataclass(frozen=True, slots=True)
class Overview:
    """Where a workspace stands in a year.

    Parameters
    ----------
    year : FinancialYear
    results : tuple of Standing
        Of the projects in the order of the report, and of the hub's notebook.
    publications : tuple of Standing
        The annual report first.
    release : str or None
        Folder of the year's last release, as shown to the user.
    holder : LockHolder or None
        Who runs something in the workspace now.
    """

    year: FinancialYear
    results: tuple[Standing, ...]
    publications: tuple[Standing, ...]
    release: str | None
    holder: LockHolder | None

    @property
    def summary(self) -> str:
        """How many results are up to date and what became of the year, in a sentence or two."""
        counts = Counter(item.status for item in self.results)
        parts = [f"{counts[status]} {status}" for status in (UP_TO_DATE, *sorted(counts))]
        told = ", ".join(dict.fromkeys(part for part in parts if not part.startswith("0 ")))
        sealed = f"released in {self.release}" if self.release else "not released yet"
        running = "" if self.holder is None else f" {holder_sentence(self.holder)}"
        return f"Results of {self.year}: {told}; the year is {sealed}.{running}"

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "year": str(self.year),
            "projects": [item.as_json() for item in self.results if item.name != HUB],
            "hub": next(item.as_json() for item in self.results if item.name == HUB),
            "publications": [item.as_json() for item in self.publications],
            "release": self.release,
            "running": self.holder is not None,
            "counts": dict(Counter(item.status for item in self.results)),
        }


def holder_sentence(holder: LockHolder) -> str:
    """Return who runs something in a workspace.

    Examples
    --------
    >>> holder_sentence(LockHolder(4711, is_alive=True))
    'A run is under way (process 4711).'
    """
    who = f" (process {holder.process})" if holder.process else ""
    return f"A run is under way{who}."


def overview(workspace: Workspace, year: FinancialYear) -> Overview:
    """Return where a workspace stands.

    Parameters
    ----------
    workspace : Workspace
    year : FinancialYear

    Raises
    ------
    InvalidInput
        If a notebook is missing.
    """
    around = survey(workspace)
    slugs = (*(folder.slug for folder in workspace.projects), HUB)
    results = tuple(_result(workspace, slug, year, around) for slug in slugs)
    newest = max((item.made for item in results if item.made), default=None)
    sealed = releases_of(workspace.reports, year)
    return Overview(
        year,
        results,
        tuple(_publications(workspace, year, newest)),
        workspace.shown(sealed[-1]) if sealed else None,
        lock_holder(workspace.reports),
    )


def _result(workspace: Workspace, slug: str, year: FinancialYear, around: Surroundings) -> Standing:
    found = staleness(workspace, slug, str(year), around)
    attempt = last_attempt(workspace.results / slug)
    if attempt is None:
        return Standing(slug, found.status, found.reasons)
    return Standing(slug, found.status, found.reasons, _moment(attempt.end), attempt.seconds)


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone()


def _publications(
    workspace: Workspace, year: FinancialYear, newest: dt.datetime | None
) -> Iterator[Standing]:
    folder = workspace.reports / OUTPUT
    yield _annual(workspace, folder, year)
    for stem, paths in _other_documents(folder).items():
        made = max(_written(path) for path in paths)
        is_older = newest is not None and made < newest
        reasons = ("results have been made since",) if is_older else ()
        yield Standing(stem, "stale" if is_older else UP_TO_DATE, reasons, made)


def _annual(workspace: Workspace, folder: Path, year: FinancialYear) -> Standing:
    published = read_publication(folder, ANNUAL_REPORT)
    if published is None:
        return Standing(ANNUAL_REPORT, "not published", ("'evaluation report' makes it",))
    there = [path for item in published.files if (path := folder / item.path).is_file()]
    made = max((_written(path) for path in there), default=None)
    reasons = tuple(_reasons(workspace, folder, year, published))
    return Standing(ANNUAL_REPORT, "stale" if reasons else UP_TO_DATE, reasons, made)


def _reasons(
    workspace: Workspace, folder: Path, year: FinancialYear, published: Publication
) -> Iterator[str]:
    if published.year != str(year):
        yield f"it is that of {published.year}"
    elif published.state != published_state(workspace):
        yield "it was made from other results"
    for name in damaged_documents(folder, published):
        yield f"{name} is missing or was changed since"


def _other_documents(folder: Path) -> dict[str, list[Path]]:
    """Return the documents of a folder by name without ending, without the annual report's."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*")):
        if path.suffix in DOCUMENTS and path.is_file() and path.stem != ANNUAL_REPORT:
            found.setdefault(path.stem, []).append(path)
    return found


def _written(path: Path) -> dt.datetime:
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).astimezone()
