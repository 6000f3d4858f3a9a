"""The chapter on funding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.hub.funding.leverage import (
    DEFINITIONS,
    TOGETHER,
    awards_by_kind,
    counted_awards,
    leverage,
)
from evaluation.hub.funding.spend import spend_by, totals
from evaluation.hub.partners.in_kind import in_kind_value, valued
from evaluation.hubyear.funding_tables import (
    awards_table,
    comparators_table,
    counted_table,
    leverage_table,
    spend_table,
)
from evaluation.hubyear.year import HubYear
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, chapter_opening, escape
from evaluation.present.hub.spend_figure import spend_figure
from evaluation.present.value_words import money_text
from evaluation.present.words import counted
from evaluation.study.section import Section
from evaluation.tables.hub.funding import OWN_HUB

HEADING = "# Funding {#sec-funding}"
ANALYSIS = "funding"
NO_CORE = "There is no core so a leverage ratio cannot be worked out."


def chapter(year: HubYear) -> Section:
    """Return the chapter; nothing where the hub has no such data."""
    awards, spend = year.table("funding-awards"), year.table("funding-spend")
    comparators = year.table("comparator-measures")
    if awards.empty and spend.empty and comparators.empty:
        return Section(())
    years = _years(awards, spend, str(year.year))
    in_kind = {each: in_kind_value(year.table("in-kind"), each) for each in years}
    found = leverage(awards, in_kind, years)
    first = _finding(found, awards, spend, str(year.year))
    blocks: list[Block] = [chapter_opening(HEADING, first)]
    if years and not awards.empty:
        blocks += _money_in(year, awards, found, years)
    if spend["year"].eq(str(year.year)).any():
        blocks += _money_out(year, spend)
    blocks += _compared(comparators, str(year.year))
    return Section(tuple(blocks), tuple(_estimates(year, found)), sentences=(first,))


def _years(awards: pd.DataFrame, spend: pd.DataFrame, last: str) -> list[str]:
    named = pd.concat([awards["year"], spend["year"]]).dropna().unique()
    return sorted(str(each) for each in named if str(each) <= last)


def _finding(found: pd.DataFrame, awards: pd.DataFrame, spend: pd.DataFrame, year: str) -> str:
    own = found[found["year"].eq(year)]
    budget, actual = totals(spend, year)
    spent = (
        f"it spent {money_text(actual)} of a budget of {money_text(budget)}"
        if budget or actual
        else ""
    )
    if not awards["year"].eq(year).any():
        return f"No award to the hub is recorded for {year}{f'; {spent}' if spent else ''}."
    if own.empty or pd.isna(own["ratio"].iloc[0]):
        return f"In {year} the hub had no core money{f'; {spent}' if spent else ''}."
    row = own.iloc[0]
    text = (
        f"For each £1 of its core money of {money_text(row['core'])} in {year}, "
        f"{_pounds(row['ratio'])} more came that counts as leverage, "
        f"{_pounds(row['ratio_with_in_kind'])} with what partners gave in kind"
    )
    return f"{text}; {spent}." if spent else f"{text}."


def _pounds(ratio: float) -> str:
    return f"£{numbers.number(ratio, 2)}"


def _money_in(
    year: HubYear, awards: pd.DataFrame, found: pd.DataFrame, years: Sequence[str]
) -> Iterator[Block]:
    defined = "; ".join(f"{words}" for words in DEFINITIONS.values())
    said = (
        f"The ratio is given by three definitions, from the narrowest on: {defined}. Amounts are "
        "of the year they are awarded for; the most that may be drawn over an award is another "
        "figure and is never added up."
    )
    if found["ratio"].isna().all():
        said = f"{NO_CORE} {said}"
    in_kind = year.table("in-kind")
    unvalued = int(valued(in_kind[in_kind["year"].isin(list(years))]).isna().sum())
    if unvalued:
        said += (
            f" {counted(unvalued, 'contribution')} in kind without a value "
            f"{'counts' if unvalued == 1 else 'count'} as nothing, so the widest ratio is too low."
        )
    yield Prose(f"## Money that came {{#sec-funding-leverage}}\n\n{escape(said)}")
    yield leverage_table(found)
    if awards["year"].isin(list(years)).any():
        yield awards_table(awards_by_kind(awards, years), years)
    if awards["year"].eq(str(year.year)).any():
        yield counted_table(counted_awards(awards, str(year.year)), str(year.year))


def _money_out(year: HubYear, spend: pd.DataFrame) -> Iterator[Block]:
    lines = spend_by(spend, str(year.year), "line")
    yield Prose("## Money that was spent {#sec-funding-spend}")
    closed = lines[(lines["budget"] > 0) | (lines["actual"] > 0)]
    if closed.empty:
        yield Prose(f"No spend of {year.year} is recorded yet.")
    else:
        yield spend_figure(
            closed.assign(name=closed["line"].str.capitalize()),
            caption=_spend_caption(closed),
            subtitle=f"Budget and spend of {year.year} by line",
            source=year.source_line,
            figure_label="funding-spend",
        )
    yield spend_table(lines, "line", {}, "funding-spend-lines")
    projects = spend_by(spend, str(year.year), "project")
    titles = {slug: year.level_title(slug) for slug in projects["project"]}
    yield spend_table(projects, "project", titles, "funding-spend-projects")


def _spend_caption(lines: pd.DataFrame) -> str:
    over = lines[lines["variance"] > 0]
    budget, actual = lines["budget"].sum(), lines["actual"].sum()
    text = f"{money_text(actual)} was spent of a budget of {money_text(budget)}"
    if over.empty:
        return f"{text}; no line is over its budget."
    most = over.sort_values("variance", ascending=False).iloc[0]
    by = money_text(most["variance"])
    if len(over) == 1:
        return f"{text}; one line, {most['line']}, is over its budget, by {by}."
    return f"{text}; {len(over)} of {len(lines)} lines are over, {most['line']} by the most ({by})."


def _compared(comparators: pd.DataFrame, year: str) -> Iterator[Block]:
    """Yield the comparators up to the year; what the source does not date is shown too."""
    known = comparators[(comparators["year"] <= year).fillna(value=True)]
    others = known[known["hub"].ne(OWN_HUB)]
    if known.empty:
        return
    said = "Hubs differ in size, age and what they count, so this is no ranking."
    if others.empty:
        said = f"No measure of another hub is recorded. {said}"
    elif others["provenance"].eq("measured").all():
        said = f"What is shown of other hubs is real, from the source named. {said}"
    yield Prose(f"## Beside comparable hubs {{#sec-funding-comparators}}\n\n{escape(said)}")
    yield comparators_table(known)


def _estimates(year: HubYear, found: pd.DataFrame) -> Iterator[Estimate]:
    for row in found.to_dict("records"):
        for name, words in DEFINITIONS.items():
            if pd.isna(row[name]):
                continue
            yield Estimate(
                analysis=ANALYSIS,
                outcome="leverage",
                measure=name.replace("_", " "),
                unit="ratio",
                value=row[name],
                lower=None,
                upper=None,
                n=None,
                method=f"per pound of core {words}; accounts, so without an interval",
                period="all years" if row["year"] == TOGETHER else row["year"],
                provenance=year.provenance,
                label="Leverage",
            )
