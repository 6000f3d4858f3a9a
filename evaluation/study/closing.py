"""The end of a project's chapter: lessons, patients' part, exit, and the quality of the data."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, Table, bullets, escape, introduced
from evaluation.present.words import counted
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import NamedCheck, Section
from evaluation.workspace import describe

NO_INVOLVEMENT = "No patient and public involvement has been recorded for this project."


def lessons(inputs: StudyInputs) -> Section:
    """Return lessons of both kinds."""
    kinds = [
        ("What worked well", inputs.project.lessons.worked_well),
        ("What could be better", inputs.project.lessons.could_be_better),
    ]
    if not any(items for _, items in kinds):
        return Section((Prose("No lessons have been recorded for this project."),))
    parts = [f"**{title}**\n\n" + bullets(items) for title, items in kinds if items]
    return Section((Prose("\n\n".join(parts)),))


def involvement(inputs: StudyInputs) -> Section:
    """Return what patients and the public did and what changed."""
    if not inputs.project.ppi:
        return Section((Prose(NO_INVOLVEMENT),))
    rows = [
        (item.group, item.activity, describe(item.level), item.change or "Not recorded")
        for item in inputs.project.ppi
    ]
    frame = pd.DataFrame(rows, columns=["Group", "Activity", "Level", "What changed"])
    caption = "What patients and the public did, and what changed."
    return Section((Table(frame, caption, f"{inputs.slug}-ppi"),))


def next_steps(inputs: StudyInputs) -> Section:
    """Return how the project ends or becomes business as usual."""
    plan = inputs.project.exit
    if plan is None:
        return Section((Prose("No exit plan has been recorded for this project."),))
    text = f"**Exit plan: {describe(plan.status)}.** {escape(plan.plan)}"
    if plan.business_as_usual_owner:
        text += f" Business-as-usual owner: {escape(plan.business_as_usual_owner)}"
        if plan.business_as_usual_date:
            text += f", from {numbers.day_text(plan.business_as_usual_date)}"
        text += "."
    return Section((Prose(text),))


def data_quality(inputs: StudyInputs, checks: Sequence[NamedCheck]) -> Section:
    """Return what was found in the data, and the checks of the models that ask for a closer look.

    All checks, those that passed too, are saved with the project's results.
    """
    if not checks:
        return Section((_found_in_tables(inputs),))
    names = {kpi.id: kpi.label for kpi in inputs.project.kpis}
    closer = [item for item in checks if item.result.passed is False]
    passed = sum(item.result.passed is True for item in checks)
    verb = "asks" if len(closer) == 1 else "ask"
    passed_words = f"{counted(passed, 'check')} of models, audit and action plan passed"
    text = f"{passed_words}; {len(closer)} {verb} for a closer look."
    blocks: list[Block] = [
        _found_in_tables(inputs),
        Prose(text),
    ]
    if closer:
        rows = [
            (names.get(item.outcome, item.outcome), item.result.name, item.result.text)
            for item in closer
        ]
        frame = pd.DataFrame(rows, columns=["Outcome", "Check", "What it says"])
        caption = "Checks of models, audit and action plan that ask for a closer look."
        blocks.append(Table(frame, caption, f"{inputs.slug}-checks"))
    return Section(tuple(blocks))


def _found_in_tables(inputs: StudyInputs) -> Prose:
    if not inputs.warnings:
        return Prose("Nothing was found wrong in this project's tables.")
    said = dict.fromkeys(finding.sentence for finding in inputs.warnings)
    return Prose(introduced("Found in this project's tables:", said))
