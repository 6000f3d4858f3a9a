"""The numbers of one fitted series as estimates in the KPI's unit: effects and changes of terms."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from evaluation import its
from evaluation.estimate import Estimate
from evaluation.study.designs import PERCENT, Prepared
from evaluation.study.inputs import StudyInputs

ABSOLUTE, RELATIVE = "absolute difference", "relative difference"
MEASURES = {"absolute": ABSOLUTE, "relative": RELATIVE, "cumulative": "cumulative difference"}


def effect_estimates(
    inputs: StudyInputs, ready: Prepared, fit: its.Fit, suffix: str = ""
) -> list[Estimate]:
    """Return the effects (of all interruptions together) as estimates, of the headline date first.

    The measures at the headline date have plain names; those at other dates of the design and
    over its windows say which.

    Parameters
    ----------
    inputs : StudyInputs
    ready : Prepared
    fit : Fit
    suffix : str
        Added to the names of the measures, to tell a sensitivity analysis from the primary one.
    """
    effects = its.effects(fit)
    headline = _headline(effects)
    effects = sorted(effects, key=lambda effect: (effect.window is not None, effect.at != headline))
    units = {
        "absolute": (ready.difference_unit, ready.scale),
        "relative": ("%", PERCENT),
        "cumulative": ("events", 1),
    }
    return [
        _scaled(
            its.main_estimate(
                fit,
                effect,
                unit=units[effect.measure][0],
                provenance=inputs.provenance,
                label=ready.kpi.label,
                outcome=ready.kpi.id,
            ),
            units[effect.measure][1],
            _measure(effect, headline, fit) + suffix,
        )
        for effect in effects
        if effect.interruption == effects[0].interruption
        and not (effect.measure == "cumulative" and ready.kpi.kind == "mean")
    ]


def headline_date(fit: its.Fit) -> dt.date:
    """Return the first day of the period that the main result is about: the latest date named."""
    return _headline(its.effects(fit))


def term_estimates(inputs: StudyInputs, ready: Prepared, fit: its.Fit) -> list[Estimate]:
    """Return the changes of the interruptions' terms on the model's own scale."""
    links = {"gaussian": ready.analysis.transform, "binomial": "logit", "quasi-binomial": "logit"}
    link = links.get(ready.analysis.family, "log")
    is_natural = link == "none"
    return [
        _scaled(
            its.main_estimate(
                fit,
                term,
                unit=ready.difference_unit if is_natural else f"{link} scale",
                provenance=inputs.provenance,
                label=ready.kpi.label,
                outcome=ready.kpi.id,
            ),
            ready.scale if is_natural else 1,
            f"term {term}",
        )
        for term in changes(fit)["term"]
    ]


def changes(fit: its.Fit) -> pd.DataFrame:
    """Return the rows of the interruptions' terms; with a control those beyond the control's."""
    prefix = "group:" if fit.design.control else ""
    return fit.terms[
        fit.terms["term"].str.match(f"{prefix}(?:{'|'.join(its.INTERRUPTION_KINDS)}):")
    ]


def _headline(effects: list[its.Effect]) -> dt.date:
    return max(effect.at for effect in effects if effect.window is None)


def _measure(effect: its.Effect, headline: dt.date, fit: its.Fit) -> str:
    measure = MEASURES[effect.measure]
    if effect.window:
        return f"{measure} over {effect.window}"
    if effect.at == headline:
        return measure
    return f"{measure} in {its.period_label(effect.at, fit.design.frequency)}"


def _scaled(estimate: Estimate, factor: float, measure: str) -> Estimate:
    value, lower, upper = (
        None if number is None else number * factor
        for number in (estimate.value, estimate.lower, estimate.upper)
    )
    return replace(estimate, measure=measure, value=value, lower=lower, upper=upper)
