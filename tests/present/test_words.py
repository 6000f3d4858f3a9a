"""Golden texts: every wording of a finding, and that none can contradict its interval."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.estimate import Estimate
from evaluation.present import words


def difference(value, lower, upper, unit="percentage points"):
    return Estimate(
        analysis="its",
        outcome="screened",
        measure="absolute difference",
        unit=unit,
        value=value,
        lower=lower,
        upper=upper,
        n=60,
        method="Newey-West",
        period="2026-03",
        provenance="synthetic",
    )


@pytest.mark.parametrize(
    ("values", "better", "verdict", "sentence"),
    [
        (
            (12.34, 8.0, 16.7),
            "increase",
            "improved",
            "Screening: 12.3 percentage points higher in March 2026 than we expected "
            "(95% interval 8.0 to 16.7), an improvement.",
        ),
        (
            (12.34, 8.0, 16.7),
            "decrease",
            "worsened",
            "Screening: 12.3 percentage points higher in March 2026 than we expected "
            "(95% interval 8.0 to 16.7), a worsening.",
        ),
        (
            (-4.0, -6.0, -2.0),
            "decrease",
            "improved",
            "Screening: 4.0 percentage points lower in March 2026 than we expected "
            "(95% interval −6.0 to −2.0), an improvement.",
        ),
        (
            (-4.0, -9.0, 1.0),
            "decrease",
            "no clear change",
            "Screening: no clear change in March 2026. The difference from what we expected is "
            "−4.0 percentage points (95% interval −9.0 to 1.0), and the interval includes no "
            "change.",
        ),
        (
            (None, None, None),
            "decrease",
            "suppressed",
            "The result for screening is not shown: its numbers are small.",
        ),
        (
            (3.0, None, None),
            "decrease",
            "not estimable",
            "The data do not allow an estimate of the change in screening: see the checks.",
        ),
    ],
)
def test_every_wording_of_an_effect(values, better, verdict, sentence):
    found = words.effect_finding(
        difference(*values), "screening", better, "we expected", "in March 2026"
    )
    assert (found.verdict, found.sentence) == (verdict, sentence)


def test_an_effect_is_clear_only_where_absolute_and_relative_agree():
    absolute, relative = difference(-4.0, -9.0, 1.0), difference(-20.0, -35.0, -5.0, "%")
    found = words.effect_finding(
        absolute, "screening", "decrease", "we expected", "in March 2026", relative
    )
    assert found.verdict == "no clear change"
    assert found.sentence.endswith(
        "but absolute and relative intervals disagree whether no change is included."
    )


@given(
    st.floats(-100, 100),
    st.floats(0, 50),
    st.floats(0, 50),
    st.sampled_from(["increase", "decrease"]),
)
def test_a_verdict_never_contradicts_its_interval(value, below, above, better):
    change = difference(value, value - below, value + above)
    found = words.verdict(change, better)
    includes_no_change = change.lower <= 0 <= change.upper
    assert (found == "no clear change") == includes_no_change
    if not includes_no_change:
        assert (found == "improved") == ((value > 0) == (better == "increase"))


def test_a_ratio_has_no_change_at_one():
    assert words.verdict(difference(0.8, 0.7, 0.9, "ratio"), "decrease", null=1) == "improved"


@pytest.mark.parametrize(
    ("items", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_items_are_listed_in_words(items, text):
    assert words.listed(items) == text


REGION_ENDS = (
    "lies wholly within the range that the project chose as too small to matter, "
    "−4.0 to 4.0 percentage points."
)


def region_of(lower, upper, *, limits=(-4.0, 4.0), unit="percentage points"):
    """Return a region with its interval of two one-sided tests."""
    middle = None if lower is None else (lower + upper) / 2
    tested = replace(difference(middle, lower, upper, unit), level=0.9)
    return words.Region(*limits, tested)


@pytest.mark.parametrize(
    ("values", "inner", "verdict", "sentence"),
    [
        (
            (-0.5, -3.0, 2.0),
            (-2.6, 1.6),
            "no important change",
            "Screening: no important change in March 2026. The difference from what we expected "
            "is −0.5 percentage points (95% interval −3.0 to 2.0). The 90% interval, −2.6 to 1.6, "
            f"{REGION_ENDS}",
        ),
        (
            (-1.5, -2.5, -0.5),
            (-2.3, -0.7),
            "no important change",
            "Screening: no important change in March 2026. The difference from what we expected "
            "is −1.5 percentage points (95% interval −2.5 to −0.5), which is clear but small. The "
            f"90% interval, −2.3 to −0.7, {REGION_ENDS}",
        ),
        (
            (-0.5, -5.0, 4.1),
            (-4.1, 3.5),
            "no clear change",
            "Screening: no clear change in March 2026. The difference from what we expected is "
            "−0.5 percentage points (95% interval −5.0 to 4.1), and the interval includes no "
            "change. A change that matters is not ruled out.",
        ),
        (
            (-4.5, -7.0, -2.0),
            (-6.6, -2.4),
            "improved",
            "Screening: 4.5 percentage points lower in March 2026 than we expected (95% interval "
            "−7.0 to −2.0), an improvement. A change too small to matter is not ruled out.",
        ),
        (
            (9.0, 5.0, 13.0),
            (5.6, 12.4),
            "worsened",
            "Screening: 9.0 percentage points higher in March 2026 than we expected (95% interval "
            "5.0 to 13.0), a worsening.",
        ),
        (
            (None, None, None),
            (None, None),
            "suppressed",
            "The result for screening is not shown: its numbers are small.",
        ),
        (
            (3.0, None, None),
            (-1.0, 1.0),
            "not estimable",
            "The data do not allow an estimate of the change in screening: see the checks.",
        ),
    ],
    ids=["inside", "inside and clear", "open", "clear", "beyond", "suppressed", "not estimable"],
)
def test_every_wording_with_a_region_of_unimportant_changes(values, inner, verdict, sentence):
    found = words.effect_finding(
        difference(*values),
        "screening",
        "decrease",
        "we expected",
        "in March 2026",
        region=region_of(*inner),
    )
    assert (found.verdict, found.sentence) == (verdict, sentence)


def test_a_region_of_relative_differences_is_said_so_and_judged_on_their_scale():
    relative = difference(-3.0, -8.0, 2.0, "%")
    region = region_of(-7.2, 1.2, limits=(-10.0, 10.0), unit="%")
    found = words.effect_finding(
        difference(-1.0, -2.5, 0.5), "screening", "decrease", "x", "now", relative, region
    )
    assert found.sentence.endswith(
        "The 90% interval of the relative difference, −7.2 to 1.2, lies wholly within the range "
        "that the project chose as too small to matter, −10.0 to 10.0%."
    )
    clear = difference(-30.0, -40.0, -20.0, "%")
    beyond = region_of(-38.0, -22.0, limits=(-10.0, 10.0), unit="%")
    sentence = words.effect_finding(
        difference(-4.0, -6.0, -2.0), "screening", "decrease", "x", "now", clear, beyond
    ).sentence
    assert sentence.endswith("an improvement.")


def test_limits_inside_the_region_are_shown_inside_it():
    found = words.effect_finding(
        difference(-1.0, -4.5, 2.5),
        "screening",
        "decrease",
        "x",
        "now",
        region=region_of(-3.98, 1.98),
    )
    assert "−3.98 to 1.98" in found.sentence


@pytest.mark.parametrize("limits", [(0.0, 4.0), (-4.0, 0.0), (1.0, 4.0)])
def test_a_region_must_lie_on_both_sides_of_no_change(limits):
    with pytest.raises(ValueError, match="both sides of 0"):
        region_of(-1.0, 1.0, limits=limits)


def test_an_interval_that_is_missing_is_neither_inside_nor_beyond_a_region():
    region = region_of(None, None)
    assert not region.holds
    assert not region.is_left_by(difference(1.0, None, None))


NUMBER = r"−?[\d,]+(?:\.\d+)?"
SHOWN = re.compile(rf"9[05]% interval(?: of the relative difference)?,? ({NUMBER}) to ({NUMBER})")
RANGE = re.compile(rf"too small to matter, ({NUMBER}) to ({NUMBER})")


def _numbers(match):
    return [float(text.replace("−", "-").replace(",", "")) for text in match.groups()]


steps = st.integers(-100_000, 100_000).map(lambda n: n / 1000)
widths = st.integers(0, 60_000).map(lambda n: n / 1000)


@given(
    value=steps,
    below=widths,
    above=widths,
    share=st.floats(0.5, 1),
    limits=st.none() | st.tuples(st.floats(-30, -0.5), st.floats(0.5, 30)),
    unit=st.sampled_from(["%", "percentage points", "days", "events", "falls per 1,000"]),
    better=st.sampled_from(["increase", "decrease"]),
    scale=st.none() | st.floats(0.1, 10),
)
@settings(max_examples=400, deadline=None)
def test_no_sentence_contradicts_the_interval_that_it_shows(
    value, below, above, share, limits, unit, better, scale
):
    effect = difference(value, value - below, value + above, unit)
    relative = None
    if scale is not None:
        relative = difference(value * scale, effect.lower * scale, effect.upper * scale, "%")
    region = None
    if limits is not None:
        inner = (value - share * below, value + share * above)
        region = words.Region(*limits, replace(difference(value, *inner, unit), level=0.9))
    found = words.effect_finding(effect, "falls", better, "we expected", "now", relative, region)
    shown = [_numbers(match) for match in SHOWN.finditer(found.sentence)]
    lower, upper = shown[0]
    assert lower <= upper
    if found.verdict in ("improved", "worsened"):
        assert lower > 0 or upper < 0
        is_up = lower > 0
        assert ("higher" in found.sentence, "lower" in found.sentence) == (is_up, not is_up)
        assert ("improvement" in found.sentence) == (is_up == (better == "increase"))
    elif found.verdict == "no clear change":
        assert (lower <= 0 <= upper) == ("includes no change" in found.sentence)
    else:
        low, high = _numbers(RANGE.search(found.sentence))
        inner_low, inner_high = shown[1]
        assert low < inner_low <= inner_high < high
        assert ("clear but small" in found.sentence) == (lower > 0 or upper < 0)
