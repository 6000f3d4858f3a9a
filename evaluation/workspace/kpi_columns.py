"""What `tables:` says of KPIs: `columns: {Attended: seen.numerator}`, `constants: {kpi: seen}`.

In: a project. Out: what in it cannot be.
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
PLACE, CONSTANTS = "tables.kpi.columns", "tables.kpi.constants"
KPI: Final = "kpi"

_Fault = tuple[str, str, str]


def kpi_column_faults(project: Project) -> Iterator[_Fault]:
    """Yield place, sentence and remedy of what is given to no KPI, or to half of one.

    Parameters
    ----------
    project : Project
    """
    source = project.tables.kpi
    given = source.kpi_columns if source else ()
    kpis = {fold(kpi.id): kpi for kpi in project.kpis}
    for name, value in source.constants.items() if source else ():
        if fold(name) == KPI and fold(value) not in kpis:
            sentence = f"'constants' gives all rows to the KPI '{value}', which is not defined."
            near = _nearest_kpi(value, project)
            yield CONSTANTS, sentence, f"Did you mean '{near}'?" if near else "Add it under 'kpis'."
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
    near = _nearest_kpi(column.kpi, project)
    return (
        f"'columns' gives '{column.theirs}' to the KPI '{column.kpi}', which is not defined in "
        "this project.",
        f"Did you mean '{near}.{column.column}'?" if near else "Add it under 'kpis'.",
    )


def _nearest_kpi(written: str, project: Project) -> str | None:
    return nearest(fold(written).replace("_", "-"), [kpi.id for kpi in project.kpis])


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
