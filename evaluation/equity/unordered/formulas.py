"""The summary measures of inequality of the World Health Organization, as formulas.

Values of groups (one set, or many draws of it) and their shares of the population come in; one
number for each set goes out. All are in the unit of the values unless they say otherwise.

References
----------
WHO (2013), Handbook on health inequality monitoring, ISBN 978 92 4 154863 2; Schlotheuber A,
Hosseinpoor AR (2022), doi:10.3390/ijerph19063697; Pearcy JN, Keppel KG (2002),
doi:10.1093/phr/117.3.273 (index of disparity); Theil H (1967), Economics and information theory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from scipy.special import xlogy

from evaluation.intervals import FloatArray

Favourable = Literal["increase", "decrease"]
Needs = Literal["every group", "most people"]
Unit = Literal["absolute", "squared", "ratio", "percent", "thousandths"]

EVERY: Final = "every group"
MOST: Final = "most people"
PERCENT: Final = 100
THOUSANDTHS: Final = 1000
"""WHO multiplies the Theil index and the mean log deviation by this."""


@dataclass(frozen=True)
class Setting:
    """What a measure needs to know.

    Parameters
    ----------
    value : array of float, draws by groups
    share : array of float, one per group
        Shares of the population; they sum to 1.
    favourable : {"increase", "decrease"}
        Which way is better: of vaccination an increase, of deaths a decrease.
    reference : int or None
        Position of the group that the others are held against.
    """

    value: FloatArray
    share: FloatArray
    favourable: Favourable
    reference: int | None = None

    @property
    def mean(self) -> FloatArray:
        """Average weighted by people, one per draw."""
        found: FloatArray = self.value @ self.share
        return found

    @property
    def best(self) -> FloatArray:
        """Value of the best group of each draw."""
        found: FloatArray = (
            self.value.max(axis=1) if self.favourable == "increase" else self.value.min(axis=1)
        )
        return found

    @property
    def worst(self) -> FloatArray:
        """Value of the worst group of each draw."""
        found: FloatArray = (
            self.value.min(axis=1) if self.favourable == "increase" else self.value.max(axis=1)
        )
        return found

    def apart(self, level: FloatArray) -> FloatArray:
        """Return how far each group is from a level, draws by groups."""
        found: FloatArray = np.abs(self.value - level[:, None])
        return found


def difference(setting: Setting) -> FloatArray:
    """Return the highest value less the lowest (D)."""
    found: FloatArray = np.ptp(setting.value, axis=1)
    return found


def ratio(setting: Setting) -> FloatArray:
    """Return the highest value over the lowest (R); missing where the lowest is nought."""
    return _over(setting.value.max(axis=1), setting.value.min(axis=1))


def attributable(setting: Setting) -> FloatArray:
    """Return how much the average would gain if all had the best group's value (PAR).

    Notes
    -----
    y_best - mean: 0 or more where an increase is favourable, else 0 or less.
    """
    return setting.best - setting.mean


def attributable_fraction(setting: Setting) -> FloatArray:
    """Return the population attributable gain in percent of the average (PAF)."""
    return PERCENT * _over(attributable(setting), setting.mean)


def between_group_variance(setting: Setting) -> FloatArray:
    """Return the variance between groups, weighted by people: sum(p (y - mean)^2) (BGV)."""
    found: FloatArray = setting.apart(setting.mean) ** 2 @ setting.share
    return found


def between_group_deviation(setting: Setting) -> FloatArray:
    """Return the standard deviation between groups, weighted by people (BGSD)."""
    found: FloatArray = np.sqrt(between_group_variance(setting))
    return found


def coefficient_of_variation(setting: Setting) -> FloatArray:
    """Return the standard deviation between groups in percent of the average (COV)."""
    return PERCENT * _over(between_group_deviation(setting), setting.mean)


def from_mean(setting: Setting) -> FloatArray:
    """Return the mean distance of the groups from the average (MDMU)."""
    found: FloatArray = setting.apart(setting.mean).mean(axis=1)
    return found


def from_mean_weighted(setting: Setting) -> FloatArray:
    """Return the mean distance from the average, weighted by people (MDMW)."""
    found: FloatArray = setting.apart(setting.mean) @ setting.share
    return found


def from_best(setting: Setting) -> FloatArray:
    """Return the mean distance of the groups from the best one (MDBU)."""
    found: FloatArray = setting.apart(setting.best).mean(axis=1)
    return found


def from_best_weighted(setting: Setting) -> FloatArray:
    """Return the mean distance from the best group, weighted by people (MDBW)."""
    found: FloatArray = setting.apart(setting.best) @ setting.share
    return found


def from_reference(setting: Setting) -> FloatArray:
    """Return the mean distance of the groups from the reference (MDRU)."""
    found: FloatArray = setting.apart(setting.value[:, setting.reference]).mean(axis=1)
    return found


def from_reference_weighted(setting: Setting) -> FloatArray:
    """Return the mean distance from the reference, weighted by people (MDRW)."""
    found: FloatArray = setting.apart(setting.value[:, setting.reference]) @ setting.share
    return found


def disparity(setting: Setting) -> FloatArray:
    """Return the mean distance from the average in percent of it: index of disparity (IDISU)."""
    return PERCENT * _over(from_mean(setting), setting.mean)


def disparity_weighted(setting: Setting) -> FloatArray:
    """Return the index of disparity weighted by people (IDISW)."""
    return PERCENT * _over(from_mean_weighted(setting), setting.mean)


def theil(setting: Setting) -> FloatArray:
    """Return the Theil index in thousandths: 1000 sum(p r ln r), r the value over the average."""
    relative = _over(setting.value, setting.mean[:, None])
    found: FloatArray = THOUSANDTHS * (xlogy(relative, relative) @ setting.share)
    return found


def mean_log_deviation(setting: Setting) -> FloatArray:
    """Return the mean log deviation in thousandths: 1000 sum(-p ln r); missing with a nought."""
    relative = _over(setting.value, setting.mean[:, None])
    logs = np.log(np.where(relative > 0, relative, np.nan))
    found: FloatArray = THOUSANDTHS * (-logs @ setting.share)
    return found


@dataclass(frozen=True)
class SummaryMeasure:
    """One measure: what it is called, its unit, and how it is computed.

    Parameters
    ----------
    name, symbol : str
        In words, and as WHO abbreviates it.
    formula : callable
    unit : str
        "absolute" is the unit of the values, "squared" its square.
    needs : {"every group", "most people"}
        Groups that weigh by people can do without a small hidden one; an extreme cannot.
    equality : float
        Its value where all groups are equal.
    """

    name: str
    symbol: str
    formula: Callable[[Setting], FloatArray]
    unit: Unit
    needs: Needs
    equality: float = 0.0


_ALL: Final = (
    SummaryMeasure("difference of highest and lowest", "D", difference, "absolute", EVERY),
    SummaryMeasure("ratio of highest and lowest", "R", ratio, "ratio", EVERY, 1.0),
    SummaryMeasure("population attributable gain", "PAR", attributable, "absolute", EVERY),
    SummaryMeasure(
        "population attributable fraction", "PAF", attributable_fraction, "percent", EVERY
    ),
    SummaryMeasure("between-group variance", "BGV", between_group_variance, "squared", MOST),
    SummaryMeasure(
        "between-group standard deviation", "BGSD", between_group_deviation, "absolute", MOST
    ),
    SummaryMeasure("coefficient of variation", "COV", coefficient_of_variation, "percent", MOST),
    SummaryMeasure("mean difference from the mean", "MDMU", from_mean, "absolute", EVERY),
    SummaryMeasure(
        "mean difference from the mean, weighted", "MDMW", from_mean_weighted, "absolute", MOST
    ),
    SummaryMeasure("mean difference from the best", "MDBU", from_best, "absolute", EVERY),
    SummaryMeasure(
        "mean difference from the best, weighted", "MDBW", from_best_weighted, "absolute", EVERY
    ),
    SummaryMeasure("mean difference from the reference", "MDRU", from_reference, "absolute", EVERY),
    SummaryMeasure(
        "mean difference from the reference, weighted",
        "MDRW",
        from_reference_weighted,
        "absolute",
        MOST,
    ),
    SummaryMeasure("index of disparity", "IDISU", disparity, "percent", EVERY),
    SummaryMeasure("index of disparity, weighted", "IDISW", disparity_weighted, "percent", MOST),
    SummaryMeasure("Theil index", "TI", theil, "thousandths", MOST),
    SummaryMeasure("mean log deviation", "MLD", mean_log_deviation, "thousandths", MOST),
)
MEASURES: Final = MappingProxyType({measure.symbol: measure for measure in _ALL})
OF_REFERENCE: Final = ("MDRU", "MDRW")


def _over(part: FloatArray, whole: FloatArray) -> FloatArray:
    safe = np.where(whole == 0, np.nan, whole)
    quotient: FloatArray = part / safe
    return quotient
