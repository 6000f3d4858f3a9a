"""Charts as they are made: segments, missing values, targets, icons, what a reader is warned of."""

import datetime as dt
import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluation.errors import InvalidInput
from evaluation.monitoring.charts import (
    ASSURANCE_WORDS,
    POINT_COLUMNS,
    VARIATION_WORDS,
    Options,
    TargetFrom,
    assurance_words,
    control_chart,
    control_charts,
    method_words,
    summary,
    variation_words,
)
from evaluation.monitoring.charts.rules import shift
from evaluation.monitoring.charts.segments import run_lengths, starts_of

STEADY = [50.0, 52, 49, 51, 53, 50, 48, 52, 51, 49, 50, 52, 51, 50]
UP = Options(improvement="increase")


def monthly(values, first="2024-01-01", **columns):
    return pd.DataFrame(
        {"time": pd.date_range(first, periods=len(values), freq="MS"), "value": values, **columns}
    )


def made(values, target=None, **options):
    return control_chart(monthly(values), Options(**options), target)


def warned(chart, text):
    return any(text in warning for warning in chart.warnings)


def refused(table, match, options=None, target=None):
    with pytest.raises(InvalidInput, match=match):
        control_charts(table, options, target)


def test_points_have_the_columns_that_are_promised():
    assert tuple(made(STEADY).points.columns) == POINT_COLUMNS


def test_the_table_that_was_given_stays_as_it_was_and_may_be_in_any_order():
    table = monthly(STEADY).sample(frac=1, random_state=1)
    before = table.copy()
    shuffled = control_chart(table)
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(shuffled.points, made(STEADY).points)


def test_a_point_tells_all_rules_that_fired_and_is_named_by_the_first():
    values = [*[10.0, 11] * 8, *[12.0] * 6, 30]
    last = made(values, screen_moving_ranges=False, improvement="increase").last
    assert last["rules"] == ("beyond-limits", "shift")
    assert (last["label"], last["direction"]) == ("Above the upper limit", "high")
    assert last["cause"] == "improvement-high"


@pytest.mark.parametrize(
    ("improvement", "high", "low"),
    [
        ("increase", "improvement-high", "concern-low"),
        ("decrease", "concern-high", "improvement-low"),
        ("neither", "neither-high", "neither-low"),
    ],
)
def test_the_variation_icon_is_the_direction_of_the_last_point(improvement, high, low):
    assert made([*STEADY, 80], improvement=improvement).variation == high
    assert made([*STEADY, 20], improvement=improvement).variation == low
    assert made([*STEADY, 80, 50], improvement=improvement).variation == "common-cause"


def test_a_trend_counts_by_its_direction_not_by_its_side_of_the_mean():
    values = [50.0, 52, 49, 51, 53, 50, 52, 30, 31, 32, 33, 34, 35, 36]
    at = made(values, improvement="increase", rules=["trend"]).last
    assert at["value"] < at["centre"]
    assert (at["label"], at["cause"]) == ("Trend of 7 points, rising", "improvement-high")


BOTH = [50.0, 52, 49, 51, 53, 50, 52, 51, 49, 10, 13, 16, 19, 22, 25, 28]


@pytest.mark.parametrize(
    ("choice", "cause", "label"),
    [
        ("priority", "concern-low", "Below the lower limit"),
        ("improvement", "improvement-high", "Trend of 7 points, rising"),
        ("concern", "concern-low", "Below the lower limit"),
    ],
)
def test_a_point_of_both_directions_is_what_was_chosen(choice, cause, label):
    chart = made(
        BOTH, improvement="increase", both_improvement_and_concern=choice, baseline_points=9
    )
    first = chart.points.iloc[9]
    assert {"beyond-limits", "trend"} <= set(first["rules"])
    assert (first["cause"], first["label"]) == (cause, label)


def test_where_nothing_is_better_the_choice_for_both_changes_nothing():
    chosen = [
        made(BOTH, baseline_points=9, both_improvement_and_concern=choice).points
        for choice in ("priority", "improvement")
    ]
    pd.testing.assert_frame_equal(*chosen)


