"""Where a project's tables come from, as `tables:` of project.yml says."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from evaluation.workspace.strict import StrictModel, Text


class Table(StrictModel):
    """A file of data: its path from the project's folder, and the sheet of a workbook."""

    path: Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\x00]+$")]
    sheet: Text | None = None


def _as_table(value: object) -> object:
    return {"path": value} if isinstance(value, str) else value


TableSource = Annotated[Table, BeforeValidator(_as_table)]


class Tables(StrictModel):
    """The project's tables."""

    kpi: TableSource | None = None
    audit: TableSource | None = None
