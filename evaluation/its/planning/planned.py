"""What is planned: lengths, effect, errors, measure and methods of a series not yet collected.

Plain values come in; the design matrix of any length and the size of the effect go out.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Design, Frequency, Interruption, Seasonality
from evaluation.its.designs.family import Family, require_known
from evaluation.its.designs.method import Method
from evaluation.its.designs.rule import default_method
from evaluation.its.estimation.arima import order_of
from evaluation.its.estimation.estimators import suited
from evaluation.its.estimation.solution import FloatArray, Problem
from evaluation.its.planning.planned_errors import CountErrors, GaussianErrors
from evaluation.its.preparation.matrix import design_matrix
from evaluation.its.preparation.periods import Calendar, periods_per_year
from evaluation.its.preparation.series import MINIMUM_POINTS, prepare

Measure = Literal["level", "slope", "end"]

USUAL_SIMULATIONS = 1000  # a Monte Carlo standard error of at most 1.6 percentage points
USUAL_POWER = 0.8  # Cohen J (1988), Statistical Power Analysis, chapter 2
FIRST_DAY = dt.date(2024, 1, 1)  # a Monday that begins a week, month, quarter and year
FEWEST_SIMULATIONS = 50
YEARS_OF_ALL_SEASONS = 4  # tell every season from the trend and the change


@dataclass(frozen=True)
class Change:
    """The effect to be detected, on the model's scale (for counts log rate ratios).

    Parameters
    ----------
    level : float
        Shift in the first period after the interruption.
    slope : float
        Change of the trend in a period.
    """

    level: float = 0.0
    slope: float = 0.0


@dataclass(frozen=True)
class Plan:
    """A study of power.

    Parameters
    ----------
    frequency : {"weekly", "monthly", "quarterly", "annual", "daily"}
        Length of a period.
    before, after : tuple of int
        Numbers of periods, at least 3 each; every pair is studied.
    effects : tuple of Change
        Effects to be detected.
    errors : tuple of GaussianErrors, or of CountErrors
        What else moves the series.
    measure : {"level", "slope", "end"}
        What is tested: the shift, the change of trend, or the effect in the last period.
    has_level, has_slope : bool
        Which terms the model has for the interruption.
    seasonality : Seasonality
        Seasonal terms of the model. The series are simulated without a season: terms that are
        estimated cost the same precision whatever their size.
    methods : tuple of Method or None
        None is the method that `default_method` chooses for the length.
    level : float
        Nominal coverage of the intervals.
    simulations : int
        Series simulated for each length and error.
    wanted_power : float
        Share of series that the search for a length must reach.
    most : int or None
        Largest number of periods on a side that is searched; None for no search.

    Raises
    ------
    InvalidInput
        If the parts contradict each other.
    """

    frequency: Frequency
    before: tuple[int, ...]
    after: tuple[int, ...]
    effects: tuple[Change, ...]
    errors: tuple[GaussianErrors, ...] | tuple[CountErrors, ...]
    measure: Measure = "level"
    has_level: bool = True
    has_slope: bool = True
    seasonality: Seasonality = field(default_factory=Seasonality)
    methods: tuple[Method | None, ...] = (None,)
    level: float = 0.95
    simulations: int = USUAL_SIMULATIONS
    wanted_power: float = USUAL_POWER
    most: int | None = None

    def __post_init__(self) -> None:
        require_known("frequency", self.frequency, get_args(Frequency))
        require_known("measure", self.measure, get_args(Measure))
        _require_lengths(self)
        _require_effects(self)
        _require_shares(self)
        _require_methods(self)

    @property
    def family(self) -> Family:
        """Family by which the outcome is modelled."""
        return self.errors[0].family

    @property
    def longest(self) -> int:
        """Periods of the longest series that may be simulated."""
        given = max(self.before) + max(self.after)
        if self.most is None:
            return given
        return max(given, max(self.before) + self.most, 2 * self.most)

    def method_for(self, method: Method | None, periods: int) -> Method:
        """Return a method, the rule's for the length where none is named."""
        chosen = method or default_method(self.family, periods)
        if chosen.name == "arima":
            return replace(chosen, order=order_of(chosen).on(self.frequency))
        return chosen

    def size(self, change: Change, after: int) -> float:
        """Return the true value of the measure, on the model's scale.

        Examples
        --------
        >>> plan = Plan("monthly", (24,), (12,), (Change(2.0, 0.1),), (GaussianErrors((0.4,)),),
        ...             measure="end")
        >>> round(plan.size(plan.effects[0], 12), 6)
        3.1
        """
        return float(self.contrast(after, len(self.terms)) @ self._coefficients(change))

    @property
    def terms(self) -> tuple[str, ...]:
        """Terms of the model but the seasonal ones."""
        level = ("level",) if self.has_level else ()
        slope = ("slope",) if self.has_slope else ()
        return ("intercept", "trend", *level, *slope)

    def contrast(self, after: int, terms: int) -> FloatArray:
        """Return the measure as a combination of coefficients, length `terms`."""
        weights = {"level": {"level": 1}, "slope": {"slope": 1}}
        wanted = weights.get(self.measure, {"level": 1, "slope": after - 1})
        found = np.zeros(terms)
        found[: len(self.terms)] = [wanted.get(term, 0) for term in self.terms]
        return found

    def course(self, change: Change, before: int, after: int) -> FloatArray:
        """Return the change of the mean in every period, length before + after."""
        found: FloatArray = self.segments(before, after) @ self._coefficients(change)
        return found

    def segments(self, before: int, after: int) -> FloatArray:
        """Return the columns of the terms but the seasonal ones, n by k."""
        position = np.arange(before + after, dtype=np.float64)
        columns = {
            "intercept": np.ones_like(position),
            "trend": position,
            "level": (position >= before).astype(np.float64),
            "slope": np.maximum(position - before, 0.0),
        }
        return np.column_stack([columns[term] for term in self.terms])

    def problem(self, before: int, after: int) -> Problem:
        """Return the design of a length, with an outcome of zeros.

        Raises
        ------
        InvalidInput
            If the model has too many terms for the length.
        """
        length = before + after
        seasons = seasonal_columns(self.frequency, self.seasonality, self.longest)[:length]
        matrix = np.column_stack([self.segments(before, after), seasons])
        if length <= matrix.shape[1] or np.linalg.matrix_rank(matrix) < matrix.shape[1]:
            raise InvalidInput(
                f"With {before} periods before and {after} after the {matrix.shape[1]} terms of "
                f"the model cannot be told apart.",
                "Plan more periods, or fewer seasonal terms.",
            )
        seasonal = tuple(f"season:{number}" for number in range(seasons.shape[1]))
        return Problem(
            terms=(*self.terms, *seasonal),
            matrix=matrix,
            outcome=np.zeros(length),
            denominator=np.ones(length),
            position=np.arange(length),
            unit=np.zeros(length, dtype=np.int64),
            family=self.family,
        )

    def _coefficients(self, change: Change) -> FloatArray:
        values = {"level": change.level, "slope": change.slope}
        return np.array([values.get(term, 0.0) for term in self.terms])


