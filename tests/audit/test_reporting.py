"""The estimates that an audit reports."""

from __future__ import annotations

import pandas as pd
import pytest

from evaluation.audit import combine_counts, estimates, protect_results
from evaluation.errors import InvalidInput
from evaluation.estimate import estimates_frame

PERIODS = {1: "2024-01 to 2024-03", 2: "2025-01 to 2025-03"}


@pytest.fixture
def counts() -> pd.DataFrame:
    table = pd.DataFrame(
        [("A", 1, 30, 30), ("A", 2, 45, 15), ("B", 1, 3, 40), ("B", 2, 20, 20)],
        columns=["criterion", "cycle", "met", "not_met"],
    )
    return protect_results(combine_counts(table.assign(not_recorded=0, exceptions=0)))


def test_each_criterion_has_its_cycles_and_their_difference(counts: pd.DataFrame) -> None:
    made = estimates(counts, {"A": 100, "B": 100}, PERIODS, "synthetic", labels={"A": "Tested"})
    assert [(e.outcome, e.measure) for e in made] == [
        ("A", "cycle 1"),
        ("A", "cycle 2"),
        ("A", "difference"),
        ("B", "cycle 1"),
        ("B", "cycle 2"),
        ("B", "difference"),
    ]
    difference = made[2]
    assert (difference.value, difference.unit, difference.n) == (25, "percentage points", 120)
    assert difference.excludes(0)
    assert difference.period == "2025-01 to 2025-03 against 2024-01 to 2024-03"
    assert (made[0].unit, made[0].label, made[0].n) == ("%", "Tested", 60)
    assert made[3].label == ""


def test_suppressed_estimates_carry_no_number(counts: pd.DataFrame) -> None:
    made = estimates(counts, {"A": 100, "B": 100}, PERIODS, "synthetic")
    for suppressed in (made[3], made[5]):
        assert (suppressed.value, suppressed.lower, suppressed.upper, suppressed.n) == (
            None,
            None,
            None,
            None,
        )
    assert len(estimates_frame(made)) == 6


def test_one_cycle_has_no_difference(counts: pd.DataFrame) -> None:
    first = counts[counts["cycle"] == 1]
    made = estimates(first, {"A": 100, "B": 100}, {1: PERIODS[1]}, "measured")
    assert [e.measure for e in made] == ["cycle 1", "cycle 1"]


def test_counts_by_group_are_refused(counts: pd.DataFrame) -> None:
    with pytest.raises(InvalidInput, match="by group"):
        estimates(counts.assign(site="East"), {"A": 100, "B": 100}, PERIODS, "measured")


def test_a_cycle_without_a_period_is_refused(counts: pd.DataFrame) -> None:
    with pytest.raises(InvalidInput, match="no period"):
        estimates(counts, {"A": 100, "B": 100}, {1: PERIODS[1]}, "measured")
