"""Compare two folders of results: every estimate, every check, every figure's data.

In: the folder that was published and the one computed again. Out: each difference, with both
values as they were protected for publication.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

USUAL_TOLERANCE = 1e-9
"""Relative. Two computations of one thing on one machine are equal to the bit; across machines
linear algebra differs by some 1e-13, and a published number shows three digits or four."""

ESTIMATE_KEYS = ("project", "analysis", "outcome", "measure", "period")
CHECK_KEYS = ("project", "analysis", "outcome", "name")
NOT_THERE = "not there"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same.

    Parameters
    ----------
    where : str
        File, such as "estimates.parquet" or "figures/falls-series.csv".
    what : str
        Which row of it.
    column : str
        Empty where the whole row or file is missing on one side.
    published, recomputed : str
        Both values as text; "not there" where one is missing.
    """

    where: str
    what: str
    column: str
    published: str
    recomputed: str


def compare_results(
    published: Path, recomputed: Path, tolerance: float = USUAL_TOLERANCE
) -> tuple[Difference, ...]:
    """Return all differences between two folders of results.

    Parameters
    ----------
    published, recomputed : Path
        Folders with estimates.parquet, checks.parquet and figures/*.csv; what neither has is no
        difference.
    tolerance : float
        Largest relative difference of two numbers that are the same.
    """
    found: list[Difference] = []
    for name, keys in (("estimates.parquet", ESTIMATE_KEYS), ("checks.parquet", CHECK_KEYS)):
        found += _compare_file(published / name, recomputed / name, name, keys, tolerance)
    for name in sorted(_figures(published) | _figures(recomputed)):
        found += _compare_file(published / name, recomputed / name, name, (), tolerance)
    return tuple(found)


def _figures(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in (folder / "figures").glob("*.csv")}


def _compare_file(
    published: Path, recomputed: Path, name: str, keys: Sequence[str], tolerance: float
) -> Iterator[Difference]:
    there, again = published.is_file(), recomputed.is_file()
    if not (there and again):
        if there or again:
            sides = ("file", NOT_THERE) if there else (NOT_THERE, "file")
            yield Difference(name, "", "", *sides)
        return
    if published.read_bytes() != recomputed.read_bytes():
        yield from compare_tables(_read(published), _read(recomputed), name, keys, tolerance)


def compare_tables(
    published: pd.DataFrame,
    recomputed: pd.DataFrame,
    name: str,
    keys: Sequence[str],
    tolerance: float = USUAL_TOLERANCE,
) -> Iterator[Difference]:
    """Return the differences between two tables, row by row.

    Parameters
    ----------
    published, recomputed : DataFrame
    name : str
        What the tables are called.
    keys : sequence of str
        Columns that name a row; without any, rows are counted. Rows of the same name are compared
        in their order.
    tolerance : float
        As in `compare_results`.
    """
    ours, theirs = (_by_row(frame, keys) for frame in (published, recomputed))
    columns = list(dict.fromkeys([*published.columns, *recomputed.columns]))
    for row in dict.fromkeys([*ours, *theirs]):
        one, other = ours.get(row), theirs.get(row)
        if one is None or other is None:
            sides = (NOT_THERE, "row") if one is None else ("row", NOT_THERE)
            yield Difference(name, row, "", *sides)
            continue
        for column in columns:
            values = one.get(column, NOT_THERE), other.get(column, NOT_THERE)
            if not is_same(*values, tolerance):
                yield Difference(name, row, str(column), *map(_as_text, values))


def is_same(one: object, other: object, tolerance: float = USUAL_TOLERANCE) -> bool:
    """Return whether two cells hold the same.

    Examples
    --------
    >>> is_same(1.0, 1.0 + 1e-12), is_same(1.0, 1.001), is_same(float("nan"), None)
    (True, False, True)
    """
    if _is_missing(one) or _is_missing(other):
        return _is_missing(one) and _is_missing(other)
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=tolerance, abs_tol=tolerance * tolerance)
    return one == other


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _by_row(frame: pd.DataFrame, keys: Sequence[str]) -> dict[str, dict[str, object]]:
    rows: dict[str, dict[str, object]] = {}
    named = [key for key in keys if key in frame.columns]
    for number, row in enumerate(frame.astype(object).to_dict("records"), start=1):
        name = ", ".join(str(row[key]) for key in named) if named else f"row {number}"
        plain = {str(column): value for column, value in row.items()}
        unique, times = name, 1
        while unique in rows:
            times += 1
            unique = f"{name} ({times})"
        rows[unique] = plain
    return rows


def _read(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)


def _as_text(value: object) -> str:
    return "missing" if _is_missing(value) else str(value)
