"""Numbers that a user gives, as draws."""

import numpy as np
import pytest

from evaluation.errors import InvalidInput
from evaluation.value.given import draws_of, of_number
from evaluation.workspace.uncertain_number import UncertainNumber


def test_a_number_without_a_distribution_is_fixed_though_it_has_limits():
    number = UncertainNumber(value=3.0, low=1.0, high=4.0)
    assert set(draws_of(number, "a", seed=1, draws=5)) == {3.0}


@pytest.mark.parametrize(("high", "top"), [(0.9, 1.0), (90.0, 100.0)])
def test_a_beta_distribution_is_of_a_share_or_of_a_percent(high, top):
    number = UncertainNumber(value=high / 2, low=0.0, high=high, distribution="beta")
    assert of_number(number).top == top


def test_limits_that_do_not_suit_a_distribution_are_the_users_fault():
    number = UncertainNumber(value=1.0, low=-1.0, high=4.0, distribution="gamma")
    with pytest.raises(InvalidInput, match="'falls/volume' cannot be"):
        draws_of(number, "falls/volume", seed=1, draws=5)


def test_the_same_name_gives_the_same_draws_and_another_name_others():
    number = UncertainNumber(value=2.0, low=1.0, high=4.0, distribution="normal")
    one, again, other = (draws_of(number, name, seed=1, draws=50) for name in ("a", "a", "b"))
    assert (one == again).all()
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.5
