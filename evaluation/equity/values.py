"""The value of each group with its uncertainty, from counts or from published estimates.

Counts or values with limits come in, one row a group; a `GroupValues` goes out, which every
measure over several groups starts from. NA is what disclosure control hid.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.special import expit, logit

from evaluation.equity.measure import Measure
from evaluation.equity.order import true_order
from evaluation.errors import InvalidInput
from evaluation.intervals import FloatArray, Interval, as_floats

Kind = Literal["value", "rate", "proportion"]
Drawing = Callable[[np.random.Generator, int], FloatArray]

JEFFREYS: Final = 0.5
"""Added to counts for draws from what they leave uncertain, so that nought is not certain."""


@dataclass(frozen=True)
class GroupValues:
    """Values of several groups, in an order, with their uncertainty.

    Parameters
    ----------
    groups : tuple
        Names, in the order that measures use.
    population : array of float, one per group
        People in each group; missing where suppressed.
    value : array of float, one per group
        In its natural unit, a proportion as a fraction; missing where suppressed.
    limits : callable
        From a level to the limits of each group.
    draws : callable
        From a generator and a number n to values that could be, n by groups.
    kind : {"value", "rate", "proportion"}
        Which decides the scale on which values are Normal: none, logs or logits.
    order : tuple, optional
        The order of the categories, where the groups came as ordered categories.
    """

    groups: tuple[Hashable, ...]
    population: FloatArray
    value: FloatArray
    limits: Callable[[float], Interval]
    draws: Drawing
    kind: Kind
    order: tuple[Hashable, ...] | None = None

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """Which groups have a value and people."""
        known: NDArray[np.bool_] = ~np.isnan(self.value) & (self.population > 0)
        return known

    @property
    def hidden(self) -> tuple[Hashable, ...]:
        """Groups without a value, because numbers are small or nobody is in them."""
        return tuple(g for g, known in zip(self.groups, self.is_known, strict=True) if not known)

    @property
    def hidden_share(self) -> float:
        """Share of all people with a known number who are in hidden groups."""
        people = np.nan_to_num(self.population)
        return float(people[~self.is_known].sum() / max(people.sum(), 1))

    def chosen(self, positions: Sequence[int] | NDArray[np.bool_]) -> GroupValues:
        """Return some of the groups, or all of them in another order."""
        at = np.arange(len(self.groups))[np.asarray(positions)]

        def limits(level: float) -> Interval:
            lower, upper = self.limits(level)
            return Interval(lower[at], upper[at])

        return GroupValues(
            tuple(self.groups[position] for position in at),
            self.population[at],
            self.value[at],
            limits,
            lambda generator, count: self.draws(generator, count)[:, at],
            self.kind,
            self.order,
        )

    def ordered(self, stated: Sequence[Hashable] | None = None) -> GroupValues:
        """Return the groups in their true order, most disadvantaged first.

        Raises
        ------
        InvalidInput
            As for `true_order`.
        """
        names = pd.Series(self.groups, dtype="object")
        return self.chosen(true_order(names, self.order if stated is None else stated))


def values_of_counts(counts: pd.DataFrame, of: Measure) -> GroupValues:
    """Return the proportion or rate of each group from its counts.

    Parameters
    ----------
    counts : DataFrame, one row per group
        Columns group, numerator and denominator, and population where the people to weight by
        are not the denominator; NA where suppressed. Ordered categories keep their order.
    of : Measure
        A proportion or a rate; its multiplier is not applied.

    Notes
    -----
    Draws come from the Beta or Gamma distribution of each group's value under Jeffreys' prior,
    which is proper where a count is nought.
    """
    _require(counts, ("group", "numerator", "denominator"))
    numerator, denominator = as_floats(counts["numerator"]), as_floats(counts["denominator"])
    people = as_floats(counts["population"]) if "population" in counts else denominator
    exists = denominator > 0
    total = np.where(exists, denominator, np.nan)
    is_rate = of.name == "rate"

    def draws(generator: np.random.Generator, count: int) -> FloatArray:
        known = ~np.isnan(numerator / total)
        events, all_ = np.where(known, numerator, 0), np.where(known, total, 1)
        size = (count, len(events))
        if is_rate:
            drawn = generator.gamma(events + JEFFREYS, 1 / all_, size)
        else:
            drawn = generator.beta(events + JEFFREYS, all_ - events + JEFFREYS, size)
        return np.where(known, drawn, np.nan)

    return GroupValues(
        _names(counts),
        people,
        numerator / total,
        lambda level: of.interval(numerator, total, level),
        draws,
        "rate" if is_rate else "proportion",
        _order(counts),
    )


def values_of_estimates(table: pd.DataFrame, kind: Kind, level: float = 0.95) -> GroupValues:
    """Return published values of groups with the uncertainty that came with them.

    Parameters
    ----------
    table : DataFrame, one row per group
        Columns group, population and value, and either se (in the unit of the value) or lower and
        upper. A proportion is a fraction of 1.
    kind : {"value", "rate", "proportion"}
        A rate is Normal in its logarithm, a proportion in its logit, any other value as it is.
    level : float
        Level of the limits in the table.

    Raises
    ------
    InvalidInput
        If a column is missing, a limit is on the wrong side of its value, or a rate or proportion
        has no logarithm or logit.

    Notes
    -----
    A standard error is carried over to the scale by the delta method: se/y for a logarithm,
    se/(y (1 - y)) for a logit. From limits it is their distance on the scale over 2 z.
    """
    _require(table, ("group", "population", "value"))
    value = as_floats(table["value"])
    _require_on_scale(value, kind)
    centre = _to_scale(value, kind)
    if "se" in table:
        error = as_floats(table["se"]) / _steepness(value, kind)
    else:
        error = _error_of_limits(table, kind, level)
    if np.any(error < 0):
        raise InvalidInput("A standard error is negative.", "Correct it.")

    def limits(wanted: float) -> Interval:
        margin = stats.norm.isf((1 - wanted) / 2) * error
        return Interval(_from_scale(centre - margin, kind), _from_scale(centre + margin, kind))

    def draws(generator: np.random.Generator, count: int) -> FloatArray:
        normal = generator.standard_normal((count, len(centre)))
        return _from_scale(centre + normal * error, kind)

    people = as_floats(table["population"])
    return GroupValues(_names(table), people, value, limits, draws, kind, _order(table))


def _error_of_limits(table: pd.DataFrame, kind: Kind, level: float) -> FloatArray:
    _require(table, ("lower", "upper"))
    lower, value, upper = (as_floats(table[name]) for name in ("lower", "value", "upper"))
    if np.any(lower > value) or np.any(value > upper):
        raise InvalidInput(
            "A value does not lie between its limits.", "Check the columns of the limits."
        )
    _require_on_scale(np.concatenate([lower, upper]), kind)
    width = _to_scale(upper, kind) - _to_scale(lower, kind)
    error: FloatArray = width / (2 * stats.norm.isf((1 - level) / 2))
    return error


def _to_scale(value: FloatArray, kind: Kind) -> FloatArray:
    if kind == "value":
        return value
    transformed: FloatArray = np.log(value) if kind == "rate" else logit(value)
    return transformed


def _from_scale(value: FloatArray, kind: Kind) -> FloatArray:
    if kind == "value":
        return value
    transformed: FloatArray = np.exp(value) if kind == "rate" else expit(value)
    return transformed


def _steepness(value: FloatArray, kind: Kind) -> FloatArray:
    if kind == "value":
        return np.ones_like(value)
    return value if kind == "rate" else value * (1 - value)


def _require_on_scale(value: FloatArray, kind: Kind) -> None:
    if kind == "rate" and np.any(value <= 0):
        raise InvalidInput("A rate or its limit is nought or less.", "Give counts instead.")
    if kind == "proportion" and (np.any(value <= 0) or np.any(value >= 1)):
        raise InvalidInput(
            "A proportion or its limit is not between 0 and 1.",
            "Give fractions rather than percentages, or counts instead.",
        )


def _names(table: pd.DataFrame) -> tuple[Hashable, ...]:
    """Return the groups, of which each comes once."""
    groups = table["group"]
    if groups.isna().any() or groups.duplicated().any():
        raise InvalidInput("A group comes twice or has no name.", "Give one row for each group.")
    return tuple(groups)


def _order(table: pd.DataFrame) -> tuple[Hashable, ...] | None:
    groups = table["group"]
    is_ordered = isinstance(groups.dtype, pd.CategoricalDtype) and groups.cat.ordered
    return tuple(groups.cat.categories) if is_ordered else None


def _require(table: pd.DataFrame, columns: Sequence[str]) -> None:
    absent = [name for name in columns if name not in table.columns]
    if absent:
        raise InvalidInput(
            f"The table of groups has no column {', '.join(absent)}.",
            f"It needs {', '.join(columns)}.",
        )
