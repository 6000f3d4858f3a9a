"""The chapter on governance: routes and reports, ratings, risks, milestones, tolerances.

In: the hub's year. Out: a section. All is as it stood at the end of the last quarter that the year
has anything stated for, so that a report made again says the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.estimate import Estimate
from evaluation.hub.governance.milestones import RULE
from evaluation.hub.governance.raid import overdue_and_serious, raid_scores, raid_summary
from evaluation.hub.governance.routes import off_route
from evaluation.hub.governance.status import OVERALL_RULE
from evaluation.hub.governance.tolerances import NO_READING
from evaluation.hubyear.governed import Governed
from evaluation.hubyear.year import HubYear
from evaluation.present.blocks import Block, Prose, chapter_opening, escape, introduced
from evaluation.present.hub import governance_words as words
from evaluation.present.hub import ratings, tolerance_tables
from evaluation.present.hub.milestone_figure import milestones_figure
from evaluation.present.hub.milestone_tables import milestones_of_year, milestones_table
from evaluation.present.hub.raid_figures import matrix_figure, scores_figure
from evaluation.present.hub.raid_tables import (
    ages_table,
    counts_table,
    open_items_table,
    scores_table,
)
from evaluation.present.hub.routes_tables import reports_table, route_table, routes_in
from evaluation.present.hub.status_tables import (
    aspects_table,
    findings_table,
    learned_table,
    overall_table,
)
from evaluation.present.words import counted
from evaluation.study.section import Section

HEADING = "# Governance {#sec-governance}"
ANALYSIS = "governance"
SCORE_RULE = (
    "A risk's score is its likelihood times its impact, each from 1 to 5; an issue has happened, "
    "so that its likelihood is 5. Up to 3 is low, to 6 moderate, to 12 high, above that extreme "
    "(National Patient Safety Agency 2008). Actions have no score."
)


def chapter(year: HubYear) -> Section:
    """Return the chapter; nothing where the hub has no such data."""
    found = Governed(year)
    sentences = tuple(sentence for sentence in _sentences(found) if sentence)
    if not found.is_told or not sentences:
        return Section(())
    lead = chapter_opening(HEADING, sentences[0])
    blocks = (
        lead,
        Prose(escape(" ".join(sentences[1:]))),
        *_routes(found),
        *_ratings(found),
        *_risks(found),
        *_milestones(found),
        *_tolerances(found),
        *_learned(found),
    )
    return Section(blocks, tuple(_estimates(found)), sentences=sentences)


def _sentences(found: Governed) -> Iterable[str]:
    table, name = found.year.table, str(found.year.year)
    if not table("raid").empty:
        yield words.risks_sentence(found.items(found.last), found.last)
    if not table("tolerances").empty:
        is_read = found.tolerances(found.last)["state"].ne(NO_READING).any()
        yield words.tolerances_sentence(found.needed, found.last) if is_read else words.NOT_READ
    if not table("governance-routes").empty:
        yield words.reports_sentence(found.due, name)
    if not table("milestones").empty:
        own = milestones_of_year(found.milestones(found.last), found.year.year)
        yield words.milestones_sentence(own, name)
    if not table("status").empty:
        yield words.ratings_sentence(found.status(found.last), found.last)


def _routes(found: Governed) -> Iterable[Block]:
    table, year = found.year.table, found.year.year
    routes = table("governance-routes")
    if routes.empty:
        return
    yield Prose("## Who received which report")
    if routes_in(routes, year).empty:
        yield Prose(f"No body is recorded that the hub reported to in {year}.")
        return
    yield route_table(routes, year)
    yield Prose(
        "A quarter's report goes to those who are on the route on the quarter's last day; an "
        "exception report is due where a tolerance is newly breached or forecast to be."
    )
    if len(found.due):
        yield reports_table(found.due, year)
    own = table("governance-submissions")
    astray = off_route(routes, own[own["quarter"].le(str(found.last)).fillna(value=False)])
    if len(astray):
        names = ", ".join(sorted(set(astray["body"])))
        yield Prose(escape(f"Sent to bodies that were not on the route: {names}."))


def _ratings(found: Governed) -> Iterable[Block]:
    by_quarter = {quarter: found.status(quarter) for quarter in found.with_one_before}
    if all(status.empty for status in by_quarter.values()):
        return
    yield Prose("## Ratings")
    yield overall_table(by_quarter, found.titles)
    yield Prose(escape(f"{ratings.KEY} {OVERALL_RULE}"))
    last = by_quarter[found.last]
    if len(last):
        yield aspects_table(last, found.titles, found.last)
    table = findings_table({each: found.findings(each) for each in found.quarters}, found.titles)
    if table is not None:
        yield table
    else:
        yield Prose("Every rating agrees with milestones, tolerances and risks.")


def _risks(found: Governed) -> Iterable[Block]:
    raid, scored = found.year.table("raid"), found.year.table("raid-ratings")
    if raid.empty:
        return
    yield Prose(f"## Risks, issues and actions\n\n{escape(SCORE_RULE)}")
    by_quarter = {each: raid_summary(raid, each, each.end) for each in found.quarters}
    yield counts_table(by_quarter)
    items = found.items(found.last)
    if items.empty:
        yield Prose("Nothing was open at the end.")
        return
    about = {"source": found.year.source_line}
    extreme = int(items["band"].eq("extreme").sum())
    if items["score"].notna().any():
        caption = (
            f"{counted(int(items['score'].notna().sum()), 'risk or issue', 'risks and issues')} "
            f"were open and rated, {extreme or 'none'} of them extreme."
        )
        yield matrix_figure(
            items, found.last, caption=caption, figure_label="governance-raid-matrix", **about
        )
    yield open_items_table(items, found.titles, found.last)
    serious = list(words.serious_lines(overdue_and_serious(items), found.titles))
    if serious:
        yield Prose(introduced("High or extreme, and overdue:", serious))
    yield ages_table(by_quarter[found.last], found.last)
    scores = raid_scores(raid, scored, found.with_one_before)
    if len(scores):
        moves = words.moves_since(items, found.items(found.quarters[0].previous))
        yield Prose(escape(words.moves_sentence(moves)))
        yield scores_figure(
            scores,
            found.with_one_before,
            caption=words.moves_caption(moves),
            figure_label="governance-raid-trends",
            **about,
        )
        yield scores_table(scores, found.with_one_before)


def _milestones(found: Governed) -> Iterable[Block]:
    if found.year.table("milestones").empty:
        return
    yield Prose("## Milestones")
    year = found.year.year
    own = milestones_of_year(found.milestones(found.last), year)
    sentence = words.milestones_sentence(own, str(year))
    if own.empty:
        yield Prose(escape(sentence))
        return
    yield milestones_figure(
        own,
        found.titles,
        found.last,
        caption=sentence,
        source=found.year.source_line,
        figure_label="governance-milestone-slip",
    )
    yield milestones_table(own, found.titles, year)
    yield Prose(escape(RULE))


def _tolerances(found: Governed) -> Iterable[Block]:
    table = found.year.table
    if table("tolerances").empty:
        return
    yield Prose("## Tolerances and exceptions")
    by_quarter = {each: found.tolerances(each) for each in found.quarters}
    strayed = tolerance_tables.strayed_table(by_quarter, found.titles)
    if all(each["state"].eq(NO_READING).all() for each in by_quarter.values()):
        yield Prose(words.NOT_READ)
    elif strayed is None:
        yield Prose(words.NO_BREACH)
    else:
        yield strayed
        yield Prose(escape(tolerance_tables.KEY))
    missing = list(words.missing_lines(found.needed, found.titles))
    if missing:
        yield Prose(introduced("Without an exception:", missing))
    reported = tolerance_tables.exceptions_table(table("exceptions"), found.titles, found.quarters)
    if reported is not None:
        yield reported


def _learned(found: Governed) -> Iterable[Block]:
    table = learned_table(found.year.table("status-notes"), found.titles, found.quarters)
    if table is not None:
        yield Prose("## Lessons and requests for change")
        yield table


def _estimates(found: Governed) -> Iterable[Estimate]:
    items, due = found.items(found.last), found.due
    own = milestones_of_year(found.milestones(found.last), found.year.year)
    counts = {
        "reports": ("Reports that fell due", len(due)),
        "reports-in-time": ("Reports handed in in time", int(due["state"].eq("in time").sum())),
        "open-items": ("Open risks, issues and actions", len(items)),
        "extreme-items": ("Extreme risks and issues", int(items["band"].eq("extreme").sum())),
        "overdue-items": ("Overdue items", int((items["days_overdue"] > 0).sum())),
        "milestones": ("Milestones of the year", len(own)),
        "milestones-reached": ("Milestones reached", int(own["done"].notna().sum())),
        "tolerances-beyond": ("Tolerances beyond their limit", len(found.needed)),
        "exceptions-missing": ("Exceptions missing", int((~found.needed["is_written"]).sum())),
    }
    for outcome, (label, value) in counts.items():
        yield found.year.count_of_all(ANALYSIS, outcome, label, value, str(found.last.end))
