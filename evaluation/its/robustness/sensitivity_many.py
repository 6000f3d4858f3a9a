"""The sensitivity of every series of a long table, in one call.

A design, a long table and the column that names the series come in; one table of all variants of
all series, their sentences, and the reason for each series without an answer go out.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.collections.alike import Alike, sorted_by
from evaluation.its.collections.together import measure_together
from evaluation.its.designs.design import Design
from evaluation.its.designs.method import Method
from evaluation.its.fitted.fit import Fit, fit, fit_prepared
from evaluation.its.robustness.plan import Plan, variants, with_rows
from evaluation.its.robustness.sensitivity import SensitivityRow, summary_rows
from evaluation.its.variation.variants import rows_of

SERIES = "series"

_Summary = tuple[list[SensitivityRow], tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Sensitivities:
    """What became of the effect of each of many series when choices were varied.

    Parameters
    ----------
    table : DataFrame, one row per series, variant and measure
        series, then the columns of `Sensitivity.table`.
    sentences : DataFrame, one row per series and part
        series, sentence: see `Sensitivity.sentences`.
    failures : DataFrame, one row per series that has no answer
        series, reason.
    """

    table: pd.DataFrame
    sentences: pd.DataFrame
    failures: pd.DataFrame


def sensitivity_many(
    design: Design,
    data: pd.DataFrame,
    by: str,
    method: Method | None = None,
    plan: Plan | None = None,
) -> Sensitivities:
    """Return the sensitivity of every series of a long table.

    Parameters
    ----------
    design : Design
        Of every series.
    data : DataFrame, one row per series and period
        Not changed.
    by : str
        Column with the name of the series of each row.
    method : Method, optional
        Of the primary fits; by default that of `default_method`.
    plan : Plan, optional
        Which choices are varied; by default all.

    Returns
    -------
    Sensitivities
        The numbers are those of `sensitivity` for the fit of each series (averages over orders
        to a ten-thousandth of an interval's width).

    Raises
    ------
    InvalidInput
        If a column is missing or rows name no series.

    Notes
    -----
    Each variant of the series with the same periods and all values has one design matrix: they
    are solved together.
    """
    found, chosen = sorted_by(design, data, by), plan or Plan()
    summaries: dict[Hashable, _Summary] = {}
    reasons: dict[Hashable, str] = {}
    for group in found.alike:
        try:
            first = fit_prepared(design, group.series, group.matrix, method)
        except InvalidInput as error:
            reasons |= dict.fromkeys(group.labels, error.what)
        else:
            summaries |= dict(zip(group.labels, _of_group(first, group, chosen), strict=True))
    for label, rows in found.alone.items():
        try:
            single = fit(design, rows, method)
        except InvalidInput as error:
            reasons[label] = error.what
        else:
            mine = [list(variants(single, chosen))]
            summaries[label] = summary_rows(single, mine[0], measure_together([single], mine)[0])
    return _collected(found.labels, summaries, reasons)


def _of_group(first: Fit, group: Alike, plan: Plan) -> list[_Summary]:
    """Return the rows and sentences of series side by side; `first` is the fit of the first."""
    shared, rows = list(variants(first, plan)), rows_of(first)
    chosen = [
        with_rows(shared, replace(rows, outcome=outcome, denominator=denominator))
        for outcome, denominator in zip(
            group.modelled(first.design), group.denominator, strict=True
        )
    ]
    measured = measure_together([first] * len(chosen), chosen)
    return [summary_rows(first, *each) for each in zip(chosen, measured, strict=True)]


def _collected(
    labels: Sequence[Hashable],
    summaries: Mapping[Hashable, _Summary],
    reasons: Mapping[Hashable, str],
) -> Sensitivities:
    """Return the tables of all series, in the order of the labels."""
    found = [(label, *summaries[label]) for label in labels if label in summaries]
    rows = [row for _, mine, _ in found for row in mine]
    table = pd.DataFrame(rows, columns=list(SensitivityRow._fields))
    table.insert(0, SERIES, [label for label, mine, _ in found for _ in mine])
    said = [(label, sentence) for label, _, mine in found for sentence in mine]
    failed = [(label, reasons[label]) for label in labels if label in reasons]
    return Sensitivities(
        table=table,
        sentences=pd.DataFrame(said, columns=[SERIES, "sentence"]),
        failures=pd.DataFrame(failed, columns=[SERIES, "reason"]),
    )
