"""The chapter on patients and the public."""

from __future__ import annotations

import pandas as pd

from evaluation.disclosure import shown
from evaluation.hub.levels import HUB
from evaluation.hub.patients.log import (
    NONE,
    SHARED_POWER,
    by_level,
    by_project,
    of_year,
)
from evaluation.hub.people import total_people
from evaluation.hubyear.year import HubYear
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, Table, chapter_opening, escape
from evaluation.present.words import capital, counted, listed
from evaluation.study.section import Section

HEADING = "# Patients and the public {#sec-patients}"
AIM = (
    "The aim is that projects are worked out together with patients and the public. Levels run "
    "from inform, the least say, over consult, involve and collaborate to co-produce, the most."
)
COUNTED = (
    "People are counted once for each activity they took part in, by the rule for small numbers."
)


def chapter(year: HubYear) -> Section:
    """Return the chapter; nothing where the hub has no such data."""
    log = year.table("ppi-log")
    if log.empty:
        return Section(())
    previous = year.year.previous
    now = of_year(log, pd.Timestamp(year.year.start), pd.Timestamp(year.year.end))
    before = of_year(log, pd.Timestamp(previous.start), pd.Timestamp(previous.end))
    first = _finding(now, before, year)
    blocks: list[Block] = [
        chapter_opening(HEADING, first),
        Prose(escape(" ".join([AIM, _without(now, year), COUNTED]))),
    ]
    if not now.empty:
        blocks += [_levels(now, before, year), _projects(now, year), _changes(now, year)]
    return Section(tuple(blocks), sentences=(first,))


def _finding(now: pd.DataFrame, before: pd.DataFrame, year: HubYear) -> str:
    if now.empty:
        return f"No involvement of patients and the public is logged for {year.year}."
    changed = now[now["status"].ne(NONE)]
    done = int(changed["status"].eq("done").sum())
    people = total_people(now, year.rule)
    shared = int(now["level"].isin(SHARED_POWER).sum())
    return (
        f"{counted(len(now), 'activity', 'activities')} with patients and the public in "
        f"{year.year} ({len(before)} the year before), with {shown(people, year.rule.mark)} people "
        f"taking part; decisions were shared in {shared}, and {len(changed)} led to a change, "
        f"{done} of them made so far."
    )


def _without(now: pd.DataFrame, year: HubYear) -> str:
    if not year.projects:
        return "The hub has no projects in this report."
    missing = [title for slug, title in year.projects.items() if slug not in set(now["project"])]
    if not missing:
        return "Every project has at least one activity."
    return f"Without any activity in the year: {listed(missing)}."


def _levels(now: pd.DataFrame, before: pd.DataFrame, year: HubYear) -> Table:
    found, earlier = by_level(now, year.rule), by_level(before, year.rule)
    rows = [
        {
            "Level": capital(row["level"]),
            "Activities, year before": str(was),
            "Activities": str(row["activities"]),
            "People": shown(row["people"], year.rule.mark),
            "Led to a change": str(row["changes"]),
        }
        for row, was in zip(found.to_dict("records"), earlier["activities"], strict=True)
    ]
    frame = pd.DataFrame(rows)
    caption = f"Activities by level of involvement, {year.year}."
    return Table(frame, caption, "patients-levels", right=tuple(frame.columns[1:]))


def _projects(now: pd.DataFrame, year: HubYear) -> Table:
    others = [slug for slug in now["project"].unique() if slug not in {*year.projects, HUB}]
    found = by_project(now, [*year.projects, *others], year.rule)
    rows = [
        {
            "Project": year.level_title(row["project"]),
            "Activities": str(row["activities"]),
            "People": shown(row["people"], year.rule.mark),
            "Highest level": "–" if pd.isna(row["highest"]) else capital(row["highest"]),
            "Led to a change": str(row["changes"]),
        }
        for row in found.to_dict("records")
    ]
    right = ("Activities", "People", "Led to a change")
    return Table(pd.DataFrame(rows), "Activities by project.", "patients-projects", right=right)


def _changes(now: pd.DataFrame, year: HubYear) -> Block:
    changed = now[now["status"].ne(NONE)]
    if changed.empty:
        return Prose("Nothing that changed because of it is recorded.")
    rows = [
        {
            "When": numbers.month_text(row["date"]),
            "Project": year.level_title(row["project"]),
            "With whom": row["body"],
            "What was done": row["activity"],
            "What changed": row["change"],
            "Status": capital(row["status"]),
        }
        for row in changed.to_dict("records")
    ]
    caption = "What changed because patients and the public were involved."
    return Table(pd.DataFrame(rows), caption, "patients-changes")
