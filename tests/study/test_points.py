import pandas as pd
import pytest

from evaluation.disclosure import HES, NONE
from evaluation.study.points import shown_points
from evaluation.workspace import Kpi


@pytest.fixture
def kpi(kpi_of):
    return lambda kind: Kpi(**kpi_of("falls", kind))


def months(count, start="2023-04-01", **columns):
    return pd.DataFrame({"period": pd.date_range(start, periods=count, freq="MS"), **columns})


def test_large_counts_are_rounded_and_drawn_one_by_one(kpi):
    points = shown_points(months(4, value=[21, 18, 0, 33]), kpi("count"), HES)
    assert points.table["shown"].tolist() == [20, 20, 0, 35]
    assert points.pooled == ""


def test_a_rate_and_a_proportion_are_drawn_in_their_units(kpi):
    rows = months(2, numerator=[20, 30], denominator=[1000, 100])
    assert shown_points(rows, kpi("rate"), HES).table["shown"].tolist() == [20, 300]
    assert shown_points(rows, kpi("proportion"), HES).table["shown"].tolist() == [2, 30]


def test_a_proportion_of_nobody_has_no_point(kpi):
    rows = months(20, numerator=[*[20] * 19, 0], denominator=[*[50] * 19, 0])
    shown = shown_points(rows, kpi("proportion"), HES).table["shown"]
    assert shown.isna().tolist() == [*[False] * 19, True]


def test_one_small_month_of_many_is_left_out_without_pooling(kpi):
    points = shown_points(months(20, value=[7, *[20] * 19]), kpi("count"), HES)
    assert points.pooled == ""
    assert points.table["shown"].isna().tolist() == [True, *[False] * 19]


@pytest.mark.parametrize(
    ("value", "pooled", "points", "shown"),
    [(4, "quarters", 8, 10 / 3), (2, "half-years", 4, 10 / 6), (1, "years", 2, 10 / 12)],
)
def test_small_months_are_pooled_no_more_than_needed(kpi, value, pooled, points, shown):
    found = shown_points(months(24, value=value), kpi("count"), HES)
    assert found.pooled == pooled
    assert found.table["shown"].tolist() == pytest.approx([shown] * points)


def test_a_pooled_point_lies_in_the_middle_of_its_periods(kpi):
    found = shown_points(months(3, value=4), kpi("count"), HES).table
    middle = pd.date_range("2023-04-01", periods=3, freq="MS").mean()
    assert found["time"].tolist() == [middle]


def test_quarters_are_those_of_the_financial_year(kpi):
    found = shown_points(months(6, "2024-02-01", value=8), kpi("count"), HES)
    assert found.pooled == ""
    pooled = shown_points(months(8, "2024-02-01", value=[5] * 8), kpi("count"), HES)
    assert pooled.pooled == "quarters"
    assert pooled.table["time"].dt.strftime("%Y-%m").tolist() == ["2024-02", "2024-05", "2024-08"]


def test_rates_are_pooled_by_adding_events_and_exposure(kpi):
    rows = months(3, numerator=[2, 4, 6], denominator=[100, 200, 300])
    found = shown_points(rows, kpi("rate"), HES)
    assert found.pooled == "quarters"
    assert found.table["shown"].tolist() == [pytest.approx(1000 * 10 / 600)]


def test_periods_are_never_pooled_across_a_change(kpi):
    rows = months(24, value=[4] * 14 + [8] * 10)
    is_after = (rows["period"] >= "2024-06-01").astype(str)
    segment = pd.Series(is_after.to_numpy(), index=rows["period"])
    found = shown_points(rows, kpi("count"), HES, segment)
    assert found.pooled == "quarters"
    before = found.table["segment"] == "False"
    assert found.table.loc[before, "time"].max() < pd.Timestamp("2024-06-01")
    assert found.table.loc[~before, "time"].min() >= pd.Timestamp("2024-06-01")
    assert found.table.loc[~before, "shown"].iloc[0] != found.table.loc[before, "shown"].iloc[0]


def test_no_point_is_drawn_where_even_years_are_too_small(kpi):
    found = shown_points(months(24, value=[1, *[0] * 11, *[1] * 12]), kpi("count"), HES)
    assert found.pooled == "years"
    assert found.table["shown"].isna().all()


def test_means_of_few_people_are_masked_and_never_pooled(kpi):
    rows = months(4, value=[10.5, 11.0, 12.0, 13.0], n=[7, 1, 0, 8])
    found = shown_points(rows, kpi("mean"), HES)
    assert found.pooled == ""
    assert found.table["shown"].isna().tolist() == [True, True, False, False]
    assert found.table["shown"].tolist()[2:] == [12.0, 13.0]


def test_means_without_a_number_of_people_are_drawn(kpi):
    found = shown_points(months(2, value=[10.5, 11.0]), kpi("mean"), HES)
    assert found.table["shown"].tolist() == [10.5, 11.0]


def test_published_figures_are_drawn_as_they_are(kpi):
    found = shown_points(months(3, value=[3, 0, 21]), kpi("count"), NONE)
    assert (found.table["shown"].tolist(), found.pooled) == ([3, 0, 21], "")


@pytest.mark.parametrize("kind", ["count", "rate", "proportion"])
def test_points_do_not_tell_small_numbers_apart(kpi, kind):
    drawn = []
    for small in (1, 7):
        events = [small, *[20] * 19]
        rows = (
            months(20, value=events)
            if kind == "count"
            else months(20, numerator=events, denominator=100)
        )
        drawn.append(shown_points(rows, kpi(kind), HES).table)
    pd.testing.assert_frame_equal(*drawn)


def test_the_rows_given_are_not_changed(kpi):
    rows = months(24, value=[2] * 24)
    before = rows.copy()
    shown_points(rows, kpi("count"), HES)
    pd.testing.assert_frame_equal(rows, before)
