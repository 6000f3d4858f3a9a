"""A plan has the engine's own design matrix, and refuses what contradicts itself."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.planning.planned import Change, Plan
from evaluation.its.planning.planned_errors import CountErrors, GaussianErrors
from evaluation.its.preparation.matrix import design_matrix
from evaluation.its.preparation.series import prepare

NOISE = (GaussianErrors((0.4,)),)


def plan(**changed: object) -> Plan:
    usual: dict[str, object] = {
        "frequency": "monthly",
        "before": (14,),
        "after": (10,),
        "effects": (Change(level=2.0),),
        "errors": NOISE,
    }
    return Plan(**{**usual, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize("seasonality", [{}, {"harmonics": 2}, {"months": True}], ids=str)
def test_the_matrix_of_a_plan_is_that_of_a_fit(seasonality) -> None:
    seasons = its.Seasonality(**seasonality)
    found = plan(seasonality=seasons).problem(14, 10)
    months = pd.date_range("2024-01-01", periods=24, freq="MS")
    change = its.Interruption("change", dt.date(2025, 3, 1))
    design = its.Design("rate", "monthly", (change,), seasonality=seasons)
    series = prepare(design, pd.DataFrame({"time": months, "rate": np.arange(24.0)}))
    assert found.matrix == pytest.approx(design_matrix(design, series).entries)


def test_a_season_too_short_to_be_seen_is_refused() -> None:
    short = plan(before=(5,), after=(5,), seasonality=its.Seasonality(months=True))
    with pytest.raises(InvalidInput, match="cannot be told apart"):
        short.problem(5, 5)


def test_the_measure_is_a_combination_of_coefficients() -> None:
    change = Change(level=2.0, slope=0.5)
    for measure, size in (("level", 2.0), ("slope", 0.5), ("end", 2 + 9 * 0.5)):
        planned = plan(effects=(change,), measure=measure)
        assert planned.size(change, 10) == pytest.approx(size)
        assert planned.contrast(10, 6)[4:].tolist() == [0, 0]
    assert planned.course(change, 14, 10)[[13, 14, 23]] == pytest.approx([0, 2, 6.5])


def test_a_model_of_a_level_alone_has_no_slope() -> None:
    assert plan(has_slope=False).terms == ("intercept", "trend", "level")
    assert plan(has_slope=False, measure="end").size(Change(level=2.0), 10) == 2.0


def test_the_rule_chooses_by_length_and_a_named_method_stays() -> None:
    named = its.Method("ols")
    assert plan().method_for(None, 23).name == "rho-integrated"
    assert plan().method_for(None, 24).name == "order-averaged"
    assert plan().method_for(named, 24) == named


def test_the_longest_series_covers_the_search_on_both_sides() -> None:
    assert plan().longest == 24
    assert plan(most=20).longest == 40
    assert plan(before=(50,), most=20).longest == 70


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"frequency": "mnthly"}, "Did you mean 'monthly'"),
        ({"measure": "levle"}, "Did you mean 'level'"),
        ({"before": (2,)}, "at least 3 periods before"),
        ({"after": ()}, "at least 3 periods after"),
        ({"most": 2}, "ends below 3"),
        ({"has_level": False}, "the model has no level term"),
        ({"has_slope": False, "effects": (Change(1.0, 0.1),)}, "changes the slope, but"),
        ({"effects": ()}, "needs an effect"),
        ({"measure": "slope"}, "is 0 by the measure 'slope'"),
        ({"wanted_power": 1.0}, "between 0 and 1"),
        ({"simulations": 10}, "fewer than 50 simulations"),
        ({"methods": (its.Method("glm"),)}, "not for family 'gaussian'"),
        ({"methods": (None, None)}, "one of them twice"),
        ({"errors": (CountErrors((0.0,), 5, 1),), "methods": (its.Method("ols"),)}, "not for"),
    ],
    ids=str,
)
def test_what_contradicts_itself_is_refused(changed, sentence) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        plan(**changed)
