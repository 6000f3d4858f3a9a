"""How much an answer hangs on its choices: estimator, date, lags, window, season, and placebos.

A `Fit` comes in; a table of all variants and sentences of how far they agree go out. The
variants are those of a `Plan`; how they are measured can be given, so that many can be solved at
once.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from evaluation.its.collections.together import measure_together
from evaluation.its.fitted.fit import Fit
from evaluation.its.fitted.line_contrast import Limits
from evaluation.its.robustness.agreement import agreement, placebo_agreement
from evaluation.its.robustness.plan import Plan, variants_of_many
from evaluation.its.variation.measured import NOTHING, Measured, Measurer
from evaluation.its.variation.variants import Variant

NO_INTERVAL = "The estimator gives no interval for it."
NO_RATIO = "The counterfactual is not above 0."


class SensitivityRow(NamedTuple):
    """One variant and measure; see `Sensitivity.table`."""

    part: str
    variant: str
    is_reference: bool
    method: str
    measure: str
    at: dt.date
    estimate: float
    lower: float
    upper: float
    agrees_in_direction: bool | None
    agrees_on_no_effect: bool | None
    note: str


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What became of an effect when choices were varied.

    Parameters
    ----------
    table : DataFrame, one row per variant and measure
        part ("estimators", "dates", "lags", "windows", "seasonality", "placebo"); variant;
        is_reference (the row its part is compared with: the fit as specified, for lags the
        fit's or else the rule's); method; measure ("absolute", "relative"); at (first day of
        the period of the effect, the last one common to the part); estimate, lower, upper;
        agrees_in_direction (of the estimate), agrees_on_no_effect (whether the interval
        includes 0): with the reference, None for it, for placebos and where there is no
        interval; note (why there is none).
    sentences : tuple of str
        One for each part: how many agree, by the absolute effect.
    """

    table: pd.DataFrame
    sentences: tuple[str, ...]


def sensitivity(fit: Fit, plan: Plan | None = None, measure: Measurer | None = None) -> Sensitivity:
    """Return what becomes of the effect of a fit's interruptions when choices are varied.

    Parameters
    ----------
    fit : Fit
        The primary fit.
    plan : Plan, optional
        Which choices; by default all.
    measure : callable, optional
        From fits and the variants of each to their effects; by default `measure_together`.

    Returns
    -------
    Sensitivity
        Of the effect of all interruptions together.

    Notes
    -----
    They describe; they do not choose. The primary model is the one that was pre-specified, and
    a variant is not better because its interval excludes 0. A placebo's interval excludes 0 by
    chance in 5 of 100 (at level 0.95); more says that the model bends to the series before
    anything happened.

    References
    ----------
    Turner SL et al. (2021), doi:10.1186/s12874-021-01306-w. Bertrand M, Duflo E,
    Mullainathan S (2004), doi:10.1162/003355304772839588, for placebo dates.
    """
    return sensitivity_of_many([fit], plan, measure)[0]


def sensitivity_of_many(
    fits: Sequence[Fit], plan: Plan | None = None, measure: Measurer | None = None
) -> list[Sensitivity]:
    """Return the sensitivity of many fits; what they share is made once.

    Parameters
    ----------
    fits : sequence of Fit
        Of any designs. Those with the same design, method and calendar share their matrices.
    plan, measure
        See `sensitivity`. All variants of all fits are handed over in one call: the problems of
        one variant have the very same matrix, so that they can be solved together.

    Returns
    -------
    list of Sensitivity, as long as `fits`
    """
    chosen = variants_of_many(fits, plan or Plan())
    measured = (measure or measure_together)(fits, chosen)
    return [summary(*each) for each in zip(fits, chosen, measured, strict=True)]


def summary(fit: Fit, chosen: Sequence[Variant], measured: Sequence[Measured]) -> Sensitivity:
    """Return measured variants as a table and sentences; see `summary_rows`."""
    rows, sentences = summary_rows(fit, chosen, measured)
    table = pd.DataFrame(rows, columns=list(SensitivityRow._fields))
    return Sensitivity(table, sentences)


def summary_rows(
    fit: Fit, chosen: Sequence[Variant], measured: Sequence[Measured]
) -> tuple[list[SensitivityRow], tuple[str, ...]]:
    """Return measured variants as rows of a table, and a sentence for each part.

    Parameters
    ----------
    fit : Fit
        The primary fit.
    chosen : sequence of Variant
        The reference of each part before the others.
    measured : sequence of Measured, as long as `chosen`
        Their effects.
    """
    rows: list[SensitivityRow] = []
    references: dict[tuple[str, str], Limits] = {}
    days = _days(fit)
    for variant, found in zip(chosen, measured, strict=True):
        day = days[variant.at]
        for measure, limits, note in _by_measure(found):
            key = (variant.part, measure)
            if variant.is_reference:
                references[key] = limits
            is_compared = not variant.is_reference and variant.part != "placebo"
            agrees = _compared(limits, references[key]) if is_compared else (None, None)
            rows.append(
                SensitivityRow(
                    variant.part,
                    variant.name,
                    variant.is_reference,
                    variant.method.name,
                    measure,
                    day,
                    *limits,
                    *agrees,
                    note,
                )
            )
    absolute = [row for row in rows if row.measure == "absolute"]
    parts = list(dict.fromkeys(row.part for row in absolute))
    sentences = [_sentence(part, absolute, fit) for part in parts]
    return rows, tuple(sentences)


def _days(fit: Fit) -> dict[int, dt.date]:
    """Return the first day of every period of the series."""
    table = fit.series.table
    days = table["period"].to_numpy().astype("datetime64[D]").astype(object)
    return dict(zip(table["position"].tolist(), days.tolist(), strict=True))


def _by_measure(found: Measured) -> Iterator[tuple[str, Limits, str]]:
    yield "absolute", found.absolute, found.note or _note(found.absolute)
    if found.relative is None:
        yield "relative", NOTHING, NO_RATIO
    else:
        yield "relative", found.relative, found.note or _note(found.relative)


def _note(limits: Limits) -> str:
    return "" if all(math.isfinite(value) for value in limits) else NO_INTERVAL


def _compared(limits: Limits, reference: Limits) -> tuple[bool | None, bool | None]:
    if not all(math.isfinite(value) for value in (*limits, *reference)):
        return None, None
    same_side = (limits[0] > 0) == (reference[0] > 0)
    return same_side, _includes_nothing(limits) == _includes_nothing(reference)


def _includes_nothing(limits: Limits) -> bool:
    return limits[1] <= 0 <= limits[2]


def _sentence(part: str, rows: Sequence[SensitivityRow], fit: Fit) -> str:
    mine = [row for row in rows if row.part == part]
    reference = next(row for row in mine if row.is_reference)
    others = [row for row in mine if not row.is_reference]
    if part == "placebo":
        found = [(row.estimate, row.lower, row.upper) for row in others]
        own = (reference.estimate, reference.lower, reference.upper)
        return placebo_agreement(found, own, fit.design.level)
    agrees = [(row.agrees_in_direction, row.agrees_on_no_effect) for row in others]
    return agreement(part, agrees, has_reference=math.isfinite(reference.lower))
