"""A project's indicators at a quarter's end: control charts with icons, this quarter and the last.

In: an opened workspace and a quarter. Out: `ProjectCharts`, made from protected numbers. A chart of
the last quarter uses no point that came later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluation.hub.governance.quarters import Quarter
from evaluation.study.control_charts import Drawn, made_charts
from evaluation.study.inputs import inputs_of
from evaluation.workspace import Workspace


@dataclass(frozen=True)
class ProjectCharts:
    """The control charts of one project at the ends of two quarters.

    Parameters
    ----------
    now : tuple of Drawn
        Of the quarter that is reported.
    before : mapping of str to Drawn
        Of the quarter before, by indicator.
    without : tuple of str
        Why an indicator has no chart, one sentence each.
    source_line : str
        What the data are.
    """

    now: tuple[Drawn, ...]
    before: Mapping[str, Drawn] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    source_line: str = ""


def project_charts(workspace: Workspace, quarter: Quarter) -> dict[str, ProjectCharts]:
    """Return the charts of each project that plans some, in the order of the report.

    Parameters
    ----------
    workspace : Workspace
    quarter : Quarter

    Raises
    ------
    InvalidInput
        With all findings, if a project's table is invalid.
    """
    return {
        folder.slug: _charts(workspace, folder.slug, quarter)
        for folder in workspace.projects
        if folder.project.control_charts
    }


def _charts(workspace: Workspace, slug: str, quarter: Quarter) -> ProjectCharts:
    inputs = inputs_of(workspace, slug, str(quarter.year))
    now = made_charts(inputs.up_to(quarter.end))
    before = made_charts(inputs.up_to(quarter.previous.end))
    return ProjectCharts(
        now=tuple(item for item in now if isinstance(item, Drawn)),
        before={item.plan.kpi: item for item in before if isinstance(item, Drawn)},
        without=tuple(item for item in now if isinstance(item, str)),
        source_line=inputs.source_line,
    )
