"""All comparisons of a questionnaire's last two waves: items, parts, whole, and their checks.

In: a `Survey`. Out: `SurveyChanges`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from evaluation.disclosure import DisclosureRule, protect_one
from evaluation.estimate import CheckResult, Provenance
from evaluation.hub.stakeholders.answers import (
    Survey,
    favourable_from,
    item_label,
    with_models_groups,
)
from evaluation.hub.stakeholders.comparison import Question, WaveChange, wave_change
from evaluation.hub.stakeholders.distribution import fewest
from evaluation.hub.stakeholders.nonresponse import nonresponse_check, response_weights
from evaluation.hub.stakeholders.proportionality import (
    brant_tests,
    items_apart,
    proportionality_check,
)


@dataclass(frozen=True)
class Sensitivity:
    """One comparison made in other ways.

    Parameters
    ----------
    main, weighted, binary, unadjusted : WaveChange
        As reported; weighted to those asked; of favourable or not alone; without regard to group.
    """

    main: WaveChange
    weighted: WaveChange
    binary: WaveChange
    unadjusted: WaveChange


@dataclass(frozen=True)
class SurveyChanges:
    """The changes from one wave to the next.

    Parameters
    ----------
    waves : tuple of two str
        What a reader calls the two waves.
    whole : WaveChange
        Of all items together.
    parts, items : tuple of WaveChange
        In the order of the questionnaire.
    sensitivity : tuple of Sensitivity
        Of the whole, each part, and each item whose change differs between steps of the scale.
    checks : tuple of CheckResult
    """

    waves: tuple[str, str]
    whole: WaveChange
    parts: tuple[WaveChange, ...]
    items: tuple[WaveChange, ...]
    sensitivity: tuple[Sensitivity, ...]
    checks: tuple[CheckResult, ...]


def survey_changes(
    survey: Survey, rule: DisclosureRule, provenance: Provenance
) -> SurveyChanges | None:
    """Return the comparison of the last two waves; None where there are not two.

    Parameters
    ----------
    survey : Survey
    rule : DisclosureRule
        Says how many people are too few, and how their number is printed.
    provenance : {"measured", "estimated", "synthetic"}
    """
    if survey.last_two is None:
        return None
    labels = survey.wave_labels
    first, last = survey.last_two
    answers = _comparable(survey, (first, last))
    instrument = survey.instrument
    plain = Question(
        instrument.id,
        f"{instrument.label}, all items",
        favourable_from(instrument),
        f"{labels[first]} to {labels[last]}",
        provenance,
        fewest(rule),
    )
    whole = _sensitivity(survey, answers, plain, rule)
    parts = [
        _sensitivity(
            survey,
            answers[answers["part"] == part.id],
            replace(plain, outcome=f"{instrument.id}: {part.id}", label=part.label),
            rule,
        )
        for part in instrument.parts
    ]
    by_item = {item.id: answers[answers["item"] == item.id] for item in instrument.items}
    names = {item.id: item_label(item) for item in instrument.items}
    by_item = {item: answers[answers["item"] == item] for item in names}
    asked = {
        item: replace(plain, outcome=f"{instrument.id}: {item}", label=name)
        for item, name in names.items()
    }
    tests = brant_tests(by_item)
    apart = [_sensitivity(survey, by_item[i], asked[i], rule) for i in items_apart(tests)]
    checks = (
        proportionality_check(tests, names),
        nonresponse_check(whole.main, whole.weighted),
    )
    return SurveyChanges(
        (labels[first], labels[last]),
        whole.main,
        tuple(each.main for each in parts),
        tuple(_change(by_item[item], question, rule) for item, question in asked.items()),
        (whole, *parts, *apart),
        checks,
    )


def _comparable(survey: Survey, waves: tuple[str, str]) -> pd.DataFrame:
    """Return answers of two waves; a pseudonym used in both names two people."""
    answers = with_models_groups(survey.answers, waves)
    return answers.assign(
        is_last=answers["wave"].eq(waves[1]).astype("bool"),
        respondent=answers["wave"] + " " + answers["respondent"],
    )


def _sensitivity(
    survey: Survey, answers: pd.DataFrame, question: Question, rule: DisclosureRule
) -> Sensitivity:
    weights = response_weights(survey, answers)
    return Sensitivity(
        _change(answers, question, rule),
        _change(answers, question, rule, weights=weights),
        _change(answers, question, rule, is_binary=True),
        _change(answers, question, rule, is_adjusted=False),
    )


def _change(
    answers: pd.DataFrame,
    question: Question,
    rule: DisclosureRule,
    *,
    weights: pd.Series | None = None,
    is_adjusted: bool = True,
    is_binary: bool = False,
) -> WaveChange:
    return wave_change(
        answers,
        question,
        shown_people=protect_one(answers["respondent"].nunique(), rule),
        weights=weights,
        is_adjusted=is_adjusted,
        is_binary=is_binary,
    )
