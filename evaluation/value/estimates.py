"""An assessment's results as estimates: with interval, price year, method and provenance.

In: an `Assessment`. Out: Estimates of analysis "value".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from evaluation.estimate import Estimate, Provenance
from evaluation.value.assessment import QALYS, Assessment
from evaluation.value.economics import (
    SCHEME_WORDS,
    Amount,
    Quantity,
    discount_factors,
    quantity,
    total,
)
from evaluation.value.streams import PERCENT

ANALYSIS = "value"
WHOLE = "project"
NPSV = "net present social value"
EXPECTED = f"{NPSV}, mean of draws"
BCR = "benefit-cost ratio"
ROI = "return on investment"
PAYBACK = "payback"
COSTS = "present value of costs"
BENEFITS = "present value of benefits"
MEASURED, ESTIMATED = f"{BENEFITS}, measured", f"{BENEFITS}, estimated"
COST_PER_OUTCOME = "cost per outcome"


def method_of(found: Assessment) -> str:
    """Return how an assessment's numbers were worked out, in words."""
    plan = found.plan
    return (
        f"prices of {found.price_year}, {SCHEME_WORDS[plan.discounting]} from {found.years[0]}; "
        f"percentiles of {plan.draws:,} draws (seed {plan.seed}); {plan.perspective}"
    )


def value_estimates(
    found: Assessment, provenance: Provenance, labels: dict[str, str]
) -> list[Estimate]:
    """Return the estimates of an assessment.

    Parameters
    ----------
    found : Assessment
    provenance : {"measured", "estimated", "synthetic"}
        Of the project's data; what is worked out from measured data is estimated.
    labels : dict of str to str
        What a reader calls each outcome: "project", benefits' ids and "qalys".
    """
    mark: Provenance = "synthetic" if provenance == "synthetic" else "estimated"
    return [
        Estimate(
            analysis=ANALYSIS,
            outcome=outcome,
            measure=measure,
            unit=unit,
            value=amount.value,
            lower=amount.lower,
            upper=amount.upper,
            n=None,
            method=method_of(found),
            period=f"{found.years[0]} to {found.years[-1]}",
            provenance=mark,
            level=found.appraisal.level,
            label=labels.get(outcome, outcome),
        )
        for outcome, measure, unit, amount in _results(found)
    ]


def _results(found: Assessment) -> Iterator[tuple[str, str, str, Quantity]]:
    result = found.appraisal
    yield WHOLE, COSTS, "GBP", quantity(result.costs, result.level)
    for measure, measured in ((MEASURED, True), (ESTIMATED, False)):
        part = present_value(found, measured=measured)
        yield WHOLE, measure, "GBP", quantity(part, result.level)
    yield WHOLE, BENEFITS, "GBP", quantity(result.benefits, result.level)
    yield WHOLE, NPSV, "GBP", result.npsv
    yield WHOLE, EXPECTED, "GBP", replace(result.npsv, value=result.npsv.mean)
    yield WHOLE, BCR, "ratio", result.bcr
    yield WHOLE, ROI, "%", _times(result.roi, PERCENT)
    yield WHOLE, PAYBACK, "years", result.payback
    for outcome, ratio in found.ratios.items():
        yield outcome, COST_PER_OUTCOME, _per(outcome, found), ratio.icer
    for option in found.choices:
        yield WHOLE, f"value of the choice: {option.choice}", "GBP", option.value


def _per(outcome: str, found: Assessment) -> str:
    if outcome == QALYS:
        return "GBP a QALY"
    chosen = found.plan.effectiveness
    return f"GBP for {chosen.label}" if chosen else "GBP"


def _times(found: Quantity, factor: float) -> Quantity:
    value, lower, upper = (
        None if number is None else number * factor
        for number in (found.value, found.lower, found.upper)
    )
    return Quantity(value, lower, upper, reason=found.reason)


def present_value(found: Assessment, *, measured: bool) -> Amount:
    """Return the present value of the benefits of years that were, or were not, measured."""
    years, scheme = len(found.years), found.plan.discounting
    nothing = Amount(0.0, np.zeros(found.plan.draws))
    kept = [stream.only(stream.measured == measured) for stream in found.gains]
    if not kept:
        return nothing
    return total(
        kept, discount_factors(years, scheme), discount_factors(years, scheme, health=True)
    )
