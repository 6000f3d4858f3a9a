"""Fitting: a design and a table become a `Fit`, by the estimator that the method names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.arima import order_of
from evaluation.its.arima_order import ArimaOrder
from evaluation.its.boundaries import boundary_warnings
from evaluation.its.design import Design
from evaluation.its.estimators import ESTIMATORS, suited
from evaluation.its.matrix import Matrix, design_matrix
from evaluation.its.method import NEWEY_WEST_METHODS, ORDERED_METHODS, Method
from evaluation.its.rule import default_method, rule_text
from evaluation.its.scale import modelled
from evaluation.its.series import Series, prepare
from evaluation.its.solution import FloatArray, Problem, Solution, term_table


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted interrupted time series.

    Parameters
    ----------
    design : Design
        What was fitted.
    method : Method
        How; its lags or its order are those that were used.
    terms : DataFrame, one row per term
        Columns term, estimate, std_error, df (infinite for normal quantiles), lower, upper, p.
        On the log or logit scale for families other than gaussian.
    series : Series
        The checked rows.
    matrix : Matrix
        The design matrix of all rows, used or left out.
    solution : Solution
        The estimator's own answer.
    is_method_named : bool
        Whether the method was named, and not chosen by the rule.
    """

    design: Design
    method: Method
    terms: pd.DataFrame
    series: Series
    matrix: Matrix
    solution: Solution
    is_method_named: bool = True

    @property
    def covariance(self) -> FloatArray:
        """Covariance of the coefficients, k by k, in the order of `terms`."""
        return self.solution.uncertainty.covariance

    @property
    def rho(self) -> float | None:
        """Estimated autocorrelation at lag 1, where the method has one."""
        return self.solution.rho

    @property
    def lags(self) -> int | None:
        """Lags of the Newey-West errors, where the method has them."""
        return self.solution.lags

    @property
    def dispersion(self) -> float | None:
        """Pearson chi-squared over its degrees of freedom; None for the gaussian family."""
        return self.solution.dispersion

    @property
    def overdispersion(self) -> float | None:
        """Alpha of the negative binomial: variance = mean + alpha x mean squared."""
        return self.solution.overdispersion

    @property
    def data(self) -> pd.DataFrame:
        """The rows used, one per unit and period, in the order of the fit."""
        return self.series.table[self.series.table["is_used"]].reset_index(drop=True)

    @property
    def n(self) -> int:
        """Number of rows used, of all units."""
        return int(self.series.table["is_used"].sum())

    @property
    def first_post(self) -> dict[str, dt.date]:
        """First day of the first period used on or after each interruption's date."""
        positions = self.series.first_post.items()
        return {name: self.series.date_of(position) for name, position in positions}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know, one sentence each."""
        beside = boundary_warnings(self.terms, self.solution)
        return (*self.series.warnings, *self.solution.warnings, *beside)

    @property
    def rule(self) -> str:
        """How the method came to be used, in one or two sentences."""
        periods = int(self.data["position"].nunique())
        return rule_text(periods, self.label, is_named=self.is_method_named)

    @property
    def label(self) -> str:
        """What a reader calls the method, with its lags or its order.

        It names the family too where that is not gaussian, and what is done with controls.
        """
        text = ESTIMATORS[self.method.name].label.format(order=self.solution.order)
        if self.design.family != "gaussian":
            text = f"{self.design.family.replace('poisson', 'Poisson')} {text}"
        words = self.design.control.words if self.design.control else ""
        if isinstance(self.method.order, ArimaOrder):
            return f"regression with {self.method.order} errors{words}"
        text += words
        if self.lags is None:
            return text
        return f"{text} ({self.lags} {'lag' if self.lags == 1 else 'lags'})"


def fit(design: Design, data: pd.DataFrame, method: Method | None = None) -> Fit:
    """Fit an interrupted time series.

    Parameters
    ----------
    design : Design
        Outcome, interruptions and everything else that was pre-specified.
    data : DataFrame, one row per period (with a control: per unit and period)
        Not changed.
    method : Method, optional
        By default that of `default_method`.

    Returns
    -------
    Fit
        Terms with intervals, covariance, warnings and the rows used.

    Raises
    ------
    InvalidInput
        If the data do not fit the design, a term cannot be estimated, or the method is not one
        for the family.

    Examples
    --------
    >>> import datetime
    >>> from evaluation.its.design import Interruption
    >>> data = pd.DataFrame({"time": range(2001, 2009), "falls": [9, 7, 8, 8, 4, 4, 3, 5]})
    >>> mats = Interruption("mats", datetime.date(2005, 1, 1), slope=False)
    >>> found = fit(Design("falls", "annual", (mats,)), data, Method("ols"))
    >>> found.terms.set_index("term")["estimate"].round(3).to_dict()
    {'intercept': 8.0, 'trend': 0.0, 'level:mats': -4.0}
    """
    series = prepare(design, data)
    matrix = design_matrix(design, series)
    return fit_prepared(design, series, matrix, method)


def fit_prepared(
    design: Design, series: Series, matrix: Matrix, method: Method | None = None
) -> Fit:
    """Fit a prepared series with its design matrix; see `fit`.

    Parameters
    ----------
    design : Design
        What was prepared.
    series : Series
        Of the design.
    matrix : Matrix
        Of both.
    method : Method, optional
        By default that of `default_method`.

    Raises
    ------
    InvalidInput
        If the method is not one for the family, or cannot fit the series.
    """
    problem = _problem(design, series, matrix)
    periods = len(np.unique(problem.position))
    chosen = method or default_method(design.family, periods)
    _require_suited(chosen, design)
    if chosen.name == "arima":
        chosen = replace(chosen, order=order_of(chosen).on(design.frequency))
    solution = ESTIMATORS[chosen.name].estimate(problem, chosen)
    chosen = _as_used(chosen, solution)
    return Fit(
        design=design,
        method=chosen,
        terms=term_table(matrix.terms, solution, design.level),
        series=series,
        matrix=matrix,
        solution=solution,
        is_method_named=method is not None,
    )


def _as_used(method: Method, solution: Solution) -> Method:
    """Return a method with the lags or the order that the estimator took."""
    if method.name in NEWEY_WEST_METHODS:
        return replace(method, lags=solution.lags)
    if method.name in ORDERED_METHODS:
        return replace(method, order=solution.order)
    return method


def _problem(design: Design, series: Series, matrix: Matrix) -> Problem:
    table = series.table
    is_used = table["is_used"].to_numpy(dtype=bool)
    denominator = table["denominator"].to_numpy(dtype=np.float64)[is_used]
    known = table["control_line"].to_numpy(dtype=np.float64)[is_used]
    outcome = modelled(design, table["outcome"].to_numpy(dtype=np.float64)[is_used], denominator)
    unit = np.zeros(len(outcome), dtype=np.int64)
    if design.control is not None:
        unit += pd.factorize(table["unit"][is_used])[0]
    is_gaussian = design.family == "gaussian"
    return Problem(
        terms=matrix.terms,
        matrix=matrix.entries[is_used],
        outcome=outcome - known if is_gaussian else outcome,
        denominator=denominator if is_gaussian else denominator * np.exp(known),
        position=table["position"].to_numpy(dtype=np.int64)[is_used],
        unit=unit,
        family=design.family,
    )


def _require_suited(method: Method, design: Design) -> None:
    known = suited(design.family)
    if method.name in known:
        return
    raise InvalidInput(
        f"Method '{method.name}' is not for family '{design.family}'.",
        f"Use {' or '.join(known)}.",
    )
