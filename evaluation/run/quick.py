"""Which results are certainly up to date, found without reading a single setting or table.

In: a workspace's folder. Out: slugs. What a run rested on stands in its record; where every one of
those files has the bytes of then, the settings in them name the same files as then, and nothing
else can have changed. All others may still turn out to be up to date: `staleness` says, and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from evaluation.run import stamps
from evaluation.run.inputs import (
    HUB,
    NOTEBOOKS,
    PROJECT,
    hub_files,
    notebook_path,
    unmarked,
)
from evaluation.run.record import FileStamp, RunRecord
from evaluation.run.results import Place, damaged_outputs, last_attempt
from evaluation.run.settings import default_jobs
from evaluation.run.stamps import shared_stamps, stamp, versions
from evaluation.workspace import optional_files

_OF_THE_PACKAGE = tuple(f"{NOTEBOOKS}/{name}.ipynb" for name in (PROJECT, HUB))


def project_slugs(root: Path) -> tuple[str, ...]:
    """Return the names of all project folders of the workspace at `root`."""
    folders = (root / "data" / "projects").glob("*/")
    return tuple(sorted(item.name for item in folders if not item.name.startswith(".")))


def unchanged(root: Path, slugs: Iterable[str], year: str) -> frozenset[str]:
    """Return which of some results are certainly up to date.

    Parameters
    ----------
    root : Path
        The workspace.
    slugs : iterable of str
        Projects, or "hub".
    year : str
        Financial year such as 2025/26.
    """
    present = _Present(root, year)
    with ThreadPoolExecutor(default_jobs()) as pool:
        wanted = tuple(slugs)
        same = pool.map(present.is_unchanged, wanted)
        return frozenset(slug for slug, holds in zip(wanted, same, strict=True) if holds)


class _Present:
    """What lies in a workspace now; each file is read once."""

    def __init__(self, root: Path, year: str) -> None:
        self._root = root
        self._year = year
        self._versions = versions()
        self._shared = {item.path: item for item in shared_stamps(stamps.PACKAGE_FOLDER)}
        self._stamp = cache(self._stamp_now)

    def is_unchanged(self, slug: str) -> bool:
        """Return whether a result is certainly up to date."""
        place = Place(self._root / "reports", slug)
        record = last_attempt(place.results)
        if record is None or record.status != "done":
            return False
        named = {} if slug == HUB else {"project": slug}
        return (
            record.parameters == {**named, "year": self._year}
            and record.versions == self._versions
            and self._reads_the_same(slug, record)
            and not damaged_outputs(place, record, self._stamp_result)
        )

    def _reads_the_same(self, slug: str, record: RunRecord) -> bool:
        known = {item.path for item in record.inputs}
        return known >= self._must_know(slug) and all(
            self._stamp(item.path) == item for item in record.inputs
        )

    def _must_know(self, slug: str) -> set[str]:
        """Return the inputs that are there now whatever the settings say."""
        expected = {*self._shared, "data/hub.yml"}
        if slug == HUB:
            files: Iterator[Path] = hub_files(self._root, project_slugs(self._root))
            standards = (self._root / "data" / "standards").glob("*.yml")
            return expected | {self._shown(path) for path in (*files, *standards)}
        folder = self._root / "data" / "projects" / slug
        own = [folder / "project.yml", *optional_files(self._root, folder)]
        return expected | {self._shown(path) for path in own}

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def _stamp_now(self, shown: str) -> FileStamp:
        if shown in self._shared:
            return self._shared[shown]
        path = self._root / shown
        if not path.exists() and shown in _OF_THE_PACKAGE:
            path = notebook_path(self._root, path.stem)
        return stamp(path if path.exists() else self._root / unmarked(shown), shown)

    def _stamp_result(self, path: Path, shown: str) -> FileStamp:
        return self._stamp(shown) if path == self._root / shown else stamp(path, shown)
