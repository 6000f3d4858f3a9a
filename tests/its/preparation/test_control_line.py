"""Controls as difference and as offset, worked by hand.

The treated series is that of test_hand_worked.py, so that a control of 2 all along changes
nothing but the intercept: level 2, slope 0.2, last fitted value 9.5.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.preparation.control_line import long_form

SHARED = Path(__file__).parents[3] / ".." / "shared"
SEAT_BELTS = SHARED / "cases" / "its" / "seatbelts_uk"
PNEUMONIA = SHARED / "cases" / "its" / "pcv10_brazil_infants"
TRAFFIC = SHARED / "data" / "series" / "california_traffic_laws.csv"
LAW = its.Interruption("law", dt.date(2005, 1, 1))
OLS = its.Method("ols")
FRONT = [1, 3, 2, 4, 6, 9, 7, 10]


def long_data(**controls: list[float]) -> pd.DataFrame:
    """Return the treated series A and its controls, eight years each."""
    series = {"A": FRONT, **controls}
    parts = [
        pd.DataFrame({"time": range(2001, 2001 + len(rates)), "rate": rates, "state": name})
        for name, rates in series.items()
    ]
    return pd.concat(parts, ignore_index=True)


def design(kind: str = "difference", **changes: Any) -> its.Design:
    weighted = changes.pop("is_weighted", False)
    control = its.Control("state", "A", kind, is_weighted=weighted)  # type: ignore[arg-type]
    return its.Design("rate", "annual", (LAW,), control=control, **changes)


def terms(found: its.Fit) -> dict[str, float]:
    return dict(zip(found.terms["term"], found.terms["estimate"], strict=True))


def test_a_difference_has_the_terms_of_a_single_series() -> None:
    found = its.fit(design(), long_data(B=[2] * 8), OLS)
    assert terms(found) == pytest.approx(
        {"intercept": -0.7, "trend": 0.8, "level:law": 2.0, "slope:law": 0.2}
    )
    assert found.n == 8


def test_a_difference_is_taken_from_the_mean_of_several_controls() -> None:
    rising = long_data(B=[0, 0, 0, 0, 3, 3, 3, 3], C=[2, 2, 2, 2, 1, 1, 1, 1])
    # the mean of the controls rises by 1 at the law, so a level of 1 is left
    assert terms(its.fit(design(), rising, OLS))["level:law"] == pytest.approx(1.0)


def test_effects_of_a_difference_are_relative_to_the_treated_series_counterfactual() -> None:
    effects = {e.measure: e for e in its.effects(its.fit(design(), long_data(B=[2] * 8), OLS))}
    assert effects["absolute"].estimate == pytest.approx(2.6)
    assert effects["relative"].estimate == pytest.approx(2.6 / 6.9)
    assert effects["cumulative"].estimate == pytest.approx(4 * 2 + 0.2 * 6)


def test_a_difference_from_a_constant_has_the_intervals_of_the_series_alone() -> None:
    alone = its.Design("rate", "annual", (LAW,))
    data = long_data(B=[2] * 8)
    ours = its.effects(its.fit(design(), data, OLS))
    theirs = its.effects(its.fit(alone, data[data["state"] == "A"], OLS))
    for mine, other in zip(ours[::2], theirs[::2], strict=True):
        assert (mine.lower, mine.upper) == pytest.approx((other.lower, other.upper))


def test_the_lines_of_a_difference_are_drawn_on_the_treated_series_scale() -> None:
    lines = its.trajectory(its.fit(design(), long_data(B=[2] * 8), OLS))
    assert lines["observed"].tolist() == FRONT
    assert lines["fitted"].iloc[-1] == pytest.approx(9.5)
    assert lines["counterfactual"].iloc[-1] == pytest.approx(6.9)
    assert (lines["counterfactual_lower"] < lines["counterfactual"]).all()
    assert (lines["counterfactual"] < lines["counterfactual_upper"]).all()


@pytest.mark.parametrize("transform", ["log", "log10"])
def test_after_a_log_transform_the_log_ratio_is_analysed(transform: Any) -> None:
    data = long_data(B=[1, 3, 2, 4, 3, 4.5, 3.5, 5])  # half of the treated series from the law on
    found = its.fit(design(transform=transform), data, OLS)
    effects = {e.measure: e for e in its.effects(found)}
    assert effects["relative"].estimate == pytest.approx(1.0)
    assert effects["absolute"].estimate == pytest.approx(5.0)  # twice the control's 5, not once


def test_the_mean_after_a_log_transform_is_geometric() -> None:
    data = long_data(B=[1.0] * 8, C=[4.0] * 8)
    twos = its.fit(design(transform="log"), long_data(B=[2.0] * 8), OLS)
    assert terms(its.fit(design(transform="log"), data, OLS)) == pytest.approx(terms(twos))


def test_weighted_controls_give_their_rate_together() -> None:
    data = long_data(B=[10] * 8, C=[90] * 8).assign(people=1.0)
    data.loc[data["state"] == "B", "people"] = 10.0
    data.loc[data["state"] == "C", "people"] = 15.0
    weighted = its.fit(design(denominator="people", is_weighted=True), data, OLS)
    plain = its.fit(design(denominator="people"), data, OLS)
    # rates 1 and 6: together 100 / 25 = 4, on average 3.5
    assert terms(weighted)["intercept"] == pytest.approx(1.3 - 4.0)
    assert terms(plain)["intercept"] == pytest.approx(1.3 - 3.5)


def test_a_period_without_the_only_control_is_left_out_and_said() -> None:
    data = long_data(B=[2] * 8)
    gap = data[~((data["state"] == "B") & (data["time"] == 2002))]
    found = its.fit(design(), gap, OLS)
    assert found.n == 7
    assert (
        "1 period is left out in which the treated series has a value and a control has not."
        in found.warnings
    )


def test_periods_that_only_the_controls_have_are_said() -> None:
    data = long_data(B=[2] * 10)
    found = its.fit(design(), data, OLS)
    assert found.n == 8
    assert "2 periods are left out in which only the controls have a row." in found.warnings


def test_a_control_that_lacks_much_is_left_out_by_name() -> None:
    data = long_data(B=[2] * 8, C=[9] * 8)
    sparse = data[~((data["state"] == "C") & (data["time"] > 2005))]
    found = its.fit(design(), sparse, OLS)
    assert found.n == 8
    assert terms(found)["intercept"] == pytest.approx(-0.7)
    assert any(text.startswith("1 control is left out (C)") for text in found.warnings)


def test_covariates_are_those_of_the_treated_series_alone() -> None:
    data = long_data(B=[2] * 8).assign(heat=np.cos(np.arange(16.0)))
    data.loc[data["state"] == "B", "heat"] = np.nan
    found = its.fit(design(covariates=("heat",)), data, OLS)
    assert found.n == 8
    assert "covariate:heat" in terms(found)
    assert not any("heat" in text for text in found.warnings)


def test_series_without_a_common_period_are_refused() -> None:
    data = long_data(B=[2] * 8)
    data.loc[data["state"] == "B", "time"] += 20
    with pytest.raises(InvalidInput, match="no period with data in common"):
        its.fit(design(), data, OLS)


def test_a_proportional_count_beside_an_offset_has_no_trend_and_the_ratio_of_its_step() -> None:
    beside = [10, 20, 30, 40, 50, 60, 70, 80]
    data = long_data(B=beside, C=[0] * 8)
    data.loc[data["state"] == "A", "rate"] = [2 * n for n in beside[:4]] + list(beside[4:])
    found = its.fit(design("offset", family="quasi-poisson"), data, its.Method("glm"))
    effects = {e.measure: e for e in its.effects(found)}
    assert terms(found) == pytest.approx(
        {"intercept": np.log(2), "trend": 0, "level:law": np.log(0.5), "slope:law": 0}, abs=1e-7
    )
    assert effects["relative"].estimate == pytest.approx(-0.5)
    assert effects["absolute"].estimate == pytest.approx(80 - 160)
    assert effects["cumulative"].estimate == pytest.approx(-(50 + 60 + 70 + 80))
    assert its.trajectory(found)["counterfactual"].iloc[-1] == pytest.approx(160)


def test_an_offset_with_denominators_is_the_controls_rate() -> None:
    beside = [10.0, 20, 30, 40, 50, 60, 70, 80]
    data = long_data(B=beside).assign(people=100.0)
    data.loc[data["state"] == "A", "people"] = 50.0
    data.loc[data["state"] == "A", "rate"] = beside  # twice the control's rate
    chosen = design("offset", family="poisson", denominator="people")
    found = terms(its.fit(chosen, data, its.Method("glm")))
    assert found["intercept"] == pytest.approx(np.log(2))
    assert found["level:law"] == pytest.approx(0, abs=1e-7)


def test_an_offset_without_events_is_refused_with_the_way_out() -> None:
    data = long_data(B=[0, 0, 3, 4, 5, 6, 7, 8])
    with pytest.raises(InvalidInput, match="no event in 2 periods"):
        its.fit(design("offset", family="poisson"), data, its.Method("glm"))


def test_excluded_periods_keep_their_place_and_line() -> None:
    covid = its.Exclusion(dt.date(2002, 1, 1), dt.date(2002, 12, 31), "COVID-19")
    found = its.fit(design(exclusions=(covid,)), long_data(B=[2] * 8), OLS)
    lines = its.trajectory(found)
    assert (found.n, len(lines)) == (7, 8)
    assert lines["fitted"].notna().all()


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        ("difference", {"family": "poisson"}, "do not go with family 'poisson'"),
        ("offset", {}, "do not go with family 'gaussian'"),
        ("differnce", {}, "Did you mean 'difference'"),
        ("difference", {"is_weighted": True}, "weighted by a denominator, and there is none"),
        ("model", {"is_weighted": True}, "are not weighted"),
    ],
)
def test_kinds_that_do_not_go_with_the_design_are_refused(
    kind: str, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        design(kind, **changes)


@pytest.mark.parametrize(
    "names",
    [{}, {"column": "state"}, {"treated": "A"}, {"column": "s", "treated": "A", "columns": ("b",)}],
)
def test_controls_are_either_long_or_wide(names: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="controls are not named"):
        its.Control(**names)


@pytest.mark.parametrize("kind", ["model", "difference"])
def test_wide_data_give_what_long_data_give(kind: Any) -> None:
    wave = [2.0, 3, 1, 2, 3, 2, 1, 2]
    wide = pd.DataFrame({"time": range(2001, 2009), "A": FRONT, "B": wave, "C": wave[::-1]})
    control = its.Control(columns=("B", "C"), kind=kind)
    chosen = its.Design("A", "annual", (LAW,), control=control)
    ours = its.fit(chosen, wide, OLS)
    theirs = its.fit(design(kind), long_data(B=wave, C=wave[::-1]), OLS)
    assert terms(ours) == pytest.approx(terms(theirs))


def test_a_control_that_is_the_outcome_is_refused() -> None:
    control = its.Control(columns=("A",))
    chosen = its.Design("A", "annual", (LAW,), control=control)
    with pytest.raises(InvalidInput, match="stands twice"):
        long_form(chosen, pd.DataFrame({"time": [2001], "A": [1]}))


def test_a_control_column_that_is_missing_is_named() -> None:
    control = its.Control(columns=("rear",))
    chosen = its.Design("A", "annual", (LAW,), control=control)
    with pytest.raises(InvalidInput, match="no column 'rear'"):
        its.fit(chosen, pd.DataFrame({"time": [2001], "A": [1]}))


@pytest.mark.reference
@pytest.mark.skipif(not SEAT_BELTS.is_dir(), reason="the folder shared is absent")
def test_the_log_ratio_of_front_to_rear_seats_is_that_of_r() -> None:
    expected = json.loads((SEAT_BELTS / "expected.json").read_text())["computed"]
    reference = expected["log_ratio_front_rear"]["ols"]["coef"]
    belts = its.Interruption("law", dt.date(1983, 2, 1), slope=False)
    chosen = its.Design(
        "front",
        "monthly",
        (belts,),
        time="date",
        transform="log",
        seasonality=its.Seasonality(months=True),
        control=its.Control(columns=("rear",), kind="difference"),
    )
    data = pd.read_csv(SEAT_BELTS / "data.csv")
    found = its.fit(chosen, data, OLS).terms.set_index("term")
    for column, theirs in {"estimate": "estimate", "std_error": "se", "df": "df"}.items():
        assert found.loc["level:law", column] == pytest.approx(
            float(reference["law"][theirs]), rel=1e-8
        )


@pytest.mark.reference
@pytest.mark.skipif(not PNEUMONIA.is_dir(), reason="the folder shared is absent")
def test_other_causes_as_offset_give_the_published_rate_ratio_of_a_vaccine() -> None:
    """InterventionEvaluatR's trend with offset, before vaccination only: 0.73."""
    data = pd.read_csv(PNEUMONIA / "data.csv")
    roll_out = its.Exclusion(dt.date(2010, 1, 1), dt.date(2011, 12, 31), "roll-out")
    chosen = its.Design(
        "J12_18",
        "monthly",
        (its.Interruption("vaccine", dt.date(2012, 1, 1)),),
        time="date",
        family="quasi-poisson",
        seasonality=its.Seasonality(months=True),
        exclusions=(roll_out,),
        control=its.Control(columns=("ach_noj",), kind="offset"),
    )
    lines = its.trajectory(its.fit(chosen, data, its.Method("glm")))
    after = lines[lines["is_after"]]
    expected = json.loads((PNEUMONIA / "expected.json").read_text())["computed"]
    ratio = after["observed"].sum() / after["counterfactual"].sum()
    # theirs takes the months of the year from before alone, ours from before and after
    assert ratio == pytest.approx(expected["time_trend_offset"]["rr"], abs=0.02)


@pytest.mark.reference
@pytest.mark.skipif(not TRAFFIC.is_file(), reason="the folder shared is absent")
def test_all_accidents_as_offset_give_the_share_of_fatal_ones() -> None:
    data = pd.read_csv(TRAFFIC)
    month = data["year"].astype(str) + "-" + data["month"].astype(str).str.zfill(2)
    laws = (
        its.Interruption("belts", dt.date(1986, 1, 1)),
        its.Interruption("speed", dt.date(1987, 5, 1)),
    )
    shared: dict[str, Any] = {"family": "quasi-poisson", "interruptions": laws}
    beside = its.Design(
        "fatacc",
        "monthly",
        control=its.Control(columns=("totacc",), kind="offset"),
        **shared,
    )
    exposed = its.Design("fatacc", "monthly", denominator="totacc", **shared)
    data = data.assign(time=month)
    ours = its.fit(beside, data, its.Method("glm"))
    theirs = its.fit(exposed, data, its.Method("glm"))
    pd.testing.assert_frame_equal(ours.terms, theirs.terms)
    assert terms(ours)["level:belts"] < 0
