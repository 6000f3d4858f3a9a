"""Several sites, each on two straight lines that are known, so that the pooled effect is too.

A site runs for 24 months on the line 10 + t, with the wave +1 -1 -1 +1 around it, and rises by
its own shift at month 12. So the variance of the residuals is 24 / 20, and that of the effect in
month m is 24 / 20 (2 / 12 + ((m - 17.5)^2 + (m - 5.5)^2) / 143), where 143 is the sum of squares
of 12 months.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.designs.moved import moved
from evaluation.its.units.sites import SiteFit, fit_one_by_one

OPEN_DATA = Path(__file__).parents[3] / ".." / "shared" / "data" / "open"
WAVE = np.array([1.0, -1, -1, 1] * 6)
MONTHS = np.arange(24)
OLS = its.Method("ols")
SHIFTS = {"A": 5.0, "B": 7.0, "C": 12.0}
STARTS = {"A": "2020-01-01", "B": "2020-04-01", "C": "2021-02-01"}
GO_LIVE = {"A": dt.date(2021, 1, 1), "B": dt.date(2021, 4, 1), "C": dt.date(2022, 2, 1)}
DESIGN = its.Design("rate", "monthly", (its.Interruption("go-live", dt.date(2021, 1, 1)),))


def site(name: str, shift: float, start: str = "2020-01-01") -> pd.DataFrame:
    values = 10 + MONTHS + WAVE + shift * (MONTHS >= 12)
    months = pd.date_range(start, periods=24, freq="MS")
    return pd.DataFrame({"time": months, "rate": values, "trust": name})


def staggered() -> pd.DataFrame:
    return pd.concat([site(name, SHIFTS[name], STARTS[name]) for name in SHIFTS])


def variance(month: int) -> float:
    return 24 / 20 * (2 / 12 + ((month - 17.5) ** 2 + (month - 5.5) ** 2) / 143)


def fitted(data: pd.DataFrame, **changes: Any) -> list[SiteFit]:
    design = changes.pop("design", DESIGN)
    method = changes.pop("method", OLS)
    return its.fit_sites(design, data, its.Sites("trust", **changes), method)


def reasons(found: list[SiteFit]) -> dict[str, str]:
    return {each.site: each.reason for each in found if each.fit is None}


def test_each_site_is_fitted_around_its_own_go_live() -> None:
    answer = its.pool_sites(fitted(staggered(), go_live=GO_LIVE), 11)
    assert {e.site: e.estimate for e in answer.each} == pytest.approx(SHIFTS)
    assert {e.site: e.first_post for e in answer.each} == GO_LIVE
    assert answer.each[2].at == dt.date(2023, 1, 1)
    assert [e.std_error for e in answer.each] == pytest.approx([np.sqrt(variance(23))] * 3)


def test_the_pooled_effect_is_that_of_the_meta_analysis_by_hand() -> None:
    pooled = its.pool_sites(fitted(staggered(), go_live=GO_LIVE), 0).pooled
    assert pooled is not None
    assert pooled.estimate == pytest.approx(8.0)
    # equal variances: tau squared is the variance of 5, 7 and 12, less theirs
    assert pooled.heterogeneity.tau_squared == pytest.approx(13 - variance(12), rel=1e-6)
    half = 4.302653 * np.sqrt(13 / 3)
    assert (pooled.lower, pooled.upper) == pytest.approx((8 - half, 8 + half), rel=1e-6)


def test_the_pooled_effect_without_each_site_is_that_of_the_others() -> None:
    answer = its.pool_sites(fitted(staggered(), go_live=GO_LIVE), 0)
    table = answer.leave_one_out.set_index("left_out")["estimate"]
    assert table.to_dict() == pytest.approx({"A": 9.5, "B": 8.5, "C": 6.0})


def test_the_common_time_is_the_latest_that_every_site_reaches() -> None:
    data = staggered()
    short = data[~((data["trust"] == "B") & (data["time"] >= "2021-10-01"))]
    found = fitted(short, go_live=GO_LIVE)
    assert its.common_period(found) == 5
    answer = its.pool_sites(found, 11)
    assert [effect.site for effect in answer.each] == ["A", "C"]
    assert answer.left_out == (
        ("B", "period 11 after go-live is not in its fit, or no longer in force"),
    )


def test_the_end_is_each_sites_own() -> None:
    answer = its.pool_sites(fitted(staggered(), go_live=GO_LIVE), None)
    assert [e.at for e in answer.each] == [
        dt.date(2021, 12, 1),
        dt.date(2022, 3, 1),
        dt.date(2023, 1, 1),
    ]


def test_one_date_holds_for_all_sites() -> None:
    data = pd.concat([site("A", 5), site("B", 7)])
    assert reasons(fitted(data, go_live=dt.date(2021, 1, 1))) == {}
    by_design = its.pool_sites(fitted(data), 0)
    assert [e.go_live for e in by_design.each] == [dt.date(2021, 1, 1)] * 2


def test_dates_may_stand_in_a_column() -> None:
    data = staggered()
    data["start"] = data["trust"].map({name: f"{day:%Y-%m}" for name, day in GO_LIVE.items()})
    data.loc[data["trust"] == "B", "start"] = None
    found = fitted(data, go_live="start")
    assert reasons(found) == {"B": "it has no go-live date"}
    assert [each.go_live for each in found] == [GO_LIVE["A"], None, GO_LIVE["C"]]


def test_a_column_with_two_dates_for_one_site_is_refused() -> None:
    data = staggered().assign(start=dt.date(2021, 1, 1))
    data.iloc[0, data.columns.get_loc("start")] = dt.date(2021, 2, 1)
    with pytest.raises(InvalidInput, match="gives 1 sites more than one"):
        fitted(data, go_live="start")


def test_sites_that_cannot_be_estimated_are_listed_with_the_reason() -> None:
    short = site("D", 3)[10:]
    found = fitted(pd.concat([staggered(), short]), go_live={**GO_LIVE, "D": dt.date(2021, 1, 1)})
    assert list(reasons(found)) == ["D"]
    assert reasons(found)["D"].startswith("The series has 2 points before 'go-live'")
    answer = its.pool_sites(found, 0)
    assert answer.left_out == (("D", reasons(found)["D"]),)
    assert len(answer.each) == 3


def test_a_go_live_on_the_date_of_another_interruption_is_a_reason_too() -> None:
    other = its.Interruption("move", GO_LIVE["B"])
    design = its.Design("rate", "monthly", (*DESIGN.interruptions, other))
    found = fitted(staggered(), go_live=GO_LIVE, design=design)
    assert "same date" in reasons(found)["B"]


def test_roll_out_and_end_move_with_the_go_live() -> None:
    roll_out = its.PhaseIn(dt.date(2020, 12, 1), "exclude")
    clinic = its.Interruption(
        "go-live", dt.date(2020, 10, 1), phase_in=roll_out, end=dt.date(2021, 8, 31)
    )
    design = its.Design("rate", "monthly", (clinic,))
    dates = {"A": dt.date(2020, 11, 1), "B": dt.date(2021, 2, 1), "C": dt.date(2021, 12, 1)}
    found = fitted(staggered(), go_live=dates, design=design)
    third = found[2].fit
    assert third is not None
    assert third.design.interruptions[0].phase_in == its.PhaseIn(dt.date(2022, 2, 1), "exclude")
    assert third.design.interruptions[0].end == dt.date(2022, 10, 31)
    answer = its.pool_sites(found, its.common_period(found))
    last_in_force = [dt.date(2021, 9, 1), dt.date(2021, 12, 1), dt.date(2022, 10, 1)]
    assert [effect.at for effect in answer.each] == last_in_force


def test_an_end_in_the_middle_of_a_month_keeps_its_distance() -> None:
    pilot = its.Interruption("pilot", dt.date(2020, 1, 20), end=dt.date(2020, 3, 9))
    assert moved(pilot, dt.date(2021, 6, 5)).end == dt.date(2021, 7, 23)


def test_no_site_at_all_is_refused_with_the_first_reason() -> None:
    with pytest.raises(InvalidInput, match=r"None of the 3 sites .* no go-live date"):
        fitted(staggered().assign(start=None), go_live="start")


def test_an_effect_without_an_interval_is_left_out_with_the_method() -> None:
    walk = np.random.default_rng(1).normal(size=(3, 40)).cumsum(axis=1).cumsum(axis=1)
    months = pd.date_range("2020-01-01", periods=40, freq="MS")
    data = pd.concat(
        [
            pd.DataFrame({"time": months, "rate": row, "trust": f"T{i}"})
            for i, row in enumerate(walk)
        ]
    )
    answer = its.pool_sites(fitted(data, method=its.Method("reml-ar1")), None)
    assert len(answer.each) + len(answer.left_out) == 3
    assert ("T1", "method reml-ar1 gives its effect no interval") in answer.left_out


def test_a_site_without_scatter_has_no_weight() -> None:
    still = site("D", 3).assign(rate=[10.0] * 12 + [13.0] * 12)
    answer = its.pool_sites(fitted(pd.concat([site("A", 5), site("B", 7), still])), 0)
    assert answer.left_out == (("D", "its series has no scatter, and so no standard error"),)


def test_one_site_is_not_pooled_and_that_is_said() -> None:
    answer = its.pool_sites(fitted(site("A", 5)), 0)
    assert answer.pooled is None
    assert answer.correlation is None
    assert answer.leave_one_out.empty
    assert answer.warnings == ("Only one site can be estimated, so there is nothing to pool.",)
    assert answer.sentence.startswith("There is no pooled effect 0 periods after the first one")


def test_no_site_at_a_time_leaves_nothing_to_warn_of() -> None:
    answer = its.pool_sites(fitted(site("A", 5)), 99)
    assert (answer.pooled, answer.warnings, answer.each) == (None, (), ())


def test_two_sites_have_no_leave_one_out() -> None:
    answer = its.pool_sites(fitted(pd.concat([site("A", 5), site("B", 7)])), 0)
    assert answer.pooled is not None
    assert answer.leave_one_out.empty


def test_shared_shocks_are_measured_and_said() -> None:
    answer = its.pool_sites(fitted(pd.concat([site("A", 5), site("B", 7), site("C", 9)])), 0)
    assert answer.correlation == pytest.approx(1.0)  # all have the same wave
    (text,) = [text for text in answer.warnings if text.startswith("Sites are pooled as")]
    assert "correlate at 1.00 on average" in text
    assert "too small by a factor of up to 1.7" in text


def test_opposite_waves_are_no_reason_to_enlarge_the_error() -> None:
    mirrored = site("B", 7)
    mirrored["rate"] -= 2 * WAVE
    answer = its.pool_sites(fitted(pd.concat([site("A", 5), mirrored])), 0)
    (text,) = [text for text in answer.warnings if text.startswith("Sites are pooled as")]
    assert text.endswith("correlate at -1.00 on average.")


def test_sites_without_common_periods_have_no_correlation() -> None:
    data = pd.concat([site("A", 5), site("B", 7, "2010-01-01")])
    dates = {"A": dt.date(2021, 1, 1), "B": dt.date(2011, 1, 1)}
    answer = its.pool_sites(fitted(data, go_live=dates), 0)
    assert answer.correlation is None
    assert answer.warnings[-1].endswith(
        "(a season, a national policy, a change of coding) is not in the interval."
    )


def test_few_degrees_of_freedom_are_counted() -> None:
    data = pd.concat([site("A", 5)[8:17], site("B", 7)])
    answer = its.pool_sites(fitted(data), 0)
    assert any("of 1 of 2 sites rest on fewer than 10" in text for text in answer.warnings)


def test_sites_that_never_went_live_take_away_what_they_share() -> None:
    policy = np.where(MONTHS >= 12, -4.0, 0.0)
    alternating = np.array([0.5, -0.5] * 12)
    live = [
        site(name, shift).assign(rate=lambda d: d["rate"] + policy)
        for name, shift in (("A", 5.0), ("B", 7.0))
    ]
    never = site("N", 0.0).assign(rate=10 + policy + alternating)
    data = pd.concat([*live, never])
    found = fitted(data, controls=("N",))
    answer = its.pool_sites(found, 0)
    assert reasons(found) == {"N": "it is a control"}
    alone = its.pool_sites(fitted(pd.concat(live)), 0)
    noise = its.fit(DESIGN, site("N", 0).assign(rate=alternating), OLS).terms["estimate"].iloc[2]
    assert [e.estimate for e in answer.each] == pytest.approx([5 - noise, 7 - noise])
    assert [e.estimate for e in alone.each] == pytest.approx([1, 3])
    assert any("same controls" in text for text in answer.warnings)


def test_counts_are_pooled_as_log_ratios() -> None:
    parts = []
    for name, ratio in {"A": 0.5, "B": 0.8}.items():
        level = np.where(MONTHS >= 12, ratio, 1.0)
        parts.append(site(name, 0).assign(rate=np.round(1000 * level) + WAVE))
    design = its.Design("rate", "monthly", DESIGN.interruptions, family="quasi-poisson")
    found = fitted(pd.concat(parts), design=design, method=its.Method("glm"))
    answer = its.pool_sites(found, 0)
    assert answer.measure == "log ratio"
    assert [e.estimate for e in answer.each] == pytest.approx(np.log([0.5, 0.8]), abs=2e-3)


def test_an_effect_after_log10_is_a_natural_log_ratio() -> None:
    parts = [site(name, 0).assign(rate=10 ** (2 + 0.01 * WAVE)) for name in "AB"]
    for number, part in enumerate(parts):
        part["rate"] *= np.where(MONTHS >= 12, number + 2, 1)
    design = its.Design("rate", "monthly", DESIGN.interruptions, transform="log10")
    answer = its.pool_sites(fitted(pd.concat(parts), design=design), 0)
    assert [e.estimate for e in answer.each] == pytest.approx(np.log([2, 3]))


def test_another_engine_may_fit_the_sites() -> None:
    seen: list[int] = []

    def counting(tasks: Any, method: its.Method | None) -> list[its.Fit | InvalidInput]:
        seen.append(len(tasks))
        return fit_one_by_one(tasks, method)

    found = its.fit_sites(DESIGN, staggered(), its.Sites("trust", GO_LIVE), OLS, counting)
    assert seen == [3]
    assert all(each.fit for each in found)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"go_live": {"a": dt.date(2021, 1, 1)}}, "has no site 'a'"),
        ({"go_live": "start"}, "no column 'start'"),
        ({"go_live": "tim"}, "Did you mean 'time'"),
        ({"controls": ("ZZZ",)}, "Correct it or remove it"),
        ({"interruption": "launch"}, "No interruption has the name 'launch'"),
    ],
)
def test_what_is_not_there_is_named(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        fitted(staggered(), **changes)


def test_a_site_column_that_is_missing_or_has_holes_is_named() -> None:
    with pytest.raises(InvalidInput, match="no column 'trust'"):
        fitted(staggered().drop(columns="trust"))
    holes = staggered().reset_index(drop=True)
    holes.loc[3, "trust"] = None
    with pytest.raises(InvalidInput, match="1 rows name no site"):
        fitted(holes)


def test_times_before_go_live_are_refused() -> None:
    with pytest.raises(InvalidInput, match="is negative"):
        its.Sites("trust", after=(-1,))


def test_controls_in_the_column_of_the_sites_are_refused() -> None:
    control = its.Control("trust", "A", "difference")
    design = its.Design("rate", "monthly", DESIGN.interruptions, control=control)
    with pytest.raises(InvalidInput, match="controls of the sites"):
        fitted(staggered(), design=design)


def test_a_limit_near_no_change_is_never_rounded_onto_it() -> None:
    data = pd.concat([site("A", 5.0), site("B", 5.1), site("C", 5.2)])
    data["rate"] += 0.0
    answer = its.pool_sites(fitted(data), 0)
    assert answer.pooled is not None
    half = (answer.pooled.upper - answer.pooled.lower) / 2
    shift = half - answer.pooled.estimate + 4e-7
    data["rate"] += shift * (data["time"] >= "2021-01-01")
    sentence = its.pool_sites(fitted(data), 0).sentence
    assert "95% interval 4e-07 to" in sentence
    assert "which excludes 0, no change" in sentence


def test_a_ratio_near_one_is_told_from_it() -> None:
    from evaluation.its.units.site_words import _text

    assert _text(-1e-5, "log ratio") == "0.99999"
    assert _text(0.0, "log ratio") == "1"


@pytest.mark.slow
def test_the_pooled_interval_over_eight_sites_covers_the_mean_effect() -> None:
    """AR(1) errors, rho 0.3, sd between sites 0.6, each site by the engine's rule."""
    generator = np.random.default_rng(20260402)
    covered = []
    months = pd.date_range("2019-01-01", periods=48, freq="MS")
    live = its.Interruption("go-live", dt.date(2021, 1, 1), slope=False)
    design = its.Design("rate", "monthly", (live,))
    for _ in range(40):
        parts = []
        for name in "ABCDEFGH":
            noise = generator.normal(size=48)
            for row in range(1, 48):
                noise[row] = 0.3 * noise[row - 1] + np.sqrt(1 - 0.09) * noise[row]
            shift = -2 + 0.6 * generator.normal()
            rate = noise + shift * (np.arange(48) >= 24)
            parts.append(pd.DataFrame({"time": months, "rate": rate, "trust": name}))
        found = its.fit_sites(design, pd.concat(parts), its.Sites("trust"))
        pooled = its.pool_sites(found, 0).pooled
        assert pooled is not None
        covered.append(pooled.lower <= -2 <= pooled.upper)
    assert np.mean(covered) >= 0.9


