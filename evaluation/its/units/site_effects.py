"""The effects of several sites at a common time since go-live, and their mean.

`SiteFit`s come in; a `SitesAnswer` goes out: each site's effect, the pooled one, how much it
rests on each site, the sites that are missing with the reason, a sentence and warnings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.its.fitted.contrast import ModelMeasure, model_effect, model_measure
from evaluation.its.fitted.fit import Fit
from evaluation.its.units.pooling import FEWEST_TO_POOL, FEWEST_TO_PREDICT, Pooled, pool
from evaluation.its.units.site_words import sites_sentence, sites_warnings
from evaluation.its.units.sites import GO_LIVE, IS_CONTROL, SiteFit

NEGLIGIBLE_ERROR = 1e-6  # times the largest of the sites: an exact fit, short of rounding
FEWEST_SHARED_PERIODS = 8  # for a correlation between two sites
LEAVE_ONE_OUT_COLUMNS = ("left_out", "estimate", "lower", "upper", "tau_squared")


@dataclass(frozen=True)
class SiteEffect:
    """One site's effect on the model's scale.

    Parameters
    ----------
    site : str
    go_live, first_post, at : date
        Go-live; first day of the first period with it, and of the period of the effect.
    n : int
        Number of rows used.
    method : str
        Name of the estimator.
    estimate, std_error, df, lower, upper : float
        As in `ModelEffect`.
    """

    site: str
    go_live: dt.date
    first_post: dt.date
    at: dt.date
    n: int
    method: str
    estimate: float
    std_error: float
    df: float
    lower: float
    upper: float


@dataclass(frozen=True, eq=False)
class SitesAnswer:
    """Effects of all sites at one time since go-live.

    Parameters
    ----------
    interruption : str
        Name of the go-live.
    periods_after : int or None
        Periods since each site's first period with the innovation; None: each site's last.
    measure : {"difference", "log ratio", "log odds ratio"}
        Scale of all estimates here.
    each : tuple of SiteEffect
        By site.
    pooled : Pooled or None
        None where fewer than two sites have an effect.
    leave_one_out : DataFrame, one row per site
        Columns left_out, estimate, lower, upper, tau_squared: the pooled effect without it.
        Empty below three sites.
    left_out : tuple of (site, reason)
        Sites without an effect.
    correlation : float or None
        Mean correlation of the sites' residuals in the same periods; None where it has no basis.
    sentence : str
        The finding in words.
    warnings : tuple of str
        What a reader must know, one sentence each.
    """

    interruption: str
    periods_after: int | None
    measure: ModelMeasure
    each: tuple[SiteEffect, ...]
    pooled: Pooled | None
    leave_one_out: pd.DataFrame
    left_out: tuple[tuple[str, str], ...]
    correlation: float | None
    sentence: str
    warnings: tuple[str, ...]


def common_period(fits: Sequence[SiteFit], interruption: str = GO_LIVE) -> int:
    """Return the latest number of periods after go-live, while in force, that every site has.

    Parameters
    ----------
    fits : sequence of SiteFit, at least one with a fit
    interruption : str
        Name of the go-live.
    """
    reached = [_periods_after(each.fit, interruption) for each in fits if each.fit is not None]
    return max(set.intersection(*map(set, reached)))


def pool_sites(
    fits: Sequence[SiteFit], periods_after: int | None, interruption: str = GO_LIVE
) -> SitesAnswer:
    """Return the effects of the sites at one time since go-live, and their mean.

    Parameters
    ----------
    fits : sequence of SiteFit, at least one with a fit
        By `fit_sites`.
    periods_after : int or None
        Periods since each site's first period with the innovation, or None for each site's last.
    interruption : str
        Name of the go-live.

    Notes
    -----
    Pooled are differences for an untransformed gaussian outcome, log ratios after a log
    transform and for counts, log odds ratios for proportions, each with the variance that its
    own fit gives. See `pool` for the random-effects model. Sites are taken as independent; the
    mean correlation r of residuals in the same periods shows how far that holds: with equal
    weights the standard error is too small by the factor sqrt(1 + (k - 1) r).
    """
    each, left_out = _effects(fits, periods_after, interruption)
    design = next(known.fit.design for known in fits if known.fit is not None)
    return pool_effects(
        each,
        left_out,
        interruption=interruption,
        periods_after=periods_after,
        measure=model_measure(design),
        level=design.level,
        correlation=_mean_correlation(fits),
    )


def pool_effects(
    each: Sequence[SiteEffect],
    left_out: Sequence[tuple[str, str]],
    *,
    interruption: str,
    periods_after: int | None,
    measure: ModelMeasure,
    level: float,
    correlation: float | None = None,
) -> SitesAnswer:
    """Return the mean of effects that are known already, from whatever engine.

    Parameters
    ----------
    each : sequence of SiteEffect
        With standard errors above 0.
    left_out : sequence of (site, reason)
        Sites without an effect.
    interruption, periods_after, measure, correlation
        As in `SitesAnswer`.
    level : float
        Coverage of the intervals.
    """
    estimates = np.array([effect.estimate for effect in each])
    variances = np.array([effect.std_error for effect in each]) ** 2
    pooled = pool(estimates, variances, level) if len(each) >= FEWEST_TO_POOL else None
    shares_controls = any(reason == IS_CONTROL for _, reason in left_out)
    degrees = [effect.df for effect in each]
    return SitesAnswer(
        interruption=interruption,
        periods_after=periods_after,
        measure=measure,
        each=tuple(each),
        pooled=pooled,
        leave_one_out=_leave_one_out(each, estimates, variances, level),
        left_out=tuple(left_out),
        correlation=correlation,
        sentence=sites_sentence(pooled, measure, periods_after, len(each)),
        warnings=sites_warnings(pooled, degrees, correlation, shares_controls=shares_controls),
    )


def _periods_after(fit: Fit, interruption: str) -> list[int]:
    """Return how long after go-live the periods used are in which it is in force."""
    table = fit.series.table
    used = table.loc[table["is_used"] & table["is_treated"], "position"]
    timing = fit.series.timings[interruption]
    first = timing.first_post
    return [int(each) - first for each in used if each >= first and timing.is_in_force(int(each))]


def _effects(
    fits: Sequence[SiteFit], periods_after: int | None, interruption: str
) -> tuple[list[SiteEffect], list[tuple[str, str]]]:
    each: list[SiteEffect] = []
    left_out: list[tuple[str, str]] = []
    for known in fits:
        if known.fit is None or known.go_live is None:
            left_out.append((known.site, known.reason))
            continue
        available = _periods_after(known.fit, interruption)
        periods = max(available) if periods_after is None else periods_after
        if periods not in available:
            reason = f"period {periods} after go-live is not in its fit, or no longer in force"
            left_out.append((known.site, reason))
            continue
        effect = _site_effect(known.site, known.go_live, known.fit, periods, interruption)
        if not np.isfinite([effect.std_error, effect.lower, effect.upper]).all():
            left_out.append((known.site, f"method {effect.method} gives its effect no interval"))
        else:
            each.append(effect)
    largest = max((effect.std_error for effect in each), default=0.0)
    exact = [effect for effect in each if effect.std_error <= NEGLIGIBLE_ERROR * largest]
    left_out += [
        (effect.site, "its series has no scatter, and so no standard error") for effect in exact
    ]
    return [effect for effect in each if effect not in exact], left_out


def _site_effect(
    site: str, go_live: dt.date, fit: Fit, periods: int, interruption: str
) -> SiteEffect:
    first = fit.series.first_post[interruption]
    found = model_effect(fit, [interruption], first + periods)
    return SiteEffect(
        site=site,
        go_live=go_live,
        first_post=fit.series.date_of(first),
        at=found.at,
        n=fit.n,
        method=fit.method.name,
        estimate=found.estimate,
        std_error=found.std_error,
        df=found.df,
        lower=found.lower,
        upper=found.upper,
    )


def _leave_one_out(
    each: Sequence[SiteEffect], estimates: np.ndarray, variances: np.ndarray, level: float
) -> pd.DataFrame:
    rows = []
    if len(each) >= FEWEST_TO_PREDICT:
        for number, effect in enumerate(each):
            rest = np.arange(len(each)) != number
            without = pool(estimates[rest], variances[rest], level)
            tau_squared = without.heterogeneity.tau_squared
            rows.append((effect.site, without.estimate, without.lower, without.upper, tau_squared))
    return pd.DataFrame(rows, columns=list(LEAVE_ONE_OUT_COLUMNS))


def _mean_correlation(fits: Sequence[SiteFit]) -> float | None:
    """Return the mean correlation of residuals between pairs of sites."""
    columns = {}
    for known in fits:
        if known.fit is not None:
            rows = known.fit.data
            treated = rows["is_treated"].to_numpy(dtype=bool)
            residuals = known.fit.solution.residuals[treated]
            columns[known.site] = pd.Series(residuals, index=rows.loc[treated, "period"])
    pairs = pd.DataFrame(columns).corr(min_periods=FEWEST_SHARED_PERIODS).to_numpy()
    found = pairs[np.triu_indices(len(pairs), 1)]
    found = found[np.isfinite(found)]
    return float(found.mean()) if len(found) else None
