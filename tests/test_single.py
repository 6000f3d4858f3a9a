"""One analysis from a SPEC.yml: numbers by hand, counts under suppression, faults in place."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import single
from evaluation.errors import InvalidInput

ITS = """\
data: series.csv
time: month
frequency: monthly
outcome: falls
interruptions:
  - {name: clinic, date: 2024-01-01, level: true, slope: true}
methods: [ols]
"""

AUDIT = """\
data: audit.csv
targets: {FALL-1: 75}
"""

COUNTS = "criterion,cycle,met,not_met,not_recorded,exceptions\n"
RECORDS = "record,criterion,cycle,result\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a spec and its table into one folder; return the spec's path."""

    def write_both(spec: str, table: str = "", name: str = "") -> Path:
        path = tmp_path / "specs" / "spec.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(spec, encoding="utf-8")
        data = name or ("audit.csv" if "targets" in spec else "series.csv")
        (path.parent / data).write_text(table, encoding="utf-8")
        return path

    return write_both


def series(*values: object, header: str = "month,falls") -> str:
    """Return a monthly series from January 2023."""
    months = pd.period_range("2023-01", periods=len(values), freq="M")
    return "\n".join([header, *(f"{m},{v}" for m, v in zip(months, values, strict=True))]) + "\n"


def stepped() -> list[float]:
    """Return 12 points on the line 10 + t and 12 on one that is 5 higher and falls by 1 a month.

    Each has residuals +1, -1, -1, +1 and so on, which are orthogonal to both lines.
    """
    wave = [1, -1, -1, 1] * 3
    before = [10 + t + wave[t] for t in range(12)]
    after = [10 + (12 + t) + 5 - 2 * t + wave[t] for t in range(12)]
    return [float(value) for value in before + after]


def trusts(shifts: dict[str, float]) -> str:
    """Return the stepped series of some trusts, each shifted in its second year."""
    rows = [
        f"{row},{name}"
        for name, shift in shifts.items()
        for row in series(*(v + shift * (n >= 12) for n, v in enumerate(stepped()))).split()[1:]
    ]
    return "\n".join(["month,falls,trust", *rows]) + "\n"


def records(met: int, not_met: int, not_recorded: int = 0, cycle: str = "one") -> str:
    results = ["met"] * met + ["not met"] * not_met + ["not recorded"] * not_recorded
    return "".join(f"r{number},FALL-1,{cycle},{each}\n" for number, each in enumerate(results))


def faults(action: Callable[[Path], Any], path: Path) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        action(path)
    return [str(finding) for finding in caught.value.findings] or [str(caught.value)]


def test_a_series_on_two_lines_gives_their_levels_and_slopes(write):
    result = single.interrupted_time_series(write(ITS, series(*stepped())))
    terms = {row["term"]: row["estimate"] for row in result["fits"][0]["terms"]}
    assert list(terms) == ["intercept", "trend", "level:clinic", "slope:clinic"]
    assert list(terms.values()) == pytest.approx([10, 1, 5, -2])
    assert (result["n"], result["first_post"]) == (24, {"clinic": "2024-01-01"})


def test_the_standard_error_of_the_level_is_that_of_the_closed_form(write):
    result = single.interrupted_time_series(write(ITS, series(*stepped())))
    level = result["fits"][0]["terms"][2]
    # two separate lines: s2 = 24 / 20; the gap at month 12 has (1/12 + 6.5^2/143) from before
    # and (1/12 + 5.5^2/143) from after, where 143 is the sum of squares of 12 months
    variance = 24 / 20 * (2 / 12 + (6.5**2 + 5.5**2) / 143)
    assert level["std_error"] == pytest.approx(variance**0.5)
    assert level["df"] == 20


