"""Several sites and placebos in space for others: JSON objects as the command line promises.

Fits by site and answers come in; plain dictionaries go out. Ratios are shown as ratios; standard
errors and variances between sites stay on the log scale, where they belong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from evaluation.its.designs.design import ALL_INTERRUPTIONS, Design
from evaluation.its.designs.method import Method
from evaluation.its.fitted.contrast import SHOWN_AS, ModelMeasure, shown
from evaluation.its.fitted.effects import effects
from evaluation.its.fitted.fit import Fit
from evaluation.its.fitted.result import as_json, finite
from evaluation.its.units.placebo_space import (
    FEWEST_CONTROLS,
    PlaceboInSpace,
    count_controls,
    placebo_in_space,
)
from evaluation.its.units.pooling import Interval, Pooled
from evaluation.its.units.site_effects import SiteEffect, SitesAnswer, common_period, pool_sites
from evaluation.its.units.sites import SiteFit, Sites, fit_sites

MOST_NAMED = 3
BESIDE_KEYS = ("pooled", "heterogeneity", "sentence", "warnings")
LIMITS = ("prediction_lower", "prediction_upper", "higgins_lower", "higgins_upper")
SHOWN_NUMBERS = frozenset({"estimate", "lower", "upper", *LIMITS})


def sites_as_json(by_method: Sequence[Sequence[SiteFit]], sites: Sites) -> dict[str, Any]:
    """Return fits, effects and the pooled effect of several sites as one JSON object.

    Parameters
    ----------
    by_method : sequence of sequences of SiteFit, at least one
        What `fit_sites` gave, by the primary method first.
    sites : Sites
        Which go-live and which times.

    Returns
    -------
    dict
        The keys of `as_json`, with n the rows of all sites, first_post and first_full empty (each
        site has its own), and a key site in every fit and effect; and the key sites. That holds
        the answer at the latest time that all sites reach, other_times and other_methods.
        Warnings are those of the fits and of that answer; the others have their own.
    """
    primary, *others = by_method
    name = sites.interruption
    common = common_period(primary, name)
    answers = {
        periods: pool_sites(primary, periods, name) for periods in (common, *sites.after, None)
    }
    if _dates(answers[None]) == _dates(answers[common]):
        del answers[None]
    fits = [(each.site, each.fit) for found in by_method for each in found if each.fit]
    plain = [_site_json(site, fit) for site, fit in fits]
    also = [pool_sites(found, common_period(found, name), name) for found in others]
    return {
        "n": sum(each.fit.n for each in primary if each.fit),
        "first_post": {},
        "first_full": {},
        "fits": [row for one in plain for row in one["fits"]],
        "effects": [row for one in plain for row in one["effects"]],
        "warnings": list(dict.fromkeys([*_grouped_warnings(fits), *answers[common].warnings])),
        "sites": {
            **answer_as_json(answers[common]),
            "other_times": [
                answer_as_json(answer) for periods, answer in answers.items() if periods != common
            ],
            "other_methods": [
                {key: answer_as_json(answer)[key] for key in BESIDE_KEYS} for answer in also
            ],
        },
    }


def several_sites(
    design: Design, data: pd.DataFrame, sites: Sites, methods: Sequence[Method] = ()
) -> dict[str, Any]:
    """Fit and pool several sites by some methods, the primary one first, as one JSON object.

    Parameters
    ----------
    design : Design
    data : DataFrame, one row per site and period
    sites : Sites
    methods : sequence of Method
        None: the rule chooses for each site.

    Raises
    ------
    InvalidInput
        As `fit_sites`.
    """
    chosen = methods or (None,)
    return sites_as_json([fit_sites(design, data, sites, method) for method in chosen], sites)


def placebos_in_space(fit: Fit, data: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the placebos in space of a fit's interruptions, together and each, as plain data.

    Parameters
    ----------
    fit : Fit
        With its controls as difference or offset; without, or with a single control, there is
        nothing to compare and the list is empty.
    data : DataFrame
        What was fitted.
    """
    control = fit.design.control
    if (
        control is None
        or control.kind == "model"
        or count_controls(control, data) < FEWEST_CONTROLS
    ):
        return []
    names = [item.name for item in fit.design.interruptions]
    wanted = [ALL_INTERRUPTIONS, *names] if len(names) > 1 else names
    return [
        placebo_as_json(placebo_in_space(fit.design, data, fit.method, interruption=name))
        for name in wanted
    ]


