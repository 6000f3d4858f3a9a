"""All specified estimators of one series side by side, and in words whether they agree."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evaluation import its
from evaluation.design import method_chosen
from evaluation.errors import InvalidInput
from evaluation.estimate import Estimate
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.words import listed
from evaluation.study.designs import Prepared
from evaluation.study.effects import (
    ABSOLUTE,
    RELATIVE,
    changes,
    effect_estimates,
    headline_date,
)
from evaluation.study.inputs import StudyInputs


@dataclass(frozen=True)
class Methods:
    """The estimators of one series.

    Parameters
    ----------
    fits : tuple of Fit
        The primary one first.
    sensitivity : tuple of Estimate
        Effects by the other estimators.
    table : Table
    sentences : str
        Whether the estimators agree, about the effect and about each change.
    """

    fits: tuple[its.Fit, ...]
    sensitivity: tuple[Estimate, ...]
    table: Table
    sentences: str


def compare_methods(
    inputs: StudyInputs, ready: Prepared, primary: its.Fit, found: list[Estimate]
) -> Methods:
    """Fit the other estimators that the project's file names, and compare them.

    Parameters
    ----------
    inputs : StudyInputs
    ready : Prepared
    primary : Fit
        By the primary estimator.
    found : list of Estimate
        Its effects.
    """
    unit = ready.difference_unit
    rows = [_row("primary", primary.label, found, unit)]
    others: list[Estimate] = []
    fits = [primary]
    for choice in ready.analysis.sensitivity:
        method = method_chosen(choice)
        try:
            fit = its.fit(ready.design, ready.data, method)
        except InvalidInput as error:
            rows.append(_row("sensitivity", f"{choice.name}, not estimable: {error}", [], unit))
            continue
        effects = effect_estimates(inputs, ready, fit, suffix=f", sensitivity: {fit.label}")
        rows.append(_row("sensitivity", fit.label, effects, unit))
        others.extend(effects)
        fits.append(fit)
    last_period = numbers.month_text(headline_date(primary))
    table = Table(
        pd.DataFrame(rows),
        f"{ready.kpi.label}: the difference in {last_period} by each method.",
        f"{inputs.slug}-{ready.analysis.id}-methods",
        right=(f"Difference, {unit}", "Relative difference, %"),
    )
    absolute = [e for e in (*found, *others) if e.measure.split(",")[0] == ABSOLUTE]
    sentences = " ".join(filter(None, (agreement(absolute), term_disagreement(fits))))
    return Methods(tuple(fits), tuple(others), table, sentences)


def agreement(absolute: list[Estimate]) -> str:
    """Return a sentence on whether the estimators agree in direction and on "no change".

    Parameters
    ----------
    absolute : list of Estimate
        The absolute difference by each estimator, the primary one first.
    """
    if len(absolute) == 1:
        return "Only the primary model was specified, so there is no comparison of methods."
    directions = {(estimate.value or 0.0) > 0 for estimate in absolute}
    verdicts = {estimate.excludes(0.0) for estimate in absolute}
    count = len(absolute)
    if len(directions) > 1:
        return f"The {count} methods disagree about the direction: read the result with caution."
    if len(verdicts) > 1:
        return (
            f"The {count} methods agree about the direction, but disagree whether the interval "
            "includes no change: read the result with caution."
        )
    return f"The {count} methods agree about the direction and whether no change is included."


def term_disagreement(fits: list[its.Fit]) -> str:
    """Return a sentence on the level and slope changes about which the estimators disagree.

    Parameters
    ----------
    fits : list of Fit
        The same design by each estimator, the primary one first.

    Returns
    -------
    str
        Empty where all agree in direction and whether no change is included.
    """
    terms = pd.concat([changes(fit).assign(label=fit.label) for fit in fits], ignore_index=True)
    parts = []
    for name, rows in terms.groupby("term", sort=False):
        excludes = (rows["lower"] > 0) | (rows["upper"] < 0)
        if len(set(excludes)) > 1 or len(set(rows["estimate"] > 0)) > 1:
            by_method = rows[["label", "p"]].to_dict("records")
            shown = "; ".join(f"{row['label']}, p {its.p_text(row['p'])}" for row in by_method)
            parts.append(f"the change in {_in_words(str(name))} ({shown})")
    if not parts:
        return ""
    return f"The methods disagree about {listed(parts)}: read it with caution."


def _in_words(term: str) -> str:
    kind, interruption = term.removeprefix("group:").split(":", 1)
    return f"{kind.replace('-', ' ')} at {interruption.replace('-', ' ')}"


def _row(part: str, label: str, effects: list[Estimate], unit: str) -> dict[str, str]:
    by_measure = {effect.measure.split(",")[0]: effect for effect in effects}
    titles = {ABSOLUTE: f"Difference, {unit}", RELATIVE: "Relative difference, %"}
    cells = {}
    for measure, title in titles.items():
        effect = by_measure.get(measure)
        cells[title] = numbers.cell_text(effect) if effect else numbers.NOT_AVAILABLE
    return {"Part": part, "Method": label, **cells}
