"""The MedTech Funding Mandate in the report: products, criteria with their evidence, and uptake.

In: the workspace's register and the projects' results. Out: prose and tables.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evaluation.disclosure import rule_named
from evaluation.estimate import Estimate
from evaluation.portfolio.results import ProjectResult
from evaluation.present.blocks import Block, Prose, Table, escape
from evaluation.present.mandate_tables import (
    MARKS,
    NOT_ANSWERED,
    criteria_blocks,
    mandate_sentence,
    mandate_table,
)
from evaluation.value.mandate import Decision, decide, uptake
from evaluation.workspace import Workspace
from evaluation.workspace.mandate import read_mandate

HEADING = "## Products of the MedTech Funding Mandate"


def mandate_blocks(
    workspace: Workspace, projects: Sequence[ProjectResult]
) -> tuple[list[Block], list[Estimate]]:
    """Return the register of the mandate with uptake here; nothing where there is no register.

    Parameters
    ----------
    workspace : Workspace
    projects : sequence of ProjectResult
        Whose estimates an uptake may name; a project without a result has none.
    """
    kpis = {item.folder.slug: [kpi.id for kpi in item.folder.project.kpis] for item in projects}
    register, _ = read_mandate(workspace.root, kpis)
    if register is None:
        return [], []
    results = {item.folder.slug: item for item in projects}
    decisions = [decide(product) for product in register.products]
    uptakes: dict[str, Estimate | None] = {}
    for product in register.products:
        item = results.get(product.project or "")
        estimates = item.estimates if item is not None else ()
        is_waiting = product.uptake is not None and product.uptake.estimate is not None
        if is_waiting and not estimates:
            continue
        chosen = workspace.disclosure_of(item.folder.project) if item else workspace.hub.disclosure
        rule = rule_named(chosen.rule, chosen.reason or "")
        uptakes[product.id] = uptake(product, estimates, rule=rule)
    blocks: list[Block] = [
        Prose(f"{HEADING}\n\n{escape(mandate_sentence(decisions))} {escape(register.note)}"),
        mandate_table(decisions, uptakes, label="value-mandate"),
    ]
    used = [decision for decision in decisions if decision.product.project is not None]
    for decision in used:
        blocks += criteria_blocks(decision, label=f"value-mandate-{decision.product.id}")
    blocks += _others([decision for decision in decisions if decision not in used])
    return blocks, [found for found in uptakes.values() if found is not None]


def _others(decisions: Sequence[Decision]) -> list[Block]:
    """Return the criteria of products without a project here, in one table, and their sources."""
    if not decisions:
        return []
    rows = [
        {
            "Product": decision.product.name,
            "Criterion": verdict.criterion.label,
            "Result": MARKS[verdict.result],
            "Evidence": verdict.evidence or NOT_ANSWERED,
        }
        for decision in decisions
        for verdict in decision.verdicts
    ]
    sources: dict[str, list[str]] = {}
    for decision in decisions:
        for source in (
            decision.product.listed_source,
            *(verdict.source for verdict in decision.verdicts if verdict.source),
        ):
            names = sources.setdefault(source, [])
            if decision.product.name not in names:
                names.append(decision.product.name)
    lines = [f"- {escape(', '.join(names))}: {escape(text)}" for text, names in sources.items()]
    caption = "Products that no project here uses, by the rules of the year they were listed."
    return [
        Table(pd.DataFrame(rows), caption, "value-mandate-others"),
        Prose("Sources:\n\n" + "\n".join(lines)),
    ]
