"""What the SPEC.yml of the sample size of an audit may say."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluation.workspace.specs import Level
from evaluation.workspace.strict import StrictModel, Text

Share = Annotated[float, Field(gt=0, lt=100)]
Population = Annotated[int, Field(ge=1)]


class Stratum(StrictModel):
    """A part of the audit that is estimated by itself, such as a site."""

    name: Text
    population: Population | None = None
    expected: Share | None = None


class SampleSizeSpec(StrictModel):
    """A planned audit.

    Parameters
    ----------
    population : int, optional
        Eligible records that there are; none for very many.
    expected : float
        Percentage that is expected.
    margin : float
        Percentage points to either side that the estimate may be away.
    level : float
        Of the interval.
    formula : {"ubht", "cochran"}
        The finite population correction.
    exceptions : float
        Percentage of records that are expected to be exceptions.
    strata : list of Stratum
        Parts that are each estimated with this margin.
    affordable : int, optional
        Eligible records that can be audited: the margin that they reach is given too.
    """

    population: Population | None = None
    expected: Share = 50.0
    margin: Share = 5.0
    level: Level = 0.95
    formula: Literal["ubht", "cochran"] = "ubht"
    exceptions: Annotated[float, Field(ge=0, lt=100)] = 0.0
    strata: list[Stratum] = Field(default_factory=list)
    affordable: Population | None = None

    @model_validator(mode="after")
    def _can_be_afforded(self) -> Self:
        if self.affordable and self.population and self.affordable > self.population:
            raise ValueError("'affordable' is larger than 'population'.")
        if self.strata and self.population is not None:
            raise ValueError("'population' is given for each of the 'strata', not beside them.")
        return self