def test_effects_are_those_of_the_last_period_and_their_sum(write):
    result = single.interrupted_time_series(write(ITS, series(*stepped())))
    found = {row["measure"]: row for row in result["effects"]}
    assert found["absolute"]["estimate"] == pytest.approx(5 - 2 * 11)
    assert found["relative"]["estimate"] == pytest.approx((5 - 22) / (10 + 23))
    assert found["cumulative"]["estimate"] == pytest.approx(12 * 5 - 2 * 66)
    assert {(row["at"], row["method"]) for row in found.values()} == {("2024-12-01", "ols")}


def test_effects_are_given_at_the_dates_and_over_the_windows_of_the_spec(write):
    more = """\
effects_at: [2024-03-01]
effect_windows: [{name: spring, from: 2024-03-01, to: 2024-05-31}]
"""
    result = single.interrupted_time_series(write(ITS + more, series(*stepped())))
    found = [(row["window"], row["since"], row["at"]) for row in result["effects"]]
    assert found == [(None, None, "2024-03-01")] * 3 + [("spring", "2024-03-01", "2024-05-01")] * 3
    absolute = [row["estimate"] for row in result["effects"] if row["measure"] == "absolute"]
    assert absolute == pytest.approx([5 - 2 * 2, 5 - 2 * 3])
    text = single.its_text(result)
    assert "clinic absolute at 2024-03-01: 1 (" in text
    assert "clinic absolute over spring (2024-03-01 to 2024-05-01): -1 (" in text


def test_the_days_of_the_months_may_be_the_offset(write):
    days = pd.period_range("2023-01", periods=24, freq="M").days_in_month
    events = [value * day for value, day in zip(stepped(), days, strict=True)]
    result = single.interrupted_time_series(write(ITS + "offset: days\n", series(*events)))
    terms = {row["term"]: row["estimate"] for row in result["fits"][0]["terms"]}
    assert list(terms.values()) == pytest.approx([10, 1, 5, -2])


def test_a_column_of_other_days_is_refused_as_offset(write):
    table = series(*(f"{value},5" for value in stepped()), header="month,falls,days")
    with pytest.raises(InvalidInput, match="Column 'days' does not hold the days of each period"):
        single.interrupted_time_series(write(ITS + "offset: days\n", table))


def test_days_may_still_be_a_covariate_or_a_denominator(write):
    lengths = [20 + (7 * number) % 11 for number in range(24)]
    cells = [f"{value},{days}" for value, days in zip(stepped(), lengths, strict=True)]
    table = series(*cells, header="month,falls,days")
    result = single.interrupted_time_series(write(ITS + "covariates: [days]\n", table))
    assert result["fits"][0]["terms"][-1]["term"] == "covariate:days"
    assert single.interrupted_time_series(write(ITS + "denominator: days\n", table))["n"] == 24


def test_an_offset_column_is_read_from_the_table(write):
    cells = [f"{value * 2},2" for value in stepped()]
    table = series(*cells, header="month,falls,beds")
    result = single.interrupted_time_series(write(ITS + "offset: beds\n", table))
    assert result["fits"][0]["terms"][2]["estimate"] == pytest.approx(5)


def test_the_order_of_an_average_is_said_in_the_text(write):
    spec = ITS.replace("[ols]", "[{order-averaged: {order: 3}}]")
    wave = [10 + index % 5 - 4 * (index >= 12) + (index * 7 % 11) / 5 for index in range(36)]
    result = single.interrupted_time_series(write(spec, series(*wave)))
    assert result["fits"][0]["order"] == 3
    assert "order-averaged, order 3\n" in single.its_text(result)


def test_arima_takes_its_order_from_the_spec_and_says_it(write):
    arima = "[{arima: {order: [0, 1, 1]}}, {arima: {seasonal: [1, 0, 0]}}, arima]"
    wave = [10 + index % 5 - 4 * (index >= 12) + (index * 7 % 11) / 5 for index in range(36)]
    result = single.interrupted_time_series(write(ITS.replace("[ols]", arima), series(*wave)))
    assert [(fit["order"], fit["seasonal"], fit["period"]) for fit in result["fits"]] == [
        ([0, 1, 1], [0, 0, 0], None),
        ([1, 0, 0], [1, 0, 0], 12),
        ([1, 0, 0], [0, 0, 0], None),
    ]
    text = single.its_text(result)
    assert "arima, order [0, 1, 1], seasonal [0, 0, 0]" in text
    assert "intercept" in text
    assert "not estimable" in text


