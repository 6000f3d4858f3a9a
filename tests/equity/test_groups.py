"""Proportions by group."""

from __future__ import annotations

import pandas as pd
import pytest

from evaluation.equity import group_estimates, group_values, rate
from evaluation.errors import InvalidInput
from evaluation.intervals import byar_rate, wilson


@pytest.fixture
def quintiles() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": [5, 1, 3, 2, 4],
            "numerator": pd.array([80, 40, None, 50, 0], dtype="Int64"),
            "denominator": pd.array([100, 100, 60, 100, 0], dtype="Int64"),
        }
    )


def test_percentages_have_wilson_limits(quintiles: pd.DataFrame) -> None:
    row = group_values(quintiles, level=0.9).iloc[0]
    limits = wilson(80, 100, 0.9)
    assert row["value"] == 80
    assert row["lower"] == pytest.approx(100 * limits.lower)
    assert row["upper"] == pytest.approx(100 * limits.upper)


def test_suppressed_and_empty_groups_are_kept_and_say_so(quintiles: pd.DataFrame) -> None:
    table = group_values(quintiles).set_index("group")
    assert table["status"].to_dict() == {
        5: "shown",
        1: "shown",
        3: "suppressed",
        2: "shown",
        4: "nobody in the group",
    }
    assert table.loc[[3, 4], ["value", "lower", "upper"]].isna().all(axis=None)


def test_groups_come_in_the_stated_order_or_stay_as_given(quintiles: pd.DataFrame) -> None:
    assert group_values(quintiles)["group"].tolist() == [5, 1, 3, 2, 4]
    assert group_values(quintiles, order=range(1, 6))["group"].tolist() == [1, 2, 3, 4, 5]


def test_deciles_written_as_text_are_not_sorted_as_text() -> None:
    labels = [str(decile) for decile in range(1, 11)]
    counts = pd.DataFrame({"group": labels, "numerator": 10, "denominator": 20})
    assert group_values(counts)["group"].tolist() == labels


def test_a_group_outside_the_order_is_refused(quintiles: pd.DataFrame) -> None:
    with pytest.raises(InvalidInput, match="2 groups"):
        group_values(quintiles, order=[1, 2, 3])


def test_a_group_that_comes_twice_is_refused(quintiles: pd.DataFrame) -> None:
    with pytest.raises(InvalidInput, match="twice"):
        group_values(pd.concat([quintiles, quintiles]))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InvalidInput, match="no column denominator"):
        group_values(pd.DataFrame({"group": [1], "numerator": [1]}))


def test_each_group_is_an_estimate_and_suppressed_ones_carry_no_number(
    quintiles: pd.DataFrame,
) -> None:
    made = group_estimates(quintiles, "uptake", "2024/25", "synthetic", label="Uptake")
    assert [estimate.measure for estimate in made] == [
        "group 5",
        "group 1",
        "group 3",
        "group 2",
        "group 4",
    ]
    assert (made[0].value, made[0].n, made[0].unit) == (80, 100, "%")
    assert (made[2].value, made[2].lower, made[2].n) == (None, None, None)


def test_a_rate_of_each_group_has_byars_limits_per_the_unit_stated() -> None:
    counts = pd.DataFrame(
        {"group": ["a", "b"], "numerator": [20, 3], "denominator": [1000.0, 1000.0]}
    )
    table = group_values(counts, rate(1000, "per 1,000 people"))
    assert table["value"].tolist() == pytest.approx([20, 3])
    expected = byar_rate([20, 3], [1, 1])
    assert table["lower"].tolist() == pytest.approx(expected.lower.tolist())
    assert table["upper"].tolist() == pytest.approx(expected.upper.tolist())
