"""What the funnels of a project's file refer to, and what of it is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from evaluation.errors import nearest
from evaluation.workspace.project import Project

PLACE: Final = "funnels"
COMPARABLE: Final = ("proportion", "rate")

_Fault = tuple[str, str, str]


def funnel_faults(project: Project) -> Iterator[_Fault]:
    """Yield place, sentence and remedy of each funnel that cannot be made.

    A KPI that is not defined is found with those of other analyses.
    """
    kinds = {kpi.id: kpi.kind for kpi in project.kpis}
    criteria = [item.id for item in project.audit.criteria] if project.audit else []
    cycles = [cycle.id for cycle in project.audit.cycles] if project.audit else []
    for plan in project.funnels:
        if plan.kpi in kinds and kinds[plan.kpi] not in COMPARABLE:
            yield (
                PLACE,
                f"A funnel does not go with the KPI '{plan.kpi}' of kind '{kinds[plan.kpi]}'.",
                "Choose a KPI of kind proportion or rate.",
            )
        if plan.kpi and plan.period is None and project.periods is None:
            yield (
                PLACE,
                "A funnel of a KPI has no window.",
                "Give it a 'period:', or the project 'periods:'.",
            )
        if plan.criterion and plan.criterion not in criteria:
            sentence = f"The criterion '{plan.criterion}' is not in this project's audit."
            yield PLACE, sentence, _remedy(plan.criterion, criteria, "audit.criteria")
        if plan.cycle and plan.cycle not in cycles:
            sentence = f"The cycle '{plan.cycle}' is not in this project's audit."
            yield PLACE, sentence, _remedy(plan.cycle, cycles, "audit.cycles")


def _remedy(name: str, known: Collection[str], where: str) -> str:
    near = nearest(name, known)
    return f"Did you mean '{near}'?" if near else f"Add it under '{where}'."
