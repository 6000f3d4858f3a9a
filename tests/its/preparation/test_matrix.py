"""The design matrix has the coding that the methods promise."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.preparation.matrix import Matrix, design_matrix
from evaluation.its.preparation.series import prepare

LAW = its.Interruption("law", dt.date(2004, 1, 1))


def matrix(data: pd.DataFrame, **changes: Any) -> Matrix:
    settings: dict[str, Any] = {
        "outcome": "events",
        "frequency": "monthly",
        "interruptions": (LAW,),
    }
    design = its.Design(**(settings | changes))
    return design_matrix(design, prepare(design, data))


@pytest.fixture
def data() -> pd.DataFrame:
    time = pd.date_range("2003-01-01", periods=24, freq="MS")
    return pd.DataFrame({"time": time, "events": np.arange(24.0), "beds": np.arange(24.0) ** 2})


def test_the_slope_is_zero_in_the_first_period_after(data: pd.DataFrame) -> None:
    found = matrix(data)
    assert found.terms == ("intercept", "trend", "level:law", "slope:law")
    assert found.entries[11].tolist() == [1, 11, 0, 0]
    assert found.entries[12].tolist() == [1, 12, 1, 0]
    assert found.entries[13].tolist() == [1, 13, 1, 1]


def test_the_slope_counts_through_a_gap(data: pd.DataFrame) -> None:
    found = matrix(data.drop(index=[14, 15]))
    assert found.entries[13].tolist() == [1, 13, 1, 1]
    assert found.entries[14].tolist() == [1, 16, 1, 4]


def test_level_and_slope_can_be_left_out(data: pd.DataFrame) -> None:
    step = its.Interruption("law", dt.date(2004, 1, 1), slope=False)
    ramp = its.Interruption("law", dt.date(2004, 1, 1), level=False)
    assert matrix(data, interruptions=(step,)).terms[2:] == ("level:law",)
    assert matrix(data, interruptions=(ramp,)).terms[2:] == ("slope:law",)


def test_covariates_and_seasons_have_names_of_their_own(data: pd.DataFrame) -> None:
    found = matrix(data, covariates=("beds",), seasonality=its.Seasonality(harmonics=1))
    assert found.terms[4:] == ("covariate:beds", "season:sin1", "season:cos1")
    march = found.entries[2]
    assert march[5] == pytest.approx(1.0)
    assert march[6] == pytest.approx(0.0, abs=1e-12)


def test_months_are_told_from_the_first_month_present() -> None:
    time = pd.date_range("2003-01-01", periods=30, freq="MS")
    data = pd.DataFrame({"time": time, "events": np.arange(30.0)})
    found = matrix(data, seasonality=its.Seasonality(months=True))
    assert found.terms[4:] == tuple(f"season:month-{number:02d}" for number in range(2, 13))
    assert found.entries[1, 4] == 1


def test_quarters_stand_for_months_in_quarterly_data() -> None:
    quarters = [f"{year}-Q{quarter}" for year in range(2001, 2007) for quarter in range(1, 5)]
    data = pd.DataFrame({"time": quarters, "events": np.arange(24.0)})
    found = matrix(data, frequency="quarterly", seasonality=its.Seasonality(months=True))
    assert found.terms[4:] == ("season:quarter-02", "season:quarter-03", "season:quarter-04")


def test_months_that_cannot_be_told_from_the_level_are_refused(data: pd.DataFrame) -> None:
    with pytest.raises(InvalidInput, match="season:month-12 follow from the other terms"):
        matrix(data, seasonality=its.Seasonality(months=True))


def test_too_many_harmonics_are_refused(data: pd.DataFrame) -> None:
    with pytest.raises(InvalidInput, match="6 harmonics are too many for monthly"):
        matrix(data, seasonality=its.Seasonality(harmonics=6))


def test_more_terms_than_points_are_refused(data: pd.DataFrame) -> None:
    with pytest.raises(InvalidInput, match="15 terms for 15 points"):
        matrix(data.iloc[:15], seasonality=its.Seasonality(months=True))


def test_a_term_that_follows_from_the_others_is_named(data: pd.DataFrame) -> None:
    constant = data.assign(beds=7.0)
    with pytest.raises(InvalidInput, match="covariate:beds follow from the other terms"):
        matrix(constant, covariates=("beds",))
    empty = data.assign(beds=0.0)
    with pytest.raises(InvalidInput, match="covariate:beds follow from the other terms"):
        matrix(empty, covariates=("beds",))


def test_without_an_interruption_its_terms_are_zero(data: pd.DataFrame) -> None:
    found = matrix(data)
    without = found.without(["law"])
    assert not without[:, 2:].any()
    assert np.array_equal(without[:, :2], found.entries[:, :2])


def test_with_a_control_only_the_groups_own_terms_are_taken_away(data: pd.DataFrame) -> None:
    both = pd.concat([data.assign(state="A"), data.assign(state="B")])
    found = matrix(both, control=its.Control("state", "A"))
    assert found.terms == (
        "intercept",
        "trend",
        "level:law",
        "slope:law",
        "group",
        "group:trend",
        "group:level:law",
        "group:slope:law",
    )
    last = found.without(["law"])[-1]
    assert last.tolist() == [1, 23, 1, 11, 1, 23, 0, 0]


def test_a_segment_that_is_the_level_of_an_interruption_is_refused(data: pd.DataFrame) -> None:
    same = its.Segment("covid", LAW.date, dt.date(2004, 12, 31), "COVID-19")
    beside = its.Interruption("tax", dt.date(2003, 6, 1), slope=False)
    step = its.Interruption("law", LAW.date, slope=False)
    with pytest.raises(InvalidInput, match="0 points from 'law'"):
        matrix(data, interruptions=(beside, step), segments=(same,))


def test_a_segment_that_is_another_segment_is_named(data: pd.DataFrame) -> None:
    one, two = (
        its.Segment(name, dt.date(2004, 6, 1), dt.date(2004, 8, 31), "flood")
        for name in ("flood", "strike")
    )
    with pytest.raises(InvalidInput, match="segment:strike follow from the other terms"):
        matrix(data, segments=(one, two))


def test_two_segments_have_names_of_their_own(data: pd.DataFrame) -> None:
    flood = its.Segment("flood", dt.date(2004, 6, 1), dt.date(2004, 8, 31), "flood")
    with pytest.raises(InvalidInput, match="Two segments have the same name"):
        matrix(data, segments=(flood, flood))


def test_two_temporary_interruptions_one_after_the_other_are_told_apart(data: pd.DataFrame) -> None:
    first = its.Interruption("one", dt.date(2003, 9, 1), end=dt.date(2003, 12, 31))
    second = its.Interruption("two", dt.date(2004, 1, 1), end=dt.date(2004, 6, 30))
    found = matrix(data, interruptions=(first, second))
    assert found.terms[2:] == ("level:one", "slope:one", "level:two", "slope:two")
    assert np.linalg.matrix_rank(found.entries) == 6
