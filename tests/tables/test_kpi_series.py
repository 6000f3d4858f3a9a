"""Series of every frequency and kind: gaps, points, sums, windows."""

import pandas as pd
import pytest

from evaluation.workspace import BIAS_ITEMS


@pytest.fixture
def check_series(check_kpi, samples):
    def check(kind: str, frequency: str, rows: list[list[object]], more: str = "") -> list[str]:
        project = samples["head"] + "tables: {kpi: kpi.csv}\n"
        project += samples["kpis"](("stay", kind, frequency)) + more
        header = ["kpi", "period", "value", "numerator", "denominator", "n", "dimension", "group"]
        return check_kpi([header, *(["stay", *row] for row in rows)], project)

    return check


def values(periods: list[str]) -> list[list[object]]:
    return [[period, 4.5, None, None, None, None, None] for period in periods]


@pytest.mark.parametrize(
    ("frequency", "periods"),
    [
        ("weekly", ["2014-01-29", "2014-02-05", "2014-02-12"]),
        ("daily", ["2014-02-28", "2014-03-01"]),
        ("quarterly", ["2013-Q4", "2014-01", "2014-04-01"]),
        ("annual", ["2012", "2013", "2014"]),
        ("annual", ["2012-04-01", "2013-04-01"]),
    ],
)
def test_a_whole_series_of_any_frequency_is_sound(check_series, frequency, periods) -> None:
    assert check_series("mean", frequency, values(periods)) == []


@pytest.mark.parametrize(
    ("frequency", "periods", "noun", "row"),
    [
        ("weekly", ["2014-01-29", "2014-02-06", "2014-02-12"], "week", 3),
        ("annual", ["2012", "2013-04", "2014"], "year", 3),
        ("annual", ["2014", "2012-04", "2011"], "year", 3),
    ],
)
def test_periods_off_the_calendar_are_refused(check_series, frequency, periods, noun, row) -> None:
    assert check_series("mean", frequency, values(periods)) == [
        f"kpi.csv, row {row}, column 'period': The periods of the KPI 'stay' are not whole {noun}s "
        f"apart. Give the first day of each {noun}, counted from the first row's."
    ]


def test_a_quarter_without_a_row_is_named(check_series) -> None:
    (finding,) = check_series("mean", "quarterly", values(["2013-Q1", "2013-Q2", "2013-Q4"]))

    assert finding.startswith(
        "warning: kpi.csv, column 'period': The KPI 'stay' has no row for 2013-Q3. Add the quarters"
    )


def test_a_mean_may_be_negative_and_the_time_at_risk_of_a_rate_may_have_fractions(
    check_series,
) -> None:
    assert check_series("mean", "annual", [["2012", -1.5, None, None, 7, None, None]]) == []
    assert check_series("rate", "annual", [["2012", None, 7, 2.5, None, None, None]]) == []


def test_money_per_head_is_not_a_rate_of_events(check_series) -> None:
    (finding,) = check_series("rate", "annual", [["2012", None, 7.5, 2.5, None, None, None]])
    assert finding == (
        "kpi.csv, row 2, column 'numerator': 'numerator' of a KPI of kind rate must be a whole "
        "number. Count people or events. An amount, such as spend, is a KPI of kind mean: give "
        "what it is for each person, or each 1,000, in a column 'value'."
    )


def test_people_behind_a_mean_add_up_over_groups(check_series) -> None:
    whole: list[object] = ["2012", 4.5, None, None, 70, None, None]
    female: list[object] = ["2012", 4.0, None, None, 40, "sex", "Female"]
    male: list[object] = ["2012", 5.0, None, None, 30, "sex", "Male"]

    assert check_series("mean", "annual", [whole, female, male]) == []
    (finding,) = check_series("mean", "annual", [whole, female])
    assert finding.startswith("warning: kpi.csv, row 2, column 'n': The groups of 'sex' do not add")


def test_groups_without_people_behind_them_or_without_a_whole_are_not_summed(check_series) -> None:
    female: list[object] = ["2012", 4.0, None, None, None, "sex", "Female"]
    whole: list[object] = ["2012", 4.5, None, None, 70, None, None]

    assert check_series("mean", "annual", [whole, female]) == []
    (finding,) = check_series("count", "annual", [["2012", 4, *[None] * 3, "sex", "Female"]])
    assert "has no row for the whole" in finding


