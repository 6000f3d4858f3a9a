"""The resource impact in a project's chapter: what it costs and frees, and what matters most."""

from __future__ import annotations

from evaluation.estimate import Provenance
from evaluation.present.blocks import Block, Prose, escape
from evaluation.present.impact_figures import impact_figure, tornado_figure
from evaluation.present.impact_tables import (
    capacity_table,
    inputs_table,
    lines_table,
    scenarios_table,
    split_table,
    years_table,
)
from evaluation.present.impact_words import (
    METHOD,
    ONE_AT_A_TIME,
    SIGN,
    assumed_sentence,
    impact_sentence,
    input_names,
    parts_sentence,
    people_sentence,
    tornado_sentence,
)
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.value.impact import (
    assumed,
    base_case,
    impact_estimates,
    probabilistic,
    scenarios,
    tornado,
)
from evaluation.workspace.impact_spec import ImpactSpec

HEADING = "### Resource impact"
DRAWN = "Limits are percentiles of {draws:,} draws of {uncertain} uncertain inputs (seed {seed})."


def section(spec: ImpactSpec, inputs: StudyInputs) -> Section:
    """Return the resource impact, with net impact by year as estimates.

    Parameters
    ----------
    spec : ImpactSpec
    inputs : StudyInputs
    """
    slug, names = inputs.slug, input_names(spec)
    found, drawn, bars = base_case(spec), probabilistic(spec), tornado(spec)
    main = impact_sentence(spec, found, drawn)
    findings = (main, parts_sentence(found), people_sentence(spec, found))
    method = [SIGN, METHOD.format(price_year=spec.price_year, perspective=spec.perspective)]
    if drawn is not None:
        uncertain = len(drawn.uncertain)
        method.append(DRAWN.format(draws=drawn.draws, uncertain=uncertain, seed=drawn.seed))
        method.append(ONE_AT_A_TIME)
    method += [tornado_sentence(bars, names), assumed_sentence(assumed(spec), names)]
    blocks: list[Block] = [
        Prose(f"{HEADING}\n\n{escape(' '.join(findings))}"),
        Prose(escape(" ".join(method))),
        impact_figure(
            spec, found, drawn, source=inputs.source_line, figure_label=f"{slug}-resource-impact"
        ),
        years_table(spec, found, f"{slug}-impact-years"),
        split_table(spec, found, drawn, f"{slug}-impact-split"),
        lines_table(spec, found, f"{slug}-impact-lines"),
    ]
    capacity = capacity_table(spec, found, f"{slug}-impact-capacity")
    if capacity is not None:
        blocks.append(capacity)
    if spec.scenarios:
        others = scenarios(spec)
        blocks.append(scenarios_table(found, others, f"{slug}-impact-scenarios"))
    if not bars.empty:
        base = float(found.cumulative[-1])
        blocks.append(
            tornado_figure(
                spec, bars, base, source=inputs.source_line, figure_label=f"{slug}-impact-tornado"
            )
        )
    blocks.append(inputs_table(spec, f"{slug}-impact-inputs"))
    synthetic: Provenance | None = "synthetic" if inputs.provenance == "synthetic" else None
    estimates = impact_estimates(spec, found, drawn, synthetic)
    return Section(tuple(blocks), tuple(estimates), sentences=(main,))
