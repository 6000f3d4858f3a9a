"""Boundaries are reported: each one reaches the warnings, or refuses in a sentence."""

import datetime as dt
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput
from evaluation.its.estimation import gaussian
from evaluation.its.fitted.boundaries import boundary_warnings

LAW = its.Interruption("law", dt.date(2007, 1, 1))
MONTHS = pd.date_range("2005-01-01", periods=48, freq="MS")


def warned(
    rate: np.ndarray, method: str, time: Any = None, **changes: Any
) -> tuple[dict[str, Any], list[str]]:
    settings: dict[str, Any] = {"outcome": "rate", "frequency": "monthly"}
    design = its.Design(**(settings | {"interruptions": (LAW,)} | changes))
    data = pd.DataFrame({"time": MONTHS[: len(rate)] if time is None else time, "rate": rate})
    fit = its.fit(design, data, its.Method(method))
    made = its.as_json([fit], its.effects(fit))
    return made, made["warnings"]


def walk(seed: int = 1, months: int = 48) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=months).cumsum()


def test_fewer_than_three_degrees_of_freedom_are_said() -> None:
    years = [2004, 2005, 2006, 2007, 2008, 2009]
    rate = np.array([3.0, 1.0, 2.0, 5.0, 4.0, 7.0])
    for method in ("ols", "newey-west"):
        _, found = warned(rate, method, years, frequency="annual")
        assert any("fewer than 3 degrees of freedom" in text for text in found)
    level = replace(LAW, slope=False)
    _, found = warned(rate, "ols", years, frequency="annual", interruptions=(level,))
    assert not any("degrees of freedom" in text for text in found)


def test_methods_with_degrees_of_their_own_say_it_once() -> None:
    _, found = warned(walk(months=34).cumsum(), "reml-ar1-satterthwaite")
    few = [text for text in found if "fewer than 3 degrees" in text or "less than 1" in text]
    assert few
    assert len(few) == len(set(few))


@pytest.mark.parametrize(
    "method", ["prais-winsten", "reml-ar1", "reml-ar1-satterthwaite", "rho-integrated"]
)
def test_an_autocorrelation_near_one_is_said_once(method: str) -> None:
    made, found = warned(walk(3).cumsum(), method)
    assert made["fits"][0]["rho"] > 0.9
    near = [
        text for text in found if re.search(r"autocorrelation (at lag 1 )?is (about )?\d", text)
    ]
    assert len(near) == 1


def test_what_an_estimator_does_not_say_of_its_autocorrelation_is_said_beside_it() -> None:
    data = pd.DataFrame({"time": MONTHS, "rate": walk()})
    fit = its.fit(its.Design("rate", "monthly", (LAW,)), data, its.Method("reml-ar1"))
    high = replace(fit.solution, rho=0.93, warnings=())
    assert boundary_warnings(fit.terms, high)[0].startswith("The autocorrelation is about 0.93")


def test_an_autocorrelation_far_from_one_is_not_spoken_of() -> None:
    _, found = warned(np.random.default_rng(1).normal(size=48), "rho-integrated")
    assert not any("near 1" in text for text in found)


def test_an_effect_without_an_interval_is_said_and_null() -> None:
    made, found = warned(walk(1, 40).cumsum(), "reml-ar1")
    without = [effect for effect in made["effects"] if effect["lower"] is None]
    assert without
    for effect in without:
        assert any(
            f"no interval for the {effect['measure']} effect of 'law'" in text for text in found
        )
    assert not any("nan" in text for text in found)


def test_few_points_on_a_side_are_said() -> None:
    _, found = warned(walk(months=30), "ols")
    assert any("only 6 points from 'law'" in text for text in found)


def test_too_few_points_on_a_side_are_refused() -> None:
    with pytest.raises(InvalidInput, match="2 points from 'law'; at least 3 are needed"):
        warned(walk(months=26), "ols")


def test_a_segment_without_events_is_refused_and_noted_in_the_sensitivity_table() -> None:
    counts = np.where(np.arange(48) < 24, 5.0, 0.0)
    with pytest.raises(InvalidInput, match="holds no events"):
        warned(counts, "glm", family="poisson")
    rare = counts.copy()
    rare[26] = 3.0
    design = its.Design("rate", "monthly", (LAW,), family="poisson")
    fit = its.fit(design, pd.DataFrame({"time": MONTHS, "rate": rare}), its.Method("glm"))
    table = its.sensitivity(fit, its.Plan(dates=3)).table
    noted = table[table["note"].str.contains("holds no events")]
    assert "3 months later" in set(noted["variant"])


def test_an_iteration_that_does_not_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaussian, "PRAIS_ITERATIONS", 1)
    with pytest.raises(InvalidInput, match="did not converge in 1 steps"):
        warned(walk(), "prais-winsten")


def test_a_series_without_error_is_said_to_have_none() -> None:
    made, found = warned(np.full(48, 7.0), "ols")
    assert gaussian.EXACT_FIT_WARNING in found
    assert all(math.isfinite(effect["estimate"]) for effect in made["effects"])
