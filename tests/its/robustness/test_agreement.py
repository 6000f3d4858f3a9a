"""Every wording of how far the variants of an analysis agree."""

import math

import pytest

from evaluation.its.robustness.agreement import agreement, placebo_agreement

YES, NO = (True, True), (False, False)
NAN = (math.nan, math.nan, math.nan)


@pytest.mark.parametrize(
    ("part", "agrees", "text"),
    [
        (
            "estimators",
            [YES] * 5,
            "Estimators: all 5 other estimators agree with the primary one about the direction "
            "and about whether no effect is included.",
        ),
        (
            "estimators",
            [YES],
            "Estimators: the other estimator agrees with the primary one about the direction and "
            "about whether no effect is included.",
        ),
        (
            "windows",
            [YES, YES, (None, None)],
            "Windows: all 2 other windows agree with the whole series about the direction and "
            "about whether no effect is included; 1 more has no interval.",
        ),
        (
            "lags",
            [YES, (True, False), NO],
            "Lags: the answers differ. 2 of 3 other numbers of lags agree with the one used about "
            "the direction, 1 of 3 about whether no effect is included.",
        ),
        (
            "seasonality",
            [NO, (None, None), (None, None)],
            "Seasonality: the answers differ. 0 of 1 other seasonal model agrees with the one "
            "specified about the direction, 0 of 1 about whether no effect is included; 2 more "
            "have no interval.",
        ),
        (
            "dates",
            [(True, False)],
            "Dates: the answers differ. 1 of 1 other date agrees with the one specified about the "
            "direction, 0 of 1 about whether no effect is included.",
        ),
        (
            "dates",
            [(None, None)],
            "Dates: nothing to compare, because no other date has an interval.",
        ),
        (
            "dates",
            [],
            "Dates: nothing to compare, because no other date has an interval.",
        ),
    ],
)
def test_every_wording_of_agreement(part: str, agrees: list, text: str) -> None:
    assert agreement(part, agrees) == text


def test_a_primary_model_without_interval_is_nothing_to_compare_with() -> None:
    text = "Windows: nothing to compare, because the whole series has no interval."
    assert agreement("windows", [(None, None)], has_reference=False) == text


@pytest.mark.parametrize(
    ("placebos", "own", "text"),
    [
        (
            [(0.1, -1, 1.2)] * 19 + [(2.0, 1.0, 3.0)],
            (-1.0, -2.0, 0.0),
            "Placebo dates: 1 of 20 intervals before the interruption excludes no effect, where "
            "chance alone gives 5 in 100. The effect at the true date is larger in size than 19 "
            "of 20.",
        ),
        (
            [(0.1, -1, 1.2)] * 2 + [NAN],
            NAN,
            "Placebo dates: 0 of 2 intervals before the interruption exclude no effect, where "
            "chance alone gives 5 in 100. 1 more has no interval.",
        ),
        (
            [(0.1, -1, 1.2), NAN, NAN],
            (3.0, 1.0, 5.0),
            "Placebo dates: the one interval before the interruption includes no effect. 2 more "
            "have no interval. The effect at the true date is larger in size than 1 of 1.",
        ),
        (
            [(2.0, 1.0, 3.0)],
            (1.0, 0.5, 1.5),
            "Placebo dates: the one interval before the interruption excludes no effect. The "
            "effect at the true date is larger in size than 0 of 1.",
        ),
        (
            [NAN],
            (1.0, 0.5, 1.5),
            "Placebo dates: none could be tried, because no interval could be estimated there.",
        ),
    ],
)
def test_every_wording_of_placebo_dates(placebos: list, own: tuple, text: str) -> None:
    assert placebo_agreement(placebos, own, 0.95) == text