def test_rates_of_groups_add_up_within_rounding(check_series) -> None:
    rows: list[list[object]] = [
        ["2012", None, 3, 0.3, None, None, None],
        ["2012", None, 1, 0.1, None, "sex", "Female"],
        ["2012", None, 2, 0.2, None, "sex", "Male"],
    ]

    assert check_series("rate", "annual", rows) == []


FIXED = "prespecified: {on: 2012-01-01, by: Analyst}"
BIAS = "".join(f"  - {{item: {item}, judgement: low, reason: So}}\n" for item in BIAS_ITEMS)
ANALYSIS = f"its:\n  - {{id: main, kpi: stay, question: Why, {FIXED}%s}}\nrisk_of_bias:\n{BIAS}"


@pytest.mark.parametrize(
    ("more", "before", "after"),
    [
        ("", 24, 6),
        (", interruptions: [{name: a, date: 2012-06}]", 2, 28),
        (", interruptions: [{name: a, date: 2014-08}, {name: b, date: 2014-09}]", 28, 1),
        (", exclude: [{from: 2012-06, to: 2020-01, reason: COVID-19}]", 2, 0),
    ],
)
def test_points_are_counted_on_both_sides_of_the_interruptions(
    check_series, more: str, before: int, after: int
) -> None:
    months = pd.date_range("2012-04-01", periods=30, freq="MS").strftime("%Y-%m").tolist()

    findings = check_series("mean", "monthly", values(months), ANALYSIS % more)

    errors = [text.split("has ")[1].split(";")[0] for text in findings if "at least 3" in text]
    points = {"before": before, "from": after}
    assert errors == [
        f"{count} point{'' if count == 1 else 's'} {side} go-live"
        for side, count in points.items()
        if count < 3
    ]


def test_a_phase_in_counts_neither_before_nor_after(check_kpi, samples) -> None:
    months = pd.date_range("2013-12-01", periods=30, freq="MS").strftime("%Y-%m").tolist()
    head = samples["head"].replace("2014-04}", "2014-04, phase_in_from: 2014-02}")
    project = head + "tables: {kpi: kpi.csv}\n" + samples["kpis"](("stay", "mean", "monthly"))

    findings = check_kpi(
        [["kpi", "period", "value"], *(["stay", month, 4.5] for month in months)],
        project + ANALYSIS % "",
    )

    assert findings == [
        "kpi.csv, column 'period': The KPI 'stay', used in the analysis 'main', has 2 points "
        "before go-live; at least 3 are needed. Add the periods, correct the dates "
        "in project.yml, or remove the analysis."
    ]


def test_a_group_that_is_compared_is_not_looked_for_in_faulty_rows(check_series) -> None:
    more = (
        (
            "periods: {baseline: {from: 2012, to: 2012}, after: {from: 2013, to: 2013}}\n"
            "inequalities: [{kpi: stay, dimension: sex, group: Female, reference: Male}]\n"
        )
        .replace("2012", "2012-01-01")
        .replace("2013", "2013-01-01")
    )
    rows = [["2012", "many", *[None] * 5]]

    (finding,) = check_series("mean", "annual", rows, more)

    assert "must be a number" in finding


@pytest.mark.parametrize(("points", "warned"), [(23, True), (24, False)])
@pytest.mark.parametrize(("go_live", "refused"), [("2012-06", True), ("2012-07", False)])
def test_three_points_on_a_side_and_24_in_all_are_enough(
    check_series, points: int, warned: bool, go_live: str, refused: bool
) -> None:
    months = pd.date_range("2012-04-01", periods=points, freq="MS").strftime("%Y-%m").tolist()
    more = ANALYSIS % f", interruptions: [{{name: a, date: {go_live}}}]"

    findings = check_series("mean", "monthly", values(months), more)

    assert any("wide" in text for text in findings) is warned
    assert any("at least 3" in text for text in findings) is refused
    assert len(findings) == warned + refused


@pytest.mark.parametrize(("last", "is_empty"), [("2014-03", True), ("2014-04", False)])
def test_the_first_day_of_a_window_is_within_it(check_series, last: str, is_empty: bool) -> None:
    months = pd.date_range("2014-01-01", last, freq="MS").strftime("%Y-%m").tolist()
    more = (
        "periods: {baseline: {from: 2014-01, to: 2014-02}, after: {from: 2014-04, to: 2014-05}}\n"
    )

    findings = check_series("mean", "monthly", values(months), more)

    assert any("no row in the window 'after'" in text for text in findings) is is_empty
