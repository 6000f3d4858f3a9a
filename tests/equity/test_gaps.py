"""Gaps between groups and their change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluation.equity import (
    PROPORTION_KATZ,
    absolute_gap,
    change_estimate,
    gap_change,
    gap_estimate,
    relative_gap,
)
from evaluation.errors import InvalidInput


def counts(first: tuple[int | None, int], last: tuple[int | None, int]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": ["most deprived", "least deprived"],
            "numerator": pd.array([first[0], last[0]], dtype="Int64"),
            "denominator": pd.array([first[1], last[1]], dtype="Int64"),
        }
    )


GROUPS = ("most deprived", "least deprived")


def test_the_absolute_gap_is_newcombes_published_example() -> None:
    gap = absolute_gap(counts((56, 70), (48, 80)), *GROUPS)
    assert gap.value == pytest.approx(20)
    assert (gap.lower, gap.upper) == (
        pytest.approx(5.24314724023649),
        pytest.approx(33.3872654036906),
    )
    assert gap.n == 150


def test_exchanging_the_groups_turns_the_gap_over() -> None:
    table = counts((56, 70), (48, 80))
    gap, turned = absolute_gap(table, *GROUPS), absolute_gap(table, *reversed(GROUPS))
    assert turned.value == pytest.approx(-gap.value)
    assert turned.lower == pytest.approx(-gap.upper)


def test_the_relative_gap_may_have_katz_limits() -> None:
    gap = relative_gap(counts((24, 73), (53, 65)), *GROUPS, of=PROPORTION_KATZ)
    assert gap.value == pytest.approx(0.403205, abs=1e-6)
    assert (gap.lower, gap.upper) == (
        pytest.approx(0.28482, abs=1e-4),
        pytest.approx(0.57080, abs=1e-4),
    )


def test_a_ratio_to_nobody_has_a_lower_limit_alone() -> None:
    gap = relative_gap(counts((20, 73), (0, 65)), *GROUPS)
    assert (gap.value, gap.upper) == (None, None)
    assert gap.lower == pytest.approx(4.643, abs=1e-3)


@pytest.mark.parametrize("hidden", [(None, 73), (0, 0)])
def test_a_suppressed_or_empty_group_leaves_no_gap(hidden: tuple[int | None, int]) -> None:
    for measure in (absolute_gap, relative_gap):
        assert measure(counts(hidden, (53, 65)), *GROUPS).value is None


@pytest.mark.parametrize("groups", [("most deprived", "nowhere"), ("most deprived",) * 2])
def test_groups_must_be_two_that_have_counts(groups: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput, match="two groups"):
        absolute_gap(counts((24, 73), (53, 65)), *groups)


def test_the_change_of_a_gap_is_a_difference_of_differences() -> None:
    before = counts((300, 1000), (600, 1000))
    after = counts((500, 1000), (620, 1000))
    change = gap_change(before, after, *GROUPS)
    assert change.value == pytest.approx(-12 + 30)
    first, second = change.before, change.after
    assert change.lower == pytest.approx(
        18 - np.hypot(second.value - second.lower, first.upper - first.value)
    )
    assert change.verdict == "narrowed"


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (((500, 1000), (620, 1000)), ((300, 1000), (600, 1000)), "widened"),
        (((600, 1000), (400, 1000)), ((750, 1000), (400, 1000)), "widened"),
        (((300, 1000), (600, 1000)), ((700, 1000), (600, 1000)), "reversed"),
        (((300, 1000), (600, 1000)), ((310, 1000), (600, 1000)), "no clear change"),
        (((None, 1000), (600, 1000)), ((310, 1000), (600, 1000)), "not comparable"),
    ],
)
def test_the_verdict_says_what_became_of_the_gap(
    before: tuple[tuple[int, int], tuple[int, int]],
    after: tuple[tuple[int, int], tuple[int, int]],
    verdict: str,
) -> None:
    assert gap_change(counts(*before), counts(*after), *GROUPS).verdict == verdict


def test_gaps_and_their_change_are_estimates() -> None:
    before, after = counts((300, 1000), (600, 1000)), counts((500, 1000), (620, 1000))
    absolute = gap_estimate(absolute_gap(after, *GROUPS), "uptake", "2024/25", "measured")
    assert absolute.measure == "absolute gap, most deprived against least deprived"
    assert (absolute.unit, absolute.n) == ("percentage points", 2000)
    relative = gap_estimate(relative_gap(after, *GROUPS), "uptake", "2024/25", "measured")
    assert relative.unit == "ratio"
    change = change_estimate(gap_change(before, after, *GROUPS), "uptake", "both", "measured")
    assert (change.value, change.n) == (pytest.approx(18), 4000)
    hidden = change_estimate(
        gap_change(counts((None, 9), (60, 90)), after, *GROUPS), "uptake", "both", "measured"
    )
    assert (hidden.value, hidden.n) == (None, None)


def test_the_interval_of_the_change_covers_the_truth() -> None:
    generator = np.random.default_rng(7)
    chances, people, repeats = (0.3, 0.6, 0.5, 0.62), 150, 400
    truth = 100 * ((0.5 - 0.62) - (0.3 - 0.6))
    covered = 0
    for _ in range(repeats):
        drawn = [(int(generator.binomial(people, chance)), people) for chance in chances]
        change = gap_change(counts(*drawn[:2]), counts(*drawn[2:]), *GROUPS)
        covered += change.lower <= truth <= change.upper
    assert covered / repeats == pytest.approx(0.95, abs=0.03)
