"""The controlled model: a treated and a control series worked by hand.

The treated series is that of test_hand_worked.py. The control is 2 before and 3 after, so its
level change is 1 and it adds no residual: s^2 = 6.8 / (16 - 8) = 0.85.
"""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation import its

SEAT_BELTS = Path(__file__).parents[4] / "shared" / "cases" / "its" / "seatbelts_uk"
CONTROL = its.Control("state", "California")
LAW = its.Interruption("law", dt.date(2005, 1, 1))


@pytest.fixture
def both(hand_data: pd.DataFrame) -> pd.DataFrame:
    other = hand_data.assign(rate=[2, 2, 2, 2, 3, 3, 3, 3], state="Nevada")
    return pd.concat([hand_data.assign(state="California"), other])


@pytest.fixture
def design() -> its.Design:
    return its.Design("rate", "annual", (LAW,), control=CONTROL)


def test_the_eight_terms_are_the_control_and_the_difference_from_it(
    design: its.Design, both: pd.DataFrame
) -> None:
    found = its.fit(design, both, its.Method("ols"))
    assert found.terms.set_index("term")["estimate"].to_dict() == pytest.approx(
        {
            "intercept": 2.0,
            "trend": 0.0,
            "level:law": 1.0,
            "slope:law": 0.0,
            "group": -0.7,
            "group:trend": 0.8,
            "group:level:law": 1.0,
            "group:slope:law": 0.2,
        },
        abs=1e-12,
    )
    assert found.n == 16


def test_the_effect_is_the_treated_change_beyond_that_of_the_control(
    design: its.Design, both: pd.DataFrame
) -> None:
    effects = {e.measure: e for e in its.effects(its.fit(design, both, its.Method("ols")))}
    assert effects["absolute"].estimate == pytest.approx(1.0 + 3 * 0.2)
    assert effects["relative"].estimate == pytest.approx(1.6 / (9.5 - 1.6))
    assert effects["cumulative"].estimate == pytest.approx(4 * 1.0 + 0.2 * 6)
    after_at_7, before_at_7 = 1 / 4 + 1.5**2 / 5, 1 / 4 + 5.5**2 / 5
    error = np.sqrt(0.85 * 2 * (after_at_7 + before_at_7))
    half = effects["absolute"].upper - effects["absolute"].estimate
    assert half == pytest.approx(2.306004 * error)


def test_newey_west_errors_of_the_difference_are_those_of_the_two_series_apart(
    design: its.Design, both: pd.DataFrame
) -> None:
    noisy = both.assign(rate=both["rate"] + np.cos(np.arange(16.0)))
    method = its.Method("newey-west", 2)
    together = its.fit(design, noisy, method).terms.set_index("term")["std_error"]
    single = its.Design("rate", "annual", (LAW,))
    apart = [
        its.fit(single, rows, method).terms.set_index("term").loc["level:law", "std_error"]
        for _, rows in noisy.groupby("state")
    ]
    assert together["group:level:law"] == pytest.approx(np.hypot(*apart))


def test_prais_winsten_starts_each_unit_afresh(design: its.Design, both: pd.DataFrame) -> None:
    noisy = both.assign(rate=both["rate"] + np.cos(np.arange(16.0)))
    renamed = noisy.assign(state=noisy["state"].replace("Nevada", "Arizona"))
    found = its.fit(design, noisy, its.Method("prais-winsten"))
    again = its.fit(design, renamed.iloc[::-1], its.Method("prais-winsten"))
    pd.testing.assert_frame_equal(found.terms, again.terms)


def test_the_trajectory_is_that_of_the_treated_series(
    design: its.Design, both: pd.DataFrame
) -> None:
    lines = its.trajectory(its.fit(design, both, its.Method("ols")))
    assert lines["observed"].tolist() == [1, 3, 2, 4, 6, 9, 7, 10]
    assert lines["counterfactual"].iloc[-1] == pytest.approx(9.5 - 1.6)


def test_several_controls_are_pooled_without_leaking_lags(
    design: its.Design, both: pd.DataFrame
) -> None:
    third = both[both["state"] == "Nevada"].assign(state="Utah")
    found = its.fit(design, pd.concat([both, third]), its.Method("newey-west", 1))
    assert found.terms.set_index("term").loc["level:law", "estimate"] == pytest.approx(1.0)
    assert found.n == 24
    assert any("takes the 2 controls as independent series" in text for text in found.warnings)


def test_one_control_shares_no_shock_with_another(design: its.Design, both: pd.DataFrame) -> None:
    found = its.fit(design, both, its.Method("ols"))
    assert not any("independent series" in text for text in found.warnings)


@pytest.mark.reference
@pytest.mark.skipif(not SEAT_BELTS.is_dir(), reason="the folder shared is absent")
def test_a_season_of_its_own_gives_the_regression_of_the_log_ratio() -> None:
    expected = json.loads((SEAT_BELTS / "expected.json").read_text())["computed"]
    reference = expected["log_ratio_front_rear"]["ols"]["coef"]
    wide = pd.read_csv(SEAT_BELTS / "data.csv")
    long = wide.melt(id_vars="date", value_vars=["front", "rear"])
    design = its.Design(
        "value",
        "monthly",
        (its.Interruption("law", dt.date(1983, 2, 1), slope=False),),
        time="date",
        transform="log",
        seasonality=its.Seasonality(months=True),
        control=its.Control("variable", "front"),
    )
    terms = its.fit(design, long, its.Method("ols")).terms.set_index("term")["estimate"]
    for ours, theirs in {
        "group:level:law": "law",
        "group:trend": "time",
        "group:season:month-07": "month7",
    }.items():
        assert terms[ours] == pytest.approx(reference[theirs]["estimate"], rel=1e-9)
