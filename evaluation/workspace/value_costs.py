"""What a project's value.yml says of costs and of how its economics are worked out."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluation.workspace.strict import Slug, StrictModel, Text
from evaluation.workspace.uncertain_number import NumberOrUncertain, Price, YearText

Percent = Annotated[float, Field(ge=0, le=100)]
Positive = Annotated[float, Field(gt=0)]


class OptimismBias(StrictModel):
    """What is added to a cost because such costs were thought too low before, and why."""

    percent: Annotated[float, Field(ge=0, le=200)]
    reason: Text


class Cost(StrictModel):
    """A cost of the innovation, by year.

    Parameters
    ----------
    id, label : str
    kind : {"one-off", "running"}
    category : str
    payer : str
        Who pays.
    amounts : mapping of str to number
        By financial year.
    price_year : str
        Year of the amounts' prices, or "each-year" where each amount is in prices of its own year,
        as paid.
    measured_to : str, optional
        The last year whose amount is from the accounts; later ones are estimated.
    optimism_bias : OptimismBias, optional
        Applied to estimated amounts only.
    source : str
    """

    id: Slug
    label: Text
    kind: Literal["one-off", "running"]
    category: Literal["equipment", "consumables", "staff", "training", "digital", "hub", "other"]
    payer: Literal["provider", "commissioner", "hub", "grant", "supplier"]
    amounts: dict[YearText, NumberOrUncertain] = Field(min_length=1)
    price_year: YearText | Literal["each-year"]
    measured_to: YearText | None = None
    optimism_bias: OptimismBias | None = None
    source: Text

    def is_measured(self, year: str) -> bool:
        """Return whether the amount of a year is from the accounts."""
        return self.measured_to is not None and year <= self.measured_to


class Effectiveness(StrictModel):
    """The outcome whose cost a unit is worked out.

    Parameters
    ----------
    benefit : str
        Id of a benefit with money; its quantity is the outcome.
    label : str
        One unit in words, such as "an admission avoided".
    """

    benefit: Slug
    label: Text


class QalyValue(Price):
    """What a quality-adjusted life year is taken to be worth; its source is needed."""

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if self.source is None:
            raise ValueError("The value of a QALY needs a 'source'.")
        return self


class Spread(StrictModel):
    """What it would take to bring the innovation to further sites.

    Parameters
    ----------
    sites : int
        How many further sites there are.
    size_percent : number
        Size of a further site, in percent of all sites that have it now together.
    benefit_percent : number
        What part of the benefit a further site will have: replication is not guaranteed.
    one_off_cost : Price
        For each further site.
    reason : str
        Where these come from.
    """

    sites: Annotated[int, Field(gt=0)]
    size_percent: NumberOrUncertain
    benefit_percent: NumberOrUncertain
    one_off_cost: Price
    reason: Text


class Stopping(StrictModel):
    """What ending the innovation would cost once, and why."""

    one_off_cost: Price
    reason: Text


class Economics(StrictModel):
    """How costs and benefits are brought together.

    Parameters
    ----------
    first_year, last_year : str
        Financial years; the first is year 0 of discounting.
    discounting : {"green-book", "nice"}
        3.5% a year and 1.5% for health, declining after 30 years; or 3.5% for both.
    perspective : str
        Whose costs and benefits count.
    draws : int
    seed : int
    effectiveness : Effectiveness, optional
    qaly_value : QalyValue, optional
        Needed where a benefit has `health`.
    thresholds : list of float
        Willingness to pay for a QALY at which the decision is shown, in `price_year` pounds.
    spread, stopping : optional
        What further sites, or the end, would take from the year after the reporting year on.
    """

    first_year: YearText
    last_year: YearText
    discounting: Literal["green-book", "nice"] = "green-book"
    perspective: Text
    draws: Annotated[int, Field(ge=1000, le=100_000)] = 10_000
    seed: Annotated[int, Field(ge=0)] = 1
    effectiveness: Effectiveness | None = None
    qaly_value: QalyValue | None = None
    thresholds: list[Positive] = Field(default_factory=list)
    spread: Spread | None = None
    stopping: Stopping | None = None

    @model_validator(mode="after")
    def _years_are_in_order(self) -> Self:
        if self.last_year < self.first_year:
            raise ValueError("'last_year' is before 'first_year'.")
        return self