def near_then_out(*, counts):
    values = [*[10.0, 9, 11] * 6, 13.3, 16, 10.5, 9, 11, 10]
    chart = made(values, baseline_points=18, beyond_limits_count_in_two_of_three=counts, rules=None)
    return chart.points["rules"].iloc[18:20].tolist()


def test_a_point_beyond_the_limit_counts_among_two_of_three_where_it_is_told_to():
    assert near_then_out(counts=True) == [
        ("two-of-three",),
        ("beyond-limits", "two-of-three"),
    ]
    assert near_then_out(counts=False) == [(), ("beyond-limits",)]


def test_limits_begin_anew_at_a_rebase_and_runs_do_not_cross_it():
    values = [*STEADY, *(value + 3 for value in STEADY)]
    day = dt.date(2025, 3, 1)
    chart = made(values, rebase=[day])
    assert chart.points["segment"].tolist() == [1] * 14 + [2] * 14
    assert chart.points["centre"].iloc[-1] == pytest.approx(np.mean(STEADY) + 3)
    assert not chart.points["special_cause"].any()
    assert made(values).points["special_cause"].any()
    assert chart.signals["segment"].tolist() == [1, 2]


def test_a_rebase_between_two_points_begins_at_the_next_and_says_so():
    chart = made([*STEADY, *STEADY], rebase=["2025-02-15"])
    assert chart.points["segment"].tolist() == [1] * 14 + [2] * 14
    assert warned(chart, "no point at 2025-02-15: limits begin anew at the next one, 2025-03-01")


@pytest.mark.parametrize("key", ["rebase", "exclude"])
@pytest.mark.parametrize("day", ["2023-12-31", "2026-01-01"])
def test_a_date_outside_the_data_is_refused(key, day):
    refused(monthly(STEADY), f"'{key}': {day}", Options(**{key: [day]}))


def test_a_date_to_exclude_must_be_one_of_the_data():
    refused(monthly(STEADY), "is not among", Options(exclude=["2024-01-02"]))


def test_rebase_and_baseline_work_together():
    values = [*STEADY, *(value + 20 for value in STEADY)]
    chart = made(values, rebase=["2025-03-01"], baseline_points=4)
    assert chart.points["used_for_limits"].tolist() == ([True] * 4 + [False] * 10) * 2
    assert chart.points["centre"].iloc[[0, -1]].tolist() == [50.5, 70.5]


def test_a_baseline_longer_than_its_segment_rests_on_all_of_it_and_says_so():
    chart = made(STEADY, baseline_points=20)
    assert chart.points["used_for_limits"].all()
    assert warned(chart, "fewer than the 20 of the baseline")


def test_an_excluded_point_is_in_no_limits_and_no_runs_but_is_shown():
    values = [*STEADY, 500.0]
    chart = made(values, exclude=["2025-03-01"])
    assert chart.points["excluded"].tolist() == [False] * 14 + [True]
    assert chart.points["centre"].iloc[0] == pytest.approx(np.mean(STEADY))
    assert chart.points["rules"].iloc[-1] == ("beyond-limits",)
    assert chart.variation == "common-cause"
    assert warned(chart, "variation and assurance are of 2025-02-01")


def test_an_excluded_point_within_the_limits_means_nothing():
    chart = made([*STEADY, 51.0], exclude=["2025-03-01"])
    assert chart.points["cause"].iloc[-1] is None


def test_a_missing_last_value_leaves_the_icon_to_the_last_value_that_is_there():
    chart = made([*STEADY, 80, np.nan], improvement="increase", target=None)
    assert chart.variation == "improvement-high"
    assert warned(chart, "variation and assurance are of 2025-03-01")
    assert warned(chart, "1 of 16 points has no value")
    assert chart.points["cause"].iloc[-1] is None
    assert not chart.points["special_cause"].iloc[-1]


def gap_in_a_run(**options):
    values = [*[14.0, 10] * 6, 15, 15, 15, 15, np.nan, 15, 15, 15]
    return made(values, **options).points["rules"].iloc[-1]


def test_runs_go_on_over_a_missing_value_and_period_unless_gaps_end_them():
    assert gap_in_a_run(rules=["shift"]) == ("shift",)
    table = monthly([*[14.0, 10] * 6, *[15] * 8]).drop(index=15)
    joined = control_chart(table, Options(rules=["shift"]))
    broken = control_chart(table, Options(rules=["shift"], gaps="break"))
    assert joined.points["rules"].iloc[-1] == ("shift",)
    assert broken.points["rules"].iloc[-1] == ()


