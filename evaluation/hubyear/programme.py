"""The chapter on the development programme: priorities, communications, exits of projects.

In: the hub's year. Out: a section. Visits and views are events; members and delegates are people,
whose counts pass the disclosure rule before anything is added up or compared.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.hub.governance.quarters import quarters_to, quarters_told
from evaluation.hub.programme.exits import exits_on
from evaluation.hub.programme.priorities import priorities_on
from evaluation.hub.programme.reach import (
    PEOPLE,
    PUBLICATIONS,
    protected_reach,
    reach_by_quarter,
)
from evaluation.hubyear.year import HubYear
from evaluation.present.blocks import Block, Prose, chapter_opening, escape, introduced
from evaluation.present.hub import programme_words as words
from evaluation.present.hub.programme_tables import (
    EXIT_KEY,
    STATUS_KEY,
    exits_table,
    priorities_table,
    reach_table,
)
from evaluation.present.hub.reach_figure import reach_figure
from evaluation.present.words import capital
from evaluation.study.section import Section

HEADING = "# Development programme {#sec-programme}"
ANALYSIS = "programme"
QUARTERS_SHOWN = 8


def chapter(year: HubYear) -> Section:
    """Return the chapter; nothing where the hub has no such data."""
    parts = [_priorities(year), _reach(year), _exits(year)]
    sentences = tuple(text for part in parts for text in part.sentences)
    if not sentences:
        return Section(())
    blocks: list[Block] = [chapter_opening(HEADING, sentences[0])]
    if len(sentences) > 1:
        blocks.append(Prose(escape(" ".join(sentences[1:]))))
    for part in parts:
        blocks += part.blocks
    estimates = tuple(each for part in parts for each in part.estimates)
    return Section(tuple(blocks), estimates, sentences=sentences)


def _priorities(year: HubYear) -> Section:
    """Return the part on priorities; empty where the year has none."""
    table, progress = year.table("priorities"), year.table("priority-progress")
    quarters = quarters_told(year.year, progress["quarter"].dropna())
    by_quarter = {each: priorities_on(table, progress, each) for each in quarters}
    found = by_quarter[quarters[-1]]
    if found.empty:
        return Section(())
    blocks: list[Block] = [
        Prose("## Priorities"),
        priorities_table(by_quarter, year.year),
        Prose(escape(STATUS_KEY)),
    ]
    notes = list(words.note_lines(found))
    if notes:
        blocks.append(Prose(introduced("What was noted last:", notes)))
    counts = {
        f"priorities-{status.replace(' ', '-')}": (
            f"Priorities {status}",
            int(found["status"].eq(status).sum()),
        )
        for status in words.STATUS_ORDER
    }
    estimates = tuple(
        _count(year, outcome, label, value) for outcome, (label, value) in counts.items()
    )
    return Section(
        tuple(blocks), estimates, sentences=(words.priorities_sentence(found, str(year.year)),)
    )


def _reach(year: HubYear) -> Section:
    """Return the part on communications; empty where the year has no return."""
    table = year.table("communications")
    quarters = quarters_told(year.year, table["quarter"].dropna())
    found = protected_reach(table, year.year, year.rule)
    if found.wide.empty:
        return Section(())
    sentence = words.reach_sentence(found.of_year, str(year.year))
    blocks: list[Block] = [Prose("## Communications and reach of the platform")]
    longer = quarters_to(quarters[-1], QUARTERS_SHOWN)
    seen = reach_by_quarter(table, longer)
    seen = seen[~seen["measure"].isin([*PEOPLE, PUBLICATIONS])].reset_index(drop=True)
    if len(seen):
        figure = reach_figure(
            seen, longer, caption=sentence, source=year.source_line, figure_label="programme-seen"
        )
        blocks.append(figure)
    blocks.append(reach_table(found, quarters))
    blocks.append(
        Prose(
            escape(
                f"Members and delegates are people: {year.rule.words}. All else is counted in "
                "full. A change is given only where both years have all their returns."
            )
        )
    )
    return Section(tuple(blocks), tuple(_of_reach(year, found.of_year)), sentences=(sentence,))


def _exits(year: HubYear) -> Section:
    """Return the part on sustainability and exit; empty where no project has a plan."""
    projects = {
        item.slug: item.project
        for item in year.workspace.projects
        if not item.project.is_worked_example
    }
    if not any(project.exit for project in projects.values()):
        return Section(())
    exits = exits_on({slug: project.exit for slug, project in projects.items()}, year.year.end)
    titles = {slug: project.title for slug, project in projects.items()}
    following = words.next_exit(exits, titles)
    blocks: list[Block] = [
        Prose("## Sustainability and exit"),
        exits_table(exits, titles, year.year),
        Prose(escape(f"{EXIT_KEY} {following} Each project's chapter has its plan.")),
    ]
    counts = {
        "exits-agreed": ("Projects with an agreed exit plan", int(exits["is_agreed"].sum())),
        "exits-complete": ("Projects handed over", int(exits["state"].eq("complete").sum())),
        "exits-overdue": (
            "Projects overdue for hand-over",
            int(exits["state"].eq("overdue").sum()),
        ),
    }
    estimates = tuple(
        _count(year, outcome, label, value) for outcome, (label, value) in counts.items()
    )
    return Section(tuple(blocks), estimates, sentences=(words.exits_sentence(exits),))


def _of_reach(year: HubYear, of_year: pd.DataFrame) -> Iterator[Estimate]:
    for row in of_year[of_year["this_year"].notna()].to_dict("records"):
        outcome = f"{row['channel']}-{row['measure']}".replace(" ", "-")
        label = capital(f"{row['channel']}: {row['measure']}")
        yield _count(year, outcome, label, int(row["this_year"]))


def _count(year: HubYear, outcome: str, label: str, value: int) -> Estimate:
    period = f"{year.year.start} to {year.year.end}"
    return year.count_of_all(ANALYSIS, outcome, label, value, period)
