"""Reference cases of other software: compared where they lie, and told in the test report.

A test takes the fixture `nhs_case`, names a case and compares; the report of the run then ends with
a table of cases, the number of values compared, the largest difference and the tolerance.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases" / "nhs"


@dataclass
class Tally:
    """What was compared of one quantity of a case."""

    values: int = 0
    largest: float = 0.0
    tolerance: str = "exact"


@dataclass
class CaseBook:
    """All comparisons of a run, by case and quantity."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)

    def note(self, case: str, quantity: str, count: int, largest: float, tolerance: str) -> None:
        tally = self.tallies.setdefault((case, quantity), Tally())
        tally.values += count
        tally.largest = max(tally.largest, largest)
        tally.tolerance = tolerance

    def as_rows(self) -> list[tuple[str, str, int, float, str]]:
        """Return the comparisons as plain rows, to be handed from one process to another."""
        return [
            (case, quantity, tally.values, tally.largest, tally.tolerance)
            for (case, quantity), tally in self.tallies.items()
        ]

    def add_rows(self, rows: Iterable[Any]) -> None:
        for row in rows:
            self.note(*row)

    def lines(self) -> list[str]:
        head = f"{'case':<34} {'quantity':<34} {'values':>7} {'largest difference':>19}  tolerance"
        rows = [
            f"{case:<34} {quantity:<34} {tally.values:>7} {tally.largest:>19.2g}  {tally.tolerance}"
            for (case, quantity), tally in sorted(self.tallies.items())
        ]
        return [head, *rows] if rows else []


@dataclass(frozen=True)
class Case:
    """One reference case: its files, and comparisons that the report of the run tells."""

    name: str
    book: CaseBook

    @property
    def folder(self) -> Path:
        return CASES / self.name

    @property
    def expected(self) -> Any:
        return json.loads((self.folder / "expected.json").read_text(encoding="utf-8"))

    @property
    def meta(self) -> Any:
        return json.loads((self.folder / "meta.json").read_text(encoding="utf-8"))

    def table(self, file: str = "data.csv", **options: Any) -> pd.DataFrame:
        return pd.read_csv(self.folder / file, **options)

    def close(
        self,
        quantity: str,
        found: Iterable[float | None],
        expected: Iterable[float | None],
        *,
        absolute: float = 0.0,
        relative: float = 0.0,
    ) -> None:
        """Assert that numbers agree; a missing value (None or NaN) agrees only with another."""
        ours = np.array([np.nan if v is None or v is pd.NA else v for v in found], dtype=float)
        theirs = np.array([np.nan if v is None or v is pd.NA else v for v in expected], dtype=float)
        assert ours.shape == theirs.shape, f"{self.name}, {quantity}: {ours.shape}, {theirs.shape}"
        assert ours.size, f"{self.name}, {quantity}: nothing to compare"
        assert (np.isnan(ours) == np.isnan(theirs)).all(), (
            f"{self.name}, {quantity}: missing values"
        )
        both = ~np.isnan(ours)
        apart = np.abs(ours[both] - theirs[both])
        allowed = absolute + relative * np.abs(theirs[both])
        differs = apart
        if relative:
            scale = np.abs(theirs[both])
            differs = np.divide(apart, scale, out=apart.copy(), where=scale > 0)
        kinds = [f"{absolute:g} absolute"] * bool(absolute) + [f"{relative:g} relative"] * bool(
            relative
        )
        largest = float(differs.max(initial=0.0))
        self.book.note(self.name, quantity, ours.size, largest, " + ".join(kinds) or "exact")
        assert (apart <= allowed).all(), f"{self.name}, {quantity}: {largest:.3g} is too far"

    def same(self, quantity: str, found: Iterable[Any], expected: Iterable[Any]) -> None:
        """Assert that labels, flags or whole numbers are equal one by one."""
        ours, theirs = list(found), list(expected)
        assert ours, f"{self.name}, {quantity}: nothing to compare"
        self.book.note(self.name, quantity, len(ours), 0.0, "exact")
        assert ours == theirs, f"{self.name}, {quantity} differs"


BOOK: pytest.StashKey[CaseBook] = pytest.StashKey()


def case_named(name: str, book: CaseBook) -> Case:
    """Return a case, or skip the test where the cases are absent."""
    if not CASES.is_dir():
        pytest.skip("the reference cases of ../shared are absent")
    return Case(name, book)