@pytest.mark.reference
@pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the open data are not on this machine")
def test_a_placebo_date_at_three_dorset_trusts_shows_no_pooled_effect() -> None:
    data = pd.read_csv(OPEN_DATA / "ae_attendances.csv")
    major = data[(data["type"] == "1") & data["org_code"].isin(["RDZ", "RD3", "RBD"])]
    major = major.assign(percent=100 * major["breaches"] / major["attendances"])
    placebo = its.Interruption("placebo", dt.date(2017, 10, 1))
    design = its.Design(
        "percent", "monthly", (placebo,), time="period", seasonality=its.Seasonality(harmonics=2)
    )
    sites = its.Sites("org_code", interruption="placebo")
    found = its.fit_sites(design, major, sites, OLS)
    answer = its.pool_sites(found, 0, "placebo")
    assert [each.site for each in answer.each] == ["RBD", "RD3", "RDZ"]
    # RDZ alone is the published -0.16 + 0.03
    assert answer.each[2].estimate == pytest.approx(-0.16 + 0.03, abs=0.01)
    assert answer.pooled is not None
    assert answer.pooled.lower < 0 < answer.pooled.upper


@pytest.mark.reference
@pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the open data are not on this machine")
def test_gabapentinoids_in_three_groups_pool_around_dorsets_published_figure() -> None:
    data = pd.read_csv(OPEN_DATA / "gabapentinoids_ccg.csv")
    counts = data.groupby("pct_id").size()
    chosen = ["11J", *counts.index[counts == counts.max()].drop("11J")[:9]]
    schedule = its.Interruption("go-live", dt.date(2019, 4, 1))
    design = its.Design("total_gaba", "monthly", (schedule,), time="month", transform="log")
    subset = data[data["pct_id"].isin(chosen)]
    found = its.fit_sites(design, subset, its.Sites("pct_id"), its.Method("newey-west", 6))
    answer = its.pool_sites(found, its.common_period(found))
    single = its.fit(design, data[data["pct_id"] == "11J"], its.Method("newey-west", 6))
    (relative,) = [e for e in its.effects(single) if e.measure == "relative"]
    dorset = next(each for each in answer.each if each.site == "11J")
    assert np.expm1(dorset.estimate) == pytest.approx(relative.estimate)
    assert answer.pooled is not None
    estimates = [each.estimate for each in answer.each]
    assert min(estimates) < answer.pooled.estimate < max(estimates)
