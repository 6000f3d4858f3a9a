"""The forecast-type counterfactual: the periods before the interruption, carried on after it.

A `Fit` by `arima` comes in. The same model, without the interruption, is fitted again to the
periods before it only; a table of forecasts beside what was observed goes out, with the interval
of new observations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import linalg, stats

from evaluation.errors import InvalidInput
from evaluation.its.designs.scale import modelled, scale_of
from evaluation.its.estimation.arima import ArimaFit, fit_arima, order_of
from evaluation.its.estimation.arima_likelihood import Maximum
from evaluation.its.estimation.differencing import calendar
from evaluation.its.estimation.solution import FloatArray, Problem
from evaluation.its.fitted.fit import Fit

FORECAST_COLUMNS = (
    "time",
    "observed",
    "forecast",
    "lower",
    "upper",
    "difference",
    "difference_lower",
    "difference_upper",
    "cumulative",
    "cumulative_lower",
    "cumulative_upper",
)
SAME = 1e-6  # part of a column by which what differencing says of it may be off


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows of the periods before and after, on the modelled scale."""

    terms: tuple[str, ...]
    matrix: FloatArray
    outcome: FloatArray
    position: npt.NDArray[np.int64]
    denominator: FloatArray

    def of(self, rows: npt.NDArray[np.bool_], terms: npt.NDArray[np.bool_]) -> _Rows:
        return _Rows(
            terms=tuple(np.array(self.terms)[terms].tolist()),
            matrix=self.matrix[np.ix_(rows, terms)],
            outcome=self.outcome[rows],
            position=self.position[rows],
            denominator=self.denominator[rows],
        )


def forecast(fit: Fit) -> pd.DataFrame:
    """Return what the periods before the first interruption say of those after it.

    Parameters
    ----------
    fit : Fit
        By method `arima`.

    Returns
    -------
    DataFrame, one row per period used from the first interruption on
        time (first day), observed, forecast and its limits, difference (observed less forecast)
        and its limits, all on the outcome's own scale (rates where there is a denominator);
        cumulative difference and its limits in the outcome's units (with a denominator, the
        difference in events).

    Raises
    ------
    InvalidInput
        If the fit is by another method, or the periods before the interruption are too few for
        the model, or do not say what comes after it (a month or a change of a covariate that
        they have not seen).

    Notes
    -----
    The limits are those of new observations: they hold the noise of single periods and its
    autocorrelation, and the uncertainty of the coefficients (intercept, trend, seasons,
    covariates), but take the parameters of the errors as known, as R's `forecast` does. The
    variance of an innovation is the sum of squares over the differenced points less the number
    of parameters, as there. Cumulative limits take account of the correlation between forecasts.
    After a log transform forecasts are medians, and the cumulative limits are by the delta
    method.

    References
    ----------
    Schaffer AL, Dobbins TA, Pearson SA (2021), doi:10.1186/s12874-021-01235-8. Hyndman RJ,
    Khandakar Y (2008), doi:10.18637/jss.v027.i03.

    Examples
    --------
    >>> import datetime
    >>> from evaluation import its
    >>> law = its.Interruption("law", datetime.date(2013, 1, 1))
    >>> falls = [7, 8, 6, 9, 7, 8, 7, 6, 4, 4, 3, 2]
    >>> data = pd.DataFrame({"time": range(2005, 2017), "falls": falls})
    >>> walk = its.Method("arima", order=its.ArimaOrder((0, 1, 0)))
    >>> found = forecast(its.fit(its.Design("falls", "annual", (law,)), data, walk))
    >>> found["difference"].round(2).tolist()
    [-1.86, -1.71, -2.57, -3.43]
    """
    if fit.method.name != "arima":
        raise InvalidInput(
            f"There is no forecast by method '{fit.method.name}'.", "Use method arima."
        )
    rows = _rows(fit)
    is_after = rows.position >= min(fit.series.starts.values())
    names = [interruption.name for interruption in fit.design.interruptions]
    is_shared = (fit.matrix.entries == fit.matrix.without(names)).all(axis=0)
    before, after = rows.of(~is_after, is_shared), rows.of(is_after, is_shared)
    order = order_of(fit.method)
    found = fit_arima(_problem(before), order)
    if found.maximum is None:
        raise InvalidInput(
            "The model fits the periods before the interruption exactly: there is no error to "
            "make a forecast's interval from.",
            "Give more of the series before it.",
        )
    mean, covariance = _predicted(found, found.maximum, before, after)
    table = _table(fit, after, mean, covariance)
    table.insert(0, "time", fit.data["period"].to_numpy()[is_after])
    return table[list(FORECAST_COLUMNS)]


