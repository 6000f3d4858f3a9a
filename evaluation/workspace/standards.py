"""What a file of `data/standards/` may say: guidelines and audit criteria with validity dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from evaluation.criteria import parse
from evaluation.errors import InvalidInput
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

    @property
    def year(self) -> int:
        """The year of this edition."""
        return self.valid_from.year


def _sound(text: str) -> str:
    try:
        parse(text)
    except InvalidInput as error:
        raise ValueError(str(error)) from None
    return text


Condition = Annotated[str, StringConstraints(min_length=1), AfterValidator(_sound)]


class TableColumn(StrictModel):
    """A column that measures read: what it holds, and the only texts that it may hold."""

    type: Literal["number", "date", "boolean", "text"]
    description: Text | None = None
    allowed: list[Text] = Field(default_factory=list)


class ExceptionRule(StrictModel):
    """A reason to be properly outside a criterion, and when it applies."""

    reason: Text
    when: Condition


class Measure(StrictModel):
    """Who is eligible, who meets the criterion and who is an exception, as expressions."""

    eligible: Condition
    met: Condition
    exceptions: list[ExceptionRule] = Field(default_factory=list)


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
    measure: Measure | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Return whether this version of the criterion held on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class StandardsFile(StrictModel):
    """One file of `data/standards/`."""

    topic: Slug
    title: Text
    guidelines: list[Guideline] = Field(min_length=1)
    criteria: list[Criterion] = Field(min_length=1)
    columns: dict[str, TableColumn] = Field(default_factory=dict)


def versions(criteria: Mapping[str, Criterion], criterion: str) -> tuple[Criterion, ...]:
    """Return the versions of a criterion that follow each other, oldest first.

    Parameters
    ----------
    criteria : mapping of id to Criterion
        The library.
    criterion : str
        Any id of the chain.
    """
    chain = [criteria[criterion]]
    while (later := criteria.get(chain[-1].successor or "")) and later not in chain:
        chain.append(later)
    while True:
        earlier = next((each for each in criteria.values() if each.successor == chain[0].id), None)
        if earlier is None or earlier in chain:
            return tuple(chain)
        chain.insert(0, earlier)
