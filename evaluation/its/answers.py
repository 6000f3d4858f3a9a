"""Answers beyond fits and effects, as plain data: sentence, equivalence, sensitivity and so on.

A primary `Fit` and the `Questions` put to it come in; a dictionary that `json.dumps` takes goes
out, with a key for each question that was asked and no other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluation.its.diagnosis.diagnostics import diagnostics
from evaluation.its.fitted.effects import effects
from evaluation.its.fitted.equivalence import Direction, Equivalence, Region, equivalence
from evaluation.its.fitted.fit import Fit
from evaluation.its.fitted.sentence import region_sentence, sentence
from evaluation.its.fitted.trajectory import trajectory
from evaluation.its.robustness.plan import Plan
from evaluation.its.robustness.sensitivity import sensitivity


@dataclass(frozen=True)
class Questions:
    """What is asked of a fit; by default nothing.

    Parameters
    ----------
    in_words : bool
        The effect as a sentence, one for each interruption and for all together.
    region : Region, optional
        Whether the effect matters.
    better : {"increase", "decrease"}, optional
        Which direction is better; only for the verdict on the region.
    sensitivity : Plan, optional
        What becomes of the effect when choices are varied.
    diagnostics : bool
        How well the model holds.
    counterfactual : bool
        The lines, with the limits of the mean and of new observations.
    """

    in_words: bool = False
    region: Region | None = None
    better: Direction | None = None
    sensitivity: Plan | None = None
    diagnostics: bool = False
    counterfactual: bool = False

    @property
    def are_any(self) -> bool:
        """Whether anything is asked."""
        wanted = (self.in_words, self.diagnostics, self.counterfactual)
        return any(wanted) or self.region is not None or self.sensitivity is not None


def answers(fit: Fit, questions: Questions) -> dict[str, Any]:
    """Return the answers to the questions put to a fit.

    Parameters
    ----------
    fit : Fit
        The primary fit.
    questions : Questions
        What is asked.

    Returns
    -------
    dict
        Of sentence (text), equivalence (object), sensitivity (rows, sentences), diagnostics
        (list of name, passed, text, table) and counterfactual (list of periods) those that were
        asked; the sentence comes with any of them. Dates are ISO text; what is not a finite
        number is None.
    """
    if not questions.are_any:
        return {}
    region = (
        None
        if questions.region is None
        else equivalence(fit, questions.region, better=questions.better)
    )
    found: dict[str, Any] = {"sentence": _sentences(fit, region)}
    if region is not None:
        found["equivalence"] = _equivalence_object(region)
    if questions.sensitivity is not None:
        made = sensitivity(fit, questions.sensitivity)
        found["sensitivity"] = {"rows": plain_rows(made.table), "sentences": list(made.sentences)}
    if questions.diagnostics:
        found["diagnostics"] = [
            {
                "name": check.name,
                "passed": check.passed,
                "text": check.text,
                "table": plain_rows(check.table),
            }
            for check in diagnostics(fit)
        ]
    if questions.counterfactual:
        found["counterfactual"] = plain_rows(trajectory(fit))
    return found


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as one dictionary of plain values for each row.

    Examples
    --------
    >>> plain_rows(pd.DataFrame({"at": [pd.Timestamp("2005-01-01")], "value": [float("nan")]}))
    [{'at': '2005-01-01', 'value': None}]
    """
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _sentences(fit: Fit, region: Equivalence | None) -> str:
    """Return a sentence for each interruption in force; the region goes with the first."""
    found = effects(fit)
    names = list(dict.fromkeys(effect.interruption for effect in found))
    texts = []
    for name in names:
        mine = [effect for effect in found if effect.interruption == name]
        concluded = region if region is not None and region.interruption == name else None
        texts.append(sentence(mine, fit.design, concluded))
    return " ".join(texts)


def _equivalence_object(found: Equivalence) -> dict[str, Any]:
    values = {
        "verdict": found.verdict,
        "interruption": found.interruption,
        "at": found.at,
        "measure": found.region.measure,
        "region_lower": found.region.lower,
        "region_upper": found.region.upper,
        "estimate": found.estimate,
        "lower": found.lower,
        "upper": found.upper,
        "level": found.level,
        "equivalence_lower": found.equivalence_lower,
        "equivalence_upper": found.equivalence_upper,
        "equivalence_level": found.equivalence_level,
        "method": found.method,
        "sentence": region_sentence(found),
    }
    return {name: _plain(value) for name, value in values.items()}
