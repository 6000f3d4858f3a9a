"""Makes a funnel: every unit's value, z-score, both pairs of limits, status and direction.

In: counts by unit, protected, and options. Out: a `Funnel`, ready to be drawn and said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.intervals import FloatArray, as_floats, byar_rate, wilson
from evaluation.monitoring.funnels.counts import checked_counts
from evaluation.monitoring.funnels.limits import ALARM_LEVEL, ALERT_LEVEL, unadjusted_limits
from evaluation.monitoring.funnels.options import FunnelOptions, Kind
from evaluation.monitoring.funnels.overdispersion import Overdispersion, overdispersion
from evaluation.monitoring.funnels.scales import (
    SCALES,
    SHMI_DECIMALS,
    adjusted_limits,
    z_scores,
)
from evaluation.monitoring.funnels.sensitivity import corrected_sentence
from evaluation.monitoring.funnels.sentences import reason, warnings
from evaluation.monitoring.funnels.status import LIMIT_NAMES, directions, statuses

LimitsUsed = Literal["unadjusted", "adjusted"]

CURVE_POINTS: Final = 240
CURVE_BEYOND: Final = 1.05  # of the largest denominator, so that the limits pass the last point
ADJUSTED: Final = "adjusted_"


@dataclass(frozen=True)
class Funnel:
    """A funnel with its units, its limits and the reason for those that are used.

    Parameters
    ----------
    kind : {"proportion", "rate", "ratio"}
    target, overall : float
        The centre line, and the value of all units together, as they are shown.
    units : DataFrame, one row per unit
        unit, numerator, denominator, expected, value, z (standard errors from the target),
        z_adjusted, lower_95, upper_95, lower_998, upper_998, the same four after `adjusted_`,
        status_unadjusted, status_adjusted, status ("alarm", "alert", "within limits", "not
        shown" or "no denominator") and direction (such as "worse than expected").
    curve : DataFrame
        denominator and the eight limits along it, for drawing.
    overdispersion : Overdispersion
        phi, tau2 and their test.
    limits_used : {"unadjusted", "adjusted"}
        Those behind `status`.
    reason : str
        Why those.
    options : FunnelOptions
        As they were decided.
    warnings : tuple of str
    """

    kind: Kind
    target: float
    overall: float
    units: pd.DataFrame
    curve: pd.DataFrame
    overdispersion: Overdispersion
    limits_used: LimitsUsed
    reason: str
    options: FunnelOptions
    warnings: tuple[str, ...]

    @property
    def phi(self) -> float | None:
        """Mean square of the z-scores; None where it cannot be estimated."""
        return self.overdispersion.phi

    @property
    def tau2(self) -> float:
        """Variance between units on the scale."""
        return self.overdispersion.tau2


def funnel(
    counts: pd.DataFrame,
    kind: Kind,
    options: FunnelOptions | None = None,
    *,
    is_target_estimated: bool | None = None,
) -> Funnel:
    """Return the funnel of some units.

    Parameters
    ----------
    counts : DataFrame, one row per unit
        Columns unit, numerator and denominator: met and people, events and exposure, or observed
        and expected; NA where suppressed.
    kind : {"proportion", "rate", "ratio"}
    options : FunnelOptions, optional
    is_target_estimated : bool, optional
        Whether the target comes from these units, such as from totals that were protected apart;
        by default where the options have none and the kind is not ratio.

    Raises
    ------
    InvalidInput
        If a column is missing, a unit comes twice, counts cannot be, or no unit has any to show.

    Notes
    -----
    Levels are 95% (alert) and 99.8% (alarm). Unadjusted and adjusted limits are both computed;
    the adjusted ones are used where phi is above 1, unless the options say none. A ratio's
    target is 1 by default, others' the overall value. Expected events of a ratio are rounded to
    two decimals on the scale shmi before z.

    References
    ----------
    Spiegelhalter DJ (2005), doi:10.1002/sim.1970; HQIP (2024), Outlier policy.

    Examples
    --------
    >>> counts = pd.DataFrame(
    ...     {"unit": list("abcdef"), "numerator": [40, 41, 39, 40, 42, 15], "denominator": 50}
    ... )
    >>> made = funnel(counts, "proportion", FunnelOptions(better="increase"))
    >>> made.units.loc[5, ["status_unadjusted", "direction"]].tolist()
    ['alarm', 'worse than expected']
    """
    chosen = (options or FunnelOptions()).decided(kind)
    scale_up = float(chosen.multiplier or 1)
    table = checked_counts(counts, kind)
    numerator, denominator = as_floats(table["numerator"]), as_floats(table["denominator"])
    is_shown = ~np.isnan(numerator) & (denominator > 0)
    overall = float(numerator[is_shown].sum() / denominator[is_shown].sum())
    target = _target(chosen, kind, overall)
    if target == 0:
        raise InvalidInput(
            "No unit has anything to count in its numerator, so that the centre line is 0.",
            "Give a 'target' above 0.",
        )
    value = np.where(is_shown, numerator / np.where(denominator > 0, denominator, 1), np.nan)
    size = np.where(is_shown, denominator, np.nan)
    z, error = _on_scale(chosen, kind, value, target, size)
    if is_target_estimated is None:
        is_target_estimated = chosen.target is None and kind != "ratio"
    found = overdispersion(
        z,
        error,
        chosen.overdispersion,
        chosen.trim,
        correct_for_trimming=chosen.correct_for_trimming,
        is_target_estimated=is_target_estimated,
    )
    is_adjusted = found.is_there and chosen.overdispersion != "none"
    limits = _limits(chosen, kind, target, size, found.tau2)
    beside = corrected_sentence(
        chosen, found, (value, z, error), target, _scale_size(kind, target, size)
    )
    units = _units(table, chosen, (value, z, error), limits, target, found.tau2)
    told = warnings(
        found,
        chosen,
        is_off_centre=_is_off_centre(kind, numerator[is_shown], denominator[is_shown], target),
        overall=overall * scale_up,
    )
    used: LimitsUsed = "adjusted" if is_adjusted else "unadjusted"
    return Funnel(
        kind=kind,
        target=target * scale_up,
        overall=overall * scale_up,
        units=units.assign(
            status=units[f"status_{used}"],
            direction=directions(units[f"status_{used}"], value, target, chosen.better),
        ),
        curve=_curve(chosen, kind, target, size, found.tau2),
        overdispersion=found,
        limits_used=used,
        reason=reason(found, chosen),
        options=chosen,
        warnings=tuple(text for text in (beside, *told) if text),
    )


def _target(options: FunnelOptions, kind: Kind, overall: float) -> float:
    if options.target is not None:
        return options.target / float(options.multiplier or 1)
    return 1.0 if kind == "ratio" else overall


def _on_scale(
    options: FunnelOptions, kind: Kind, value: FloatArray, target: float, size: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return z-scores and standard errors; both missing where a unit has none."""
    scale = SCALES[str(options.scale)]
    expected = _scale_size(kind, target, size)
    if scale.name == "shmi" and kind == "ratio":
        rounded = np.round(expected, SHMI_DECIMALS)
        shown = value * expected / np.where(rounded > 0, rounded, np.nan)
        value, expected = shown, np.where(rounded > 0, rounded, np.nan)
    return z_scores(scale, value, target, expected), scale.error(expected)


def _scale_size(kind: Kind, target: float, size: FloatArray) -> FloatArray:
    """Return the size that the standard error rests on: people, or expected events."""
    return size if kind == "proportion" else target * size


def _limits(
    options: FunnelOptions, kind: Kind, target: float, size: FloatArray, tau2: float
) -> dict[str, FloatArray]:
    """Return the eight limits by name, as they are shown."""
    scale_up = float(options.multiplier or 1)
    scale, expected = SCALES[str(options.scale)], _scale_size(kind, target, size)
    found: dict[str, FloatArray] = {}
    for suffix, level in (("95", ALERT_LEVEL), ("998", ALARM_LEVEL)):
        pairs = {
            "": unadjusted_limits(kind, options.limits, target, size, level),
            ADJUSTED: adjusted_limits(scale, target, expected, tau2, level),
        }
        for prefix, pair in pairs.items():
            found[f"{prefix}lower_{suffix}"] = scale_up * pair.lower
            found[f"{prefix}upper_{suffix}"] = scale_up * pair.upper
    ordered = [*LIMIT_NAMES, *(f"{ADJUSTED}{name}" for name in LIMIT_NAMES)]
    return {name: found[name] for name in ordered}


def _units(
    table: pd.DataFrame,
    options: FunnelOptions,
    scored: tuple[FloatArray, FloatArray, FloatArray],
    limits: dict[str, FloatArray],
    target: float,
    tau2: float,
) -> pd.DataFrame:
    value, z, error = scored
    shown = float(options.multiplier or 1) * value
    denominator = as_floats(table["denominator"])
    adjusted = {name: limits[f"{ADJUSTED}{name}"] for name in LIMIT_NAMES}
    finite = np.where(np.isfinite(z), z, np.nan)
    return table.assign(
        expected=target * denominator,
        value=shown,
        z=finite,
        z_adjusted=finite * error / np.sqrt(error**2 + tau2),
        **limits,
        status_unadjusted=statuses(shown, limits, denominator),
        status_adjusted=statuses(shown, adjusted, denominator),
    )


def _curve(
    options: FunnelOptions, kind: Kind, target: float, size: FloatArray, tau2: float
) -> pd.DataFrame:
    smallest, largest = np.nanmin(size), np.nanmax(size) * CURVE_BEYOND
    along = np.geomspace(smallest, largest, CURVE_POINTS)
    return pd.DataFrame({"denominator": along, **_limits(options, kind, target, along, tau2)})


def _is_off_centre(
    kind: Kind, numerator: FloatArray, denominator: FloatArray, target: float
) -> bool:
    """Return whether the units together differ from the target at the level of an alarm."""
    interval = wilson if kind == "proportion" else byar_rate
    lower, upper = interval(numerator.sum(), denominator.sum(), ALARM_LEVEL)
    return bool(target < lower or target > upper)
