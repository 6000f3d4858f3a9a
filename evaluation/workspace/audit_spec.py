"""What the SPEC.yml of one audit without a project may say."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evaluation.workspace.hub import Disclosure
from evaluation.workspace.project import TableSource
from evaluation.workspace.specs import Level
from evaluation.workspace.strict import StrictModel, Text

Percent = Annotated[float, Field(ge=0, le=100)]


class AuditSpec(StrictModel):
    """One audit: a table of records or counts, targets in percent by criterion, and the rule."""

    data: TableSource
    targets: dict[str, Percent | None]
    compare: list[Text] | None = Field(default=None, min_length=2, max_length=2)
    level: Level = 0.95
    disclosure: Disclosure = Disclosure()
