"""Factors by hand: products of 1 / (1 + rate) with the rates of table 8 of the Green Book's A6."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.value.economics import SCHEME_WORDS, discount_factors
from evaluation.value.economics.discounting import LONGEST

SCHEMES = st.sampled_from(["green-book", "nice"])
WHOLE = discount_factors(LONGEST)
HEALTH = discount_factors(LONGEST, health=True)


@pytest.mark.parametrize(
    ("year", "factor"),
    [
        (0, 1.0),
        (1, 1 / 1.035),
        (2, 0.933511),
        (10, 0.708919),
        (30, 0.356278),
        (31, 0.345901),
        (75, 1.035**-30 * 1.03**-45),
        (76, 1.035**-30 * 1.03**-45 / 1.025),
        (125, 1.035**-30 * 1.03**-45 * 1.025**-50),
    ],
)
def test_money_counts_for_less_by_a_rate_that_declines(year, factor):
    assert WHOLE[year] == pytest.approx(factor, abs=5e-7)


@pytest.mark.parametrize(
    ("year", "factor"),
    [
        (0, 1.0),
        (1, 0.985222),
        (30, 1.015**-30),
        (31, 1.015**-30 / 1.0129),
        (76, 1.015**-30 * 1.0129**-45 / 1.0107),
    ],
)
def test_health_is_discounted_less(year, factor):
    assert HEALTH[year] == pytest.approx(factor, abs=5e-7)


def test_the_reference_case_of_nice_has_one_rate_for_all_years_and_for_health():
    for health in (False, True):
        found = discount_factors(61, "nice", health=health)
        assert found == pytest.approx(1.035 ** -np.arange(61.0))


@given(st.integers(1, LONGEST), SCHEMES, st.booleans())
def test_factors_begin_at_one_and_fall(years, scheme, health):
    found = discount_factors(years, scheme, health=health)
    assert found.shape == (years,)
    assert found[0] == 1
    assert (np.diff(found) < 0).all()
    assert (found > 0).all()
    assert (found == discount_factors(LONGEST, scheme, health=health)[:years]).all()


@pytest.mark.parametrize("years", [0, LONGEST + 1])
def test_years_without_a_rate_are_refused(years):
    with pytest.raises(ValueError, match="discounting is for 1 to 126 years"):
        discount_factors(years)


def test_the_words_name_the_first_rates():
    assert "3.5%" in SCHEME_WORDS["green-book"]
    assert "1.5%" in SCHEME_WORDS["green-book"]
    assert "3.5%" in SCHEME_WORDS["nice"]
