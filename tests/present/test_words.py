"""Golden texts: every wording of a finding, and that none can contradict its interval."""

import pytest
from hypothesis import given
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
