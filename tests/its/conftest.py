"""Small hand-made series shared by the tests of this room."""

import datetime as dt
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import pytest

from evaluation import its

Row = tuple[str, float, float, float]  # what, ours, theirs, what the difference is measured by
Difference = tuple[str, str, int, float, str]  # case, method, numbers, largest difference, where
DIFFERENCES = pytest.StashKey[list[Difference]]()
SMALLEST_P_TOLD_APART = 1e-12
SMALLEST_SIZE = 1e-12


def difference(row: Row) -> float:
    """Return the relative difference; p values below 1e-12 count as equal."""
    what, ours, theirs, size = row
    if ours == theirs or (what.endswith(" p") and max(ours, theirs) < SMALLEST_P_TOLD_APART):
        return 0.0
    return abs(ours - theirs) / max(size, SMALLEST_SIZE)


@pytest.fixture
def agree(request: pytest.FixtureRequest) -> Callable[[str, str, Iterable[Row], float], None]:
    """Return a function that compares rows with a reference and keeps them for the table.

    It takes the case and suite, the method, the rows and the largest relative difference allowed.
    """
    kept = request.config.stash.setdefault(DIFFERENCES, [])

    def compare(case: str, method: str, rows: Iterable[Row], tolerance: float) -> None:
        found = list(rows)
        worst = max(found, key=difference)
        kept.append((case, method, len(found), difference(worst), worst[0]))
        assert difference(worst) < tolerance, worst

    return compare


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the table of reference cases: numbers compared and the largest difference of each."""
    kept = config.stash.get(DIFFERENCES, [])
    if not kept:
        return
    terminalreporter.section("reference cases: largest relative difference")
    header = ("case/suite", "method", "numbers", "largest", "of")
    terminalreporter.write_line("{:<60} {:<24} {:>7} {:>8} {}".format(*header))
    for case, method, count, largest, where in sorted(kept):
        terminalreporter.write_line(f"{case:<60} {method:<24} {count:>7} {largest:>8.1e} {where}")
    numbers = sum(count for _, _, count, _, _ in kept)
    terminalreporter.write_line(f"{numbers} numbers in {len(kept)} comparisons")


@pytest.fixture
def law() -> its.Interruption:
    return its.Interruption("law", dt.date(2005, 1, 1))


@pytest.fixture
def hand_data() -> pd.DataFrame:
    """Eight years around a law in 2005, worked by hand in test_hand_worked.py."""
    return pd.DataFrame({"time": range(2001, 2009), "rate": [1, 3, 2, 4, 6, 9, 7, 10]})


@pytest.fixture
def hand_design(law: its.Interruption) -> its.Design:
    return its.Design("rate", "annual", (law,))


@pytest.fixture
def monthly_counts() -> pd.DataFrame:
    """Four years of counts that follow their model: 200 x 1.01^t, halved from January 2005."""
    position = np.arange(48)
    days = np.where(position % 2 == 0, 31.0, 30.0)
    level = np.where(position >= 24, 0.5, 1.0)
    return pd.DataFrame(
        {
            "time": pd.date_range("2003-01-01", periods=48, freq="MS"),
            "events": days * 200 * 1.01**position * level,
            "days": days,
        }
    )
