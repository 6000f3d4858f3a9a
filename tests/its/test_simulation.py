"""Series with a known effect: it is recovered, and autocorrelation widens what should widen."""

import datetime as dt
import functools

import numpy as np
import pandas as pd
import pytest

from evaluation import its

SERIES = 120
PERIODS = 60
LEVEL = 5.0
LAW = its.Interruption("law", dt.date(2005, 7, 1))
DESIGN = its.Design("rate", "monthly", (LAW,))


def simulated(rho: float, seed: int) -> list[pd.DataFrame]:
    """Return series with a level change of 5 and AR(1) errors of variance 1."""
    generator = np.random.default_rng(seed)
    position = np.arange(PERIODS)
    time = pd.date_range("2003-01-01", periods=PERIODS, freq="MS")
    mean = 20 + 0.1 * position + LEVEL * (position >= 30)
    frames = []
    for _ in range(SERIES):
        noise = generator.normal(size=PERIODS)
        for row in range(1, PERIODS):
            noise[row] = rho * noise[row - 1] + np.sqrt(1 - rho**2) * noise[row]
        frames.append(pd.DataFrame({"time": time, "rate": mean + noise}))
    return frames


@functools.cache
def level_changes(rho: float, method: its.Method) -> pd.DataFrame:
    rows = [its.fit(DESIGN, data, method).terms.iloc[2] for data in simulated(rho, seed=20260331)]
    found = pd.DataFrame(rows)
    return found.assign(
        width=found["upper"] - found["lower"],
        is_covered=(found["lower"] <= LEVEL) & (found["upper"] >= LEVEL),
    )


@pytest.mark.slow
def test_independent_errors_give_unbiased_estimates_and_nominal_coverage() -> None:
    found = level_changes(0.0, its.Method("ols"))
    assert found["estimate"].mean() == pytest.approx(LEVEL, abs=0.15)
    assert found["is_covered"].mean() == pytest.approx(0.95, abs=0.045)
    assert found["std_error"].mean() == pytest.approx(found["estimate"].std(), rel=0.15)


@pytest.mark.slow
def test_autocorrelation_widens_prais_winsten_and_newey_west_but_not_least_squares() -> None:
    width = {
        (name, rho): level_changes(rho, its.Method(name))["width"].mean()  # type: ignore[arg-type]
        for name in ("ols", "newey-west", "prais-winsten")
        for rho in (0.0, 0.6)
    }
    assert width["ols", 0.6] < 1.05 * width["ols", 0.0]
    assert width["newey-west", 0.6] > 1.2 * width["newey-west", 0.0]
    assert width["prais-winsten", 0.6] > 1.2 * width["prais-winsten", 0.0]


@pytest.mark.slow
def test_prais_winsten_covers_more_than_least_squares_under_autocorrelation() -> None:
    ordinary = level_changes(0.6, its.Method("ols"))
    allowing = level_changes(0.6, its.Method("prais-winsten"))
    assert ordinary["is_covered"].mean() < 0.80
    assert allowing["is_covered"].mean() > 0.85
    assert allowing["estimate"].mean() == pytest.approx(LEVEL, abs=0.2)


@pytest.mark.slow
def test_counts_with_a_known_rate_ratio_are_recovered_with_nominal_coverage() -> None:
    generator = np.random.default_rng(20260331)
    position = np.arange(PERIODS)
    time = pd.date_range("2003-01-01", periods=PERIODS, freq="MS")
    people = 1000.0 + 5 * position
    mean = people * 0.05 * np.where(position >= 30, 0.8, 1.0)
    design = its.Design("rate", "monthly", (LAW,), family="poisson", denominator="people")
    covered, estimates = [], []
    for _ in range(SERIES):
        data = pd.DataFrame({"time": time, "rate": generator.poisson(mean), "people": people})
        row = its.fit(design, data, its.Method("glm")).terms.iloc[2]
        estimates.append(row["estimate"])
        covered.append(row["lower"] <= np.log(0.8) <= row["upper"])
    assert np.mean(estimates) == pytest.approx(np.log(0.8), abs=0.03)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.045)
