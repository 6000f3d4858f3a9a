"""ARIMA(1,0,0) by its own derivatives is where the general search ends."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.its.estimation import arima_likelihood, first_order
from evaluation.its.estimation.arima_likelihood import maximise

BAN = its.Interruption("ban", dt.date(2012, 1, 1))
DESIGN = its.Design("rate", "monthly", (BAN,))


def series(rho: float, seed: int = 3, rows: int = 48) -> pd.DataFrame:
    noise = np.random.default_rng(seed).normal(size=rows)
    for row in range(1, rows):
        noise[row] += rho * noise[row - 1]
    months = pd.date_range("2010-01-01", periods=rows, freq="MS")
    return pd.DataFrame({"time": months, "rate": 20 + noise})


@pytest.mark.parametrize("rho", [-0.5, 0.0, 0.4, 0.9])
def test_it_is_where_the_general_search_ends(rho, monkeypatch) -> None:
    data = series(rho).drop(index=[7, 30])
    quick = its.fit(DESIGN, data, its.Method("arima")).terms
    monkeypatch.setattr(arima_likelihood, "is_first_order", lambda _: False)
    slow = its.fit(DESIGN, data, its.Method("arima")).terms
    for column in ("estimate", "std_error", "lower", "upper"):
        assert quick[column].to_numpy() == pytest.approx(slow[column].to_numpy(), rel=1e-3)


def test_at_its_limit_the_autocorrelation_is_taken_as_known(monkeypatch) -> None:
    monkeypatch.setattr(first_order, "LARGEST_PARTIAL", 0.5)
    monkeypatch.setattr(first_order, "BOUNDARY", 0.4)
    found = its.fit(DESIGN, series(0.95, rows=60), its.Method("arima"))
    assert any("at the limit of its range" in warning for warning in found.warnings)
    assert not any("does not tell how sure" in warning for warning in found.warnings)


def test_without_neighbouring_months_the_general_search_answers() -> None:
    data = series(0.4, rows=48).iloc[::2]
    found = its.fit(DESIGN, data, its.Method("arima"))
    assert np.isfinite(found.terms["std_error"]).all()


def test_one_series_needs_one_search() -> None:
    fit = its.fit(DESIGN, series(0.3), its.Method("arima"))
    assert maximise is arima_likelihood.maximise
    assert not any("did not converge" in warning for warning in fit.warnings)