def test_every_method_gives_a_fit_and_its_own_effects(write):
    spec = ITS.replace("[ols]", "[ols, {newey-west: {lags: 2}}, prais-winsten]")
    result = single.interrupted_time_series(write(spec, series(*stepped())))
    assert [(fit["method"], fit["lags"]) for fit in result["fits"]] == [
        ("ols", None),
        ("newey-west", 2),
        ("prais-winsten", None),
    ]
    assert [row["method"] for row in result["effects"]][::3] == [
        "ols",
        "newey-west",
        "prais-winsten",
    ]


def test_without_methods_the_engines_rule_chooses(write):
    spec = ITS.replace("methods: [ols]\n", "")
    result = single.interrupted_time_series(write(spec, series(*stepped())))
    assert [fit["method"] for fit in result["fits"]] == ["order-averaged"]


def test_columns_are_found_whatever_case_and_spaces_the_table_uses(write):
    spec = ITS.replace("outcome: falls", "outcome: Falls with harm")
    table = series(*stepped(), header="Month,FALLS with-harm")
    assert single.interrupted_time_series(write(spec, table))["n"] == 24


def test_a_control_series_gives_the_eight_terms(write):
    treated = series(*stepped()).splitlines()
    control = series(*[value + 3 for value in reversed(stepped())]).splitlines()[1:]
    rows = [f"{treated[0]},ward", *(f"{row},A" for row in treated[1:])]
    rows += [f"{row},B" for row in control]
    spec = ITS + "control: {column: ward, treated: A}\n"
    result = single.interrupted_time_series(write(spec, "\n".join(rows)))
    assert [row["term"] for row in result["fits"][0]["terms"]] == [
        "intercept",
        "trend",
        "level:clinic",
        "slope:clinic",
        "group",
        "group:trend",
        "group:level:clinic",
        "group:slope:clinic",
    ]


def test_exclusions_and_covariates_reach_the_model(write):
    values = [f"{value},{number % 5}" for number, value in enumerate(stepped())]
    more = "covariates: [staff]\nexclude: [{from: 2023-03, to: 2023-04, reason: Flood}]\n"
    table = series(*values, header="month,falls,staff")
    result = single.interrupted_time_series(write(ITS + more, table))
    assert result["n"] == 22
    assert result["fits"][0]["terms"][-1]["term"] == "covariate:staff"
    assert "Flood" in result["warnings"][0]


def test_the_result_can_be_written_as_strict_json(write):
    spec = ITS.replace("[ols]", "[ols, prais-winsten]")
    result = single.interrupted_time_series(write(spec, series(*stepped())))
    assert json.loads(json.dumps(result, allow_nan=False)) == result


def test_the_text_of_a_series_has_terms_effects_and_warnings(write):
    spec = ITS + "exclude: [{from: 2023-03, to: 2023-03, reason: Flood}]\n"
    spec = spec.replace("[ols]", "[{newey-west: {lags: 2}}]")
    path = write(spec, series(*stepped()))
    text = single.its_text(single.interrupted_time_series(path))
    assert text.startswith("23 points\nfirst period after clinic: 2024-01-01\n\nnewey-west, 2 lags")
    assert "\neffects\n  clinic absolute at 2024-12-01: " in text
    assert "\nwarning: 1 row is left out from " in text


def test_the_text_of_a_series_says_how_the_method_came_to_be_used(write):
    path = write(ITS.replace("methods: [ols]\n", ""), series(*stepped()))
    text = single.its_text(single.interrupted_time_series(path))
    assert "\norder-averaged, order 2\n  No method was named, so the rule chose for 24 " in text
    assert "\n  weights of the orders: 1: 0." in text
    named = single.its_text(single.interrupted_time_series(write(ITS, series(*stepped()))))
    assert "\n  The method, ordinary least squares, is the one that was named.\n" in named
    assert "weights of the orders" not in named


