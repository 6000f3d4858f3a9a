"""What statistics will suffer from in data that are valid: warnings, each with what to do.

In: a project and its KPI table. Out: doubts, never with a value of a row.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evaluation.scrutiny.coincidence import coincidence_doubts, same_time
from evaluation.scrutiny.doubts import Doubt
from evaluation.scrutiny.estimable import estimable_doubts
from evaluation.scrutiny.oddities import oddity_doubts
from evaluation.scrutiny.points import point_doubts
from evaluation.scrutiny.shrinking import shrinking_doubts
from evaluation.scrutiny.steps import step_doubts
from evaluation.workspace import ProjectFolder

__all__ = ["Doubt", "doubts_of_plan", "doubts_of_table"]


def doubts_of_plan(folder: ProjectFolder, others: Sequence[ProjectFolder]) -> tuple[Doubt, ...]:
    """Return what is doubtful in a project's file, beside those of the other projects.

    Parameters
    ----------
    folder : ProjectFolder
    others : sequence of ProjectFolder
        All projects of the hub.
    """
    return (*coincidence_doubts(folder.project), *same_time(folder, others))


def doubts_of_table(folder: ProjectFolder, table: pd.DataFrame) -> tuple[Doubt, ...]:
    """Return what is doubtful in a project's KPI table.

    Parameters
    ----------
    folder : ProjectFolder
    table : DataFrame
        As `evaluation.tables.read_kpi_table` returns it, without an error.
    """
    project = folder.project
    impossible = tuple(estimable_doubts(project, table))
    places = {doubt.place for doubt in impossible}
    few = (doubt for doubt in point_doubts(project, table) if doubt.place not in places)
    return (
        *impossible,
        *few,
        *step_doubts(project, table),
        *shrinking_doubts(project, table),
        *oddity_doubts(project, table),
    )
