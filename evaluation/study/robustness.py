"""How far the result of the main series can be trusted: what is left over, and other choices.

In: a fit with its headline effect. Out: two charts, a table of what was varied, and estimates.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evaluation import its
from evaluation.estimate import CheckResult, Estimate
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, Table
from evaluation.study.designs import PERCENT, Prepared
from evaluation.study.diagnostics import (
    LIMITS,
    PLACEBO,
    elsewhere,
    part_words,
    residuals_chart,
    sensitivity_chart,
    variant_words,
)
from evaluation.study.effects import MEASURES, headline_date
from evaluation.study.inputs import StudyInputs

ANALYSIS = "its"
CORRELOGRAM = "Correlogram"
OTHER_CHOICES = (
    "Would other choices have given another answer? One choice at a time was changed: the method, "
    "the date of the change, the months used and so on. None of these takes the place of the "
    "result above."
)


@dataclass(frozen=True)
class Robustness:
    """What is shown and saved of how far a result can be trusted.

    Parameters
    ----------
    blocks : tuple of Block
        Chart and table of other choices, chart of the residuals.
    estimates : tuple of Estimate
        One for each variant and measure.
    sensitivity : Sensitivity
        The engine's table and sentences.
    """

    blocks: tuple[Block, ...]
    estimates: tuple[Estimate, ...]
    sensitivity: its.Sensitivity


def robustness(
    inputs: StudyInputs,
    ready: Prepared,
    fit: its.Fit,
    absolute: Estimate,
    checks: list[CheckResult],
) -> Robustness:
    """Return charts, table and estimates of the main series' sensitivity and residuals.

    Parameters
    ----------
    inputs : StudyInputs
    ready : Prepared
    fit : Fit
        The primary fit.
    absolute : Estimate
        Its absolute effect at the headline date.
    checks : list of CheckResult
        Its diagnostics; the correlogram is among them.
    """
    correlogram = next(check.table for check in checks if check.name == CORRELOGRAM)
    found = its.sensitivity(fit)
    when = numbers.month_text(headline_date(fit))
    blocks = (
        Prose(OTHER_CHOICES),
        sensitivity_chart(inputs, ready, found.table, absolute, fit.label, when),
        _table(inputs, ready, found, when),
        residuals_chart(inputs, ready, correlogram),
    )
    return Robustness(blocks, _estimates(inputs, ready, fit, found.table), found)


def _table(inputs: StudyInputs, ready: Prepared, found: its.Sensitivity, when: str) -> Table:
    """Return one row for each choice: how many variants, how far they reach, what they say."""
    unit = ready.difference_unit
    reach = f"Smallest and largest difference, {unit}"
    absolute = found.table[found.table["measure"] == "absolute"]
    rows = []
    for (part, variants), text in zip(
        absolute.groupby("part", sort=False), found.sentences, strict=True
    ):
        others = variants[~variants["is_reference"].astype(bool)]
        place = "" if part == PLACEBO else elsewhere(others["at"], when)
        finding = text.partition(": ")[2]  # the row says of what
        rows.append(
            {
                "What was changed": _sentence_case(part_words(str(part)) + place),
                "Variants": f"{len(others)}",
                reach: _reach(others["estimate"] * ready.scale, unit),
                "Finding": _sentence_case(finding),
            }
        )
    caption = f"{ready.kpi.label}: the difference in {when} by what was changed."
    label = f"{inputs.slug}-{ready.analysis.id}-choices"
    return Table(pd.DataFrame(rows), caption, label, right=("Variants", reach))


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reach(values: pd.Series, unit: str) -> str:
    known = values.dropna()
    if known.empty:
        return "Not estimable"
    low, high = float(known.min()), float(known.max())
    return numbers.limits_text(low, high, numbers.decimals_for(max(abs(low), abs(high)), unit))


def _estimates(
    inputs: StudyInputs, ready: Prepared, fit: its.Fit, table: pd.DataFrame
) -> tuple[Estimate, ...]:
    """Return one estimate for each variant, named by what was changed and how."""
    others = table[~table["is_reference"].astype(bool)]
    return tuple(_estimate(inputs, ready, fit, row) for _, row in others.iterrows())


def _estimate(inputs: StudyInputs, ready: Prepared, fit: its.Fit, row: pd.Series) -> Estimate:
    is_absolute = row["measure"] == "absolute"
    scale = ready.scale if is_absolute else PERCENT
    value, lower, upper = (None if pd.isna(row[name]) else row[name] * scale for name in LIMITS)
    kind = PLACEBO if row["part"] == PLACEBO else f"sensitivity: {part_words(row['part'])}"
    variant = variant_words(row["part"], row["variant"])
    return Estimate(
        analysis=ANALYSIS,
        outcome=ready.kpi.id,
        measure=f"{MEASURES[row['measure']]}, {kind}, {variant}",
        unit=ready.difference_unit if is_absolute else "%",
        value=value,
        lower=lower,
        upper=upper,
        n=None,
        method=its.method_words(row["method"]),
        period=its.period_label(row["at"], fit.design.frequency),
        provenance=inputs.provenance,
        level=fit.design.level,
        label=ready.kpi.label,
    )
