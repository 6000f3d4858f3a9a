"""The MedTech Funding Mandate in the report: products, criteria with their evidence, and uptake.

In: the workspace's register and the projects' results. Out: prose and tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure import rule_named
from evaluation.estimate import Estimate
from evaluation.portfolio.results import ProjectResult
from evaluation.present.blocks import Block, Prose, escape
from evaluation.present.mandate_tables import criteria_blocks, mandate_sentence, mandate_table
from evaluation.value.mandate import decide, uptake
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
    for decision in decisions:
        blocks += criteria_blocks(decision, label=f"value-mandate-{decision.product.id}")
    return blocks, [found for found in uptakes.values() if found is not None]
