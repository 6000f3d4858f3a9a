"""Many series of one design from one long table, fitted in one call.

A design, a long table and the column that names the series come in; a `Collection` goes out, with
terms and effects of every series that can be fitted and the reason for each that cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.collections.alike import Alike, sorted_by
from evaluation.its.collections.effects_together import EffectRow, effects_together
from evaluation.its.collections.together import have_errors
from evaluation.its.designs.design import Design
from evaluation.its.designs.method import Method
from evaluation.its.estimation.linear_together import TOGETHER, is_offered
from evaluation.its.estimation.solution import TERM_COLUMNS, IntArray
from evaluation.its.estimation.students import Together
from evaluation.its.fitted.effects import Effect, effects
from evaluation.its.fitted.fit import Fit, _problem, fit, fit_prepared
from evaluation.its.variation.measured import NO_SOLUTION

SERIES = "series"
EFFECT_COLUMNS = (SERIES, "interruption", "at", "window", "measure", "estimate", "lower", "upper")


@dataclass(frozen=True, eq=False)
class Collection:
    """Many series under one design.

    Parameters
    ----------
    terms : DataFrame, one row per series and term
        series, then the columns of `Fit.terms`: term, estimate, std_error, df, lower, upper, p.
    effects : DataFrame, one row per series and effect
        series, interruption, at, window (None at a date), measure, estimate, lower, upper: see
        `Effect`.
    methods : DataFrame, one row per series
        series, n (rows used), method (its name), rule (how it came to be used).
    failures : DataFrame, one row per series that has no answer
        series, reason.
    """

    terms: pd.DataFrame
    effects: pd.DataFrame
    methods: pd.DataFrame
    failures: pd.DataFrame


@dataclass(frozen=True, eq=False)
class _Answers:
    """The tables of some series."""

    terms: pd.DataFrame
    effects: pd.DataFrame
    methods: pd.DataFrame


class _Failure(NamedTuple):
    """A series without an answer."""

    series: Hashable
    reason: str


def fit_many(
    design: Design, data: pd.DataFrame, by: str, method: Method | None = None
) -> Collection:
    """Fit one design to every series of a long table.

    Parameters
    ----------
    design : Design
        Of every series.
    data : DataFrame, one row per series and period
        Not changed.
    by : str
        Column with the name of the series of each row.
    method : Method, optional
        By default that of `default_method`, by the periods of each series.

    Returns
    -------
    Collection
        The numbers are those of `fit` and `effects` for each series (averages over orders to a
        ten-thousandth of an interval's width, all others to about six digits); `fit` of one
        series' rows gives its warnings and whatever else a `Fit` has.

    Raises
    ------
    InvalidInput
        If a column is missing or rows name no series.

    Notes
    -----
    Series with the same periods and all values are solved together: the matrices that depend on
    the design only are made and inverted once. The others are fitted one by one.

    Examples
    --------
    >>> import datetime
    >>> from evaluation.its.designs.design import Interruption
    >>> years = list(range(2001, 2009))
    >>> falls = [9, 7, 8, 8, 4, 4, 3, 5, 9, 8, 8, 7, 8, 9, 7, 8]
    >>> data = pd.DataFrame({"time": years * 2, "ward": ["A"] * 8 + ["B"] * 8, "falls": falls})
    >>> mats = Interruption("mats", datetime.date(2005, 1, 1), slope=False)
    >>> found = fit_many(Design("falls", "annual", (mats,)), data, "ward", Method("ols"))
    >>> levels = found.terms[found.terms["term"] == "level:mats"]
    >>> levels.set_index("series")["estimate"].round(3).to_dict()
    {'A': -4.0, 'B': 1.6}
    """
    found = sorted_by(design, data, by)
    made: list[_Answers | _Failure] = []
    for group in found.alike:
        made.extend(_of_group(design, group, method))
    for label, rows in found.alone.items():
        made.append(_of_one(label, partial(fit, design, rows, method)))
    return _collected(made, found.labels)


def _of_group(design: Design, group: Alike, method: Method | None) -> Iterator[_Answers | _Failure]:
    """Yield the answers of series side by side, and the reasons of those without."""
    alone = list(range(len(group.labels)))
    try:
        first = fit_prepared(design, group.series, group.matrix, method)
        together = _together(first, group)
        if len(together):
            yield _of_many(first, group, together)
            alone = sorted(set(alone) - set(together.tolist()))
    except (InvalidInput, np.linalg.LinAlgError):
        pass  # each on its own has its own reason
    for number in alone:
        made = partial(fit_prepared, design, group.series_of(number), group.matrix, method)
        yield _of_one(group.labels[number], made)


def _together(first: Fit, group: Alike) -> IntArray:
    """Return the numbers of the series that can be solved together."""
    if not is_offered(first.method):
        return np.arange(0)
    problem = _problem(first.design, first.series, first.matrix)
    outcomes = group.modelled(first.design)[:, group.is_used]
    return np.flatnonzero(have_errors(problem, outcomes))


def _of_many(first: Fit, group: Alike, chosen: IntArray) -> _Answers:
    problem = _problem(first.design, first.series, first.matrix)
    outcomes = group.modelled(first.design)[chosen][:, group.is_used]
    solution = TOGETHER[first.method.name](problem, outcomes, first.method)
    if not np.isfinite(solution.coefficients).all():
        raise np.linalg.LinAlgError
    labels = [group.labels[number] for number in chosen]
    rows = effects_together(first, solution, group.denominator[chosen])
    changes = _effect_table([labels[row.number] for row in rows], rows)
    same = {"n": first.n, "method": first.method.name, "rule": first.rule}
    methods = pd.DataFrame({SERIES: labels, **same})
    return _Answers(_terms(first, solution, labels), changes, methods)


def _terms(first: Fit, solution: Together, labels: Sequence[Hashable]) -> pd.DataFrame:
    names, estimate = first.matrix.terms, solution.coefficients
    contrasts = np.eye(len(names))[None]
    columns = (estimate, *solution.described(estimate, contrasts, first.design.level))
    values = {name: each.ravel() for name, each in zip(TERM_COLUMNS[1:], columns, strict=True)}
    whose = [label for label in labels for _ in names]
    return pd.DataFrame({SERIES: whose, "term": list(names) * len(labels), **values})


def _of_one(label: Hashable, made: Callable[[], Fit]) -> _Answers | _Failure:
    """Return the answers of one series, or the reason why it has none."""
    try:
        found = made()
        changes = effects(found)
    except InvalidInput as error:
        return _Failure(label, error.what)
    except np.linalg.LinAlgError:
        return _Failure(label, NO_SOLUTION)
    terms = found.terms.copy()
    terms.insert(0, SERIES, [label] * len(terms))
    same = {"n": [found.n], "method": [found.method.name], "rule": [found.rule]}
    methods = pd.DataFrame({SERIES: [label], **same})
    return _Answers(terms, _effect_table([label] * len(changes), changes), methods)


def _effect_table(whose: list[Hashable], found: Sequence[Effect | EffectRow]) -> pd.DataFrame:
    columns = {
        name: pd.Series([getattr(each, name) for each in found], dtype="object")
        for name in EFFECT_COLUMNS[1:]
    }
    numbers = dict.fromkeys(("estimate", "lower", "upper"), "float64")
    return pd.DataFrame({SERIES: whose, **columns}).astype(numbers)


def _collected(made: Sequence[_Answers | _Failure], labels: Sequence[Hashable]) -> Collection:
    """Return the answers of all series in the order of the table."""
    answers = [each for each in made if isinstance(each, _Answers)]
    failures = [each for each in made if isinstance(each, _Failure)]
    place = {label: number for number, label in enumerate(labels)}
    failed = sorted(failures, key=lambda each: place[each.series])

    def joined(tables: list[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
        if not tables:
            return pd.DataFrame(columns=list(columns))
        whole = pd.concat(tables, ignore_index=True)
        order = np.argsort([place[label] for label in whole[SERIES]], kind="stable")
        return whole.iloc[order].reset_index(drop=True)

    return Collection(
        terms=joined([each.terms for each in answers], (SERIES, *TERM_COLUMNS)),
        effects=joined([each.effects for each in answers], EFFECT_COLUMNS),
        methods=joined([each.methods for each in answers], (SERIES, "n", "method", "rule")),
        failures=pd.DataFrame(failed, columns=[SERIES, "reason"]),
    )
