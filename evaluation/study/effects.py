"""The numbers of one fitted series as estimates in the KPI's unit: effects and changes of terms."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from evaluation import its
from evaluation.estimate import Estimate
from evaluation.present.words import Region
from evaluation.study.designs import PERCENT, Prepared
from evaluation.study.inputs import StudyInputs

ABSOLUTE, RELATIVE = "absolute difference", "relative difference"
MEASURES = {"absolute": ABSOLUTE, "relative": RELATIVE, "cumulative": "cumulative difference"}
LEVEL_DECIMALS = 6  # no digits of binary fractions
FOR_EQUIVALENCE = ", for equivalence"


def effect_estimates(
    inputs: StudyInputs, ready: Prepared, fit: its.Fit, suffix: str = ""
) -> list[Estimate]:
    """Return the effect in the last period (of all interruptions together) as estimates.

    Parameters
    ----------
    inputs : StudyInputs
    ready : Prepared
    fit : Fit
    suffix : str
        Added to the names of the measures, to tell a sensitivity analysis from the primary one.
    """
    effects = its.effects(fit)
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
            MEASURES[effect.measure] + suffix,
        )
        for effect in effects
        if effect.interruption == effects[0].interruption
        and not (effect.measure == "cumulative" and ready.kpi.kind == "mean")
    ]


def region_of(inputs: StudyInputs, ready: Prepared, fit: its.Fit) -> Region | None:
    """Return the region of effects that are too small to matter, with the interval held against it.

    That interval is the one of two one-sided tests: at level 90% where intervals are at 95%.
    None where the project's file names no region, or there is no effect on its scale.
    """
    chosen = ready.analysis.equivalence
    if chosen is None:
        return None
    level = round(2 * fit.design.level - 1, LEVEL_DECIMALS)
    narrower = replace(fit, design=replace(fit.design, level=level))
    wanted = MEASURES[chosen.measure] + FOR_EQUIVALENCE
    found = effect_estimates(inputs, ready, narrower, suffix=FOR_EQUIVALENCE)
    tested = next((estimate for estimate in found if estimate.measure == wanted), None)
    return None if tested is None else Region(chosen.lower, chosen.upper, tested)


def term_estimates(inputs: StudyInputs, ready: Prepared, fit: its.Fit) -> list[Estimate]:
    """Return level and slope changes on the model's own scale."""
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
    """Return the rows of level and slope changes; with a control those beyond the control's."""
    prefix = "group:" if fit.design.control else ""
    return fit.terms[fit.terms["term"].str.match(f"{prefix}(?:level|slope):")]


def _scaled(estimate: Estimate, factor: float, measure: str) -> Estimate:
    value, lower, upper = (
        None if number is None else number * factor
        for number in (estimate.value, estimate.lower, estimate.upper)
    )
    return replace(estimate, measure=measure, value=value, lower=lower, upper=upper)
