"""No effect of importance: what an interval says when small effects do not matter.

A `Fit`, one of its interruptions and a region of unimportant effects come in; an `Equivalence`
with a verdict and both intervals goes out.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evaluation.errors import InvalidInput
from evaluation.its.fitted.effects import Effect, effects
from evaluation.its.fitted.fit import Fit

RegionMeasure = Literal["absolute", "relative"]
Direction = Literal["increase", "decrease"]
EquivalenceVerdict = Literal[
    "improved",
    "worsened",
    "increased",
    "decreased",
    "no important change",
    "change not shown to be important",
    "no clear change",
    "not estimable",
]

NOTHING_LEFT = -1.0  # relative effect of a fall to 0


@dataclass(frozen=True)
class Region:
    """Effects too small to matter: from `lower` to `upper`, fixed before the data are seen.

    Parameters
    ----------
    lower, upper : float
        Below and above 0. In the outcome's units for absolute effects; as a share for relative
        ones, so that 0.05 is 5% of the counterfactual.
    measure : {"absolute", "relative"}
        Which effect is compared.

    Raises
    ------
    InvalidInput
        If the region does not hold 0 inside, or a relative one reaches a fall of 100%.
    """

    lower: float
    upper: float
    measure: RegionMeasure = "absolute"

    def __post_init__(self) -> None:
        if not self.lower < 0 < self.upper:
            raise InvalidInput(
                "The equivalence region must reach from below 0 to above 0.",
                "Give the largest fall and the largest rise that do not matter.",
            )
        if self.measure == "relative" and self.lower <= NOTHING_LEFT:
            raise InvalidInput(
                "The equivalence region holds a fall of 100% or more.",
                "Relative effects are shares: write -0.05 for 5% less.",
            )


@dataclass(frozen=True)
class Equivalence:
    """What an effect's intervals say of a region of unimportant effects.

    Parameters
    ----------
    verdict : str
        "improved", "worsened" (or "increased", "decreased" where neither direction is better):
        the interval lies wholly beyond the region. "no important change": the equivalence
        interval lies wholly inside it. "change not shown to be important": the interval
        excludes 0 but not the region. "no clear change": none of these. "not estimable".
    interruption : str
        Its name, or "all".
    at : date
        First day of the period of the effect.
    region : Region
        What does not matter.
    estimate, lower, upper : float
        The effect with its interval.
    level : float
        Coverage of that interval.
    equivalence_lower, equivalence_upper : float
        Interval of the two one-sided tests.
    equivalence_level : float
        Its coverage: 2 x level - 1, so 90% beside 95%.
    method : str
        Name of the estimator.
    """

    verdict: EquivalenceVerdict
    interruption: str
    at: dt.date
    region: Region
    estimate: float
    lower: float
    upper: float
    level: float
    equivalence_lower: float
    equivalence_upper: float
    equivalence_level: float
    method: str


def equivalence(
    fit: Fit,
    region: Region,
    interruption: str | None = None,
    better: Direction | None = None,
    at: dt.date | None = None,
) -> Equivalence:
    """Return whether an effect matters, does not matter, or whether that is open.

    Parameters
    ----------
    fit : Fit
        A fitted series.
    region : Region
        Effects too small to matter.
    interruption : str, optional
        Name; by default "all", or the only one.
    better : {"increase", "decrease"}, optional
        Which direction is better.
    at : date, optional
        Inside the period of the effect; by default the last period.

    Raises
    ------
    InvalidInput
        If there is no effect of that name at that date.

    Notes
    -----
    "No important change" is shown by two one-sided tests, each at 1 - level: both reject where
    the interval of level 2 x level - 1 (the 90% interval beside the 95% one) lies inside the
    region. An interval that only touches a bound is neither inside nor beyond.

    References
    ----------
    Schuirmann DJ (1987), Journal of Pharmacokinetics and Biopharmaceutics 15:657,
    doi:10.1007/BF01068419.
    """
    inner_level = equivalence_level(fit.design.level)
    inner = replace(fit, design=replace(fit.design, level=inner_level))
    dates = None if at is None else [at]
    wide, narrow = effects(fit, dates), effects(inner, dates)
    name = interruption or wide[0].interruption
    named = [effect for effect in wide if effect.interruption == name]
    if not named:
        known = ", ".join(sorted({effect.interruption for effect in wide}))
        raise InvalidInput(f"There is no effect of '{name}' at that date.", f"There is {known}.")
    estimate, lower, upper = _limits(wide, name, region.measure)
    _, inner_lower, inner_upper = _limits(narrow, name, region.measure)
    return Equivalence(
        verdict=conclusion(region, (lower, upper), (inner_lower, inner_upper), better),
        interruption=name,
        at=named[0].at,
        region=region,
        estimate=estimate,
        lower=lower,
        upper=upper,
        level=fit.design.level,
        equivalence_lower=inner_lower,
        equivalence_upper=inner_upper,
        equivalence_level=inner_level,
        method=fit.method.name,
    )


def equivalence_level(level: float) -> float:
    """Return the coverage of the interval that belongs to two one-sided tests.

    Examples
    --------
    >>> equivalence_level(0.95)
    0.9
    """
    return round(2 * level - 1, 12)  # no digits of binary fractions


def conclusion(
    region: Region,
    interval: tuple[float, float],
    inner: tuple[float, float],
    better: Direction | None = None,
) -> EquivalenceVerdict:
    """Return what two intervals say of a region.

    Parameters
    ----------
    region : Region
        Effects too small to matter.
    interval : (float, float)
        Limits of the effect.
    inner : (float, float)
        Limits of the two one-sided tests, inside `interval`.
    better : {"increase", "decrease"}, optional
        Which direction is better.

    Examples
    --------
    >>> conclusion(Region(-5, 5), (-4, 6), (-3, 4.9))
    'no important change'
    >>> conclusion(Region(-5, 5), (1, 6), (2, 5))
    'change not shown to be important'
    """
    if not all(math.isfinite(limit) for limit in (*interval, *inner)):
        return "not estimable"
    lower, upper = interval
    if lower > region.upper:
        return _moved("increase", better)
    if upper < region.lower:
        return _moved("decrease", better)
    if region.lower < inner[0] and inner[1] < region.upper:
        return "no important change"
    if lower > 0 or upper < 0:
        return "change not shown to be important"
    return "no clear change"


def _limits(
    found: Sequence[Effect], name: str, measure: RegionMeasure
) -> tuple[float, float, float]:
    for effect in found:
        if (effect.interruption, effect.measure) == (name, measure):
            return effect.estimate, effect.lower, effect.upper
    return math.nan, math.nan, math.nan


def _moved(direction: Direction, better: Direction | None) -> EquivalenceVerdict:
    if better is None:
        return "increased" if direction == "increase" else "decreased"
    return "improved" if direction == better else "worsened"
