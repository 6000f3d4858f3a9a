"""The part of the stakeholder chapter on one questionnaire."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.hub.stakeholders.answers import Survey, item_label, survey
from evaluation.hub.stakeholders.changes import SurveyChanges, survey_changes
from evaluation.hub.stakeholders.comparison import ANALYSIS
from evaluation.hub.stakeholders.distribution import distribution, favourable_by_group
from evaluation.hub.stakeholders.response import (
    EVERYBODY,
    blank_answers,
    blank_by_item,
    response_rates,
    surplus_groups,
)
from evaluation.hubyear.year import HubYear
from evaluation.present.blocks import Block, Prose, escape
from evaluation.present.hub.changes_figure import changes_figure
from evaluation.present.hub.likert_figure import likert_figure
from evaluation.present.hub.survey_tables import (
    changes_table,
    distribution_table,
    groups_table,
    odds_table,
    response_table,
    sensitivity_table,
)
from evaluation.present.hub.survey_words import (
    METHOD,
    agreement_caption,
    blank_sentence,
    change_sentence,
    item_names,
    items_sentence,
    parts_sentence,
    response_sentence,
    single_wave_sentence,
)
from evaluation.study.section import NamedCheck, Section
from evaluation.workspace import Instrument

MOST_IN_A_FIGURE: Final = 8  # items, for which a page has room beside a caption
ABOUT: Final = {
    "function": "the hub's functions",
    "activity": "the hub's activities",
    "theme": "the themes of the questionnaire",
}
EXAMPLE: Final = "The items are examples to be replaced."
NOBODY: Final = "%s: nobody has answered yet."


def survey_section(year: HubYear, instrument: Instrument) -> Section | None:
    """Return what a questionnaire found up to a year; None where it was not held.

    Parameters
    ----------
    year : HubYear
    instrument : Instrument
    """
    waves, responses = year.table("survey-waves"), year.table("survey-responses")
    found = survey(waves, responses, instrument, year.year)
    if found.waves.empty:
        return None
    heading = f"## {escape(instrument.label)}"
    if found.people.empty:
        sentence = NOBODY % instrument.label
        return Section((Prose(f"{heading}\n\n{escape(sentence)}"),), sentences=(sentence,))
    rates = response_rates(found, year.rule)
    last = list(found.waves["wave"])[-1]
    groups = favourable_by_group(found, last, year.rule)
    changes = survey_changes(found, year.rule, year.provenance)
    finding = change_sentence(changes) if changes else single_wave_sentence(found, groups)
    blank = blank_answers(found, year.rule)
    names = {item.id: item_label(item) for item in instrument.items}
    asked = " ".join(
        (
            response_sentence(found, rates, blank),
            blank_sentence(blank_by_item(found, last, year.rule), names),
        )
    )
    intro = f"{heading}\n\n{escape(finding)} {escape(asked)}\n\n{escape(_about(year, found))}"
    blocks: list[Block] = [
        Prose(intro),
        response_table(rates, found.wave_labels, f"stakeholders-{instrument.id}-response"),
    ]
    if changes:
        blocks += _change_blocks(year, found, changes)
    blocks += _answer_blocks(year, found)
    when = found.wave_labels[last]
    blocks.append(groups_table(groups, f"stakeholders-{instrument.id}-groups", when))
    if changes:
        blocks += _certainty_blocks(found, changes)
    return Section(
        tuple(blocks),
        tuple(_estimates(year, found, rates, groups, changes)),
        tuple(
            NamedCheck(ANALYSIS, instrument.id, check)
            for check in (changes.checks if changes else ())
        ),
        sentences=(finding,),
    )


def _about(year: HubYear, found: Survey) -> str:
    """Return what has to be known of the questionnaire and of what is wrong with its tables."""
    sentences = [EXAMPLE] if found.instrument.is_example else []
    sentences.append(found.instrument.note)
    if not found.waves["year"].eq(str(year.year)).any():
        last = list(found.wave_labels.values())[-1]
        sentences.append(f"No wave was held in {year.year}; the last one is of {last}.")
    surplus = surplus_groups(found)
    if surplus:
        named = "; ".join(f"{group} in {found.wave_labels[wave]}" for wave, group in surplus)
        sentences.append(f"More people answered than were invited, so no rate is given: {named}.")
    if found.outside:
        sentences.append("Answers that the scale does not have are left out.")
    return " ".join(sentences)


def _change_blocks(year: HubYear, found: Survey, changes: SurveyChanges) -> Iterator[Block]:
    name = found.instrument.id
    first, last = changes.waves
    parts = parts_sentence(changes)
    yield Prose(f"{escape(parts)} {escape(items_sentence(changes.items))}\n\n{escape(METHOD)}")
    figure = changes_figure(
        (changes.whole, *changes.parts),
        caption=parts,
        subtitle=f"Change in favourable answers from {first} to {last}",
        source=year.source_line,
        figure_label=f"stakeholders-{name}-changes",
    )
    if figure is not None:
        yield figure
    yield changes_table(
        (changes.whole, *changes.parts),
        changes.waves,
        f"stakeholders-{name}-parts",
        f"Favourable answers in {first} and {last}, by part of the questionnaire.",
    )
    yield changes_table(
        changes.items,
        changes.waves,
        f"stakeholders-{name}-items",
        f"Favourable answers in {first} and {last}, by item.",
    )


def _answer_blocks(year: HubYear, found: Survey) -> Iterator[Block]:
    """Return the answers of the last two waves, a figure with its table for each kind of part."""
    labels = found.wave_labels
    waves = {wave: labels[wave] for wave in (found.last_two or tuple(labels))}
    spread = distribution(found, list(waves), year.rule)
    last, when = list(waves.items())[-1]
    for kind, about in ABOUT.items():
        names = item_names(found.instrument, kind)
        for number, shown in enumerate(_in_even_parts(names), start=1):
            more = "" if number == 1 else f"-{number}"
            label = f"stakeholders-{found.instrument.id}-{kind}{more}"
            yield likert_figure(
                spread.shares,
                spread.steps,
                shown,
                waves,
                caption=agreement_caption(spread, shown, last, when),
                subtitle=f"Answers about {about}.",
                source=year.source_line,
                figure_label=label,
            )
            yield distribution_table(spread, shown, waves, f"{label}-answers", about)


def _in_even_parts(names: dict[str, str]) -> Iterator[dict[str, str]]:
    """Return items in parts of about the same size, none with more than a page has room for."""
    parts = math.ceil(len(names) / MOST_IN_A_FIGURE)
    size = math.ceil(len(names) / parts) if parts else 1
    for start in range(0, len(names), size):
        yield dict(list(names.items())[start : start + size])


def _certainty_blocks(found: Survey, changes: SurveyChanges) -> Iterator[Block]:
    checks = " ".join(check.text for check in changes.checks)
    yield Prose(f"### How sure the changes are\n\n{escape(checks)}")
    name = found.instrument.id
    yield sensitivity_table(changes.sensitivity, f"stakeholders-{name}-sensitivity")
    yield odds_table((changes.whole, *changes.parts, *changes.items), f"stakeholders-{name}-odds")


def _estimates(
    year: HubYear,
    found: Survey,
    rates: pd.DataFrame,
    groups: pd.DataFrame,
    changes: SurveyChanges | None,
) -> Iterator[Estimate]:
    name, label = found.instrument.id, found.instrument.label
    labels = found.wave_labels
    for row in rates[rates["group"] == EVERYBODY].to_dict("records"):
        yield _percent(
            year,
            f"{name}: response",
            (f"{label}: response", labels[str(row["wave"])]),
            "response rate",
            (row["rate"], row["lower"], row["upper"]),
            row["invited"],
            "Wilson interval from protected counts",
        )
    when = list(labels.values())[-1]
    for row in groups.to_dict("records"):
        yield _percent(
            year,
            f"{name}: {row['group']}",
            (f"{label}: {row['group']}", when),
            "favourable answers",
            (row["mean"], row["lower"], row["upper"]),
            row["people"],
            "mean of each person's share, t interval",
        )
    if changes:
        for change in (changes.whole, *changes.parts, *changes.items):
            yield change.difference
            yield change.odds_ratio


def _percent(
    year: HubYear,
    outcome: str,
    words: tuple[str, str],
    measure: str,
    limits: tuple[float, float, float],
    people: int | None,
    method: str,
) -> Estimate:
    label, period = words
    value, lower, upper = (None if pd.isna(each) else float(each) for each in limits)
    return Estimate(
        analysis=ANALYSIS,
        outcome=outcome,
        measure=measure,
        unit="%",
        value=value,
        lower=lower,
        upper=upper,
        n=None if pd.isna(people) else people,
        method=method,
        period=period,
        provenance=year.provenance,
        label=label,
    )