@lru_cache(maxsize=8)
def seasonal_columns(frequency: Frequency, seasonality: Seasonality, length: int) -> FloatArray:
    """Return the seasonal terms of a series that begins in January, n by their number.

    Examples
    --------
    >>> seasonal_columns("monthly", Seasonality(harmonics=1), 24).shape
    (24, 2)
    """
    if not seasonality.is_modelled:
        return np.empty((length, 0))
    calendar = Calendar(frequency)
    first = calendar.ordinal(FIRST_DAY)
    enough = max(length, math.ceil(YEARS_OF_ALL_SEASONS * periods_per_year(frequency)))
    periods = calendar.starts(np.arange(first, first + enough))
    middle = Interruption("middle", periods[enough // 2].date(), slope=False)
    design = Design("outcome", frequency, (middle,), seasonality=seasonality)
    series = prepare(design, pd.DataFrame({"time": periods, "outcome": np.zeros(enough)}))
    matrix = design_matrix(design, series)
    return matrix.entries[:length, [term.startswith("season:") for term in matrix.terms]]


def _require_lengths(plan: Plan) -> None:
    for name, numbers in (("before", plan.before), ("after", plan.after)):
        if not numbers or min(numbers) < MINIMUM_POINTS:
            raise InvalidInput(
                f"A plan needs at least {MINIMUM_POINTS} periods {name} the interruption.",
                "Plan more periods.",
            )
    if plan.most is not None and plan.most < MINIMUM_POINTS:
        raise InvalidInput(
            f"The search for a length ends below {MINIMUM_POINTS} periods.", "Let it go further."
        )


def _require_effects(plan: Plan) -> None:
    measured = {"level": plan.has_level, "slope": plan.has_slope}
    if not measured.get(plan.measure, True):
        raise InvalidInput(
            f"The measure is the {plan.measure}, but the model has no {plan.measure} term.",
            f"Give the model a {plan.measure}, or choose another measure.",
        )
    if not plan.effects or not plan.errors:
        raise InvalidInput("A plan needs an effect and its errors.", "Give both.")
    for change in plan.effects:
        for term, value in (("level", change.level), ("slope", change.slope)):
            if value and not {"level": plan.has_level, "slope": plan.has_slope}[term]:
                raise InvalidInput(
                    f"The effect changes the {term}, but the model has no {term} term.",
                    f"Give the model a {term}, or remove it from the effect.",
                )
        if any(plan.size(change, after) == 0 for after in plan.after):
            raise InvalidInput(
                f"The effect to be detected is 0 by the measure '{plan.measure}'.",
                "Give an effect on that measure; its error of type I is reported anyway.",
            )


def _require_shares(plan: Plan) -> None:
    if not 0 < plan.level < 1 or not 0 < plan.wanted_power < 1:
        raise InvalidInput(
            "The level of the intervals and the wanted power must lie between 0 and 1.",
            "Use 0.95 and 0.8.",
        )
    if plan.simulations < FEWEST_SIMULATIONS:
        raise InvalidInput(
            f"With fewer than {FEWEST_SIMULATIONS} simulations nothing is known.",
            f"Use {USUAL_SIMULATIONS}.",
        )


def _require_methods(plan: Plan) -> None:
    known = suited(plan.family)
    for method in plan.methods:
        if method is not None and method.name not in known:
            raise InvalidInput(
                f"Method '{method.name}' is not for family '{plan.family}'.",
                f"Use {' or '.join(known)}.",
            )
    if not plan.methods or len(set(plan.methods)) < len(plan.methods):
        raise InvalidInput("The plan names no method, or one of them twice.", "Name each once.")
