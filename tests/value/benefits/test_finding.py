"""An estimate by its name, and what is said where there is none."""

import pytest

from evaluation.errors import InvalidInput
from evaluation.value.benefits import named_estimate, status_of
from evaluation.workspace.value_benefits import EstimateName
from tests.value.making import EFFECT, estimate

NAME = EstimateName(**EFFECT)


def test_an_estimate_is_found_by_all_three_names():
    others = [estimate(outcome="beds"), estimate("relative difference"), estimate(analysis="kpi")]
    assert named_estimate(NAME, [*others, estimate(value=-3.0)]).value == -3.0


@pytest.mark.parametrize(
    ("part", "wrong", "said"),
    [
        ("analysis", "ist", "Did you mean 'its'"),
        ("outcome", "fals", "Did you mean 'falls'"),
        ("measure", "absolut diference", "Did you mean 'absolute difference'"),
        ("outcome", "zzzzz", "There are: falls."),
    ],
)
def test_a_misspelt_part_is_answered_with_the_nearest(part, wrong, said):
    name = EstimateName(**{**EFFECT, part: wrong})
    with pytest.raises(InvalidInput, match=f"the {part} '{wrong}' is not there") as error:
        named_estimate(name, [estimate()])
    assert said in error.value.remedy


def test_many_known_names_are_not_all_listed():
    many = [estimate(outcome=f"kpi-{number}") for number in range(20)]
    with pytest.raises(InvalidInput) as error:
        named_estimate(EstimateName(**{**EFFECT, "outcome": "zzzzzzzzz"}), many)
    assert error.value.remedy.endswith("kpi-7 and others.")


def test_a_project_without_estimates_says_so():
    with pytest.raises(InvalidInput, match="has no estimates"):
        named_estimate(NAME, [])


def test_a_name_that_is_there_twice_is_refused():
    with pytest.raises(InvalidInput, match="more than one"):
        named_estimate(NAME, [estimate(), estimate()])


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (estimate(), "estimated"),
        (estimate(value=None, lower=None, upper=None), "suppressed"),
        (estimate(lower=None, upper=None), "not estimable"),
    ],
)
def test_a_result_without_value_or_limits_is_a_status_and_no_error(made, status):
    assert status_of(made) == status
