"""Costs and return in a project's chapter: what comes back, what an outcome costs, what to choose.

In: the assessment of a project. Out: sentences, tables and estimates.
"""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.present.benefit_money import REASONS, STATUS_WORDS
from evaluation.present.blocks import Block, Prose, escape
from evaluation.present.cost_plane_figure import cost_plane_figure
from evaluation.present.economics_figures import acceptability_figure, cumulative_value_figure
from evaluation.present.value_tables import choices_table, costs_table, flows_table, return_table
from evaluation.present.value_words import (
    cost_per_outcome_sentence,
    decision_sentence,
    payback_sentence,
    return_sentence,
    worth_it_sentence,
    worth_sentence,
)
from evaluation.present.words import capital
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.value.assessment import QALYS, Assessment
from evaluation.value.estimates import WHOLE, method_of, value_estimates
from evaluation.workspace import Project, ValueFile

HEADING = "### Costs and return"
A_QALY = "a QALY"
NO_MONEY = "no money"
NOT_CAUSED = (
    "A benefit is measured where its quantity rests on an estimate of this chapter for that year; "
    "all others are estimated. Costs and effects can differ elsewhere."
)


def section(found: Assessment, value: ValueFile, inputs: StudyInputs) -> Section:
    """Return costs and return, with every result as an estimate.

    Parameters
    ----------
    found : Assessment
    value : ValueFile
        What the project's value.yml says.
    inputs : StudyInputs
    """
    project, slug = inputs.project, inputs.slug
    labels = _labels(found, value, project)
    estimates = value_estimates(found, project.provenance, labels)
    sentences = tuple(_sentences(found))
    blocks: list[Block] = [
        Prose(f"{HEADING}\n\n{escape(' '.join(sentences))}"),
        Prose(escape(f"{capital(method_of(found))}. {NOT_CAUSED}")),
        *_left_out(found),
        return_table(estimates, found, f"{slug}-return"),
        flows_table(found, f"{slug}-flows"),
        cumulative_value_figure(
            found.appraisal,
            found.years,
            price_year=found.price_year,
            source=inputs.source_line,
            figure_label=f"{slug}-cumulative",
        ),
        costs_table(value.costs, found, f"{slug}-costs"),
        *_ratio_figures(found, inputs),
    ]
    if found.choices:
        choices = choices_table(
            found.choices, found.decision_year, found.price_year, f"{slug}-choices"
        )
        blocks += [*_reasons(value), choices]
    return Section(tuple(blocks), tuple(estimates), sentences=sentences)


def _left_out(found: Assessment) -> Iterator[Block]:
    """Yield what is in no sum, and why."""
    items = [
        f"- {escape(item.claim.label)}: {escape(_why(item.reason, item.where))}"
        for item in found.left_out
    ]
    items += [
        f"- {escape(claim.label)}: {escape(STATUS_WORDS[claim.status])}"
        for claim in found.claims
        if claim.value is None and claim.benefit in found.quantities and claim.status != NO_MONEY
    ]
    if items:
        yield Prose("In no sum of this section:\n\n" + "\n".join(items))


def _why(reason: str, where: str) -> str:
    text = REASONS[reason].format(where=where)
    return text[:1].lower() + text[1:]


def _ratio_figures(found: Assessment, inputs: StudyInputs) -> Iterator[Block]:
    """Yield the plane of each outcome, and the acceptability curve of a QALY."""
    for outcome, ratio in found.ratios.items():
        is_health = outcome == QALYS
        thresholds = found.plan.thresholds if is_health else ()
        yield cost_plane_figure(
            ratio,
            outcome=_unit(found, outcome),
            price_year=found.price_year,
            source=inputs.source_line,
            figure_label=f"{inputs.slug}-plane-{outcome}",
            thresholds=thresholds,
        )
        if thresholds:
            yield acceptability_figure(
                ratio,
                outcome=_unit(found, outcome),
                price_year=found.price_year,
                source=inputs.source_line,
                figure_label=f"{inputs.slug}-acceptability",
                thresholds=thresholds,
            )


def _sentences(found: Assessment) -> Iterator[str]:
    result = found.appraisal
    yield worth_sentence(result, (found.years[0], found.years[-1]))
    yield return_sentence(result)
    yield payback_sentence(result, found.years[0])
    for outcome, ratio in found.ratios.items():
        yield cost_per_outcome_sentence(ratio, _unit(found, outcome), result.level)
    if found.worth is not None:
        yield worth_it_sentence(found.worth, A_QALY)
    if found.choices:
        yield decision_sentence(found.choices, found.decision_year)


def _unit(found: Assessment, outcome: str) -> str:
    chosen = found.plan.effectiveness
    if outcome != QALYS and chosen is not None:
        return chosen.label
    return A_QALY


def _labels(found: Assessment, value: ValueFile, project: Project) -> dict[str, str]:
    names = {benefit.id: benefit.benefit for benefit in value.benefits}
    units = {outcome: _unit(found, outcome) for outcome in found.ratios}
    return {**names, **units, WHOLE: project.title}


def _reasons(value: ValueFile) -> Iterator[Block]:
    """Yield where the figures for stopping and spreading come from."""
    plan = value.economics
    if plan is None:
        return
    parts = [
        f"{name}: {part.reason}"
        for name, part in (("Stopping", plan.stopping), ("Spreading", plan.spread))
        if part is not None
    ]
    if parts:
        yield Prose(escape(" ".join(parts)))