def test_a_cell_that_is_no_number_is_named_by_row_and_column_without_its_value(write):
    values = [*stepped()[:4], "unknown", *stepped()[5:]]
    found = faults(single.interrupted_time_series, write(ITS, series(*values)))
    assert found == [
        "series.csv, row 6, column 'falls': 'falls' must be a number. "
        "Write plain digits and no other text."
    ]


def test_a_column_that_is_not_there_is_refused_with_the_nearest(write):
    found = faults(single.interrupted_time_series, write(ITS, series(1, header="month,fals")))
    assert found == ["series.csv: There is no column 'falls'. Did you mean 'fals'?"]


def test_several_columns_that_are_not_there_are_named_together(write):
    spec = ITS + "denominator: bed_days\n"
    found = faults(single.interrupted_time_series, write(spec, series(1, header="month,x")))
    assert found == [
        "series.csv: There are no columns 'falls' and 'bed_days'. The table has: month and x."
    ]


def test_a_table_that_does_not_exist_is_refused(write):
    path = write(ITS.replace("series.csv", "serie.csv"), series(1))
    found = faults(single.interrupted_time_series, path)
    assert found == ["serie.csv: The file does not exist. Did you mean 'series.csv'?"]


def test_a_table_may_lie_elsewhere(write, tmp_path):
    path = write(ITS.replace("series.csv", "../data/series.csv"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "series.csv").write_text(series(*stepped()), encoding="utf-8")
    assert single.interrupted_time_series(path)["n"] == 24


def test_counts_give_the_percentage_with_wilson_limits(write):
    result = single.audit(write(AUDIT, COUNTS + "FALL-1,one,40,10,0,0\n"))
    row = result["results"][0]
    # Wilson for 40 of 50: (40 + 1.92073 -+ 1.95996 sqrt(40 x 10 / 50 + 0.96036)) / 53.84146
    assert row["percent"] == 80
    assert [row["lower"], row["upper"]] == pytest.approx([66.9634, 88.7562], abs=1e-3)
    assert (row["status"], result["comparison"]) == ("uncertain", [])


def test_records_give_the_same_as_their_counts(write):
    by_records = single.audit(write(AUDIT, RECORDS + records(40, 10, 20)))
    by_counts = single.audit(write(AUDIT, COUNTS + "FALL-1,one,40,10,20,0\n"))
    assert by_records == by_counts
    assert by_counts["results"][0]["percent"] == pytest.approx(100 * 40 / 70)


def test_results_may_be_written_in_any_case(write):
    table = RECORDS + records(40, 10).replace("not met", "Not_Met")
    assert single.audit(write(AUDIT, table))["results"][0]["percent"] == 80


@pytest.mark.parametrize(
    "table",
    [COUNTS + "FALL-1,one,7,43,0,3\n", RECORDS + records(7, 43)],
    ids=["counts", "records"],
)
def test_counts_of_seven_and_less_leave_neither_count_nor_percentage(write, table):
    row = single.audit(write(AUDIT, table))["results"][0]
    assert row["status"] == "suppressed"
    hidden = ("met", "percent", "lower", "upper", "percent_recorded")
    assert {name: row[name] for name in hidden} == dict.fromkeys(hidden)
    assert row["eligible"] == 50


def test_larger_counts_are_rounded_before_percentages_are_taken(write):
    row = single.audit(write(AUDIT, COUNTS + "FALL-1,one,8,43,0,2\n"))["results"][0]
    assert (row["met"], row["eligible"], row["exceptions"]) == (10, 50, None)
    assert row["percent"] == 20


def test_a_reasoned_rule_of_none_shows_every_count(write):
    spec = AUDIT + "disclosure: {rule: none, reason: Published already}\n"
    row = single.audit(write(spec, COUNTS + "FALL-1,one,7,43,0,3\n"))["results"][0]
    assert (row["met"], row["percent"]) == (7, 14)


def test_rows_of_groups_are_not_counted_on_top_of_the_whole(write):
    header = COUNTS.replace("\n", ",dimension,group\n")
    groups = "FALL-1,one,30,5,0,0,sex,Female\nFALL-1,one,10,5,0,0,sex,Male\n"
    row = single.audit(write(AUDIT, f"{header}FALL-1,one,40,10,0,0,,\n{groups}"))["results"][0]
    assert (row["met"], row["eligible"]) == (40, 50)


def test_a_table_of_groups_alone_is_refused(write):
    header = COUNTS.replace("\n", ",dimension,group\n")
    path = write(AUDIT, f"{header}FALL-1,one,30,5,0,0,sex,Female\n")
    assert faults(single.audit, path) == [
        "audit.csv: Every row counts a group; there is none for the whole. "
        "Add rows with an empty 'dimension', or remove that column."
    ]


def test_two_cycles_are_compared_with_newcombes_interval(write):
    spec = AUDIT + "compare: [one, two]\n"
    table = COUNTS + "FALL-1,one,40,60,0,0\nFALL-1,two,60,40,0,0\n"
    change = single.audit(write(spec, table))["comparison"][0]
    assert change["difference"] == pytest.approx(20)
    # from the Wilson limits 30.94 to 49.80 and 50.20 to 69.06, both 9.80 and 9.06 from the points
    width = 100 * ((0.6 - 0.50200) ** 2 + (0.49800 - 0.4) ** 2) ** 0.5
    assert change["lower"] == pytest.approx(20 - width, abs=0.01)
    assert change["verdict"] == "improved"


def test_a_cycle_that_is_not_in_the_data_is_refused(write):
    spec = AUDIT + "compare: [one, tow]\n"
    found = faults(single.audit, write(spec, COUNTS + "FALL-1,one,40,10,0,0\n"))
    assert found == [
        "spec.yml, compare: 'compare' names the cycle 'tow', which no row of the data has. "
        "Correct its spelling."
    ]


def test_a_result_that_is_not_known_is_named_by_its_row_without_its_value(write):
    table = RECORDS + records(40, 10) + "r99,FALL-1,one,perhaps\nr98,FALL-1,one,\n"
    found = faults(single.audit, write(AUDIT, table))
    assert [each.split(":")[0] for each in found] == [
        "audit.csv, row 53, column 'result'",
        "audit.csv, row 52, column 'result'",
    ]
    assert "perhaps" not in "".join(found)


def test_a_cycle_left_empty_is_named_by_its_row(write):
    found = faults(single.audit, write(AUDIT, COUNTS + "FALL-1,,40,10,0,0\n"))
    assert found[0].startswith("audit.csv, row 2, column 'cycle': 'cycle' is empty.")


def test_a_count_that_is_not_whole_is_named_by_its_row(write):
    found = faults(single.audit, write(AUDIT, COUNTS + "FALL-1,one,40,10.5,0,0\n"))
    assert found[0].startswith("audit.csv, row 2, column 'not_met': ")


def test_a_criterion_without_a_target_is_refused(write):
    found = faults(single.audit, write(AUDIT, COUNTS + "FALL-2,one,40,10,0,0\n"))
    assert "a criterion without a target" in found[0]


def test_a_table_that_is_neither_records_nor_counts_is_refused(write):
    found = faults(single.audit, write(AUDIT, "criterion,cycle\nFALL-1,one\n"))
    assert "There are no columns 'met', 'not_met', 'not_recorded' and 'exceptions'." in found[0]


def test_the_text_of_a_series_says_where_there_are_no_limits(write):
    walk = np.random.default_rng(1).normal(size=40).cumsum().cumsum()
    spec = ITS.replace("methods: [ols]", "methods: [reml-ar1]")
    text = single.its_text(single.interrupted_time_series(write(spec, series(*walk))))
    (intercept,) = [line for line in text.splitlines() if line.startswith("  intercept")]
    assert intercept.endswith("(not estimable)")


def test_the_text_of_an_audit_shows_stars_for_what_is_suppressed(write):
    spec = AUDIT + "compare: [one, two]\n"
    table = COUNTS + "FALL-1,one,40,10,0,0\nFALL-1,two,5,45,0,0\n"
    text = single.audit_text(single.audit(write(spec, table)))
    assert text.splitlines() == [
        "FALL-1 cycle one: 80.0 (67.0 to 88.8)%, uncertain",
        "  eligible 50, met 40, not met 10, not recorded 0, exceptions 0; "
        "of those recorded 80.0 (67.0 to 88.8)%",
        "FALL-1 cycle two: *%, suppressed",
        "  eligible 50, met *, not met 45, not recorded 0, exceptions 0; of those recorded *%",
        "FALL-1 change: * points, not comparable",
    ]


def test_a_difference_from_several_controls_is_one_series_with_a_placebo_in_space(write):
    spec = ITS + "control: {column: trust, treated: A, as: difference}\n"
    table = trusts({"A": 5.0, "B": 0.0, "C": 1.0, "D": -1.0})
    result = single.interrupted_time_series(write(spec, table))
    (fit,) = result["fits"]
    assert [row["term"] for row in fit["terms"]] == [
        "intercept",
        "trend",
        "level:clinic",
        "slope:clinic",
    ]
    assert result["n"] == 24
    (placebo,) = result["placebo_in_space"]
    assert (placebo["rank"], placebo["controls"], placebo["p"]) == (1, 3, 0.25)
    assert placebo["estimate"] == pytest.approx(5.0)
    assert (placebo["units"][0]["unit"], placebo["units"][0]["is_treated"]) == ("A", True)
    json.dumps(result, allow_nan=False)
    assert "placebo in space\n  clinic: Of 3 controls" in single.its_text(result)


def test_two_interruptions_have_a_placebo_together_and_each(write):
    spec = (
        ITS.replace("methods", "  - {name: ward, date: 2024-06-01, slope: false}\nmethods")
        + "control: {column: trust, treated: A, as: difference}\n"
    )
    result = single.interrupted_time_series(write(spec, trusts({"A": 5.0, "B": 0.0, "C": 1.0})))
    assert [row["interruption"] for row in result["placebo_in_space"]] == ["all", "clinic", "ward"]


def test_one_control_or_a_model_of_controls_has_no_placebo_in_space(write):
    spec = ITS + "control: {column: trust, treated: A, as: difference}\n"
    assert "placebo_in_space" not in single.interrupted_time_series(
        write(spec, trusts({"A": 5.0, "B": 0.0}))
    )
    model = ITS + "control: {column: trust, treated: A}\n"
    assert "placebo_in_space" not in single.interrupted_time_series(
        write(model, trusts({"A": 5.0, "B": 0.0, "C": 1.0}))
    )


def test_a_pulse_at_the_go_live_of_each_site_is_pooled_in_its_period(write):
    spec = SITES.replace("level: true, slope: true", "pulse: true").replace(
        "after: [0]", "go_live: {A: 2024-01-01, B: 2024-01-01, C: 2024-01-01}"
    )
    result = single.interrupted_time_series(write(spec, trusts({"A": 0.0, "B": 2.0, "C": 7.0})))
    assert result["sites"]["periods_after"] == 0
    assert [row["at"] for row in result["sites"]["each"]] == ["2024-01-01"] * 3


def test_controls_in_columns_of_their_own_are_read(write):
    spec = ITS + "control: {columns: [elsewhere, other], as: difference}\n"
    values = stepped()
    rows = [
        f"{m},{v},{v - 3},{v - 1}"
        for m, v in zip(pd.period_range("2023-01", periods=24, freq="M"), values, strict=True)
    ]
    table = "\n".join(["month,falls,elsewhere,other", *rows])
    result = single.interrupted_time_series(write(spec, table))
    terms = {row["term"]: row["estimate"] for row in result["fits"][0]["terms"]}
    assert terms["intercept"] == pytest.approx(2.0)
    assert terms["level:clinic"] == pytest.approx(0.0, abs=1e-9)


SITES = ITS + "sites: {column: trust, interruption: clinic, after: [0]}\n"


def test_several_sites_give_each_the_pooled_effect_and_heterogeneity(write):
    table = trusts({"A": 0.0, "B": 2.0, "C": 7.0})
    result = single.interrupted_time_series(write(SITES, table))
    sites = result["sites"]
    assert (result["n"], result["first_post"], len(result["fits"])) == (72, {}, 3)
    assert {row["site"] for row in result["effects"]} == {"A", "B", "C"}
    assert (sites["periods_after"], sites["measure"]) == (11, "difference")
    assert [row["estimate"] for row in sites["each"]] == pytest.approx([-17, -15, -10])
    assert sum(row["weight"] for row in sites["each"]) == pytest.approx(1)
    assert sites["pooled"]["estimate"] == pytest.approx(-14)
    assert sites["pooled"]["method"] == "ols"
    assert sites["heterogeneity"]["tau_squared"] > 0
    assert [row["left_out"] for row in sites["leave_one_out"]] == ["A", "B", "C"]
    (start,) = sites["other_times"]
    assert start["pooled"]["estimate"] == pytest.approx(8)
    json.dumps(result, allow_nan=False)


def test_the_only_interruption_is_the_go_live_of_the_sites(write):
    table = trusts({"A": 0.0, "B": 2.0, "C": 7.0})
    named = single.interrupted_time_series(write(SITES, table))
    alone = SITES.replace(", interruption: clinic", "")
    assert single.interrupted_time_series(write(alone, table)) == named


@pytest.mark.parametrize("asked", ["sensitivity: true", "equivalence: 2", "better: decrease"])
def test_what_is_asked_of_one_series_is_refused_of_several_sites(write, asked):
    spec = SITES + f"{asked}\n"
    with pytest.raises(InvalidInput) as caught:
        single.interrupted_time_series(write(spec, trusts({"A": 0.0, "B": 2.0})))
    key = asked.split(":")[0]
    assert f"'{key}' is of one series: it does not go with 'sites'." in str(caught.value.findings)


def test_sites_without_a_date_of_go_live_are_refused(write):
    spec = SITES.replace("interruption: clinic", "interruption: ward")
    with pytest.raises(InvalidInput, match="There is no interruption 'ward', nor a date"):
        single.interrupted_time_series(write(spec, trusts({"A": 0.0, "B": 2.0})))


def test_sites_may_go_live_one_after_the_other(write):
    spec = ITS.split("interruptions")[0] + (
        "methods: [ols, prais-winsten]\n"
        "sites: {column: trust, go_live: {A: 2024-01-01, B: 2024-03}}\n"
    )
    table = trusts({"A": 0.0, "B": 2.0, "C": 7.0})
    result = single.interrupted_time_series(write(spec, table))
    sites = result["sites"]
    assert [row["first_post"] for row in sites["each"]] == ["2024-01-01", "2024-03-01"]
    assert sites["periods_after"] == 9
    assert sites["not_estimated"] == [{"site": "C", "reason": "it has no go-live date"}]
    assert [row["pooled"]["method"] for row in sites["other_methods"]] == ["prais-winsten"]
    assert [row["periods_after"] for row in sites["other_times"]] == [None]
    assert {row["method"] for row in result["fits"]} == {"ols", "prais-winsten"}


def test_the_go_live_dates_may_stand_in_a_column(write):
    spec = ITS.split("interruptions")[0] + (
        "methods: [ols]\nsites: {column: trust, go_live: started}\n"
    )
    rows = trusts({"A": 0.0, "B": 2.0}).split()
    table = "\n".join([f"{rows[0]},started", *(f"{row},2024-01-01" for row in rows[1:])])
    result = single.interrupted_time_series(write(spec, table))
    assert [row["go_live"] for row in result["sites"]["each"]] == ["2024-01-01"] * 2


def test_the_text_of_several_sites_says_the_finding_first_and_who_is_missing(write):
    spec = SITES.replace(
        "interruption: clinic",
        "go_live: {A: 2024-01-01, B: 2024-01-01, C: 2024-01-01}, interruption: clinic",
    ).replace("[ols]", "[ols, prais-winsten]")
    table = trusts({"A": 0.0, "B": 2.0, "C": 7.0, "D": 1.0})
    lines = single.its_text(single.interrupted_time_series(write(spec, table))).splitlines()
    assert lines[0].startswith("Over 3 sites the mean difference 11 periods after the first one")
    assert "pooled, 3 sites" in lines
    assert any(line.startswith("  new site") for line in lines)
    assert lines[lines.index("not estimated") + 1].split(maxsplit=1) == [
        "D",
        "it has no go-live date",
    ]
    assert any(line.startswith("by prais-winsten: -14") for line in lines)
    assert any(line.startswith("warning: Sites are pooled as independent") for line in lines)


def test_the_text_of_one_site_says_that_there_is_nothing_to_pool(write):
    text = single.its_text(single.interrupted_time_series(write(SITES, trusts({"A": 0.0}))))
    assert text.startswith("There is no pooled effect")
    assert "pooled without" not in text
    assert "warning: Only one site can be estimated" in text


def test_two_sites_have_no_prediction_and_no_table_without_each(write):
    text = single.its_text(single.interrupted_time_series(write(SITES, trusts({"A": 0, "B": 2}))))
    assert "pooled, 2 sites" in text
    assert "new site" not in text
    assert "pooled without" not in text
    assert "warning: Two sites are pooled" in text


def test_another_method_that_can_pool_nothing_has_no_line(write):
    spec = SITES.replace("[ols]", "[ols, rho-integrated]")
    table = trusts({"A": 0.0, "B": 2.0}).split()
    short = [row for row in table if row[:5] == "month" or "2023-10" <= row[:7] < "2024-04"]
    result = single.interrupted_time_series(write(spec, "\n".join(short)))
    (other,) = result["sites"]["other_methods"]
    assert other["pooled"] is None  # 6 points and 4 terms leave the mixture without a variance
    assert result["sites"]["pooled"] is not None
    assert "by rho-integrated" not in single.its_text(result)


def test_of_many_sites_the_text_shows_the_two_that_matter_most(write):
    table = trusts({f"T{number:02d}": float(number) for number in range(13)})
    text = single.its_text(single.interrupted_time_series(write(SITES, table)))
    start = text.index("pooled without (the lowest and the highest of 13)")
    shown = text[start:].splitlines()[1:3]
    assert [line.split()[0] for line in shown] == ["T12", "T00"]


def test_a_warning_of_many_sites_is_said_once(write):
    shorter = [
        row
        for row in trusts(dict.fromkeys("ABCDE", 0.0)).split()
        if row[:7] < "2024-06" or row.endswith(("D", "E", "trust"))
    ]
    result = single.interrupted_time_series(write(SITES, "\n".join(shorter)))
    said = [text for text in result["warnings"] if "only 5 points" in text]
    assert len(said) == 1
    assert said[0].startswith("A, B, C: The series has only 5 points from 'clinic'")


def test_a_warning_of_more_than_three_sites_or_of_all_counts_them(write):
    short = {"ABCD": "4 of 5 sites", "ABCDE": "All 5 sites"}
    for sites, words in short.items():
        rows = [
            row
            for row in trusts(dict.fromkeys("ABCDE", 0.0)).split()
            if row[:7] < "2024-06" or row[-1] not in sites
        ]
        result = single.interrupted_time_series(write(SITES, "\n".join(rows)))
        assert any(
            text.startswith(f"{words}: The series has only 5") for text in result["warnings"]
        )
