"""A table becomes a checked series, or is refused without showing a value."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.preparation.series import prepare

YEARS = 16
LAW = its.Interruption("law", dt.date(2009, 1, 1))


def table(**columns: Any) -> pd.DataFrame:
    settings: dict[str, Any] = {
        "time": np.arange(2001, 2001 + YEARS),
        "events": np.arange(10, 10 + YEARS, dtype=float),
    }
    return pd.DataFrame(settings | columns)


def design(**changes: Any) -> its.Design:
    settings: dict[str, Any] = {
        "outcome": "events",
        "frequency": "annual",
        "interruptions": (LAW,),
    }
    return its.Design(**(settings | changes))


def replaced(row: int, value: float) -> np.ndarray:
    events = np.arange(10, 10 + YEARS, dtype=float)
    events[row] = value
    return events


def test_positions_count_calendar_periods_so_that_gaps_count() -> None:
    data = table().drop(index=[2, 3])
    series = prepare(design(), data)
    assert series.table["position"].tolist()[:4] == [0, 1, 4, 5]


def test_rows_are_sorted_and_the_table_given_is_not_changed() -> None:
    data = table().iloc[::-1]
    before = data.copy(deep=True)
    series = prepare(design(), data)
    assert series.table["position"].tolist() == list(range(YEARS))
    pd.testing.assert_frame_equal(data, before)


def test_the_first_period_after_is_the_one_that_contains_the_date() -> None:
    mid_year = its.Interruption("law", dt.date(2009, 7, 1))
    series = prepare(design(interruptions=(mid_year,)), table())
    assert series.first_post == {"law": 8}
    assert any("2009: that period is only partly exposed" in w for w in series.warnings)


def test_a_missing_first_period_moves_the_level_to_the_next_one_and_says_so() -> None:
    series = prepare(design(), table().drop(index=8))
    assert series.starts == {"law": 8}
    assert series.first_post == {"law": 9}
    assert any("first period with data after interruption 'law' is 2010" in w
               for w in series.warnings)  # fmt: skip


def test_rows_without_an_outcome_are_left_out_and_counted() -> None:
    series = prepare(design(), table(events=replaced(3, np.nan)))
    assert series.table["is_used"].sum() == YEARS - 1
    assert "Column 'events': 1 row without a value is left out." in series.warnings


def test_rows_without_a_covariate_or_denominator_are_left_out_and_counted() -> None:
    data = table(beds=replaced(1, np.nan), people=replaced(2, np.nan))
    series = prepare(design(covariates=("beds",), denominator="people"), data)
    assert series.table["is_used"].sum() == YEARS - 2
    assert "Column 'beds': 1 row without a value is left out." in series.warnings
    assert "Column 'people': 1 row without a value is left out." in series.warnings


def test_a_leading_missing_outcome_moves_the_start_of_the_trend() -> None:
    series = prepare(design(), table(events=replaced(0, np.nan)))
    assert series.table["position"].tolist()[:2] == [-1, 0]
    assert series.date_of(0) == dt.date(2002, 1, 1)


def test_an_exclusion_leaves_out_periods_wholly_or_partly_inside() -> None:
    exclusion = its.Exclusion(dt.date(2003, 12, 31), dt.date(2005, 1, 1), "flood")
    series = prepare(design(exclusions=(exclusion,)), table())
    left_out = series.table.loc[series.table["is_excluded"], "period"].dt.year
    assert left_out.tolist() == [2003, 2004, 2005]
    assert "3 rows are left out from 31 December 2003 to 1 January 2005: flood." in series.warnings


def test_a_missing_column_is_named_with_the_nearest_one() -> None:
    with pytest.raises(InvalidInput, match=r"no column 'event'.*Did you mean 'events'"):
        prepare(design(outcome="event"), table())
    with pytest.raises(InvalidInput, match=r"no column 'zzz'.*It has time, events"):
        prepare(design(outcome="zzz"), table())


def test_a_column_that_is_there_twice_is_refused() -> None:
    data = table(other=1.0).rename(columns={"other": "events"})
    with pytest.raises(InvalidInput, match="more than one column 'events'"):
        prepare(design(), data)


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no rows"):
        prepare(design(), table().iloc[:0])


def test_a_table_with_nothing_but_missing_outcomes_is_refused() -> None:
    with pytest.raises(InvalidInput, match="No row of column 'events' is left"):
        prepare(design(), table(events=np.nan))


def test_repeated_periods_are_counted() -> None:
    data = pd.concat([table(), table().iloc[:2]])
    with pytest.raises(InvalidInput, match="Column 'time': 2 rows repeat a period"):
        prepare(design(), data)


def test_words_and_infinities_among_numbers_are_counted_and_not_shown() -> None:
    events = [*["9"] * (YEARS - 2), "secret", float("inf")]
    with pytest.raises(InvalidInput, match=r"Column 'events': 2 of 16 rows") as refused:
        prepare(design(), table(events=events))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "row_value", "sentence"),
    [
        ({"transform": "log"}, 0.0, "1 of 16 rows are zero or negative and have no logarithm"),
        ({"family": "poisson"}, -1.0, "1 of 16 rows are negative"),
        ({"family": "poisson"}, 1.5, "1 of 16 rows are not whole numbers"),
        ({"family": "quasi-binomial"}, 1.5, "rows are above 1 and so not proportions"),
        (
            {"family": "binomial", "denominator": "people"},
            99.0,
            "1 of 16 rows are above the number of trials in column 'people'",
        ),
    ],
)
def test_impossible_values_are_counted(
    changes: dict[str, Any], row_value: float, sentence: str
) -> None:
    data = table(events=replaced(4, row_value), people=30.0)
    with pytest.raises(InvalidInput, match=sentence):
        prepare(design(**changes), data)


def test_a_denominator_must_be_above_zero() -> None:
    data = table(people=replaced(0, 0.0))
    with pytest.raises(InvalidInput, match="Column 'people': 1 of 16 rows are zero or negative"):
        prepare(design(denominator="people"), data)


@pytest.mark.parametrize("year", [1990, 2001, 2040])
def test_an_interruption_outside_the_series_is_refused(year: int) -> None:
    outside = its.Interruption("law", dt.date(year, 1, 1))
    with pytest.raises(InvalidInput, match="lies outside the series, which runs from 2001-01-01"):
        prepare(design(interruptions=(outside,)), table())


@pytest.mark.parametrize(("year", "where"), [(2003, "before 'law'"), (2015, "from 'law'")])
def test_fewer_than_three_points_on_a_side_are_refused(year: int, where: str) -> None:
    early = its.Interruption("law", dt.date(year, 1, 1))
    with pytest.raises(InvalidInput, match=f"2 points {where}; at least 3"):
        prepare(design(interruptions=(early,)), table())


def test_fewer_than_three_points_between_two_interruptions_are_refused() -> None:
    second = its.Interruption("tax", dt.date(2011, 1, 1))
    with pytest.raises(InvalidInput, match="2 points from 'law' to 'tax'"):
        prepare(design(interruptions=(LAW, second)), table())


def test_fewer_than_eight_points_on_a_side_are_warned_of() -> None:
    late = its.Interruption("law", dt.date(2010, 1, 1))
    series = prepare(design(interruptions=(late,)), table())
    assert any("only 7 points from 'law'; 8 or more are advised" in w for w in series.warnings)
    assert not prepare(design(), table()).warnings


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        (["A"] * YEARS, "has no row of a control with data"),
        (["B"] * YEARS, "has no row of the treated 'A' with data"),
        ([None, *["A"] * (YEARS - 1)], "1 rows name no group"),
    ],
)
def test_a_control_needs_both_groups(groups: list[str], sentence: str) -> None:
    control = its.Control("state", "A")
    with pytest.raises(InvalidInput, match=sentence):
        prepare(design(control=control), table(state=groups))