def test_gaps_that_end_runs_also_end_them_at_missing_values():
    assert gap_in_a_run(rules=["shift"], gaps="break") == ()


def test_gaps_that_end_runs_are_crossed_by_no_moving_range():
    table = monthly([1.0, 2, 3, 40, 41, 42]).assign(
        time=pd.to_datetime(["2024-01", "2024-02", "2024-03", "2024-07", "2024-08", "2024-09"])
    )
    upper = {
        gaps: control_chart(table, Options(gaps=gaps, screen_moving_ranges=False)).last["upper"]
        for gaps in ("join", "break")
    }
    mean = table["value"].mean()
    assert upper["break"] == pytest.approx(mean + 2.66)
    assert upper["join"] == pytest.approx(mean + 2.66 * (4 + 37) / 5)


def test_missing_periods_are_counted_and_named():
    chart = control_chart(monthly(STEADY).drop(index=[3, 4, 9]))
    assert warned(chart, "3 months are missing from the times, the first after 2024-03-01")
    ended = control_chart(monthly(STEADY).drop(index=[3]), Options(gaps="break"))
    assert warned(ended, "1 month is missing from the times, the first after 2024-03-01; runs, tre")
    assert warned(ended, "end at them")


def test_events_have_no_periods_to_miss_and_may_share_a_time():
    table = pd.DataFrame({"time": [1, 1, 2, 9], "value": [3, 4, 5, 6]})
    chart = control_chart(table, Options(kind="g", minimum_points=0))
    assert (len(chart.points), chart.warnings) == (4, ())


def test_a_last_missing_value_of_a_short_series_without_limits_has_no_icon():
    chart = made([5.0, np.nan])
    assert (chart.variation, chart.assurance) == (None, None)
    assert warned(chart, "no limits from 2024-01-01")
    assert chart.variation_words == "Too few values to judge variation"


def test_a_chart_without_any_value_says_so():
    chart = made([np.nan, np.nan], target=1.0, improvement="increase")
    assert (chart.last, chart.target, chart.variation, chart.assurance) == (None,) * 4
    assert warned(chart, "No point has a value")
    row = summary([chart]).iloc[0]
    assert (row["points"], row["rules"], row["variation"]) == (0, (), None)


@pytest.mark.parametrize(("points", "says"), [(12, True), (13, False)])
def test_limits_of_fewer_than_thirteen_points_are_provisional(points, says):
    assert warned(made([1.0, 2] * 6 + [1] * (points - 12)), "provisional") == says


def test_the_fewest_points_may_be_chosen():
    assert not made([1.0, 2] * 6, minimum_points=12).warnings


@pytest.mark.parametrize(
    ("improvement", "target", "assurance"),
    [
        ("increase", 40, "pass"),
        ("increase", 50, "hit-or-miss"),
        ("increase", 60, "fail"),
        ("decrease", 40, "fail"),
        ("decrease", 50, "hit-or-miss"),
        ("decrease", 60, "pass"),
        ("neither", 40, None),
        ("increase", None, None),
    ],
)
def test_assurance_compares_the_target_with_the_limits(improvement, target, assurance):
    assert made(STEADY, target, improvement=improvement).assurance == assurance


@pytest.mark.parametrize("improvement", ["increase", "decrease"])
def test_a_target_on_a_limit_is_hit_or_miss_unless_limits_are_included(improvement):
    last = made(STEADY).last
    best, worst = ("upper", "lower") if improvement == "increase" else ("lower", "upper")
    for target_at_limit, icons in (
        ("strict", ["hit-or-miss", "hit-or-miss"]),
        ("inclusive", ["fail", "pass"]),
    ):
        options = {"improvement": improvement, "target_at_limit": target_at_limit}
        assert [made(STEADY, last[line], **options).assurance for line in (best, worst)] == icons


