"""A funnel as a whole: status, direction, reason, warnings, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.errors import InvalidInput
from evaluation.monitoring.funnels import FunnelOptions, funnel


def counts(numerator, denominator=100, **more):
    names = [f"unit {number}" for number in range(len(numerator))]
    return pd.DataFrame({"unit": names, "numerator": numerator, "denominator": denominator, **more})


ALIKE = [48, 50, 52, 49, 51, 50, 47, 53, 50, 50]


def test_the_centre_is_the_total_over_the_total_and_a_ratio_is_centred_at_one():
    made = funnel(counts([10, 60], [50, 100]), "proportion")
    assert made.target == pytest.approx(100 * 70 / 150)
    assert funnel(counts([60, 60], [50.5, 70.5]), "ratio").target == 1


def test_limits_by_hand_for_a_proportion_of_a_half():
    made = funnel(counts(ALIKE), "proportion")
    row = made.units.iloc[0]
    assert row["value"] == 48
    assert row["lower_95"] == pytest.approx(100 * (0.5 - 1.959964 * 0.05), abs=1e-4)
    assert row["upper_998"] == pytest.approx(100 * (0.5 + 3.090232 * 0.05), abs=1e-4)
    assert row["z"] == pytest.approx(20 * (np.arcsin(np.sqrt(0.48)) - np.pi / 4))


@pytest.mark.parametrize(
    ("better", "low", "high"),
    [
        ("increase", "worse than expected", "better than expected"),
        ("decrease", "better than expected", "worse than expected"),
        ("neither", "lower than expected", "higher than expected"),
    ],
)
def test_an_outlier_has_its_status_and_direction(better, low, high):
    made = funnel(counts([*ALIKE, 30, 62, 50]), "proportion", FunnelOptions(better=better))
    assert made.units["status_unadjusted"].tolist()[-3:] == ["alarm", "alert", "within limits"]
    assert made.units["direction"].tolist()[-3:] == [low, high, ""]


def test_a_value_on_its_limit_is_within():
    options = FunnelOptions(target=50, limits="arcsine", overdispersion="none")
    made = funnel(counts(ALIKE), "proportion", options)
    edge = made.units.loc[0, "upper_95"]
    again = funnel(counts([edge] * 10), "proportion", options)
    assert set(again.units["status"]) == {"within limits"}


def test_chance_alone_leaves_the_unadjusted_limits_in_use_with_the_reason():
    made = funnel(counts(ALIKE), "proportion")
    assert (made.limits_used, made.tau2) == ("unadjusted", 0)
    assert "no more than chance" in made.reason
    assert "after Winsorising at 10% (1 or less is chance alone)" in made.reason


def test_much_variation_brings_the_adjusted_limits_and_both_are_there():
    made = funnel(counts([30, 70, 35, 65, 40, 60, 50, 33, 66, 51]), "proportion")
    assert made.limits_used == "adjusted"
    assert made.phi > 1
    assert made.tau2 > 0
    assert "differ by more than chance" in made.reason
    assert (made.units["adjusted_lower_95"] < made.units["lower_95"]).all()
    assert (made.units["z_adjusted"].abs() <= made.units["z"].abs()).all()
    assert (made.units["status_unadjusted"] != made.units["status_adjusted"]).any()


def test_who_asks_for_no_adjustment_gets_none_and_still_sees_phi():
    spread = counts([30, 70, 35, 65, 40, 60, 50, 33, 66, 51])
    made = funnel(spread, "proportion", FunnelOptions(overdispersion="none"))
    assert made.limits_used == "unadjusted"
    assert "as was asked for" in made.reason
    assert made.phi > 1


def test_the_correction_for_trimming_is_told_until_it_is_made():
    spread = counts([30, 70, 35, 65, 40, 60, 50, 33, 66, 51])
    told = [text for text in funnel(spread, "proportion").warnings if "corrected" in text]
    made = funnel(spread, "proportion", FunnelOptions(correct_for_trimming=True))
    assert f"phi is {made.phi:.3g}" in told[0]
    assert "corrected for it" in made.reason
    assert not any("correct_for_trimming" in text for text in made.warnings)


def test_few_units_are_a_warning_and_fewer_than_five_have_no_phi():
    made = funnel(counts([50, 20, 80]), "proportion")
    assert made.phi is None
    assert "fewer than 5 units" in made.reason
    assert any(text.startswith("Only 3 units are compared") for text in made.warnings)


def test_suppressed_units_and_empty_ones_are_kept_apart():
    frame = counts([*ALIKE, None, 0], [*[100] * 11, 0])
    made = funnel(frame, "proportion")
    assert made.units["status"].tolist()[-2:] == ["not shown", "no denominator"]
    assert made.units["value"].isna().tolist()[-2:] == [True, True]
    assert made.target == 50


def test_no_event_at_all_has_a_place_on_the_root_scale_and_none_on_the_logarithm():
    frame = counts([0, 9, 10, 11, 10, 12, 8, 10], 10.0)
    root = funnel(frame, "ratio")
    assert root.units.loc[0, "z"] == pytest.approx(-2 * np.sqrt(10))
    assert root.units.loc[0, "status_unadjusted"] == "alarm"
    log = funnel(frame, "ratio", FunnelOptions(scale="shmi"))
    assert np.isnan(log.units.loc[0, "z"])
    assert any("without an event left out of phi" in text for text in log.warnings)


def test_a_rate_is_the_ratio_to_what_the_overall_rate_expects_times_the_multiplier():
    frame = counts([12, 30, 18, 25, 9, 40], [1000, 2000, 1500, 2100, 900, 2500.0])
    rate = funnel(frame, "rate", FunnelOptions(multiplier=1000))
    overall = frame["numerator"].sum() / frame["denominator"].sum()
    ratio = funnel(frame.assign(denominator=frame["denominator"] * overall), "ratio")
    assert rate.units["z"].tolist() == pytest.approx(ratio.units["z"].tolist())
    assert rate.units["upper_95"].tolist() == pytest.approx(
        [1000 * overall * limit for limit in ratio.units["upper_95"]]
    )


def test_a_target_away_from_all_units_is_a_warning():
    made = funnel(counts(ALIKE), "proportion", FunnelOptions(target=70))
    assert made.target == 70
    assert any("differs from the target by more than chance" in text for text in made.warnings)


def test_limits_about_the_expected_come_with_a_warning():
    made = funnel(counts(ALIKE, 50.0), "rate", FunnelOptions(limits="about-expected"))
    assert any("too narrow below" in text for text in made.warnings)


def test_the_lower_adjusted_limit_of_a_proportion_never_rises_again():
    frame = counts([0, 1, 0, 5, 0, 9, 1, 0, 30, 2], [2, 3, 5, 10, 20, 30, 40, 60, 80, 100])
    curve = funnel(frame, "proportion").curve
    for name in ("adjusted_lower_95", "adjusted_lower_998"):
        assert (np.diff(curve[name]) >= -1e-12).all()
        assert curve[name].iloc[0] == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=25), st.integers(1, 9))
def test_limits_are_nested_and_the_order_of_units_does_not_matter(met, times):
    frame = counts([*met, 20], 40 * times)
    made = funnel(frame, "proportion")
    units = made.units
    for prefix in ("", "adjusted_"):
        assert (units[f"{prefix}lower_998"] <= units[f"{prefix}lower_95"]).all()
        assert (units[f"{prefix}upper_95"] <= units[f"{prefix}upper_998"]).all()
    turned = funnel(frame.iloc[::-1], "proportion").units.iloc[::-1].reset_index(drop=True)
    assert turned["status"].tolist() == units["status"].tolist()


@pytest.mark.parametrize(
    ("frame", "kind", "what"),
    [
        (counts([1, 2]).drop(columns="unit"), "proportion", "no column unit"),
        (counts([1, 2]).assign(unit="A"), "proportion", "A unit comes twice"),
        (counts([-1, 2]), "rate", "1 unit has a count that is below 0"),
        (counts([101, 102]), "proportion", "2 units have a numerator above"),
        (counts([1, 2], [0, 5]), "ratio", "nothing to count it out of"),
        (counts([None, None]), "proportion", "No unit has counts that can be shown"),
        (counts([0, 0]), "proportion", "No unit has anything to count"),
    ],
)
def test_counts_that_cannot_be_are_refused_without_telling_any(frame, kind, what):
    with pytest.raises(InvalidInput, match=what):
        funnel(frame, kind)


@pytest.mark.parametrize(
    ("options", "kind", "what"),
    [
        ({"limits": "wilson"}, "rate", "'limits: wilson' does not go with a rate"),
        ({"scale": "shmi"}, "proportion", "'scale: shmi' does not go with a proportion"),
        ({"target": 120}, "proportion", "above the whole"),
        ({"trim": 0.5}, "proportion", "'trim' is out of range"),
        ({"target": 0}, "rate", "'target' is not above 0"),
    ],
)
def test_choices_that_do_not_go_together_are_refused(options, kind, what):
    with pytest.raises(InvalidInput, match=what):
        funnel(counts(ALIKE), kind, FunnelOptions(**options))


def test_the_counts_are_not_changed():
    frame = counts(ALIKE)
    before = frame.copy()
    funnel(frame, "proportion")
    pd.testing.assert_frame_equal(frame, before)