def _rows(fit: Fit) -> _Rows:
    used = fit.data
    is_used = fit.series.table["is_used"].to_numpy(dtype=bool)
    denominator = used["denominator"].to_numpy(dtype=np.float64)
    return _Rows(
        terms=fit.matrix.terms,
        matrix=fit.matrix.entries[is_used],
        outcome=modelled(fit.design, used["outcome"].to_numpy(dtype=np.float64), denominator),
        position=used["position"].to_numpy(dtype=np.int64),
        denominator=denominator,
    )


def _problem(rows: _Rows) -> Problem:
    return Problem(
        terms=rows.terms,
        matrix=rows.matrix,
        outcome=rows.outcome,
        denominator=rows.denominator,
        position=rows.position,
        unit=np.zeros(len(rows.outcome), dtype=np.int64),
        family="gaussian",
    )


def _predicted(
    found: ArimaFit, maximum: Maximum, before: _Rows, after: _Rows
) -> tuple[FloatArray, FloatArray]:
    """Return the forecasts on the modelled scale and their covariance."""
    model, profile = found.model, maximum.profile
    first = int(before.position[0])
    periods = int(after.position[-1]) - first + 1
    known = calendar(model.order, periods)
    is_then, is_next = before.position - first, after.position - first
    carry_on = known.start[is_next] @ np.linalg.pinv(known.start[is_then])
    _require_said(carry_on, known.start[is_then], known.start[is_next], found, before, after)
    ahead = known.carried[is_next] - carry_on @ known.carried[is_then]
    autocovariance = _longer(found, maximum, periods)
    every = np.arange(known.carried.shape[1])
    between = autocovariance[np.abs(every[:, None] - model.differencing.position)]
    mixing = model.differencing.mixing
    shared = ahead @ (between if mixing is None else between @ mixing.T)
    weights = linalg.cho_solve((profile.factor, True), shared.T).T
    own = ahead @ autocovariance[np.abs(every[:, None] - every)] @ ahead.T
    to_after = carry_on + weights @ model.differencing.contrasts
    gradient = after.matrix[:, found.is_kept] - to_after @ before.matrix[:, found.is_kept]
    mean = to_after @ before.outcome + gradient @ profile.coefficients
    free = len(model.outcome) - model.order.parameters - model.columns.shape[1]
    inflation = len(model.outcome) / free
    noise = profile.variance * (own - weights @ shared.T)
    return mean, inflation * (noise + gradient @ maximum.covariance @ gradient.T)


def _longer(found: ArimaFit, maximum: Maximum, periods: int) -> FloatArray:
    """Return the autocovariances as far as the last forecast."""
    differencing = replace(found.model.differencing, position=np.arange(periods))
    return replace(found.model, differencing=differencing).autocovariance(maximum.partial)


def _require_said(
    carry_on: FloatArray,
    start_before: FloatArray,
    start_after: FloatArray,
    found: ArimaFit,
    before: _Rows,
    after: _Rows,
) -> None:
    """Refuse forecasts that the periods before do not determine."""
    removed = ~found.is_kept
    then = np.column_stack([start_before, before.matrix[:, removed]])
    next_ = np.column_stack([start_after, after.matrix[:, removed]])
    largest = np.abs(np.vstack([then, next_])).max(initial=0.0)
    if np.abs(next_ - carry_on @ then).max(initial=0.0) > SAME * largest:
        raise InvalidInput(
            f"{found.model.order}: the periods before the interruption do not say what comes "
            f"after it: a season is missing there, or a covariate never changes.",
            "Give more of the series before it, or remove the covariate.",
        )


def _table(fit: Fit, after: _Rows, mean: FloatArray, covariance: FloatArray) -> pd.DataFrame:
    quantile = float(stats.norm.ppf((1 + fit.design.level) / 2))
    scale = scale_of(fit.design)
    half = quantile * np.sqrt(np.diag(covariance))
    observed, forecasts = scale.natural(after.outcome), scale.natural(mean)
    lower, upper = scale.natural(mean - half), scale.natural(mean + half)
    difference = observed - forecasts
    sums = np.tril(np.ones((len(mean), len(mean))))
    cumulative = sums @ (after.denominator * difference)
    gradient = sums * (after.denominator * scale.derivative(mean))
    reach = quantile * np.sqrt(np.einsum("ij,jk,ik->i", gradient, covariance, gradient))
    return pd.DataFrame(
        {
            "observed": observed,
            "forecast": forecasts,
            "lower": lower,
            "upper": upper,
            "difference": difference,
            "difference_lower": observed - upper,
            "difference_upper": observed - lower,
            "cumulative": cumulative,
            "cumulative_lower": cumulative - reach,
            "cumulative_upper": cumulative + reach,
        }
    )
