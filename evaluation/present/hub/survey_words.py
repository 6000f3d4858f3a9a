"""Sentences about a survey, from the same objects as its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from evaluation.disclosure import shown
from evaluation.hub.stakeholders.answers import REVERSED_MARK, Survey, item_label
from evaluation.hub.stakeholders.changes import SurveyChanges
from evaluation.hub.stakeholders.comparison import WaveChange
from evaluation.hub.stakeholders.distribution import Distribution
from evaluation.present import numbers
from evaluation.present.hub.changes_figure import change_verdict
from evaluation.present.words import counted, listed
from evaluation.workspace import Instrument

BY_CHANCE: Final = 0.05
FEWEST_TO_RANK: Final = 2
HALF: Final = 0.5
METHOD: Final = (
    "Favourable is an answer above the middle of the scale; for an unfavourable statement, one "
    "below it. The two waves are compared by a proportional odds model within groups, and the "
    "share of favourable answers is given as if both waves had been answered by the same mix of "
    "groups. Where several answers of a person are taken together, the interval allows for that."
)


def change_sentence(changes: SurveyChanges) -> str:
    """Return the finding on the whole questionnaire."""
    whole = changes.whole
    first, last = changes.waves
    if whole.reason:
        return (
            f"{whole.question.label}: {first} and {last} cannot be compared, because "
            f"{whole.reason}."
        )
    effect = whole.difference
    interval = f"{numbers.level_text(effect.level)} interval {numbers.interval_text(effect)}"
    shares = (
        f"{numbers.number(whole.last, 1)}% of answers were favourable in {last} and "
        f"{numbers.number(whole.first, 1)}% in {first}"
    )
    judged = {
        "improved": "an improvement",
        "worsened": "a worsening",
    }.get(change_verdict(whole), "no clear change")
    return f"{whole.question.label}: {shares}, {judged} ({_signed(whole)}; {interval})."


def parts_sentence(changes: SurveyChanges) -> str:
    """Return which parts became better or worse, clearly."""
    sentences = []
    for verdict, words in (("improved", "More favourable"), ("worsened", "Less favourable")):
        found = [c for c in changes.parts if change_verdict(c) == verdict]
        if found:
            names = listed([f"{c.question.label.lower()} ({_signed(c)})" for c in found])
            sentences.append(f"{words}: {names}.")
    if not sentences:
        return "No part of the questionnaire changed clearly."
    rest = len(changes.parts) - len([c for c in changes.parts if _is_clear(c)])
    if rest:
        sentences.append(f"{counted(rest, 'other part')} changed too little to be clear.")
    return " ".join(sentences)


def items_sentence(items: Sequence[WaveChange]) -> str:
    """Return how many items changed clearly, and how many would by chance alone."""
    known = [c for c in items if not c.reason]
    if not known:
        return "No item can be compared."
    clear = [c for c in known if _is_clear(c)]
    start = f"{len(clear)} of {counted(len(known), 'item')} changed clearly"
    by_chance = BY_CHANCE * len(known)
    about = "fewer than 1" if by_chance < HALF else f"about {numbers.number(by_chance)}"
    return f"{start}; if nothing had changed, {about} would by chance alone."


def single_wave_sentence(survey: Survey, groups: pd.DataFrame) -> str:
    """Return the finding of a first wave, with which nothing is compared yet."""
    when = next(iter(survey.wave_labels.values()))
    row = groups.iloc[0]
    if pd.isna(row["mean"]):
        return (
            f"{survey.instrument.label}: asked for the first time in {when}; too few people "
            "answered to show what they said."
        )
    limits = numbers.limits_text(row["lower"], row["upper"], 1)
    return (
        f"{survey.instrument.label}: asked for the first time in {when}; on average "
        f"{numbers.number(row['mean'], 1)}% of a person's answers were favourable (95% interval "
        f"{limits}). There is no earlier wave to compare with."
    )


def response_sentence(survey: Survey, rates: pd.DataFrame, blank: pd.DataFrame) -> str:
    """Return how many answered in the last wave, and how much they left blank."""
    wave = list(survey.waves["wave"])[-1]
    row = rates[rates["wave"] == wave].iloc[0]
    when = survey.wave_labels[wave]
    if pd.isna(row["rate"]):
        return f"In {when} {shown(row['answered'])} people answered; no rate can be given."
    limits = numbers.limits_text(row["lower"], row["upper"], 1)
    sentence = (
        f"In {when} {shown(row['answered'])} of {shown(row['invited'])} people answered "
        f"({numbers.number(row['rate'], 1)}%, 95% interval {limits})"
    )
    left = blank[blank["wave"] == wave]["share"].iloc[0]
    if pd.isna(left):
        return f"{sentence}."
    return f"{sentence} and left {numbers.number(left, 1)}% of the items blank."


def blank_sentence(blank: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return which item was most often left blank, where so many left it that it can be shown.

    Parameters
    ----------
    blank : DataFrame
        As of `blank_by_item`.
    names : mapping of item to str
    """
    known = blank[blank["share"] > 0]
    if known.empty:
        return "No item was left blank by so many people that their number can be shown."
    row = known.sort_values("share", ascending=False, kind="stable").iloc[0]
    return (
        f"Most often left blank was “{names[row['item']]}”, by {shown(row['blank'])} of "
        f"{shown(row['people'])} people."
    )


def item_names(instrument: Instrument, kind: str) -> dict[str, str]:
    """Return the items about parts of one kind, by id, with those marked that are reversed.

    Parameters
    ----------
    instrument : Instrument
    kind : {"function", "activity", "theme"}
    """
    parts = [part.id for part in instrument.parts if part.kind == kind]
    return {
        item.id: item_label(item)
        for part in parts
        for item in instrument.items
        if item.part == part
    }


def agreement_caption(found: Distribution, names: Mapping[str, str], wave: str, when: str) -> str:
    """Return with which of some items most and fewest agree in a wave.

    Parameters
    ----------
    found : Distribution
    names : mapping of item to str
        Those looked at; items that are reversed are left out.
    wave, when : str
        The wave and what a reader calls it.
    """
    plain = [item for item, name in names.items() if not name.endswith(REVERSED_MARK)]
    above = [step.name for step in found.steps if step.side > 0]
    rows = found.shares[found.shares["wave"].eq(wave) & found.shares["item"].isin(plain)]
    agreeing = rows.set_index("item")[above].sum(axis=1, skipna=False).dropna()
    if len(agreeing) < FEWEST_TO_RANK:
        return f"Answers in {when}; there are too few that can be shown to rank them."
    most, least = str(agreeing.idxmax()), str(agreeing.idxmin())
    return (
        f"Of these items, agreement in {when} is highest with “{names[most]}” "
        f"({numbers.number(agreeing[most])}%) and lowest with “{names[least]}” "
        f"({numbers.number(agreeing[least])}%)."
    )


def _is_clear(change: WaveChange) -> bool:
    return change_verdict(change) in ("improved", "worsened")


def _signed(change: WaveChange) -> str:
    effect = change.difference
    sign = "+" if (effect.value or 0) > 0 else ""
    return f"{sign}{numbers.value_text(effect, unit=False)} percentage points"