@pytest.mark.parametrize("target_at_limit", ["strict", "inclusive"])
@pytest.mark.parametrize("screened", [True, False])
@pytest.mark.parametrize(
    ("improvement", "target", "assurance"),
    [
        ("increase", 100, "pass"),
        ("increase", 95, "pass"),
        ("increase", 101, "fail"),
        ("decrease", 100, "pass"),
        ("decrease", 99, "fail"),
    ],
)
def test_a_constant_series_meets_its_target_or_misses_it(
    improvement, target, assurance, screened, target_at_limit
):
    chart = made(
        [100.0] * 24,
        target,
        improvement=improvement,
        screen_moving_ranges=screened,
        target_at_limit=target_at_limit,
    )
    assert (chart.assurance, chart.variation) == (assurance, "common-cause")


def test_targets_that_change_hold_from_their_time_and_the_last_one_counts():
    steps = [TargetFrom("2024-03-01", 40.0), TargetFrom("2025-01-01", 60.0)]
    chart = made(STEADY, steps, improvement="increase")
    assert chart.points["target"].isna().sum() == 2
    assert (chart.target, chart.assurance) == (60, "fail")
    assert warned(chart, "against the one in force from 2025-01-01")
    assert not warned(made(STEADY, [TargetFrom("2020-01-01", 40.0)]), "changed")


def test_each_chart_may_have_the_targets_of_its_rows():
    table = pd.concat(
        [
            monthly(STEADY, facet="a", target=40.0),
            monthly(STEADY, facet="b", target=[60.0] * 13 + [np.nan]),
        ]
    )
    first, second = control_charts(table, UP)
    assert (first.assurance, second.assurance) == ("pass", None)


def test_a_run_chart_has_a_median_no_limits_and_no_assurance():
    chart = made([1.0] * 12 + [9.0] * 12, 5.0, kind="run", improvement="increase")
    assert chart.points["centre"].iloc[0] == 5
    assert chart.points["upper"].isna().all()
    assert chart.points["rules"].iloc[-1] == ("long-run", "few-crossings")
    assert (chart.variation, chart.assurance) == ("improvement-high", None)
    assert bool(chart.signals["signal"].iloc[0])


def test_a_run_chart_may_use_shifts_and_trends_of_chosen_length_instead():
    # a median of 5; the sixth of the run is reached over a point on the line
    values = [5.0, 4, 6, 3, 7, 4, 3, 2, 5, 4, 3, 1, 7, 8, 6, 7, 5, 8]
    chart = made(values, kind="run", run_rules="none", run_length=6, trend_length=5)
    assert chart.points["rules"].iloc[5:12].tolist() == [
        ("shift",),
        ("shift",),
        ("shift",),
        (),
        ("shift",),
        ("shift",),
        ("shift",),
    ]
    assert chart.signals.empty
    assert "no runs analysis" in chart.method


def test_runs_analysis_colours_no_point_of_a_control_chart():
    chart = made([1.0] * 6 + [1.1] * 6 + [1.0] * 6 + [1.1] * 6, rules=["trend"])
    assert bool(chart.signals["signal"].iloc[0])
    assert not chart.points["special_cause"].any()


def test_charts_made_together_are_those_made_one_by_one():
    generator = np.random.default_rng(3)
    parts = [
        monthly(generator.normal(50, 9, n), facet=name)
        for name, n in zip("abc", (30, 7, 1), strict=True)
    ]
    together = control_charts(pd.concat(parts).sample(frac=1, random_state=2), UP, 45.0)
    for chart in together:
        own = next(part for part in parts if part["facet"].iloc[0] == chart.name)
        alone = control_charts(own, UP, 45.0)[0]
        pd.testing.assert_frame_equal(chart.points, alone.points)
        pd.testing.assert_frame_equal(chart.signals, alone.signals)
        assert (chart.variation, chart.assurance) == (alone.variation, alone.assurance)


def test_a_chart_that_ends_before_the_others_says_so():
    table = pd.concat([monthly(STEADY, facet="a"), monthly(STEADY[:-2], facet="b")])
    first, second = control_charts(table)
    assert not first.warnings
    assert warned(second, "The last point is of 2024-12-01; other charts go on to 2025-02-01")


