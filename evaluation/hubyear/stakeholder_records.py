"""The parts of the stakeholder chapter beside the survey: events, interviews, documents, advice."""

from __future__ import annotations

from evaluation.hub.stakeholders.documents import documents_reviewed, items_missing
from evaluation.hub.stakeholders.events import events_by_kind, events_by_project
from evaluation.hub.stakeholders.recommendations import status_by_quarter, tracker
from evaluation.hub.stakeholders.themes import last_rounds, themes_by_group, themes_raised
from evaluation.hubyear.year import HubYear
from evaluation.present.blocks import Block, Prose, bullets, escape
from evaluation.present.hub.stakeholder_tables import (
    documents_table,
    kinds_table,
    missing_table,
    projects_table,
    quarters_table,
    theme_groups_table,
    themes_table,
    tracker_table,
)
from evaluation.present.hub.stakeholder_words import (
    documents_sentence,
    events_sentence,
    themes_sentence,
    tracker_sentence,
)
from evaluation.study.section import Section


def recommendations_section(year: HubYear) -> Section | None:
    """Return where the recommendations stand; None where there are none."""
    wanted, progress = year.table("recommendations"), year.table("recommendation-progress")
    if wanted.empty:
        return None
    tracked = tracker(wanted, progress, year.year)
    sentence = tracker_sentence(tracked, str(year.year))
    notes = [
        f"{row['recommendation']}: {row['note']}"
        for row in tracked.dropna(subset=["note"]).to_dict("records")
        if str(row["note"]).strip()
    ]
    sources = "; ".join(str(source) for source in wanted["source"].unique())
    about = f"They come from: {sources}."
    text = f"## Recommendations\n\n{escape(sentence)} {escape(about)}"
    blocks: list[Block] = [
        Prose(text),
        tracker_table(tracked, str(year.year), str(year.year.previous)),
        quarters_table(status_by_quarter(wanted, progress, year.year)),
    ]
    if notes:
        lines = bullets(notes)
        blocks.append(Prose(f"Notes on the last report:\n\n{lines}"))
    return Section(tuple(blocks), sentences=(sentence,))


def events_section(year: HubYear) -> Section | None:
    """Return the log of attributable events; None where there are none up to the year."""
    events = year.table("attributable-events")
    now, before = year.year, year.year.previous
    kinds = events_by_kind(events, now)
    if not int(kinds["all"].sum() + kinds["before"].sum()):
        return None
    sentence = events_sentence(kinds, str(now), str(before))
    return Section(
        (
            Prose(f"## Attributable events\n\n{escape(sentence)}"),
            kinds_table(kinds, str(now), str(before)),
            projects_table(events_by_project(events, now), year.projects, str(now), str(before)),
        ),
        sentences=(sentence,),
    )


def themes_section(year: HubYear) -> Section | None:
    """Return the themes of the last round of interviews; None where there was none."""
    themes = year.table("interview-themes")
    rounds = last_rounds(themes, str(year.year))
    if not rounds:
        return None
    last, before = rounds[-1], rounds[0] if len(rounds) > 1 else ""
    now = themes_raised(themes, last, year.rule)
    sentence = themes_sentence(now, last)
    blocks: list[Block] = [
        Prose(f"## Interviews\n\n{escape(sentence)}"),
        themes_table(now, themes_raised(themes, before, year.rule), (before, last)),
    ]
    groups = themes_by_group(themes, last, year.rule)
    if groups["share"].notna().any():
        blocks.append(theme_groups_table(groups, last))
    return Section(tuple(blocks), sentences=(sentence,))


def documents_section(year: HubYear) -> Section | None:
    """Return the review of the hub's documents; None where there is none up to the year."""
    review = year.table("document-review")
    now = str(year.year)
    found = documents_reviewed(review, [str(year.year.previous), now])
    if found.empty:
        return None
    sentence = documents_sentence(found, now)
    blocks: list[Block] = [
        Prose(f"## Documents\n\n{escape(sentence)}"),
        documents_table(found),
    ]
    missing = items_missing(review, now)
    if len(missing):
        blocks.append(missing_table(missing, now))
    return Section(tuple(blocks), sentences=(sentence,))
