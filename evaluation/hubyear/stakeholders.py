"""The chapter on the stakeholder evaluation."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.hubyear.stakeholder_records import (
    documents_section,
    events_section,
    recommendations_section,
    themes_section,
)
from evaluation.hubyear.stakeholder_survey import survey_section
from evaluation.hubyear.year import HubYear
from evaluation.present.blocks import Prose, escape, lead_sentence
from evaluation.study.section import Section

HEADING = "# Stakeholder evaluation {#sec-stakeholders}"
ABOUT = (
    "What those who work with the hub say of it, what happened because of it, and what became of "
    "the advice it was given."
)


def chapter(year: HubYear) -> Section:
    """Return the chapter; nothing where the hub has no such data."""
    parts = list(_parts(year))
    if not parts:
        return Section(())
    found = [sentence for part in parts for sentence in part.sentences]
    lead = lead_sentence(found[0])
    opening = Section((Prose(f"{HEADING}\n\n{lead}"), Prose(escape(ABOUT))))
    return sum(parts, opening)


def _parts(year: HubYear) -> Iterator[Section]:
    """Return the sections that have something to show, the survey first."""
    instruments = year.instruments.instruments if year.instruments else []
    made = [survey_section(year, instrument) for instrument in instruments]
    others = (events_section, recommendations_section, themes_section, documents_section)
    made += [section(year) for section in others]
    yield from (section for section in made if section is not None)
