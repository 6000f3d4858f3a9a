"""What the SPEC.yml of one audit without a project may say."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from evaluation.workspace.hub import Disclosure
from evaluation.workspace.specs import Level
from evaluation.workspace.standards import CriterionId, Measure
from evaluation.workspace.strict import StrictModel, Text
from evaluation.workspace.table_source import TableSource
from evaluation.workspace.windows import Window

Percent = Annotated[float, Field(ge=0, le=100)]
PeriodLength = Literal["month", "quarter", "year"]


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class SpecCycle(Window):
    """One round of the audit, by its dates."""

    id: Text


class OwnCriterion(Measure):
    """A criterion that the spec itself defines: the keys of a measure, an id and a target."""

    id: CriterionId
    statement: Text | None = None
    target: Percent | None = None


class AuditSpec(StrictModel):
    """One audit: a table of records, results or counts, the criteria, and what is counted.

    Parameters
    ----------
    data : Table
        Records with the columns of the criteria, records with results, or counts.
    targets : mapping of criterion to percent
        Takes the place of the target that a criterion brings.
    criteria : list of str
        Ids of the standards library; any id of a chain of versions stands for the whole chain.
    standards : list of str
        Files or folders of the library, from the spec's folder; by default `data/standards` of
        the workspace that the spec lies in.
    own_criteria : list of OwnCriterion
    date : str
        Column of the day of care.
    cycle : str
        Column of the cycle; `cycles` in its place gives cycles by their dates.
    by : list of str
        Columns of groups, each counted on its own.
    bands : mapping of column to numbers
        Where bands of a number begin, such as ``{age: [16, 40, 65]}``.
    period : {"month", "quarter", "year"}
        Counted as one more group; quarters and years are financial.
    interval : {"wilson", "clopper-pearson", "mid-p"}
        Of the percentages.
    population : mapping of cycle to int
        Records that those audited were drawn from.
    census : bool
        Whether every record was audited: percentages then have no interval.
    """

    data: TableSource
    targets: dict[str, Percent | None] = Field(default_factory=dict)
    criteria: list[CriterionId] = Field(default_factory=list)
    standards: Annotated[list[Text] | None, BeforeValidator(_as_list)] = None
    own_criteria: list[OwnCriterion] = Field(default_factory=list)
    date: Text = "date"
    cycle: Text = "cycle"
    cycles: list[SpecCycle] = Field(default_factory=list)
    by: list[Text] = Field(default_factory=list)
    bands: dict[str, Annotated[list[float], Field(min_length=1)]] = Field(default_factory=dict)
    period: PeriodLength | None = None
    compare: list[Text] | None = Field(default=None, min_length=2, max_length=2)
    level: Level = 0.95
    interval: Literal["wilson", "clopper-pearson", "mid-p"] = "wilson"
    population: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    census: bool = False
    disclosure: Disclosure = Disclosure()

    @model_validator(mode="after")
    def _a_census_is_no_sample(self) -> Self:
        if self.census and self.population:
            raise ValueError("A 'census' has no 'population' that it was drawn from: leave it out.")
        return self

    @model_validator(mode="after")
    def _names_what_is_audited(self) -> Self:
        if not (self.targets or self.criteria or self.own_criteria):
            raise ValueError("The spec needs 'targets', 'criteria' or 'own_criteria'.")
        return self

    @model_validator(mode="after")
    def _names_each_criterion_once(self) -> Self:
        ids = [*self.criteria, *(each.id for each in self.own_criteria)]
        repeated = sorted({each for each in ids if ids.count(each) > 1})
        if repeated:
            raise ValueError(f"The criterion '{repeated[0]}' is named more than once.")
        return self

    @model_validator(mode="after")
    def _has_cycles_apart(self) -> Self:
        ids = [cycle.id for cycle in self.cycles]
        if len(set(ids)) < len(ids):
            raise ValueError("Two of the 'cycles' have the same id.")
        ordered = sorted(self.cycles, key=lambda cycle: cycle.start)
        if any(later.start <= earlier.end for earlier, later in pairwise(ordered)):
            raise ValueError("Two of the 'cycles' share a day.")
        return self

    @model_validator(mode="after")
    def _has_bands_that_ascend(self) -> Self:
        for name, edges in self.bands.items():
            if any(high <= low for low, high in pairwise(edges)):
                raise ValueError(f"The bands of '{name}' must ascend.")
        return self
