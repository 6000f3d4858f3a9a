"""How much more units differ than chance explains: phi, and the variance between units tau2.

z-scores and standard errors of units come in; an `Overdispersion` goes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import stats

from evaluation.intervals import FloatArray
from evaluation.monitoring.funnels.options import Adjustment

FEWEST_UNITS: Final = 5
"""Below this phi is not estimated: it would rest on fewer than four degrees of freedom (ours)."""


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """How much more than chance units differ.

    Parameters
    ----------
    phi : float or None
        Mean square of the z-scores after outliers were set in; 1 is chance alone. None where it
        cannot be estimated.
    tau2 : float
        Variance between units on the scale; 0 where phi is not above 1 or not estimated.
    statistic, freedom, p_value : float, int, float or None
        Sum of squares of all z-scores, its degrees of freedom, and how often chance alone gives
        as much.
    method : {"winsorised", "truncated"}
    trim : float
    kept, units : int
        Units behind phi, and units with a z-score.
    without_scale : int
        Units left out of phi because their value has no logarithm.
    """

    phi: float | None
    tau2: float
    statistic: float | None
    freedom: int | None
    p_value: float | None
    method: Adjustment
    trim: float
    kept: int
    units: int
    without_scale: int

    @property
    def is_there(self) -> bool:
        """Whether units differ by more than chance, so that limits should be adjusted."""
        return self.phi is not None and self.phi > 1 and self.tau2 > 0


def overdispersion(
    z: FloatArray,
    error: FloatArray,
    method: Adjustment = "winsorised",
    trim: float = 0.1,
    *,
    correct_for_trimming: bool = False,
    is_target_estimated: bool = True,
) -> Overdispersion:
    """Return phi and tau2 by the method of moments of DerSimonian and Laird.

    Parameters
    ----------
    z : array of float, one per unit
        Missing where a unit has none; infinite where its value has no logarithm.
    error : array of float
        Standard error of each unit on the scale.
    method : {"winsorised", "truncated"}
        Anything else is taken as winsorised.
    trim : float
        Share of units set in at either end.
    correct_for_trimming : bool
        Whether phi is divided by the mean square that chance alone leaves after setting in.
    is_target_estimated : bool
        Whether the target comes from these units: the test has then a degree of freedom less.

    Notes
    -----
    winsorised: z beyond its quantiles (type 7) at trim and 1 - trim is set to them. truncated: of
    the ranks r = 1..n in k = 1/trim groups floor(rk/(n+1)), the first and the last group are left
    out. phi = mean z^2 of what is kept, n of them; with w = 1/s^2,
    tau2 = max(0, (n phi - (n-1)) / (sum w - sum w^2 / sum w)).

    Of chance alone phi is 0.68 after Winsorising and 0.44 after truncating at 10%, not 1: the
    published methods accept this, and their limits are the narrower for it.

    References
    ----------
    Spiegelhalter DJ (2005), doi:10.1136/qshc.2005.013755; DerSimonian R, Laird N (1986),
    doi:10.1016/0197-2456(86)90046-2.

    Examples
    --------
    >>> found = overdispersion(np.array([-3.0, -1, 0, 1, 3]), np.full(5, 0.1), trim=0)
    >>> found.phi, round(found.tau2, 3)
    (4.0, 0.04)
    """
    is_known = ~np.isnan(z)
    known, errors = z[is_known], error[is_known]
    units, has_no_log = len(known), np.isinf(known)
    chosen: Adjustment = "truncated" if method == "truncated" else "winsorised"
    set_in, is_kept = _truncated(known, trim) if chosen == "truncated" else _winsorised(known, trim)
    is_kept &= ~np.isinf(set_in)
    left_out = int(has_no_log.sum())
    kept = int(is_kept.sum())
    if kept < FEWEST_UNITS:
        return Overdispersion(None, 0, None, None, None, chosen, trim, kept, units, left_out)
    phi = float(np.mean(set_in[is_kept] ** 2))
    if correct_for_trimming:
        phi /= _of_chance(chosen, trim, kept / units)
    statistic = float(np.sum(known[~has_no_log] ** 2))
    freedom = units - left_out - is_target_estimated
    p_value = float(stats.chi2.sf(statistic, freedom))
    tau2 = tau_squared(phi, errors[is_kept])
    return Overdispersion(
        phi, tau2, statistic, freedom, p_value, chosen, trim, kept, units, left_out
    )


def tau_squared(phi: float, error: FloatArray) -> float:
    """Return the variance between units from phi and the standard errors of its units."""
    weight, units = 1 / error**2, len(error)
    excess = units * phi - (units - 1)
    spread = weight.sum() - (weight**2).sum() / weight.sum()
    return float(max(0, excess / spread))


def _winsorised(z: FloatArray, trim: float) -> tuple[FloatArray, np.ndarray]:
    """Return z-scores set in to their quantiles, of those that are finite."""
    is_finite = np.isfinite(z)
    if not is_finite.any():
        return z, is_finite
    low, high = np.quantile(z[is_finite], [trim, 1 - trim])
    return np.where(is_finite, np.clip(z, low, high), z), is_finite


def _truncated(z: FloatArray, trim: float) -> tuple[FloatArray, np.ndarray]:
    if trim == 0:
        return z, np.ones(len(z), dtype=bool)
    rank = stats.rankdata(z, method="ordinal")
    groups, whole = 1 / trim, len(z) + 1
    place = rank * groups / whole
    return z, (place >= 1) & (place < groups - 1)


def _of_chance(method: Adjustment, trim: float, share_kept: float) -> float:
    """Return the mean square of standard normal deviates after setting in."""
    outside = (1 - share_kept) / 2 if method == "truncated" else trim
    if outside == 0:
        return 1
    cut = float(stats.norm.isf(outside))
    inside = 1 - 2 * outside - 2 * cut * float(stats.norm.pdf(cut))
    if method == "truncated":
        return inside / (1 - 2 * outside)
    return inside + 2 * outside * cut**2
