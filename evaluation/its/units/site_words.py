"""What is said of several sites: one sentence of the finding, and warnings.

Numbers come in; text goes out. A limit is never rounded onto the value of no change.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from evaluation.its.fitted.contrast import SHOWN_AS, ModelMeasure, shown
from evaluation.its.units.pooling import Pooled

FEW_DEGREES = 10.0  # a variance is known to a factor of 2 (80% interval); own choice
DIGITS = 3
MOST_DIGITS = 12
CLEAR_INFLATION = 1.2  # of the standard error by shared shocks; own choice

SHOCKS_WARNING = (
    "Sites are pooled as independent: what struck all of them at once besides go-live (a season, "
    "a national policy, a change of coding) is not in the interval{extent}."
)
SHARED_CONTROLS_WARNING = (
    "All sites are compared with the same controls, so their effects are not independent: chance "
    "in the controls moves all of them together and is not fully in the pooled interval."
)
DEGREES_WARNING = (
    "The standard errors of {count} of {k} sites rest on fewer than {few:.0f} degrees of freedom; "
    "the weights take them as known."
)
ONE_SITE_WARNING = "Only one site can be estimated, so there is nothing to pool."


def sites_warnings(
    pooled: Pooled | None,
    degrees: Sequence[float],
    correlation: float | None,
    *,
    shares_controls: bool,
) -> tuple[str, ...]:
    """Return what a reader must know of a pooled effect.

    Parameters
    ----------
    pooled : Pooled or None
    degrees : sequence of float
        Degrees of freedom of each site's standard error.
    correlation : float or None
        Mean correlation of the sites' residuals.
    shares_controls : bool
        Whether all sites are compared with the same controls.
    """
    if pooled is None:
        return (ONE_SITE_WARNING,) if degrees else ()
    few = sum(each < FEW_DEGREES for each in degrees)
    found = list(pooled.warnings)
    if few:
        found.append(DEGREES_WARNING.format(count=few, k=len(degrees), few=FEW_DEGREES))
    if shares_controls:
        found.append(SHARED_CONTROLS_WARNING)
    return (*found, SHOCKS_WARNING.format(extent=_extent(correlation, len(degrees))))


def _extent(correlation: float | None, k: int) -> str:
    if correlation is None:
        return ""
    text = (
        f"; the residuals of two sites in the same period correlate at {correlation:.2f} on average"
    )
    factor = math.sqrt(max(1 + (k - 1) * correlation, 0.0))
    if factor < CLEAR_INFLATION:
        return text
    return f"{text}, so the standard error may be too small by a factor of up to {factor:.1f}"


def sites_sentence(
    pooled: Pooled | None, measure: ModelMeasure, periods_after: int | None, k: int
) -> str:
    """Return the pooled effect in words.

    Parameters
    ----------
    pooled : Pooled or None
    measure : {"difference", "log ratio", "log odds ratio"}
    periods_after : int or None
        Periods since the first one with the innovation; None: each site's last.
    k : int
        Number of sites with an effect.
    """
    when = "at the end of each series"
    if periods_after is not None:
        unit = "period" if periods_after == 1 else "periods"
        when = f"{periods_after} {unit} after the first one with go-live"
    if pooled is None:
        return f"There is no pooled effect {when}: {k} of 2 or more sites can be estimated."
    noun, level = SHOWN_AS[measure], f"{100 * pooled.level:.3g}%"
    value, lower, upper = (
        _text(number, measure) for number in (pooled.estimate, pooled.lower, pooled.upper)
    )
    null = f"{shown(0.0, measure):.0f}"
    verdict = "excludes" if pooled.lower > 0 or pooled.upper < 0 else "includes"
    text = (
        f"Over {k} sites the mean {noun} {when} is {value} ({level} interval {lower} to {upper}), "
        f"which {verdict} {null}, no change."
    )
    spread = pooled.heterogeneity
    if spread.prediction_lower is None or spread.prediction_upper is None:
        return text
    low, high = _text(spread.prediction_lower, measure), _text(spread.prediction_upper, measure)
    return (
        f"{text} In a new, comparable site it lies between {low} and {high} ({level} prediction "
        f"interval)."
    )


def _text(value: float, measure: ModelMeasure) -> str:
    """Return a value with three digits, or as many more as tell it from no change."""
    number, null = shown(value, measure), shown(0.0, measure)
    for digits in range(DIGITS, MOST_DIGITS):
        text = f"{number:.{digits}g}"
        if float(text) != null:
            return text
    return f"{number:.{MOST_DIGITS}g}"
