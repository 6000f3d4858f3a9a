"""Designs that contradict themselves are refused in a sentence."""

import datetime as dt
from typing import Any

import pytest

from evaluation.errors import InvalidInput
from evaluation.its import Design, Exclusion, Interruption, Method, Seasonality

DATE = dt.date(2005, 1, 1)


def test_an_interruption_must_change_something() -> None:
    with pytest.raises(InvalidInput, match="neither level nor slope"):
        Interruption("ban", DATE, level=False, slope=False)


@pytest.mark.parametrize("name", ["", " ", "all"])
def test_an_interruption_needs_a_name_of_its_own(name: str) -> None:
    with pytest.raises(InvalidInput, match="must not be empty or 'all'"):
        Interruption(name, DATE)


def test_an_exclusion_must_not_end_before_it_starts() -> None:
    with pytest.raises(InvalidInput, match="before it starts"):
        Exclusion(dt.date(2020, 8, 1), dt.date(2020, 3, 1), "COVID-19")


def test_seasonality_is_either_harmonics_or_months() -> None:
    with pytest.raises(InvalidInput, match="both asked for"):
        Seasonality(harmonics=1, months=True)
    with pytest.raises(InvalidInput, match="negative"):
        Seasonality(harmonics=-1)
    assert not Seasonality().is_modelled
    assert Seasonality(harmonics=1).is_modelled


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"frequency": "montly"}, "Did you mean 'monthly'"),
        ({"family": "zzz"}, "Use one of gaussian"),
        ({"transform": "log1"}, "Did you mean 'log'|Did you mean 'log10'"),
        ({"interruptions": ()}, "no interruption"),
        ({"transform": "log", "family": "poisson"}, "does not go with family 'poisson'"),
        ({"family": "binomial"}, "needs the number of trials"),
        ({"level": 95}, "between 0 and 1"),
        ({"frequency": "annual", "seasonality": Seasonality(months=True)}, "no seasonality"),
    ],
)
def test_a_design_refuses_what_does_not_go_together(changes: dict[str, Any], sentence: str) -> None:
    settings: dict[str, Any] = {
        "outcome": "events",
        "frequency": "monthly",
        "interruptions": (Interruption("ban", DATE),),
    }
    with pytest.raises(InvalidInput, match=sentence):
        Design(**(settings | changes))


@pytest.mark.parametrize(
    "second", [Interruption("ban", dt.date(2006, 1, 1)), Interruption("tax", DATE)]
)
def test_two_interruptions_differ_in_name_and_date(second: Interruption) -> None:
    with pytest.raises(InvalidInput, match="same name or the same date"):
        Design("events", "monthly", (Interruption("ban", DATE), second))


def test_only_newey_west_methods_have_lags() -> None:
    assert Method("glm-newey-west", 3).lags == 3
    with pytest.raises(InvalidInput, match="has no lags"):
        Method("ols", 1)
    with pytest.raises(InvalidInput, match="negative"):
        Method("newey-west", -1)


def test_a_misspelt_method_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InvalidInput, match="Did you mean 'newey-west'"):
        Method("neweywest")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "family", "quantiles"),
    [
        (Method("ols"), "gaussian", "t"),
        (Method("glm"), "quasi-binomial", "t"),
        (Method("glm"), "negative-binomial", "normal"),
        (Method("glm-newey-west"), "quasi-poisson", "normal"),
        (Method("glm-newey-west", quantiles="t"), "poisson", "t"),
    ],
)
def test_quantiles_follow_the_method_and_the_family(
    method: Method, family: Any, quantiles: str
) -> None:
    assert method.quantiles_for(family) == quantiles