def test_dates_may_be_for_named_charts_only():
    table = pd.concat([monthly([*STEADY, *STEADY], facet=name) for name in "ab"])
    day = ["2025-03-01"]
    first, second = control_charts(table, Options(rebase={"b": day}, exclude={"a": day}))
    assert (first.points["segment"].max(), second.points["segment"].max()) == (1, 2)
    assert (first.points["excluded"].sum(), second.points["excluded"].sum()) == (1, 0)
    refused(table, "Did you mean 'b'|Correct its name", Options(rebase={"bb": day}))


def test_a_rebase_that_lies_outside_one_chart_only_is_told_there():
    table = pd.concat([monthly([*STEADY, *STEADY], facet="a"), monthly(STEADY, facet="b")])
    first, second = control_charts(table, Options(rebase=["2025-04-01"]))
    assert first.points["segment"].max() == 2
    assert warned(second, "All points lie on one side of 2025-04-01")


def test_rows_of_one_time_are_added_up_where_they_are_counts():
    table = pd.DataFrame({"time": [1, 1, 2], "numerator": [1, 2, 5], "denominator": [10, 20, 50]})
    chart = control_chart(table, Options(kind="p", minimum_points=0))
    assert chart.points["value"].tolist() == [0.1, 0.1]
    assert warned(chart, "1 row of a time that came before is added")
    counts = pd.DataFrame({"time": [1, 1, 2], "value": [1, 2, 5]})
    assert control_chart(counts, Options(kind="c")).points["value"].tolist() == [3, 5]


def test_a_missing_part_of_a_sum_leaves_the_sum_missing():
    table = pd.DataFrame({"time": [1, 1, 2], "value": [1, None, 5]})
    assert control_chart(table, Options(kind="c")).points["value"].isna().tolist() == [True, False]


TABLE = pd.DataFrame({"time": [1, 2], "numerator": [1.0, 2.0], "denominator": [5.0, 5.0]})


@pytest.mark.parametrize(
    ("table", "options", "match"),
    [
        (TABLE.drop(columns="time"), {}, "no column 'time'"),
        (TABLE[["time"]], {}, "neither 'value', nor"),
        (TABLE.iloc[:0], {}, "no rows"),
        (TABLE.assign(value=1), {}, "not from both"),
        (TABLE[["time", "numerator"]], {"kind": "p"}, "needs 'numerator' and 'denominator'"),
        (TABLE, {"kind": "c"}, "has no denominator"),
        (TABLE.assign(numerator=9.0), {"kind": "p"}, "2 rows have a numerator greater"),
        (TABLE.assign(numerator=-1.0), {"kind": "u"}, "negative count"),
        (TABLE.assign(numerator=0.5), {"kind": "u"}, "no whole number"),
        (TABLE.assign(denominator=0.0), {"kind": "u"}, "without a denominator"),
        (TABLE.assign(denominator=np.inf), {"kind": "u"}, "not finite"),
        (TABLE.assign(time=[1, None]), {}, "1 row has no time"),
        (TABLE.assign(time=["1", "2"]), {}, "neither dates nor numbers"),
        (TABLE.assign(numerator=["a", "b"]), {}, "no number"),
        (TABLE.assign(facet=[None, None]), {}, "2 rows have no facet"),
        (pd.DataFrame({"time": [1, 1], "value": [1, 2]}), {}, "1 row repeats a time"),
        (pd.DataFrame({"time": [1, 2], "value": [1, -2]}), {"kind": "t"}, r"negative value \(row"),
        (TABLE, {"rebase": [dt.date(2024, 1, 1)]}, "times are numbers"),
        (monthly([1.0, 2]), {"rebase": [1]}, "times are dates"),
    ],
)
def test_what_cannot_be_charted_is_refused_with_a_reason(table, options, match):
    refused(table, match, Options(**options))


def test_a_row_that_is_refused_is_named_by_its_number_and_not_by_its_label():
    table = TABLE.assign(numerator=[1.0, 9.0])
    refused(table.set_axis([2, 3]), r"\(row 3\)", Options(kind="p"))
    with pytest.raises(InvalidInput) as caught:
        control_charts(table.set_axis(["Ann", "Bob"]), Options(kind="p"))
    assert "Bob" not in str(caught.value)


