"""Benefits realisation in a project's chapter: register, plan, logic model, sources and checklist.

In: what the project's value.yml says and the estimates of the sections before. Out: sections.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.present.benefit_money import money_tables
from evaluation.present.benefit_tables import (
    checklist_items_table,
    checklist_table,
    planning_table,
    register_tables,
    sources_table,
)
from evaluation.present.benefit_words import realised_sentence
from evaluation.present.blocks import Block, Prose, escape
from evaluation.present.logic_model_figure import logic_model_figure
from evaluation.present.logic_model_text import logic_model_text
from evaluation.present.words import counted, listed
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.value.assessment import Assessment
from evaluation.value.benefits import (
    Realised,
    completion,
    logic_chart,
    money_frame,
    overdue,
    planning_frame,
    realised,
    register_frame,
    sources_frame,
    stage_on,
    unanswered,
)
from evaluation.workspace import ValueFile
from evaluation.workspace.standard_checklist import StandardItem
from evaluation.workspace.value_tools import ChecklistItem

HEADING = "### Benefits against their plan"
PLAN_HEADING = "### How benefits are planned and measured"
NO_BENEFITS = "No benefits have been registered for this project."
# Draws of the share realised where no economics say how many; as many as they say by default.
DRAWS, SEED = 10_000, 1
DONE = ("exceeded", "reached")
MEASURABLE = (*DONE, "partly", "none", "worsened")


def section(
    inputs: StudyInputs,
    value: ValueFile,
    found: Sequence[Realised],
    assessment: Assessment | None,
) -> Section:
    """Return the register of benefits: what was hoped for, what came, what it is worth.

    Parameters
    ----------
    inputs : StudyInputs
    value : ValueFile
    found : sequence of Realised
        Of `what_came`.
    assessment : Assessment or None
        For quantities and money; None where no economics are planned.
    """
    if not value.benefits:
        return Section((Prose(f"{HEADING}\n\n{NO_BENEFITS}"),))
    plan = _plan(inputs, value)
    register = register_frame(value.benefits, found, value.logic_model)
    summary = summary_sentence(found)
    items = "\n".join(f"- {escape(realised_sentence(item))}" for item in found)
    blocks: list[Block] = [
        Prose(f"{HEADING}\n\n{escape(summary)}\n\n{items}"),
        *register_tables(register, plan, found, label=f"{inputs.slug}-benefits"),
    ]
    if assessment is not None and assessment.quantities:
        claims = {claim.benefit: claim for claim in assessment.claims}
        frame = money_frame(value.benefits, assessment.quantities, claims)
        blocks += money_tables(frame, label=f"{inputs.slug}-benefit-money")
    shares = tuple(item.share for item in found if item.share is not None)
    return Section(tuple(blocks), shares, sentences=(summary,))


def plan_section(inputs: StudyInputs, value: ValueFile, found: Sequence[Realised]) -> Section:
    """Return logic model, planning, data sources and the checklist by stage.

    Parameters
    ----------
    inputs : StudyInputs
    value : ValueFile
    found : sequence of Realised
        Of `what_came`.
    """
    blocks: list[Block] = []
    slug, title = inputs.slug, inputs.project.title
    if value.logic_model is not None:
        chart = logic_chart(value.logic_model)
        blocks.append(logic_model_figure(chart, project=title, figure_label=f"{slug}-logic-model"))
        blocks += logic_model_text(chart, project=title, label=f"{slug}-logic-model-words")
    if value.benefits:
        plan = _plan(inputs, value)
        blocks.append(planning_table(plan, found, label=f"{slug}-benefit-plan"))
    if value.data_sources:
        sources = sources_frame(value.data_sources)
        blocks.append(sources_table(sources, label=f"{slug}-data-sources"))
    if value.checklist:
        stage = stage_on(inputs.year.end, inputs.project)
        done = completion(value.checklist, stage)
        blocks.append(checklist_table(done, label=f"{slug}-checklist"))
        blocks.append(checklist_items_table(value.checklist, label=f"{slug}-checklist-items"))
        late, missing = overdue(value.checklist, stage), unanswered(value.checklist)
        blocks += _listed("Of a stage that is past, and not done:", late)
        blocks += _listed("Of the standard checklist, not answered:", missing)
    return Section((Prose(PLAN_HEADING), *blocks)) if blocks else Section(())


def _plan(inputs: StudyInputs, value: ValueFile) -> pd.DataFrame:
    kpis = {kpi.id: kpi for kpi in inputs.project.kpis}
    return planning_frame(value.benefits, kpis, value.data_sources)


def _listed(opening: str, items: Sequence[ChecklistItem | StandardItem]) -> list[Block]:
    """Return items with their stage as a list, nothing where there is none."""
    lines = "\n".join(f"- {escape(item.item)} ({item.stage})" for item in items)
    return [Prose(f"{opening}\n\n{lines}")] if lines else []


def what_came(
    inputs: StudyInputs, value: ValueFile, estimates: Sequence[Estimate]
) -> list[Realised]:
    """Return what came of each benefit by the end of the reporting year."""
    kpis = {kpi.id: kpi for kpi in inputs.project.kpis}
    plan = value.economics
    return [
        realised(
            item,
            estimates,
            kpis.get(item.kpi or ""),
            project=inputs.slug,
            on=inputs.year.end,
            provenance=inputs.provenance,
            seed=plan.seed if plan else SEED,
            draws=plan.draws if plan else DRAWS,
        )
        for item in value.benefits
    ]


def summary_sentence(found: Sequence[Realised]) -> str:
    """Return how many planned benefits were realised, of those that can be told.

    Parameters
    ----------
    found : sequence of Realised
    """
    benefits = [item for item in found if not item.is_harm]
    states: Counter[str] = Counter(item.state for item in benefits)
    told = sum(states[name] for name in MEASURABLE)
    if not told:
        return f"Of {counted(len(benefits), 'benefit')}, none can be set against its plan yet."
    phrases = (
        (sum(states[name] for name in DONE), "reached its target", "reached their targets"),
        (states["partly"], "was partly realised", "were partly realised"),
        (states["none"], "shows no clear change", "show no clear change"),
        (states["worsened"], "became worse", "became worse"),
        (len(benefits) - told, "cannot be told yet", "cannot be told yet"),
    )
    parts = [f"{number} {one if number == 1 else many}" for number, one, many in phrases if number]
    return f"Of {counted(len(benefits), 'benefit')}, {listed(parts)}."
