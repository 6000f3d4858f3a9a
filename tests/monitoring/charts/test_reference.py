"""Numbers of NHSRplotthedots, qicharts2, PowerBI-SPC and nhspy-plotthedots, one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation.monitoring.charts import ControlChart, Options, control_chart, run_limits
from evaluation.monitoring.charts.judging import assurance_of
from evaluation.monitoring.charts.rules import beyond_limits, shift, trend, two_of_three
from evaluation.monitoring.charts.segments import sides
from tests.reference_cases import Case

pytestmark = pytest.mark.reference

R_LABELS = {
    "Above UCL": ("beyond-limits", "high"),
    "Below LCL": ("beyond-limits", "low"),
    "7 Point Trend (Increasing)": ("trend", "high"),
    "7 Point Trend (Decreasing)": ("trend", "low"),
    "2 in 3 Above CL": ("two-of-three", "high"),
    "2 in 3 Below CL": ("two-of-three", "low"),
    "7 Points Above CL": ("shift", "high"),
    "7 Points Below CL": ("shift", "low"),
    "Common Cause": (None, None),
}
R_CHOICES = {"beyond_limits_count_in_two_of_three": False}
SIDE_WORDS = {"upper": 1, "lower": -1, "none": 0}


def named(chart: ControlChart) -> list[tuple[str | None, str | None]]:
    return [
        (rules[0] if rules else None, direction)
        for rules, direction in zip(chart.points["rules"], chart.points["direction"], strict=True)
    ]


def compare_with_r(case: Case, part: str, chart: ControlChart) -> None:
    """Compare limits, flags and the icon with NHSRplotthedots."""
    theirs = pd.DataFrame(case.expected[part]["points"])
    for ours, column in (("centre", "mean_col"), ("lower", "lpl"), ("upper", "upl")):
        case.close(f"{part}: {ours}", chart.points[ours], theirs[column], relative=1e-9)
    case.same(
        f"{part}: rules", named(chart), [R_LABELS[text] for text in theirs["special_cause_type"]]
    )
    case.same(f"{part}: flags", chart.points["special_cause"], theirs["special_cause_flag"])
    case.same(f"{part}: segments", chart.points["segment"] - 1, theirs["rebase_group"])
    meaning = theirs["point_type"].str.removeprefix("special_cause_").str.replace("_", "-")
    ours = chart.points["cause"].str.replace("-high|-low", "", regex=True)
    case.same(f"{part}: meaning", ours, meaning)
    icon = next(i["icon"] for i in case.expected[part]["icons"] if i["type"] == "variation")
    case.same(f"{part}: variation", [chart.variation], [icon.replace("_", "-")])


@pytest.mark.parametrize(
    ("part", "choices"),
    [
        ("stable", {}),
        ("change_rebase_2018_07", {"rebase": ["2018-07-01"]}),
        ("rebase_and_fix12", {"rebase": ["2018-07-01"], "baseline_points": 12}),
        ("no_rebase", {}),
    ],
)
def test_the_vignettes_trust_has_the_limits_and_rules_of_nhsrplotthedots(
    nhs_case: Callable[[str], Case], part: str, choices: dict[str, Any]
) -> None:
    case = nhs_case("ptd_ae_rrk_vignette")
    data = case.table(parse_dates=["period"])
    if part == "stable":
        data = data[data["period"] < "2018-04-01"]
    table = data.rename(columns={"period": "time", "breaches": "value"})[["time", "value"]]
    chart = control_chart(table, Options(improvement="decrease", **choices, **R_CHOICES))
    compare_with_r(case, part, chart)


@pytest.mark.parametrize("part", ["screened", "unscreened"])
def test_screening_moving_ranges_is_that_of_the_vignette(
    nhs_case: Callable[[str], Case], part: str
) -> None:
    case = nhs_case("ptd_outlier_screen")
    table = case.table(parse_dates=["date"]).rename(columns={"date": "time", "data": "value"})
    options = Options(improvement="increase", screen_moving_ranges=part == "screened", **R_CHOICES)
    compare_with_r(case, part, control_chart(table, options))


def test_assurance_is_that_of_nhsrplotthedots(nhs_case: Callable[[str], Case]) -> None:
    case = nhs_case("ptd_assurance")
    table = case.table(parse_dates=["x"]).rename(columns={"x": "time", "y": "value"})
    rows = [row for row in case.expected["rows"] if row["direction"] != "neutral"]
    charts = [
        control_chart(table, Options(improvement=row["direction"]), float(row["target"]))
        for row in rows
    ]
    icons = {"pass": "pass", "fail": "fail", "inconsistent": "hit-or-miss"}
    ours = [chart.assurance for chart in charts]
    case.same("assurance", ours, [icons[row["assurance_icon"]] for row in rows])
    case.close("lower", [c.last["lower"] for c in charts], [r["lpl"] for r in rows], relative=1e-9)


def compare_with_qic(
    case: Case, part: str, chart: ControlChart, *, of_runs: bool = True, near: bool = True
) -> None:
    """Compare lines and signals with qicharts2."""
    theirs = pd.DataFrame(case.expected[part])
    lines = [("value", "y"), ("centre", "cl"), ("lower", "lcl"), ("upper", "ucl")]
    lines += [("near_lower", "lcl.95"), ("near_upper", "ucl.95")] if near else []
    for ours, column in lines:
        case.close(
            f"{part}: {ours}", chart.points[ours], theirs[column].astype(float), relative=1e-9
        )
    flagged = ["beyond-limits" in rules for rules in chart.points["rules"]]
    case.same(f"{part}: beyond limits", flagged, theirs["sigma.signal"])
    if of_runs:
        first = theirs.drop_duplicates("part")
        for ours, column in (
            ("useful", "n.useful"),
            ("longest_run", "longest.run"),
            ("longest_run_limit", "longest.run.max"),
            ("crossings", "n.crossings"),
            ("crossings_limit", "n.crossings.min"),
            ("signal", "runs.signal"),
        ):
            case.same(f"{part}: {ours}", chart.signals[ours], first[column])


QIC = {"sigma_constant": "qicharts2", "rules": ["beyond-limits"]}


@pytest.mark.parametrize(
    ("part", "kind", "choices"),
    [
        ("run", "run", {}),
        ("c", "c", {}),
        ("u", "u", {"multiplier": 10_000}),
        ("up", "u-prime", {"multiplier": 10_000}),
        ("i", "xmr", {}),
        ("mr", "mr", {}),
        ("run_freeze24", "run", {"baseline_points": 24}),
        ("c_part24", "c", {"rebase": ["2014-11-01"]}),
        ("u_freeze24", "u", {"multiplier": 10_000, "baseline_points": 24}),
        ("i_exclude", "xmr", {"exclude": "those"}),
    ],
)
def test_infections_have_the_lines_and_signals_of_qicharts2(
    nhs_case: Callable[[str], Case], part: str, kind: str, choices: dict[str, Any]
) -> None:
    case = nhs_case("qic_cdi")
    table = case.table(parse_dates=["month"]).rename(columns={"month": "time", "n": "value"})
    if kind in ("u", "u-prime"):
        table = table.rename(columns={"value": "numerator", "days": "denominator"})
    table = table[[c for c in table if c in ("time", "value", "numerator", "denominator")]]
    choices = dict(choices)
    if "exclude" in choices:
        rows = case.expected[part]
        choices["exclude"] = [row["x"] for row in rows if not row["include"]]
        assert len(choices["exclude"]) == 2
    if kind != "run":
        choices |= QIC
    chart = control_chart(table, Options(kind=kind, **choices))
    # qicharts2 draws the 2-sigma line of moving ranges at two thirds of the limit, from nought
    compare_with_qic(case, part, chart, of_runs=kind != "mr", near=kind != "mr")


@pytest.mark.parametrize(("part", "kind"), [("p", "p"), ("pp", "p-prime")])
def test_four_hour_waits_have_the_lines_and_signals_of_qicharts2(
    nhs_case: Callable[[str], Case], part: str, kind: str
) -> None:
    case = nhs_case("qic_p_pprime_nhs_accidents")
    table = case.table().rename(columns={"i": "time", "r": "numerator", "n": "denominator"})
    compare_with_qic(case, part, control_chart(table, Options(kind=kind, **QIC)))


def test_critical_values_and_decisions_of_runs_are_those_of_qicharts2(
    nhs_case: Callable[[str], Case],
) -> None:
    case = nhs_case("anhoej_critical_values")
    found = [run_limits(n) for n in case.expected["n"]]
    case.same("longest run", [each.longest_run for each in found], case.expected["longest_run_max"])
    case.same("crossings", [each.crossings for each in found], case.expected["crossings_min"])
    decisions = case.table("decisions.csv")
    for method in ("anhoej", "bestbox", "cutbox"):
        ours = []
        for n, crossings, longest in decisions[["n", "c", "l"]].itertuples(index=False):
            limits = run_limits(int(n), method)
            signals = limits.too_long(longest, crossings) or limits.too_few(longest, crossings)
            ours.append(signals)
        case.same(f"decisions: {method}", ours, decisions[method])


def of_one(size: int) -> np.ndarray:
    return np.zeros(size, dtype=np.int64)


def found_by_power_bi(row: dict[str, Any]) -> list[int]:
    values = np.array(row["val"], dtype=float)
    if row["rule"] == "trend":
        return trend(values, of_one(len(values)), row["n"]).direction.tolist()
    if row["rule"] == "shift":
        targets = np.array(row["targets"], dtype=float)[: len(values)]
        side = sides(values[: len(targets)], targets)
        return shift(side, of_one(len(side)), row["n"]).direction.tolist()
    if row["rule"] == "astronomical":
        lower, upper = (np.array(row[name], dtype=float) for name in ("ll99", "ul99"))
        return beyond_limits(values, lower, upper).direction.tolist()
    near = sides(values, np.array(row["ul95"], dtype=float)).clip(0)
    near -= (sides(values, np.array(row["ll95"], dtype=float)) < 0).astype(np.int64)
    fired = two_of_three(
        near, near, of_one(len(near)), needs_same_side=False, flags_all=row["highlight_series"]
    )
    return fired.direction.tolist()


def test_the_rules_pass_the_vectors_of_powerbi_spc(nhs_case: Callable[[str], Case]) -> None:
    case = nhs_case("spc_rule_vectors")
    for row in case.expected["powerbi_spc"]:
        ours = found_by_power_bi(row)
        theirs = [SIDE_WORDS[word] for word in row["expected"]]
        if theirs:
            case.same(f"PowerBI-SPC {row['rule']}", ours, theirs[: len(ours)])
        else:
            assert ours == []


def ends_only(directions: list[int], length: int) -> list[int]:
    """Return the flags of points that complete a run, as the R functions give them."""
    out = []
    for place in range(len(directions)):
        window = directions[max(place - length + 1, 0) : place + 1]
        out.append(window[0] if len(window) == length and len(set(window)) == 1 else 0)
    return out


def test_the_rules_pass_the_vectors_of_nhsrplotthedots(nhs_case: Callable[[str], Case]) -> None:
    case = nhs_case("spc_rule_vectors")
    for row in case.expected["nhsrplotthedots"]:
        if "two_in_three" in row["fn"]:
            side, near = (np.array(row[name], dtype=np.int64) for name in ("side", "close"))
            ours = two_of_three(near * side, side, of_one(len(side))).direction.tolist()
        elif "trend" in row["fn"]:
            values = np.array(row["in"], dtype=float)
            ours = ends_only(trend(values, of_one(len(values)), 7).direction.tolist(), 7)
        else:
            side = np.array(row["in"], dtype=np.int64)
            ours = ends_only(shift(side, of_one(len(side)), 7).direction.tolist(), 7)
        case.same(f"NHSRplotthedots {row['fn']}", ours, row["out"])


def test_limits_are_those_of_nhspy_plotthedots(nhs_case: Callable[[str], Case]) -> None:
    case = nhs_case("spc_rule_vectors")
    for row in case.expected["nhspy_limits"]:
        values = row["values"]
        table = pd.DataFrame({"time": range(len(values)), "value": values})
        last = control_chart(table, Options(screen_moving_ranges=False)).last
        ours = [last[k] for k in ("centre", "lower", "upper", "near_lower", "near_upper")]
        theirs = [row[k] for k in ("mean", "lpl", "upl", "near_lpl", "near_upl")]
        case.close("nhspy limits", ours, theirs, relative=1e-12, absolute=1e-12)


def test_a_constant_series_has_the_assurance_that_the_r_package_denies_it() -> None:
    assert assurance_of(100, 100, 100, Options(improvement="increase")) == "pass"