def test_targets_of_another_kind_of_time_are_refused():
    refused(monthly(STEADY), "'target' is not written", target=[TargetFrom(3, 1.0)])


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"kind": "xmrr"}, "Did you mean 'xmr'"),
        ({"improvement": "up"}, "not a improvement|Use one of|is not a"),
        ({"multiplier": 0}, "multiplier"),
        ({"run_length": 1}, "fewer than 2"),
        ({"trend_length": 1}, "fewer than 2"),
        ({"baseline_points": 1}, "at least 2"),
        ({"kind": "run", "rules": ["shift"]}, "Leave 'rules' out"),
        ({"kind": "mr", "rules": ["shift"]}, "Its rules are: beyond-limits"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options, match):
    with pytest.raises(InvalidInput, match=match):
        Options(**options)


def test_all_missing_values_of_a_run_chart_leave_no_points_to_count():
    chart = made([np.nan, 1.0], kind="run")
    assert chart.variation == "common-cause"
    assert warned(chart, "The centre from 2024-01-01 rests on 1 point")


def test_the_method_of_a_moving_range_chart_has_no_runs():
    assert not any("runs" in text for text in method_words(Options(kind="mr")))


def test_one_chart_is_not_made_of_several():
    table = pd.concat([monthly(STEADY, facet=name) for name in "ab"])
    with pytest.raises(InvalidInput, match="2 charts"):
        control_chart(table)


def test_times_may_be_periods_or_dates_of_the_standard_library():
    plain = made(STEADY).points
    for times in (
        pd.period_range("2024-01", periods=14, freq="M"),
        [day.date() for day in pd.date_range("2024-01-01", periods=14, freq="MS")],
        pd.date_range("2024-01-01", periods=14, freq="MS", tz="UTC"),
    ):
        table = pd.DataFrame({"time": times, "value": STEADY})
        pd.testing.assert_frame_equal(control_chart(table).points, plain)


def test_the_summary_agrees_with_the_charts_because_it_is_made_of_them():
    table = pd.concat(
        [
            monthly([*STEADY, last], facet=name)
            for name, last in zip("abc", (80, 51, 20), strict=True)
        ]
    )
    charts = control_charts(table, UP, 45.0)
    rows = summary(charts)
    for chart, (_, row) in zip(charts, rows.iterrows(), strict=True):
        last = chart.points.iloc[-1]
        assert row["chart"] == chart.name
        assert (row["variation"], row["assurance"]) == (chart.variation, chart.assurance)
        assert row["variation"] == last["cause"]
        assert (row["rules"], row["label"]) == (last["rules"], last["label"])
        assert row["variation_words"] == VARIATION_WORDS[chart.variation]
        assert row["assurance_words"] == ASSURANCE_WORDS[chart.assurance]
        assert [row["value"], row["mean"], row["lower"], row["upper"]] == [
            last[name] for name in ("value", "centre", "lower", "upper")
        ]


def test_every_icon_has_words_and_so_has_none():
    assert variation_words("concern-low") == "Special cause of concern, lower values"
    assert assurance_words("hit-or-miss").startswith("Variation alone decides")
    assert assurance_words(None).startswith("No assurance")


def test_the_method_says_which_tools_choices_were_used():
    usual = " ".join(method_words(Options()))
    for text in ("2.66", "NHSRplotthedots", "since November 2023", "7 points"):
        assert text in usual
    other = " ".join(
        method_words(
            Options(
                sigma_constant="qicharts2",
                screen_moving_ranges=False,
                beyond_limits_count_in_two_of_three=False,
                two_of_three_needs_same_side=False,
                both_improvement_and_concern="improvement",
                equal_values_in_a_trend="ignore",
                run_length=6,
                multiplier=1000,
                baseline_points=12,
                gaps="break",
            )
        )
    )
    for text in (
        "3/1.128",
        "Excel tool",
        "do not count (NHSRplotthedots 0.2.2)",
        "PowerBI-SPC",
        "counts as improvement",
        "passed over",
        "6 points in a row on one side of the centre (Making Data Count: 7)",
        "values times 1000",
        "first 12 points",
        "missing values and periods end runs",
    ):
        assert text in other
    assert "values in %" in method_words(Options(kind="p", multiplier=100))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=1, max_size=40))
