"""The chapter on education."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.disclosure import protect, protect_one
from evaluation.estimate import Estimate
from evaluation.hub.education.confidence import Confidence, confidence, response
from evaluation.hub.education.kirkpatrick import by_level
from evaluation.hub.education.reach import attended, not_reached, reach_by
from evaluation.hub.education.requests import requests_on
from evaluation.hub.education.sessions import (
    against_plan,
    courses,
    followed_up,
    of_year,
    recordings,
)
from evaluation.hub.governance.quarters import quarters_of
from evaluation.hub.partners.register import partners_on
from evaluation.hub.people import total_people
from evaluation.hubyear.education_tables import (
    confidence_table,
    kirkpatrick_table,
    members_table,
    plan_table,
    reach_table,
    requests_table,
)
from evaluation.hubyear.education_words import (
    came_words,
    community_sentence,
    confidence_sentence,
    courses_sentence,
    lead,
    requests_sentence,
    response_sentence,
)
from evaluation.hubyear.year import HubYear
from evaluation.present.blocks import Block, Prose, chapter_opening, escape
from evaluation.present.hub.net_change_figure import net_change_figure
from evaluation.present.words import listed
from evaluation.study.section import Section
from evaluation.tables.hub.education import ROLES

HEADING = "# Education {#sec-education}"
ANALYSIS = "education"
TABLES = ("education-plan", "education-sessions", "education-requests", "community-members")
FROM_EACH = "Somebody came from each partner."
NO_PARTNERS = "There were no partners on the last day of the year."
LOCALITIES = ("East", "West", "Online")


@dataclass(frozen=True)
class Taught:
    """The sessions of the year and the year before, and who came to this year's."""

    now: pd.DataFrame
    before: pd.DataFrame
    came: pd.DataFrame


def chapter(year: HubYear) -> Section:
    """Return the chapter; nothing where the hub has no such data."""
    if all(year.table(name).empty for name in TABLES):
        return Section(())
    found = _taught(year)
    plan = against_plan(year.table("education-plan"), found.now, str(year.year))
    total = total_people(found.came, year.rule)
    came = came_words(total, year.rule, is_recorded=not found.came.empty)
    first = lead(plan, came, year.year)
    items = _confidence(year, found)
    blocks: list[Block] = [
        chapter_opening(HEADING, first),
        *_plan(year, found, plan),
        *_reach(year, found),
        *_changed(year, found, items),
        *_community(year, found),
        *_requests(year),
    ]
    return Section(tuple(blocks), tuple(_estimates(year, items)), sentences=(first,))


def _taught(year: HubYear) -> Taught:
    sessions = year.table("education-sessions")
    previous = year.year.previous
    now = of_year(sessions, year.year.start, year.year.end)
    before = of_year(sessions, previous.start, previous.end)
    return Taught(now, before, attended(now, year.table("education-attendance")))


def _plan(year: HubYear, found: Taught, plan: pd.DataFrame) -> Iterator[Block]:
    previous = year.year.previous
    earlier = against_plan(year.table("education-plan"), found.before, str(previous))
    sessions = year.table("education-sessions")
    said = courses_sentence(courses(sessions, year.year.start, year.year.end))
    yield Prose(escape(said))
    yield plan_table(plan, earlier)


def _reach(year: HubYear, found: Taught) -> Iterator[Block]:
    if found.came.empty:
        return
    there = partners_on(year.partners, year.year.end)
    names = dict(zip(year.partners["id"], year.partners["name"], strict=True))
    missing = [names[partner] for partner in not_reached(found.came, list(there["id"]))]
    whole = FROM_EACH if len(there) else NO_PARTNERS
    said = f"Nobody came from: {listed(missing)}." if missing else whole
    yield Prose(f"## Who came {{#sec-education-reach}}\n\n{escape(said)}")
    for column, groups in (
        ("partner", list(there["id"])),
        ("locality", [each for each in LOCALITIES if found.came["locality"].eq(each).any()]),
        ("role", list(ROLES)),
    ):
        counts = reach_by(found.came, column, groups, year.rule)
        yield reach_table(counts, column, names if column == "partner" else {}, year.rule)


def _confidence(year: HubYear, found: Taught) -> Sequence[Confidence]:
    table = _of_sessions(year.table("education-confidence"), found)
    return confidence(table, rule=year.rule)


def _of_sessions(table: pd.DataFrame, found: Taught) -> pd.DataFrame:
    return table[table["session"].isin(list(found.now["session"]))].reset_index(drop=True)


def _changed(year: HubYear, found: Taught, items: Sequence[Confidence]) -> Iterator[Block]:
    levels = _of_sessions(year.table("education-kirkpatrick"), found)
    if not levels.empty:
        yield Prose("## What came of it {#sec-education-levels}")
        yield kirkpatrick_table(by_level(levels, year.rule), year.rule)
    if not items:
        return
    table = _of_sessions(year.table("education-confidence"), found)
    answered = response(table, followed_up(year.table("education-sessions")), year.rule)
    said = f"{confidence_sentence(items)} {response_sentence(answered, year.rule)}"
    yield Prose(f"## Confidence {{#sec-education-confidence}}\n\n{escape(said)}")
    if any(not np.isnan(each.gained.value) for each in items):
        yield net_change_figure(
            _drawn(items),
            ("at the end of the course", "at the follow-up"),
            caption=confidence_sentence(items),
            subtitle="Share more confident than before minus share less confident, points",
            source=year.source_line,
            figure_label="education-confidence-change",
        )
    yield confidence_table(items)


def _drawn(items: Sequence[Confidence]) -> pd.DataFrame:
    rows = [
        (each.item, *(100 * part for part in each.gained), *(100 * part for part in each.kept))
        for each in items
    ]
    names = ["name", "value", "lower", "upper", "value2", "lower2", "upper2"]
    return pd.DataFrame(rows, columns=names)


def _community(year: HubYear, found: Taught) -> Iterator[Block]:
    members = year.table("community-members")
    quarters = [str(each) for each in quarters_of(year.year)]
    own = members[members["quarter"].isin(quarters)].sort_values("quarter")
    said = community_sentence(*recordings(found.now))
    yield Prose(f"## Community of practice {{#sec-education-community}}\n\n{escape(said)}")
    if not own.empty:
        yield members_table(own.assign(members=protect(own["members"], year.rule)), year.rule)


def _requests(year: HubYear) -> Iterator[Block]:
    table = year.table("education-requests")
    if table.empty:
        return
    found = requests_on(table, year.year.end)
    said = escape(requests_sentence(found))
    yield Prose(f"## Requests {{#sec-education-requests}}\n\n{said}")
    yield requests_table(found)


def _estimates(year: HubYear, items: Sequence[Confidence]) -> Iterator[Estimate]:
    for each in items:
        for measure, effect, pairs in (
            ("net gain", each.gained, each.gained_people),
            ("net gain at follow-up", each.kept, each.kept_people),
        ):
            if np.isnan(effect.value):
                continue
            yield Estimate(
                analysis=ANALYSIS,
                outcome=each.item,
                measure=measure,
                unit="percentage points",
                value=100 * effect.value,
                lower=100 * effect.lower,
                upper=100 * effect.upper,
                n=protect_one(pairs, year.rule),
                method="Tango's score limits, the same people",
                period=str(year.year),
                provenance=year.provenance,
                label=each.item,
            )
