"""What a project's file says of its clinical audit: cycles, criteria and their targets."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evaluation.workspace.action_plan import Action
from evaluation.workspace.standards import CriterionId
from evaluation.workspace.strict import Slug, StrictModel, Text
from evaluation.workspace.windows import Window


class Cycle(Window):
    """One round of the audit."""

    id: Slug
    name: Text


class AuditCriterion(StrictModel):
    """A criterion of the standards library that this project audits, and its local target."""

    id: CriterionId
    target: Annotated[float, Field(ge=0, le=100)] | None = None
    target_origin: Text | None = None


class Audit(StrictModel):
    """The project's clinical audit."""

    cycles: list[Cycle] = Field(min_length=1)
    criteria: list[AuditCriterion] = Field(min_length=1)
    actions: list[Action] = Field(default_factory=list)