def test_a_chart_turned_over_has_the_opposite_icon(values):
    numbers = np.array([np.nan if value is None else value for value in values], dtype=float)
    up = made(numbers, 15.0, improvement="increase", minimum_points=0)
    down = made(-numbers, -15.0, improvement="decrease", minimum_points=0)
    turned = {"high": "low", "low": "high", None: None}
    assert [turned[each] for each in up.points["direction"]] == down.points["direction"].tolist()
    assert up.assurance == down.assurance
    pd.testing.assert_series_equal(up.points["rules"], down.points["rules"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=1, max_size=40))
def test_every_flag_has_a_rule_a_label_and_a_direction(values):
    points = made(np.array(values, dtype=float), minimum_points=0).points
    flagged = points["special_cause"]
    assert (points["rules"].map(len) > 0).equals(flagged)
    assert (points["label"] != "").equals(flagged)
    assert points["direction"].notna().equals(flagged)
    assert not flagged[points["value"].isna()].any()


def chance_alone(rule, periods=400_000):
    """Return the share of points of normal noise that a rule flags, limits known well."""
    values = np.random.default_rng(20260402).normal(size=periods)
    table = pd.DataFrame({"time": np.arange(periods), "value": values})
    options = Options(rules=[rule], screen_moving_ranges=False, run_rules="none")
    return control_chart(table, options).points["special_cause"].mean()


def in_a_trend():
    """Return the share of points in ascending or descending runs of 7 or more by chance.

    Of ascending runs of exactly p values there are (p^2 + p - 1)/(p + 2)! to a point.
    """
    shares = [p * (p**2 + p - 1) / math.factorial(p + 2) for p in range(7, 30)]
    return 2 * sum(shares)


def in_two_of_three():
    """Return the share of points beyond two deviations with another close by, all on one side."""
    beyond = stats.norm.sf(2)
    chances = {"near": beyond, "side": 0.5 - beyond, "other": 0.5}
    share = 0.0
    for four in product(chances, repeat=4):
        row = [*four[:2], "near", *four[2:]]
        windows = [row[start : start + 3] for start in range(3)]
        if any(window.count("near") >= 2 and "other" not in window for window in windows):
            share += beyond * math.prod(chances[each] for each in four)
    return 2 * share


@pytest.mark.parametrize(
    ("rule", "expected", "within"),
    [
        ("beyond-limits", 2 * stats.norm.sf(3), 0.15),
        # a run of 7 or more: L of its points with chance 2^-(L + 1) each way
        ("shift", 2 * sum(length * 2.0 ** -(length + 2) for length in range(7, 60)), 0.05),
        ("trend", in_a_trend(), 0.25),
        ("two-of-three", in_two_of_three(), 0.15),
    ],
)
def test_rules_flag_as_many_points_by_chance_as_theory_says(rule, expected, within):
    assert chance_alone(rule) == pytest.approx(expected, rel=within)


def test_charts_of_chance_alone_seldom_show_a_special_cause_at_their_last_point():
    charts, periods = 1500, 24
    values = np.random.default_rng(20260404).normal(size=charts * periods)
    table = pd.DataFrame(
        {
            "facet": np.repeat(np.arange(charts), periods),
            "time": np.tile(np.arange(periods), charts),
            "value": values,
        }
    )
    found = control_charts(table, UP)
    anywhere = np.mean([chart.points["special_cause"].any() for chart in found])
    at_the_end = np.mean([chart.variation != "common-cause" for chart in found])
    # over two years the four rules together alarm in nearly one chart of five, the icon in 1 of 65
    assert anywhere == pytest.approx(0.18, abs=0.04)
    assert at_the_end == pytest.approx(0.015, abs=0.01)


def test_the_first_shift_by_chance_comes_after_127_points_on_average():
    side = np.random.default_rng(20260405).choice([-1, 1], size=200_000)
    length = run_lengths(side, np.zeros(len(side), dtype=np.int64))
    ends = np.flatnonzero(starts_of(side))[1:] - 1
    is_long = shift(side, np.zeros(len(side), dtype=np.int64), 7).direction[ends] != 0
    assert (is_long == (length[ends] >= 7)).all()
    # a run of 7 or more begins once in 2 x 2^6 points; the wait for its 7th point is 2^7 - 1
    assert len(side) / is_long.sum() == pytest.approx(2**7, rel=0.05)
