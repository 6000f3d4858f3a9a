"""Read what was sealed: a year's estimates, what defined them, and the records of their runs."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.estimate import Estimate, estimates_from_frame
from evaluation.release.definitions import Definitions
from evaluation.run import RunRecord, read_record
from evaluation.workspace import FinancialYear

RELEASES = "releases"
ABOUT_FILE = "release.json"
ESTIMATES_FILE = "estimates.parquet"
DEFINITIONS_FILE = "definitions.json"
SUMS_FILE = "SHA256SUMS"
RUNS = "runs"
_NAME = re.compile(r"^(\d{4})-(\d{2})(?:-(\d+))?$")


@dataclass(frozen=True)
class Sealed:
    """A year's results, as they were or as they are.

    Parameters
    ----------
    year : FinancialYear
    estimates : tuple of Estimate
    definitions : dict
        As `definitions_of` returns them.
    records : dict of str to RunRecord
        Of each project's good run.
    """

    year: FinancialYear
    estimates: tuple[Estimate, ...]
    definitions: Definitions
    records: dict[str, RunRecord]


def releases_folder(reports: Path) -> Path:
    """Return where sealed years are kept."""
    return reports / RELEASES


def release_name(year: FinancialYear, amendment: int = 1) -> str:
    """Return the name of a release's folder.

    Examples
    --------
    >>> release_name(FinancialYear(2025)), release_name(FinancialYear(2025), 2)
    ('2025-26', '2025-26-2')
    """
    plain = year.in_file_names
    return plain if amendment == 1 else f"{plain}-{amendment}"


def releases_of(reports: Path, year: FinancialYear) -> list[Path]:
    """Return the folders of a year's releases, the last amendment last."""
    found = [(amendment, path) for path, of, amendment in _all_releases(reports) if of == year]
    return [path for _, path in sorted(found)]


def earlier_release(reports: Path, year: FinancialYear) -> Path | None:
    """Return the folder of the last release of the nearest year before, or None.

    Parameters
    ----------
    reports : Path
        The workspace's folder `reports`.
    year : FinancialYear
        The year that is reported now.
    """
    before = [(of.start, amendment, path) for path, of, amendment in _all_releases(reports)]
    earlier = [item for item in before if item[0] < year.start]
    return max(earlier)[2] if earlier else None


def read_sealed(folder: Path) -> Sealed:
    """Return what a release holds.

    Raises
    ------
    InvalidInput
        If a file is missing, or is not as it was sealed.
    """
    damaged = damaged_files(folder)
    if damaged:
        raise InvalidInput(
            f"The release {folder.name} is not as it was sealed: {', '.join(damaged)}.",
            "Restore reports/releases from version control.",
        )
    about = json.loads((folder / ABOUT_FILE).read_text(encoding="utf-8"))
    definitions = json.loads((folder / DEFINITIONS_FILE).read_text(encoding="utf-8"))
    records = {
        path.name: record
        for path in sorted((folder / RUNS).iterdir())
        if (record := read_record(path)) is not None
    }
    frame = pd.read_parquet(folder / ESTIMATES_FILE)
    estimates = tuple(estimates_from_frame(frame))
    return Sealed(FinancialYear.parse(about["year"]), estimates, definitions, records)


def damaged_files(folder: Path) -> list[str]:
    """Return the names of files of a release that are missing, changed or not its own."""
    try:
        lines = (folder / SUMS_FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return [SUMS_FILE]
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    present = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } - {SUMS_FILE}
    return sorted(
        name
        for name in sums.keys() | present
        if name not in present or sums.get(name) != digest_of(folder / name)
    )


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _all_releases(reports: Path) -> list[tuple[Path, FinancialYear, int]]:
    found = []
    folder = releases_folder(reports)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        match = _NAME.match(path.name)
        if match and path.is_dir():
            year = FinancialYear.parse(f"{match[1]}/{match[2]}")
            found.append((path, year, int(match[3] or 1)))
    return found
