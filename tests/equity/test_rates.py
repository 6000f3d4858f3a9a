"""Gaps between rates."""

from __future__ import annotations

import pandas as pd
import pytest

from evaluation.equity import (
    absolute_gap,
    change_estimate,
    gap_change,
    gap_estimate,
    rate,
    relative_gap,
)
from evaluation.intervals import rate_difference, rate_ratio

PER_THOUSAND = rate(1000, "per 1,000 people")


def counts(most: int, least: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"group": ["most", "least"], "numerator": [most, least], "denominator": [2000.0, 2500.0]}
    )


def test_an_absolute_gap_of_rates_is_their_difference_with_mover_limits() -> None:
    gap = absolute_gap(counts(60, 50), "most", "least", of=PER_THOUSAND)
    assert gap.value == pytest.approx(30 - 20)
    limits = rate_difference(60, 2, 50, 2.5)
    assert (gap.lower, gap.upper) == pytest.approx((float(limits.lower), float(limits.upper)))
    found = gap_estimate(gap, "admissions", "2025", "synthetic")
    assert (found.unit, found.method) == (PER_THOUSAND.unit, PER_THOUSAND.difference_method)


def test_a_relative_gap_of_rates_is_their_ratio_with_score_limits() -> None:
    gap = relative_gap(counts(60, 50), "most", "least", of=PER_THOUSAND)
    assert gap.value == pytest.approx(1.5)
    limits = rate_ratio(60, 2000, 50, 2500)
    assert (gap.lower, gap.upper) == pytest.approx((float(limits.lower), float(limits.upper)))
    assert gap_estimate(gap, "admissions", "2025", "synthetic").unit == "ratio"


def test_a_gap_of_rates_that_narrowed_is_called_so() -> None:
    change = gap_change(counts(200, 50), counts(60, 50), "most", "least", of=PER_THOUSAND)
    assert change.verdict == "narrowed"
    assert change.value == pytest.approx(10 - 80)
    assert change_estimate(change, "admissions", "2025", "synthetic").unit == PER_THOUSAND.unit
