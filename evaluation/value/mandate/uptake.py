"""Uptake of a product against those eligible, with its interval, small numbers under the rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from evaluation.disclosure import HES, NONE, DisclosureRule, protect_proportion
from evaluation.estimate import Estimate
from evaluation.intervals import wilson
from evaluation.value.benefits.finding import named_estimate
from evaluation.workspace.mandate import Product

ANALYSIS: Final = "value"
MEASURE: Final = "uptake"
PERCENT: Final = 100


def uptake(
    product: Product, estimates: Sequence[Estimate] = (), *, rule: DisclosureRule = HES
) -> Estimate | None:
    """Return the uptake of a product in percent, None where nobody said it.

    Parameters
    ----------
    product : Product
    estimates : sequence of Estimate
        Of its project, where the uptake names one of them.
    rule : DisclosureRule
        For counts of people; counts of sites are not controlled.

    Raises
    ------
    InvalidInput
        If the named estimate is not there.

    Notes
    -----
    Wilson score interval of counts that have passed the rule.

    References
    ----------
    Wilson EB (1927), doi:10.1080/01621459.1927.10502953.
    """
    given = product.uptake
    if given is None:
        return None
    if given.estimate is not None:
        found = named_estimate(given.estimate, estimates)
        method = f"the project's estimate {given.estimate}: {found.method}"
        return replace(
            found,
            analysis=ANALYSIS,
            outcome=product.id,
            measure=MEASURE,
            method=method,
            label=product.name,
        )
    used = rule if given.counts_people else NONE
    safe = protect_proportion(pd.Series([given.adopted]), pd.Series([given.eligible]), used)
    numerator, denominator = safe.numerator.iloc[0], safe.denominator.iloc[0]
    is_shown = not (pd.isna(numerator) or pd.isna(denominator)) and denominator > 0
    value, lower, upper, n = None, None, None, None
    if is_shown:
        limits = wilson(numerator, denominator)
        value, n = PERCENT * float(numerator) / float(denominator), int(denominator)
        lower, upper = PERCENT * float(limits.lower), PERCENT * float(limits.upper)
    return Estimate(
        analysis=ANALYSIS,
        outcome=product.id,
        measure=MEASURE,
        unit="%",
        value=value,
        lower=lower,
        upper=upper,
        n=n,
        method=f"Wilson score interval; counts under disclosure rule {used.name}",
        period="" if given.on is None else given.on.isoformat(),
        provenance=given.provenance,
        label=product.name,
    )
