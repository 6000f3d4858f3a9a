"""The opening of a project's chapter: title, what the data are, and the facts."""

from __future__ import annotations

import pandas as pd

from evaluation.disclosure import HES
from evaluation.present import numbers
from evaluation.present.blocks import Prose, Table, escape
from evaluation.present.words import listed
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.workspace import describe

NOT_RECORDED = "What was done has not been recorded for this project."
PROGRAMMES = {
    "national-medtech-mandate": "National: MedTech Funding Mandate",
    "local-priority": "Local priority",
    "worked-example": "Worked example",
}


def heading(inputs: StudyInputs) -> Section:
    """Return the chapter's title and the statement of what its data are."""
    project = inputs.project
    if project.provenance == "synthetic":
        kind, text = "warning", "These data are synthetic. No number here was measured."
    else:
        kind = "note"
        source, licence = (
            escape(str(said).strip().removesuffix("."))
            for said in (project.source, project.licence)
        )
        text = f"These data are real. Source: {source}. Licence: {licence}."
    disclosure = inputs.workspace.disclosure_of(project)
    if disclosure.rule == "none":
        text += f" Counts are shown in full: {escape(str(disclosure.reason))}."
    elif disclosure.rule != HES.name:
        text += f" Small numbers of people: {escape(inputs.rule.words)}."
    title = f"# {escape(project.title)} {{#sec-{inputs.slug}}}"
    return Section((Prose(f"{title}\n\n::: {{.callout-{kind}}}\n{text}\n:::"),))


def what_was_done(inputs: StudyInputs) -> Section:
    """Return what the project did, or that it is not recorded."""
    return Section((Prose(escape(inputs.project.what_was_done or NOT_RECORDED)),))


def facts(inputs: StudyInputs) -> Section:
    """Return the project's summary and a table of facts."""
    project = inputs.project
    rows = [
        ("Programme", PROGRAMMES[project.programme]),
        ("Sites", listed([site.name for site in project.sites])),
        ("Clinical lead", project.roles.clinical_lead),
        ("Senior responsible owner", project.roles.senior_responsible_owner),
        ("Go-live", numbers.day_text(project.dates.go_live)),
    ]
    if project.dates.phase_in_from:
        rows.append(("Phased in from", numbers.day_text(project.dates.phase_in_from)))
    if project.periods:
        before, after = project.periods.baseline, project.periods.after
        rows.append(("Baseline window", numbers.window_text(before.start, before.end)))
        rows.append(("Window after", numbers.window_text(after.start, after.end)))
    rows.append(("Data", describe(project.provenance).capitalize()))
    table = Table(
        pd.DataFrame(rows, columns=["Fact", "This project"]),
        "The project in short.",
        f"{inputs.slug}-facts",
    )
    return Section((Prose(escape(project.summary)), table))
