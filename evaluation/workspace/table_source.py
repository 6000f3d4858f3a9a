"""Where a project's tables come from, as `tables:` of project.yml says."""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)

from evaluation.workspace.path_text import PathText
from evaluation.workspace.query_source import Query, is_query, refuse_address
from evaluation.workspace.strict import StrictModel, Text
from evaluation.workspace.table_reading import TableReading


class Table(TableReading):
    """A file of data: its path, the sheet of a workbook, and how it is to be read.

    `tables: {kpi: kpi.csv}` is enough for a table that follows the data dictionary. An extract
    with its own names and habits is described beside its path, as `TableReading` says:

    ``kpi: {path: extract.xlsx, sheet: Data, columns: {"Month Ending": period, "Num": numerator},
    constants: {kpi: falls}, suppressed: {"*": [1, 7]}, duplicates: drop-identical}``

    An extract with a column for each KPI names the KPI too:

    ``kpi: {path: extract.xlsx, columns: {Month: period, Asked: asked.numerator, Residents:
    asked.denominator, Falls: falls.value}}``
    """

    path: PathText
    sheet: Text | None = None


def _as_table(value: object) -> object:
    refuse_address(value)
    return {"path": value} if isinstance(value, str) else value


def _without_what_kpis_have(table: Table) -> Table:
    _refuse_what_kpis_have(table, "of a single analysis")
    return table


def _refuse_what_kpis_have(table: TableReading, of_what: str) -> None:
    """Refuse what only the KPI table of a project may say."""
    if table.duplicates == "add-up":
        raise ValueError(
            "'duplicates: add-up' adds up the rows of a period in the KPI table of a project, not "
            f"in the table {of_what}. Add them up first."
        )
    column = next(iter(table.kpi_columns), None)
    if column is not None:
        raise ValueError(
            f"'columns' gives '{column.theirs}' to '{column.kpi}.{column.column}'. Columns of "
            f"KPIs are for the KPI table of a project, not for the table {of_what}: give "
            "the column a name without a point."
        )


TableSource = Annotated[Table, BeforeValidator(_as_table), AfterValidator(_without_what_kpis_have)]


def _as_source(value: object, _: ValidatorFunctionWrapHandler) -> Table | Query:
    """Return a file or a query, so that a fault is told of the one that is meant."""
    given = _as_table(value)
    if isinstance(given, Table | Query):
        return given
    return Query.model_validate(given) if is_query(given) else Table.model_validate(given)


ProjectSource = Annotated[Table | Query, WrapValidator(_as_source)]


class Tables(StrictModel):
    """The project's tables."""

    kpi: ProjectSource | None = None
    audit: ProjectSource | None = None

    @field_validator("audit")
    @classmethod
    def _audit_has_nothing_of_kpis(cls, table: Table | Query | None) -> Table | Query | None:
        if table is not None:
            _refuse_what_kpis_have(table, "of an audit")
        return table
