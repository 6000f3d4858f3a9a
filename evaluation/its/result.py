"""Results for others: the JSON object of `evaluation its --json`, and `Estimate`s for the report.

Fits and effects come in; plain dictionaries or `Estimate` go out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from evaluation.errors import InvalidInput, nearest
from evaluation.estimate import Estimate, Provenance
from evaluation.its.arima_order import ArimaOrder
from evaluation.its.effects import Effect
from evaluation.its.fit import Fit
from evaluation.its.periods import period_label

ANALYSIS = "its"


def as_json(fits: Sequence[Fit], effects: Sequence[Effect]) -> dict[str, Any]:
    """Return fits and effects as the JSON object that the command line promises.

    Parameters
    ----------
    fits : sequence of Fit, at least one
        Of one design, one for each method.
    effects : sequence of Effect
        Of any of them.

    Returns
    -------
    dict
        Keys n, first_post, fits, effects, warnings; dates are ISO text and what is not a
        finite number (degrees of freedom of normal quantiles) is None. After the promised keys a
        fit has its label and its rule (how the method came to be used); one that is averaged
        over autoregressive orders has order_weights; one by `arima` has order, seasonal and
        period.

    Raises
    ------
    ValueError
        If there is no fit.
    """
    if not fits:
        raise ValueError("as_json needs at least one fit")
    first = fits[0]
    warnings = [warning for fit in fits for warning in fit.warnings]
    return {
        "n": first.n,
        "first_post": {name: date.isoformat() for name, date in first.first_post.items()},
        "fits": [_fit_object(fit) for fit in fits],
        "effects": [_effect_object(effect) for effect in effects],
        "warnings": list(dict.fromkeys([*warnings, *_effect_warnings(effects)])),
        "first_full": {
            name: first.series.date_of(position).isoformat()
            for name, position in first.series.full_from.items()
        },
    }


def main_estimate(
    fit: Fit,
    item: Effect | str,
    *,
    unit: str,
    provenance: Provenance,
    label: str = "",
    outcome: str | None = None,
    period: str | None = None,
    as_ratio: bool = False,
) -> Estimate:
    """Return an effect or a term of a fit as an `Estimate` for the report.

    Parameters
    ----------
    fit : Fit
        Where it comes from.
    item : Effect or str
        An effect of the fit, or the name of a term.
    unit : str
        Unit of the numbers, such as "packs per head" or "ratio".
    provenance : {"measured", "estimated", "synthetic"}
        Where the data come from.
    label : str
        What a reader calls the outcome.
    outcome : str, optional
        The KPI's id; by default the outcome's column.
    period : str, optional
        By default an effect's period, or first and last period of the series for a term.
    as_ratio : bool
        Whether to exponentiate a term of a log or logit model: rate ratio or odds ratio.

    Returns
    -------
    Estimate
        With measure "effect:MEASURE:INTERRUPTION" (and ":WINDOW" over a window), or the
        term's name, with ":ratio" where it is a ratio.

    Raises
    ------
    InvalidInput
        If the fit has no such term.
    """
    if isinstance(item, Effect):
        window = f":{item.window}" if item.window else ""
        measure = f"effect:{item.measure}:{item.interruption}{window}"
        values = (item.estimate, item.lower, item.upper)
        days = [item.since, item.at] if item.since else [item.at]
        when = " to ".join(period_label(day, fit.design.frequency) for day in days)
    else:
        measure = f"{item}:ratio" if as_ratio else item
        values = _term_values(fit, item)
        if as_ratio:
            values = (math.exp(values[0]), math.exp(values[1]), math.exp(values[2]))
        when = _whole_period(fit)
    return Estimate(
        analysis=ANALYSIS,
        outcome=outcome or fit.design.outcome,
        measure=measure,
        unit=unit,
        value=values[0],
        lower=finite(values[1]),
        upper=finite(values[2]),
        n=fit.n,
        method=fit.label,
        period=period or when,
        provenance=provenance,
        level=fit.design.level,
        label=label,
    )


def _fit_object(fit: Fit) -> dict[str, Any]:
    terms = fit.terms.to_dict("records")
    return {
        "method": fit.method.name,
        **_order_object(fit),
        "lags": fit.lags,
        "rho": finite(fit.rho),
        "dispersion": finite(fit.dispersion),
        "terms": [{str(key): finite(value) for key, value in row.items()} for row in terms],
        "label": fit.label,
        "rule": fit.rule,
        **_weights_object(fit),
    }


def _weights_object(fit: Fit) -> dict[str, Any]:
    """Return the weight of each autoregressive order, where the method averages over them."""
    weights = fit.solution.orders
    if weights is None:
        return {}
    return {"order_weights": {str(order): weight for order, weight in weights.items()}}


def _order_object(fit: Fit) -> dict[str, Any]:
    order = fit.method.order
    if not isinstance(order, ArimaOrder):
        return {} if order is None else {"order": order}
    parts = {"order": list(order.order), "seasonal": list(order.seasonal)}
    return {**parts, "period": order.period}


def _effect_object(effect: Effect) -> dict[str, Any]:
    plain = {key: finite(value) for key, value in asdict(effect).items()}
    since = effect.since.isoformat() if effect.since else None
    return {**plain, "at": effect.at.isoformat(), "since": since}


def finite(value: Any) -> Any:
    """Return a value as JSON has it: None in place of a number that is not finite.

    Examples
    --------
    >>> finite(float("inf")) is None, finite(0.5), finite("text")
    (True, 0.5, 'text')
    """
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _effect_warnings(effects: Sequence[Effect]) -> list[str]:
    without = [
        f"{effect.method}: there is no interval for the {effect.measure} effect of "
        f"'{effect.interruption}' at {effect.at}; nothing can be concluded from it."
        for effect in effects
        if not np.isfinite([effect.lower, effect.upper]).all()
    ]
    return [*_relative_warnings(effects), *without]


def _relative_warnings(effects: Sequence[Effect]) -> list[str]:
    keys = [_key(effect) for effect in effects]
    with_ratio = {_key(effect) for effect in effects if effect.measure == "relative"}
    return [
        f"{method}: there is no relative effect of '{name}' {when}, because the counterfactual "
        f"is not above 0."
        for name, when, method in dict.fromkeys(keys)
        if (name, when, method) not in with_ratio
    ]


def _key(effect: Effect) -> tuple[str, str, str]:
    when = f"over '{effect.window}'" if effect.window else f"at {effect.at}"
    return effect.interruption, when, effect.method


def _term_values(fit: Fit, term: str) -> tuple[float, float, float]:
    table = fit.terms.set_index("term")
    if term not in table.index:
        near = nearest(term, table.index)
        remedy = f"Did you mean '{near}'?" if near else f"It has {', '.join(table.index)}."
        raise InvalidInput(f"The model has no term '{term}'.", remedy)
    row = table.loc[[term], ["estimate", "lower", "upper"]].to_numpy(dtype=np.float64)[0]
    return float(row[0]), float(row[1]), float(row[2])


def _whole_period(fit: Fit) -> str:
    periods = fit.data["period"]
    first, last = periods.min().date(), periods.max().date()
    labels = [period_label(date, fit.design.frequency) for date in (first, last)]
    return " to ".join(labels)
