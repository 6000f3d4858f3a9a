"""What a file of `data/standards/` may say: guidelines and audit criteria with validity dates."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from evaluation.workspace.strict import Date, Slug, StrictModel, Text

CriterionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]*$")]


class Guideline(StrictModel):
    """One NICE publication and the dates between which it held."""

    id: CriterionId
    title: Text
    published: Date
    valid_from: Date
    valid_to: Date | None = None
    replaces: CriterionId | None = None
    url: Text | None = None


class Criterion(StrictModel):
    """One audit criterion: who is eligible, who meets it, and the default target in percent."""

    id: CriterionId
    guideline: CriterionId
    reference: Annotated[str | None, BeforeValidator(lambda v: v if v is None else str(v))] = None
    statement: Text
    numerator: Text
    denominator: Text
    exceptions: list[Text] = Field(default_factory=list)
    target: Annotated[float, Field(ge=0, le=100)] | None = None
    target_origin: Literal["quality-standard-convention", "local", "qof", "monitor"]
    valid_from: Date
    valid_to: Date | None = None
    successor: CriterionId | None = None
    evidence: Literal["checked", "not-checked"]

    def holds_on(self, day: dt.date) -> bool:
        """Return whether this version of the criterion held on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class StandardsFile(StrictModel):
    """One file of `data/standards/`."""

    topic: Slug
    title: Text
    guidelines: list[Guideline] = Field(min_length=1)
    criteria: list[Criterion] = Field(min_length=1)