def answer_as_json(answer: SitesAnswer) -> dict[str, Any]:
    """Return the effects of sites at one time as plain data."""
    measure = answer.measure
    weights = answer.pooled.weights if answer.pooled else (None,) * len(answer.each)
    return {
        "interruption": answer.interruption,
        "periods_after": answer.periods_after,
        "measure": SHOWN_AS[measure],
        "pooled": _pooled_json(answer, answer.pooled) if answer.pooled else None,
        "each": [
            {**_effect_json(effect, measure), "weight": weight}
            for effect, weight in zip(answer.each, weights, strict=True)
        ],
        "heterogeneity": {
            **(_shown_row(asdict(answer.pooled.heterogeneity), measure) if answer.pooled else {}),
            "residual_correlation": answer.correlation,
        },
        "leave_one_out": [
            _shown_row(row, measure) for row in answer.leave_one_out.to_dict("records")
        ],
        "not_estimated": [{"site": site, "reason": reason} for site, reason in answer.left_out],
        "sentence": answer.sentence,
        "warnings": list(answer.warnings),
    }


def placebo_as_json(placebo: PlaceboInSpace) -> dict[str, Any]:
    """Return a placebo in space as plain data."""
    measure = placebo.measure
    table = placebo.table.astype({"is_treated": bool})
    return {
        "interruption": placebo.interruption,
        "at": placebo.at.isoformat(),
        "measure": SHOWN_AS[measure],
        "method": placebo.method,
        "estimate": shown(placebo.estimate, measure),
        "controls": placebo.controls,
        "rank": placebo.rank,
        "p": placebo.p,
        "p_standardised": finite(placebo.p_standardised),
        "smallest_p": placebo.smallest_p,
        "units": [_shown_row(row, measure) for row in table.to_dict("records")],
        "sentence": placebo.sentence,
    }


def _dates(answer: SitesAnswer) -> dict[str, dt.date]:
    return {effect.site: effect.at for effect in answer.each}


def _site_json(site: str, fit: Fit) -> dict[str, Any]:
    plain = as_json([fit], effects(fit))
    return {key: [{"site": site, **row} for row in plain[key]] for key in ("fits", "effects")}


def _pooled_json(answer: SitesAnswer, pooled: Pooled) -> dict[str, Any]:
    methods = sorted({effect.method for effect in answer.each})
    row = {
        "method": " or ".join(methods),
        "k": pooled.k,
        "estimate": pooled.estimate,
        "std_error": pooled.std_error,
        "df": pooled.df,
        "lower": pooled.lower,
        "upper": pooled.upper,
        "p": pooled.p,
        "level": pooled.level,
    }
    return {
        **_shown_row(row, answer.measure),
        "fixed": _interval_json(pooled.fixed, answer.measure),
        "dersimonian_laird": _interval_json(pooled.dersimonian_laird, answer.measure),
    }


def _interval_json(interval: Interval, measure: ModelMeasure) -> dict[str, Any]:
    return _shown_row(asdict(interval), measure)


def _effect_json(effect: SiteEffect, measure: ModelMeasure) -> dict[str, Any]:
    dates = {name: getattr(effect, name).isoformat() for name in ("go_live", "first_post", "at")}
    return {**_shown_row(asdict(effect), measure), **dates}


def _shown_row(row: dict[Any, Any], measure: ModelMeasure) -> dict[str, Any]:
    """Return a row with ratios in place of their logs and None for what is no finite number."""
    found = {}
    for key, value in row.items():
        number = finite(value)
        is_shown = key in SHOWN_NUMBERS and number is not None
        found[str(key)] = shown(number, measure) if is_shown else number
    return found


def _grouped_warnings(fits: Sequence[tuple[str, Fit]]) -> list[str]:
    """Return each warning once, with the sites it is about."""
    rows = [(site, text) for site, fit in fits for text in dict.fromkeys(fit.warnings)]
    table = pd.DataFrame(rows, columns=["site", "text"]).drop_duplicates()
    total = len({site for site, _ in fits})
    grouped = table.groupby("text", sort=False)["site"].agg(list)
    return [f"{_sites_in_words(named, total)}: {text}" for text, named in grouped.items()]


def _sites_in_words(named: list[str], total: int) -> str:
    if len(named) == total:
        return f"All {total} sites" if total > 1 else named[0]
    return ", ".join(named) if len(named) <= MOST_NAMED else f"{len(named)} of {total} sites"
