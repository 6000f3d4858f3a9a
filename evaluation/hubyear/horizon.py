"""The chapter on horizon scanning and prioritisation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.hub.horizon.concordance import concordance
from evaluation.hub.horizon.ranking import Round, ranked, round_of
from evaluation.hub.horizon.sensitivity import (
    DRAWS,
    chances,
    weights_one_at_a_time,
    without_each_scorer,
)
from evaluation.hubyear.horizon_tables import (
    chances_table,
    criteria_table,
    list_table,
    weights_table,
)
from evaluation.hubyear.horizon_words import (
    against_sentences,
    agreement_sentence,
    caption,
    finding,
    weights_sentence,
)
from evaluation.hubyear.year import HubYear
from evaluation.present.blocks import Block, Prose, bullets, chapter_opening, escape
from evaluation.present.hub.rank_figure import rank_figure
from evaluation.study.section import Section

HEADING = "# Horizon scanning and prioritisation {#sec-horizon}"
ANALYSIS = "horizon"
NO_ROUND = "No round of prioritisation was held in {year}."
NO_SCORES = (
    "There are no scores of this round to show. It takes two scorers or more, so that nobody's own "
    "scores are seen."
)
FEWEST_SCORERS = 2
MOST_DRAWN = 18  # rows of a chart that fits a page
METHOD = (
    f"{DRAWS:,} draws: weights vary around those stated (Dirichlet), scorers are drawn anew with "
    "replacement. Free weights know nothing of those stated: any weights are as likely. "
    "With few scorers, percentages near 0 and 100 look surer than they are."
)


def chapter(year: HubYear) -> Section:
    """Return the chapter; nothing where the hub has no such data."""
    rounds = year.table("horizon-rounds")
    if rounds.empty:
        return Section(())
    own = rounds[rounds["year"].eq(str(year.year))].sort_values("decided_on", kind="stable")
    if own.empty:
        text = NO_ROUND.format(year=year.year)
        return Section((Prose(f"{HEADING}\n\n{escape(text)}"),), sentences=(text,))
    found = [_round(year, row) for row in own.to_dict("records")]
    first = finding(found[-1], ranked(found[-1]))
    section = Section((chapter_opening(HEADING, first),), sentences=(first,))
    for number, each in enumerate(found, start=1):
        section = section + _section(year, each, number)
    return section


def _round(year: HubYear, row: dict[object, object]) -> Round:
    tables = (year.table(f"horizon-{name}") for name in ("innovations", "criteria", "scores"))
    found = round_of(str(row["round"]), int(str(row["places"])), *tables)
    if len(found.scores) < FEWEST_SCORERS:
        return replace(found, scores=found.scores[:0])
    return found


def _section(year: HubYear, found: Round, number: int) -> Section:
    stem = f"horizon-{number}"
    heading = f"## Round {escape(found.name)} {{#sec-{stem}}}"
    table = ranked(found)
    if table["score"].isna().all() or found.criteria.empty:
        return Section((Prose(f"{heading}\n\n{NO_SCORES}"),))
    chance = chances(found, year.generator(f"horizon {found.name}"))
    joined = table.dropna(subset=["score"]).merge(chance, on="innovation")
    alone = without_each_scorer(found)
    blocks: list[Block] = [
        Prose(heading),
        list_table(table, year, stem),
        criteria_table(found.criteria, found.weights, stem),
        *_figure(year, found, joined, stem),
        chances_table(joined, alone, found.places, stem),
        Prose(escape(f"{METHOD} {agreement_sentence(concordance(found), year.rule)}")),
        *_weights(found, table, stem),
    ]
    against = against_sentences(table)
    if against:
        lines = bullets(against)
        blocks.append(Prose(f"Decided otherwise than the rank says:\n\n{lines}"))
    return Section(tuple(blocks), tuple(_estimates(year, found, joined)))


def _figure(year: HubYear, found: Round, joined: pd.DataFrame, stem: str) -> Iterator[Block]:
    chance = joined["first_by_both"].fillna(joined["first_by_weights"])
    left_out = f", the first {MOST_DRAWN}" if len(joined) > MOST_DRAWN else ""
    yield rank_figure(
        joined.assign(chance=chance).head(MOST_DRAWN),
        found.places,
        caption=caption(joined.assign(chance=chance)),
        subtitle=f"Ranks of the long list{left_out}, round {found.name}",
        source=year.source_line,
        figure_label=f"{stem}-ranks",
    )


def _weights(found: Round, table: pd.DataFrame, stem: str) -> Iterator[Block]:
    changed = weights_one_at_a_time(found)
    yield Prose(escape(weights_sentence(changed, table, found.places)))
    yield weights_table(changed, table, stem)


def _estimates(year: HubYear, found: Round, joined: pd.DataFrame) -> Iterator[Estimate]:
    for row in joined.to_dict("records"):
        chance = row["first_by_both"]
        if math.isnan(chance):
            continue
        yield Estimate(
            analysis=ANALYSIS,
            outcome=f"{found.name}/{row['innovation']}",
            measure=f"among the first {found.places}",
            unit="%",
            value=chance,
            lower=None,
            upper=None,
            n=None,
            method=f"share of {DRAWS:,} draws of weights and scorers; a probability, so without an "
            "interval",
            period=str(year.year),
            provenance=year.provenance,
            label=row["title"],
        )
