"""What a project's file says of its clinical audit: cycles, criteria, targets and precision."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluation.workspace.action_plan import Action
from evaluation.workspace.standards import CriterionId
from evaluation.workspace.strict import Slug, StrictModel, Text
from evaluation.workspace.windows import Window


class Cycle(Window):
    """One round of the audit.

    `population` is the number of records that those audited were drawn from; without it they are
    taken as a sample of very many.
    """

    id: Slug
    name: Text
    population: Annotated[int, Field(ge=1)] | None = None


class AuditCriterion(StrictModel):
    """A criterion of the standards library that this project audits, and its local target."""

    id: CriterionId
    target: Annotated[float, Field(ge=0, le=100)] | None = None
    target_origin: Text | None = None


class Audit(StrictModel):
    """The project's clinical audit.

    Parameters
    ----------
    interval : {"wilson", "clopper-pearson", "mid-p"}
        Of the percentages.
    census : bool
        Whether every record of each cycle was audited: percentages then have no interval.
    linked : bool
        Whether a record of the same id in two cycles is the same person: changes are then paired.
    """

    cycles: list[Cycle] = Field(min_length=1)
    criteria: list[AuditCriterion] = Field(min_length=1)
    interval: Literal["wilson", "clopper-pearson", "mid-p"] = "wilson"
    census: bool = False
    linked: bool = False
    actions: list[Action] = Field(default_factory=list)

    @model_validator(mode="after")
    def _a_census_is_no_sample(self) -> Self:
        if self.census and any(cycle.population for cycle in self.cycles):
            raise ValueError("A 'census' has no 'population' that it was drawn from: leave it out.")
        return self
