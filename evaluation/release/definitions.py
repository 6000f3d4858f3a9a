"""What defines each outcome of a project: by it, a later year knows whether it is the same.

In: a workspace. Out: plain data by project and by analysis and outcome, without prose, and without
the windows and cycles that move on from year to year.
"""

from __future__ import annotations

from typing import Any

from evaluation.workspace import ProjectFolder, Workspace

# by project, then by "analysis/outcome"
Definitions = dict[str, dict[str, dict[str, Any]]]

OF_PERIODS = {"cycles"}
OF_PROSE = {"label", "owner", "source"}


def definitions_of(workspace: Workspace) -> Definitions:
    """Return what defines the outcomes of all projects of a workspace."""
    return {folder.slug: _of_project(workspace, folder) for folder in workspace.projects}


def definition(definitions: Definitions, project: str, analysis: str, outcome: str) -> Any:
    """Return what defines one outcome in one analysis, or None where nothing is known of it."""
    of_project = definitions.get(project, {})
    return of_project.get(f"{analysis}/{outcome}", of_project.get(f"{analysis}/"))


def _of_project(workspace: Workspace, folder: ProjectFolder) -> dict[str, dict[str, Any]]:
    project = folder.project
    rule = workspace.disclosure_of(project).model_dump(mode="json")
    kpis = {item.id: item.model_dump(mode="json", exclude=OF_PROSE) for item in project.kpis}
    found = {f"kpi/{name}": {"kpi": kpi, "disclosure": rule} for name, kpi in kpis.items()}
    for name, kpi in kpis.items():
        analyses = [item.model_dump(mode="json") for item in project.its if item.kpi == name]
        if analyses:
            dates = project.dates.model_dump(mode="json")
            found[f"its/{name}"] = {
                "kpi": kpi,
                "analyses": analyses,
                "dates": dates,
                "disclosure": rule,
            }
    if project.audit is not None:
        plan = project.audit.model_dump(mode="json", exclude={*OF_PERIODS, "criteria", "actions"})
        for item in project.audit.criteria:
            criterion = workspace.criteria[item.id].model_dump(mode="json")
            own = item.model_dump(mode="json")
            found[f"audit/{item.id}"] = {
                "criterion": criterion,
                "audited": own,
                "plan": plan,
                "disclosure": rule,
            }
    groups = {
        "inequalities": [item.model_dump(mode="json") for item in project.inequalities],
        "reach": [item.model_dump(mode="json") for item in project.reach],
    }
    found["equity/"] = {"kpis": kpis, **groups, "disclosure": rule}
    return found
