"""EPOC's seven risk-of-bias items for a project's time series, as tables with their count.

In: the answers in project.yml. Out: one table for analyses that have the same answers.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evaluation.present.blocks import Block, Prose, Table, escape
from evaluation.present.words import listed
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.workspace import (
    BIAS_ITEMS,
    EPOC_SOURCE,
    BiasItem,
    BiasJudgement,
    ItsAnalysis,
    answered,
)

NOT_ANSWERED = "not answered"
NO_REASON = "No answer is given in the project's file."
Answers = Mapping[BiasItem, BiasJudgement | None]


def section(inputs: StudyInputs) -> Section:
    """Return the judged items of every analysis, those with the same answers in one table."""
    alike: list[tuple[Answers, list[ItsAnalysis]]] = []
    for analysis in sorted(inputs.project.its, key=lambda item: not item.primary):
        answers: Answers = answered(analysis.risk_of_bias, inputs.project.risk_of_bias)
        same = next((group for known, group in alike if known == answers), None)
        if same is None:
            alike.append((answers, [analysis]))
        else:
            same.append(analysis)
    if not alike:
        return Section(())
    blocks: list[Block] = [Prose(f"#### Risk of bias {{#sec-{inputs.slug}-bias}}")]
    blocks += [_table(inputs, answers, analyses) for answers, analyses in alike]
    blocks.append(Prose(escape(f"Source of the items: {EPOC_SOURCE}.")))
    return Section(tuple(blocks))


def count_text(answers: Answers) -> str:
    """Return how the items are judged, such as "5 of 7 low, 1 high, 1 not answered"."""
    given = [answer.judgement if answer else NOT_ANSWERED for answer in answers.values()]
    others = [kind for kind in ("high", "unclear", NOT_ANSWERED) if kind in given]
    parts = [f"{given.count(kind)} {kind}" for kind in others]
    return ", ".join([f"{given.count('low')} of {len(given)} low", *parts])


def _table(inputs: StudyInputs, answers: Answers, analyses: list[ItsAnalysis]) -> Table:
    rows = [
        (
            question,
            answer.judgement if answer else NOT_ANSWERED,
            answer.reason if answer else NO_REASON,
        )
        for question, answer in zip(BIAS_ITEMS.values(), answers.values(), strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["Item", "Risk of bias", "Reason"])
    of = _of(inputs, analyses)
    caption = f"Risk of bias by EPOC's items for time series, {of}: {count_text(answers)}."
    return Table(frame, caption, f"{inputs.slug}-{analyses[0].id}-bias")


def _of(inputs: StudyInputs, analyses: list[ItsAnalysis]) -> str:
    """Return the analyses of a table: how many, or their outcomes where others differ."""
    number = len(analyses)
    if number == len(inputs.project.its):
        return {1: "the only one here", 2: "both here"}.get(number, f"all {number} here")
    names = dict.fromkeys(inputs.project.kpi(item.kpi).label for item in analyses)
    return listed(list(names))
