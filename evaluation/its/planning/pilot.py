"""What a pilot series says of the errors that a longer one will have, and how unsure it is.

A table of a series without interruption comes in; its errors at the likely autocorrelations go
out, by the same model that the default method uses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Frequency, Seasonality
from evaluation.its.designs.family import Family
from evaluation.its.designs.rule import default_method
from evaluation.its.estimation.counts import fit_counts
from evaluation.its.estimation.gaussian import is_exact, least_squares
from evaluation.its.estimation.integrated import affordable_orders
from evaluation.its.estimation.lag_products import LagProducts, lag_products
from evaluation.its.estimation.partial import grid
from evaluation.its.estimation.solution import FloatArray, IntArray, Problem
from evaluation.its.planning.planned import seasonal_columns
from evaluation.its.planning.planned_errors import CountErrors, GaussianErrors
from evaluation.its.preparation.columns import numbers_of
from evaluation.its.preparation.periods import calendar_of, parse_periods
from evaluation.its.preparation.series import ADVISED_POINTS

RANGE_LEVEL = 0.8  # of the interval of rho: both of its ends must be planned for
LARGEST_LATENT = 0.98  # autocorrelation of the rates; Poisson noise hides how near to 1 it is


@dataclass(frozen=True)
class Pilot:
    """What a pilot series says.

    Parameters
    ----------
    periods : int
        Periods with data.
    rho, rho_lower, rho_upper : float
        Autocorrelation at lag 1 of the residuals: mean and 80% interval.
    mean : float
        Mean outcome of a period.
    errors : tuple of GaussianErrors or of CountErrors
        At the lower limit, the mean and the upper limit of the autocorrelation, each with the
        spread that the series has if that is the autocorrelation.
    """

    periods: int
    rho: float
    rho_lower: float
    rho_upper: float
    mean: float
    errors: tuple[GaussianErrors, ...] | tuple[CountErrors, ...]


@dataclass(frozen=True)
class PilotColumns:
    """Where a pilot series stands in its table.

    Parameters
    ----------
    time, outcome : str
        Columns of the periods and of the outcome.
    denominator : str, optional
        Column by which a gaussian outcome is divided, or the exposure of counts.
    """

    time: str
    outcome: str
    denominator: str | None = None


def pilot(
    data: pd.DataFrame,
    columns: PilotColumns,
    frequency: Frequency,
    family: Family = "gaussian",
    seasonality: Seasonality | None = None,
) -> Pilot:
    """Return what a series without interruption says of its errors.

    Parameters
    ----------
    data : DataFrame, one row per period
        Not changed.
    columns : PilotColumns
        Where what stands.
    frequency : {"weekly", "monthly", "quarterly", "annual", "daily"}
        Length of a period.
    family : {"gaussian", "quasi-poisson"}
        Measurements, or counts.
    seasonality : Seasonality, optional
        Seasonal terms beside the trend.

    Raises
    ------
    InvalidInput
        If periods repeat, there are fewer than 8 with data, or no errors are left.

    Notes
    -----
    The autocorrelation has the posterior of `order_averaged` (of `rho_integrated` below 24
    periods): the prior of `grid` times the REML likelihood. For counts the same, of residuals
    standardised by the square root of their Poisson mean; the autocorrelation of the rates
    follows from that of the counts, which Poisson noise dilutes.

    Examples
    --------
    >>> rate = [3, 5, 4, 4, 6, 3, 5, 4, 5, 3, 4, 5]
    >>> data = pd.DataFrame({"time": range(2001, 2013), "rate": rate})
    >>> found = pilot(data, PilotColumns("time", "rate"), "annual")
    >>> found.periods, found.rho_lower < found.rho < found.rho_upper, len(found.errors)
    (12, True, 3)
    """
    problem = _problem(data, columns, frequency, family, seasonality or Seasonality())
    linear = problem if family == "gaussian" else _standardised(problem)
    if is_exact(linear, least_squares(linear.matrix, linear.outcome)):
        raise InvalidInput(
            f"Column '{columns.outcome}' of the pilot series has no errors about its trend.",
            "Use another series, or give the noise.",
        )
    orders = affordable_orders(linear, default_method(family, len(linear.outcome)))
    if default_method(family, len(linear.outcome)).name.endswith("rho-integrated"):
        orders = (1,)
    products = lag_products(
        linear.matrix, linear.outcome[None], linear.position, linear.unit, max(orders)
    )
    lower, mean, upper = _autocorrelation(products, orders)
    average = float((problem.outcome / problem.denominator).mean())
    spread = [_spread(products, rho) for rho in (lower, mean, upper)]
    return Pilot(
        periods=len(problem.outcome),
        rho=mean,
        rho_lower=lower,
        rho_upper=upper,
        mean=average,
        errors=_errors(family, (lower, mean, upper), spread, float(problem.outcome.mean())),
    )


def _errors(
    family: Family, rhos: tuple[float, ...], spread: list[float], mean: float
) -> tuple[GaussianErrors, ...] | tuple[CountErrors, ...]:
    if family == "gaussian":
        return tuple(
            GaussianErrors((rho,), float(np.sqrt(variance)))
            for rho, variance in zip(rhos, spread, strict=True)
        )
    return tuple(
        _count_errors(rho, mean, variance) for rho, variance in zip(rhos, spread, strict=True)
    )


def _count_errors(rho: float, mean: float, dispersion: float) -> CountErrors:
    """Return counts whose own autocorrelation is `rho`, that of their rates being higher."""
    if dispersion <= 1:
        return CountErrors((0.0,), mean, 1.0)
    variance = np.log1p((dispersion - 1) / mean)
    shared = max(rho * dispersion / mean, np.expm1(-LARGEST_LATENT * variance))
    latent = float(np.clip(np.log1p(shared) / variance, -LARGEST_LATENT, LARGEST_LATENT))
    return CountErrors((latent,), mean, dispersion)


def _autocorrelation(products: LagProducts, orders: tuple[int, ...]) -> tuple[float, float, float]:
    """Return lower limit, mean and upper limit of the autocorrelation at lag 1."""
    grids = [grid(order, products.nobs) for order in orders]
    heights = np.concatenate(
        [
            products.profiles(points.partial).log_likelihood[:, 0] + points.log_weights
            for points in grids
        ]
    )
    weights = np.exp(heights - special.logsumexp(heights))
    rho = np.concatenate([points.partial[:, 0] for points in grids])
    order = np.argsort(rho)
    below = np.cumsum(weights[order]) - weights[order] / 2
    shares = [(1 - RANGE_LEVEL) / 2, (1 + RANGE_LEVEL) / 2]
    lower, upper = np.interp(shares, below, rho[order])
    return float(lower), float(weights @ rho), float(upper)


def _spread(products: LagProducts, rho: float) -> float:
    """Return the variance of the errors if `rho` is their autocorrelation."""
    square = float(products.profiles(np.array([[rho]])).square[0, 0])
    return square / products.residual_df / (1 - rho**2)


def _problem(
    data: pd.DataFrame,
    columns: PilotColumns,
    frequency: Frequency,
    family: Family,
    seasonality: Seasonality,
) -> Problem:
    dates = parse_periods(data[columns.time], frequency, columns.time)
    ordinals = calendar_of(dates, frequency, columns.time).ordinals(dates)
    outcome = numbers_of(data, columns.outcome)
    exposure = numbers_of(data, columns.denominator) if columns.denominator else outcome * 0 + 1
    used = np.isfinite(outcome) & np.isfinite(exposure)
    _require_rows(ordinals[used], outcome[used], exposure[used], columns, family)
    order = np.argsort(ordinals[used])
    position = np.asarray(ordinals[used][order] - ordinals[used].min(), dtype=np.int64)
    seasons = seasonal_columns(frequency, seasonality, int(position[-1]) + 1)[position]
    matrix = np.column_stack([np.ones_like(position), position, seasons]).astype(np.float64)
    values, denominator = outcome[used][order], exposure[used][order]
    return Problem(
        terms=tuple(f"term:{number}" for number in range(matrix.shape[1])),
        matrix=matrix,
        outcome=values / denominator if family == "gaussian" else values,
        denominator=np.ones_like(values) if family == "gaussian" else denominator,
        position=position,
        unit=np.zeros(len(position), dtype=np.int64),
        family=family,
    )


def _require_rows(
    ordinals: IntArray,
    outcome: FloatArray,
    exposure: FloatArray,
    columns: PilotColumns,
    family: Family,
) -> None:
    if len(np.unique(ordinals)) < len(ordinals):
        raise InvalidInput(
            f"Column '{columns.time}' of the pilot series repeats a period.",
            "Keep one row per period.",
        )
    if len(ordinals) < ADVISED_POINTS:
        raise InvalidInput(
            f"The pilot series has {len(ordinals)} periods with data; fewer than "
            f"{ADVISED_POINTS} say nothing about its autocorrelation.",
            "Give a longer series, or give the noise.",
        )
    if (exposure <= 0).any() or (family != "gaussian" and (outcome < 0).any()):
        raise InvalidInput(
            "The pilot series has a count below 0, or a denominator not above 0.",
            "Correct those rows.",
        )


def _standardised(problem: Problem) -> Problem:
    """Return the linear model of counts near their fit, scaled to the Poisson variance 1."""
    predictor = problem.matrix @ fit_counts(problem).coefficients
    mean = np.exp(predictor) * problem.denominator
    weight = np.sqrt(mean)
    working = predictor + (problem.outcome - mean) / mean
    return replace(problem, matrix=problem.matrix * weight[:, None], outcome=working * weight)
