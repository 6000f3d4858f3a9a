"""The summary measures of inequality of unordered groups, with intervals that allow for chance.

Group values come in; one row a measure goes out. Each measure is nought only if all groups are
equal, and sampling error alone makes it greater: its interval takes that into account.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import brentq

from evaluation.equity.unordered.formulas import (
    EVERY,
    MEASURES,
    OF_REFERENCE,
    Favourable,
    Setting,
    SummaryMeasure,
)
from evaluation.equity.values import GroupValues
from evaluation.errors import InvalidInput
from evaluation.intervals import FloatArray, as_floats

FEWEST_GROUPS: Final = 3
FEWEST_KNOWN: Final = 2
MOST_HIDDEN_SHARE: Final = 0.1
REPETITIONS: Final = 10_000
ONE_SD: Final = float(stats.norm.cdf(1) - stats.norm.cdf(-1))
POWERS: Final = {"absolute": 1, "squared": 2}

METHOD_WORDS: Final = (
    "simulated; the lower limit by the non-central chi-squared distribution of the variation "
    "between groups"
)
COMPLETE, WITHOUT_HIDDEN = "", "without hidden groups"
HIDDEN_EXTREME = "a hidden group may be the highest or the lowest"
TOO_HIDDEN = "too many people are in hidden groups"
NOT_DEFINED = "not defined: a group or the average is nought"


def summary_measures(
    values: GroupValues,
    favourable: Favourable,
    generator: np.random.Generator,
    *,
    multiplier: float = 1,
    reference: Hashable | None = None,
    measures: Sequence[str] | None = None,
    level: float = 0.95,
    repetitions: int = REPETITIONS,
) -> pd.DataFrame:
    """Return the summary measures of inequality between unordered groups.

    Parameters
    ----------
    values : GroupValues
        3 or more groups, in any order.
    favourable : {"increase", "decrease"}
        Which way is better; it decides which group is the best.
    generator : Generator
        For the simulation of the limits.
    multiplier : float
        From the unit of the values to that of absolute measures, such as 100 for per cent.
    reference : group, optional
        The group the others are held against (MDRU, MDRW).
    measures : sequence of str, optional
        Symbols of `MEASURES`; all by default, those of a reference only where there is one.
    level : float
        Nominal coverage of the limits.
    repetitions : int
        Of the simulation.

    Returns
    -------
    DataFrame, one row per measure
        symbol, name, unit, value, lower, upper, groups, people and note. Values are missing where
        they cannot be shown or do not exist; the note says why.

    Raises
    ------
    InvalidInput
        If there are fewer than 3 groups, a measure is unknown, or the reference is not a group.

    Notes
    -----
    Measures weighted by people are computed without hidden groups while these hold at most a tenth
    of the people; the others need every group.

    The upper limit is a percentile of draws of the groups' values. Such draws scatter twice, so
    that their lower percentile misses equality always: it is replaced, where that is lower, by the
    measure of the groups drawn together to the least variation that the data allow. With
    Q = sum((y - m)^2 / se^2), m the mean weighted by 1/se^2, that is the factor sqrt(l / Q), where
    a non-central chi-squared with k - 1 degrees of freedom and non-centrality l exceeds Q with half
    of 1 - level; 0 where Q is no more than chance gives. The highest and the lowest group are those
    of the data: their choice is part of each draw.

    Examples
    --------
    >>> from evaluation.equity import PROPORTION, values_of_counts
    >>> counts = pd.DataFrame({"group": list("abc"), "numerator": [40, 50, 60],
    ...                        "denominator": 100})
    >>> found = summary_measures(values_of_counts(counts, PROPORTION), "increase",
    ...                          np.random.default_rng(1), multiplier=100, measures=["D", "IDISU"])
    >>> found["value"].round(2).tolist()
    [20.0, 13.33]
    """
    chosen = _chosen(values, reference, measures)
    known = values.chosen(values.is_known)
    drawn = known.draws(generator, repetitions)
    factor = least_variation(known, level)
    rows = [
        _row(measure, values, known, favourable, reference, drawn, factor, level, multiplier)
        for measure in chosen
    ]
    return pd.DataFrame(rows)


def homogeneity(values: GroupValues) -> float | None:
    """Return the p value of no difference between groups; None for fewer than two.

    Notes
    -----
    Q = sum((y - m)^2 / se^2) against chi-squared with k - 1 degrees of freedom; the standard
    error is half the width of the group's 68.3% interval.
    """
    statistic, groups = _variation(values.chosen(values.is_known))
    return float(stats.chi2.sf(statistic, groups - 1)) if groups >= FEWEST_KNOWN else None


def least_variation(known: GroupValues, level: float) -> float:
    """Return by which factor groups may be drawn together towards their mean, 0 to 1."""
    statistic, groups = _variation(known)
    tail = (1 - level) / 2
    if groups < FEWEST_KNOWN or stats.chi2.sf(statistic, groups - 1) >= tail:
        return 0.0

    def excess(noncentrality: float) -> float:
        return float(stats.ncx2.sf(statistic, groups - 1, noncentrality) - tail)

    # at the statistic itself more than half of the distribution lies above it
    least = brentq(excess, np.finfo(float).tiny, statistic)
    return float(np.sqrt(least / statistic))


def _variation(known: GroupValues) -> tuple[float, int]:
    lower, upper = (as_floats(limit) for limit in known.limits(ONE_SD))
    error = (upper - lower) / 2
    usable = error > 0
    if not usable.any():
        return 0.0, 0
    weight, value = 1 / error[usable] ** 2, known.value[usable]
    mean = weight @ value / weight.sum()
    return float(weight @ (value - mean) ** 2), int(usable.sum())


def _row(
    measure: SummaryMeasure,
    values: GroupValues,
    known: GroupValues,
    favourable: Favourable,
    reference: Hashable | None,
    drawn: FloatArray,
    factor: float,
    level: float,
    multiplier: float,
) -> dict[str, Any]:
    scale = abs(multiplier) ** POWERS.get(measure.unit, 0)
    row: dict[str, Any] = {
        "symbol": measure.symbol,
        "name": measure.name,
        "unit": measure.unit,
        "value": np.nan,
        "lower": np.nan,
        "upper": np.nan,
        "groups": len(known.groups),
        "people": int(known.population.sum()) if len(known.groups) else 0,
        "note": _why_hidden(measure, values, known, reference),
    }
    if row["note"] not in (COMPLETE, WITHOUT_HIDDEN):
        return row
    share = known.population / known.population.sum()
    at = known.groups.index(reference) if reference is not None else None

    def computed(value: FloatArray) -> FloatArray:
        return measure.formula(Setting(value, share, favourable, at))

    value = float(computed(known.value[None])[0])
    if not np.isfinite(value):
        return row | {"note": NOT_DEFINED}
    mean = share @ known.value
    nearest = float(computed((mean + factor * (known.value - mean))[None])[0])
    lower, upper = _limits(computed(drawn), value, nearest, measure.equality, level)
    return row | {"value": scale * value, "lower": scale * lower, "upper": scale * upper}


def _limits(
    drawn: FloatArray, value: float, nearest: float, equality: float, level: float
) -> tuple[float, float]:
    """Return limits; the end that faces equality is that of the least variation, if nearer."""
    side = -1 if value < equality else 1
    away = side * drawn[np.isfinite(drawn)]
    tail = (1 - level) / 2
    inner, outer = np.quantile(away, [tail, 1 - tail])
    near, far = min(inner, side * nearest), max(outer, side * value)
    low, high = sorted((side * float(near), side * float(far)))
    return low, high


def _why_hidden(
    measure: SummaryMeasure,
    values: GroupValues,
    known: GroupValues,
    reference: Hashable | None,
) -> str:
    if len(known.groups) < FEWEST_KNOWN or values.hidden_share > MOST_HIDDEN_SHARE:
        return TOO_HIDDEN
    if measure.symbol in OF_REFERENCE and reference in values.hidden:
        return TOO_HIDDEN
    if not values.hidden:
        return COMPLETE
    return HIDDEN_EXTREME if measure.needs == EVERY else WITHOUT_HIDDEN


def _chosen(
    values: GroupValues, reference: Hashable | None, measures: Sequence[str] | None
) -> list[SummaryMeasure]:
    if len(values.groups) < FEWEST_GROUPS:
        raise InvalidInput(
            f"There are {len(values.groups)} groups; summary measures need {FEWEST_GROUPS}.",
            "Use the gap between the two.",
        )
    if reference is not None and reference not in values.groups:
        raise InvalidInput("The reference is not one of the groups.", "Correct its name.")
    wanted = list(MEASURES) if measures is None else list(measures)
    unknown = [symbol for symbol in wanted if symbol not in MEASURES]
    if unknown:
        raise InvalidInput(
            f"There is no summary measure {unknown[0]}.", f"There are: {', '.join(MEASURES)}."
        )
    if reference is None and measures is not None and set(wanted) & set(OF_REFERENCE):
        raise InvalidInput("A measure against a reference needs one.", "Name a reference group.")
    return [MEASURES[s] for s in wanted if reference is not None or s not in OF_REFERENCE]
