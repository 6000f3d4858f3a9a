"""The chapter on developing the impact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from evaluation.hub.governance.quarters import Quarter, quarters_to
from evaluation.hub.partners.register import partners_on
from evaluation.hub.presentations.coverage import by_quarter, coverage
from evaluation.hubyear.year import HubYear
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, Table, chapter_opening, escape
from evaluation.present.hub.presentations_figure import presentations_figure
from evaluation.present.words import counted, listed
from evaluation.study.section import Section

HEADING = "# Developing the impact {#sec-presentations}"
QUARTERS_SHOWN = 8
ABOUT = (
    "Partners take turns to tell the programme group and the core team what came of their work. "
    "Each should have had its turn within twelve months."
)
NEVER = "never"


def chapter(year: HubYear) -> Section:
    """Return the chapter; nothing where the hub has no such data."""
    table = year.table("impact-presentations")
    if table.empty or year.partners.empty:
        return Section(())
    there = partners_on(year.partners, year.year.end)
    names = dict(zip(year.partners["id"], year.partners["name"], strict=True))
    found = coverage(table, list(there["id"]), year.year.start, year.year.end)
    first = _finding(found, table, year)
    blocks: list[Block] = [
        chapter_opening(HEADING, first),
        Prose(escape(" ".join([ABOUT, *_due(found, _new(there, year), names)]))),
        _figure(year, table, found, names),
        _table(found, names),
    ]
    return Section(tuple(blocks), sentences=(first,))


def _finding(found: pd.DataFrame, table: pd.DataFrame, year: HubYear) -> str:
    presented = int(found["now"].gt(0).sum())
    total, before = int(found["now"].sum()), int(found["before"].sum())
    days = (pd.Timestamp(year.year.start), pd.Timestamp(year.year.end))
    of_others = int(table["date"].between(*days).sum()) - total
    others = f", and {of_others} by partners that have left" if of_others else ""
    return (
        f"{counted(total, 'presentation')} in {year.year} ({before} the year before) by "
        f"{presented} of {counted(len(found), 'partner')}{others}; "
        f"{int(found['is_due'].sum())} had none within twelve months."
    )


def _new(there: pd.DataFrame, year: HubYear) -> list[str]:
    """Return the partners that joined within the year, so that their turn may be still to come."""
    return list(there.loc[there["start"] > pd.Timestamp(year.year.start), "id"])


def _due(found: pd.DataFrame, new: list[str], names: dict[str, str]) -> Iterator[str]:
    due = found.loc[found["is_due"], "partner"]
    for word, chosen in (
        ("Due", due[~due.isin(new)]),
        ("Joined in the year, and not presented yet", due[due.isin(new)]),
    ):
        if len(chosen):
            yield f"{word}: {listed([names[partner] for partner in chosen])}."


def _figure(
    year: HubYear, table: pd.DataFrame, found: pd.DataFrame, names: dict[str, str]
) -> Block:
    quarters = quarters_to(Quarter.of(year.year.end), QUARTERS_SHOWN)
    starts: list[tuple[str, dt.date]] = [(str(each), each.start) for each in quarters]
    partners = list(found["partner"])
    given = by_quarter(table, partners, starts)
    return presentations_figure(
        given.assign(partner=[names[partner] for partner in given["partner"]]),
        [names[partner] for partner in partners],
        [str(each) for each in quarters],
        caption=_finding(found, table, year),
        subtitle="Presentations by partner and quarter",
        source=year.source_line,
        figure_label="presentations-quarters",
    )


def _table(found: pd.DataFrame, names: dict[str, str]) -> Table:
    rows = [
        {
            "Partner": names[row["partner"]],
            "Year before": str(row["before"]),
            "This year": str(row["now"]),
            "Topics of the year": "; ".join(row["topics"]) or "–",
            "Last": NEVER if pd.isna(row["last"]) else numbers.month_text(row["last"]),
        }
        for row in found.to_dict("records")
    ]
    caption = "Presentations by partner."
    right = ("Year before", "This year")
    return Table(pd.DataFrame(rows), caption, "presentations-partners", right=right)
