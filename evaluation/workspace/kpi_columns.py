"""Columns of an extract that are given to KPIs, as `columns: {Attended: seen.numerator}` says.

In: a project whose KPI table has a column for each KPI. Out: what in it cannot be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from evaluation.errors import nearest
from evaluation.workspace.names import fold
from evaluation.workspace.project import Kpi, KpiKind, Project
from evaluation.workspace.table_reading import KpiColumn

NEEDED: Final[dict[KpiKind, tuple[str, ...]]] = {
    "count": ("value",),
    "mean": ("value",),
    "proportion": ("numerator", "denominator"),
    "rate": ("numerator", "denominator"),
}
MAY_HAVE: Final[dict[KpiKind, tuple[str, ...]]] = {**NEEDED, "mean": ("value", "n")}
PLACE = "tables.kpi.columns"

_Fault = tuple[str, str, str]


def kpi_column_faults(project: Project) -> Iterator[_Fault]:
    """Yield place, sentence and remedy of each column that is given to no KPI, or to half of one.

    Parameters
    ----------
    project : Project
    """
    given = project.tables.kpi.kpi_columns if project.tables.kpi else ()
    kpis = {fold(kpi.id): kpi for kpi in project.kpis}
    for column in given:
        kpi = kpis.get(fold(column.kpi))
        told = _unknown_kpi(column, project) if kpi is None else _unsuited(column, kpi)
        if told:
            yield PLACE, *told
    for name, kpi in kpis.items():
        own = {fold(column.column) for column in given if fold(column.kpi) == name}
        missing = [each for each in NEEDED[kpi.kind] if own and each not in own]
        if missing and own & set(MAY_HAVE[kpi.kind]):
            yield (
                PLACE,
                f"'columns' gives the KPI '{kpi.id}' no column for its {missing[0]}.",
                f"Name the column of the table that is '{kpi.id}.{missing[0]}'.",
            )


def _unknown_kpi(column: KpiColumn, project: Project) -> tuple[str, str]:
    near = nearest(fold(column.kpi).replace("_", "-"), [kpi.id for kpi in project.kpis])
    return (
        f"'columns' gives '{column.theirs}' to the KPI '{column.kpi}', which is not defined in "
        "this project.",
        f"Did you mean '{near}.{column.column}'?" if near else "Add it under 'kpis'.",
    )


def _unsuited(column: KpiColumn, kpi: Kpi) -> tuple[str, str] | None:
    known = MAY_HAVE[kpi.kind]
    if fold(column.column) in known:
        return None
    near = nearest(fold(column.column), known)
    listed = " and ".join(f"'{kpi.id}.{name}'" for name in known)
    return (
        f"'columns' gives '{column.theirs}' to the {column.column} of the KPI '{kpi.id}', which "
        f"a {kpi.kind} has not.",
        f"Did you mean '{kpi.id}.{near}'?" if near else f"Name {listed}.",
    )
