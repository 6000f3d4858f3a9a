"""The benefits register of a project, as its value.yml holds it: what was hoped for, what came.

A measured benefit names an estimate of the project and repeats no number.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluation.workspace.action_plan import Role
from evaluation.workspace.strict import Date, Slug, StrictModel, Text
from evaluation.workspace.uncertain_number import NumberOrUncertain, Price, YearText

BenefitClass = Literal[
    "cash-releasing", "non-cash-releasing", "quality", "societal", "unmonetised", "dis-benefit"
]
Payer = Literal["provider", "commissioner", "social-care", "patients", "society"]
Percent = Annotated[float, Field(ge=0, le=100)]


class EstimateName(StrictModel):
    """The name of one of the project's estimates, as in its `estimates.parquet`.

    Parameters
    ----------
    analysis, outcome, measure : str
        Such as "its", "admissions-low-risk" and "cumulative difference".
    """

    analysis: Text
    outcome: Text
    measure: Text

    def __str__(self) -> str:
        """Return the three names with strokes between them."""
        return f"{self.analysis}/{self.outcome}/{self.measure}"


class Reading(StrictModel):
    """A value on a day, for a benefit that no estimate of the project measures."""

    value: float
    date: Date
    source: Text | None = None


class Attribution(StrictModel):
    """How much of a change is owed to the innovation, in percent, and why."""

    percent: Percent
    reason: Text


class Money(StrictModel):
    """How a benefit becomes money: a quantity a year, times the value of a unit.

    Parameters
    ----------
    effect : EstimateName, optional
        The estimate that gives the effect. Its sign does not matter here: what is better is known
        from the indicator's direction, and a change for the worse is worth less than nothing.
    volume : number, optional
        What the effect is multiplied by to give units a year: for an effect in percentage points
        or of a rate, how many of the indicator's denominators (people, episodes, bed days) a year
        there are, singly and not in thousands; for one of a mean, how many people it holds for;
        for one of a count a period, how many periods a year has. Where the effect is a cumulative
        number of events, it is how many years the effect covers.
    quantity : number, optional
        Units a year where no estimate of the project measures them: the benefit is estimated.
    unit : str
        One unit, such as "admission avoided".
    unit_value : Price, optional
        What a unit is worth in money; left out where it is worth health alone (`health`).
    payer : str
        Who keeps the money or the time.
    years : mapping of str to percent
        In which years it is had, and what part of a full year's quantity.
    measured_to : str, optional
        The last year whose quantity was measured; later years are projected and so estimated.
    """

    effect: EstimateName | None = None
    volume: NumberOrUncertain | None = None
    quantity: NumberOrUncertain | None = None
    unit: Text
    unit_value: Price | None = None
    payer: Payer = "provider"
    years: dict[YearText, Percent] = Field(min_length=1)
    measured_to: YearText | None = None

    @model_validator(mode="after")
    def _has_one_quantity(self) -> Self:
        if (self.effect is None) == (self.quantity is None):
            raise ValueError("Give 'effect' with 'volume', or 'quantity': one of the two.")
        if (self.effect is None) != (self.volume is None):
            raise ValueError("'effect' and 'volume' go together.")
        if self.quantity is not None and self.measured_to is not None:
            raise ValueError("'measured_to' needs 'effect': a quantity without one is estimated.")
        return self

    def is_measured(self, year: str) -> bool:
        """Return whether the quantity of a year was measured."""
        return self.measured_to is not None and year <= self.measured_to


class Health(StrictModel):
    """Health gained for each unit of a benefit.

    Parameters
    ----------
    qalys : number
        Quality-adjusted life years gained for a unit.
    """

    qalys: NumberOrUncertain


class Benefit(StrictModel):
    """One line of the register.

    Parameters
    ----------
    id, benefit : str
        Its name inside the file, and what it is.
    kind : str
        Cash-releasing, non-cash-releasing, quality, societal, unmonetised, or a dis-benefit.
    beneficiary : str
        Who has it.
    outcome : str
        Id of the outcome or impact in the logic model.
    kpi : str, optional
        The project's indicator that measures it: baseline, actual and target are then its own.
    measure : str, optional
        What is measured; by default the indicator's label.
    unit : str, optional
        Of baseline, target and actuals; by default the indicator's.
    data_source : str, optional
        Id of a data source.
    owner : str
        By role.
    baseline, actuals : optional
        Where there is no indicator.
    target : float, optional
        By default the indicator's.
    target_date : date, optional
    confidence : {"high", "medium", "low"}
        In the numbers.
    attribution : Attribution, optional
        By default all of the effect that the named estimate measures.
    counted_in : str, optional
        Id of a project whose register holds the same benefit and counts it: here it is not summed.
    separate_because : str, optional
        Why its money is not that of another benefit here that rests on the same effect, such as
        "drugs only; the other is staff time". Without it, only one of the two is summed.
    """

    id: Slug
    benefit: Text
    kind: BenefitClass = Field(alias="class")
    beneficiary: Text
    outcome: Slug
    kpi: Slug | None = None
    measure: Text | None = None
    unit: Text | None = None
    data_source: Slug | None = None
    owner: Role
    baseline: Reading | None = None
    target: float | None = None
    target_date: Date | None = None
    actuals: list[Reading] = Field(default_factory=list)
    money: Money | None = None
    health: Health | None = None
    confidence: Literal["high", "medium", "low"]
    attribution: Attribution | None = None
    counted_in: Slug | None = None
    separate_because: Text | None = None
    status: Literal["planned", "on-track", "at-risk", "realised", "not-realised", "closed"]
    review: Date | None = None

    @model_validator(mode="after")
    def _numbers_stand_once(self) -> Self:
        if self.kpi is not None and (self.baseline or self.actuals or self.unit):
            raise ValueError(
                "With 'kpi', the baseline, actuals and unit are the indicator's: leave them out."
            )
        if self.kpi is None and (self.baseline or self.actuals) and not (self.unit):
            raise ValueError("'unit' is missing: what are baseline and actuals counted in?")
        if self.kpi is None and not self.measure:
            raise ValueError("Give 'kpi', or say under 'measure' what is measured.")
        if self.kind == "unmonetised" and self.money is not None:
            raise ValueError("A benefit of class 'unmonetised' has no 'money'.")
        if self.health is not None and self.money is None:
            raise ValueError("'health' needs 'money', which says how many units there are.")
        if self.money is not None and self.money.unit_value is None and self.health is None:
            raise ValueError("'money' needs 'unit_value', or the benefit needs 'health'.")
        return self

    @property
    def is_harm(self) -> bool:
        """Whether it counts against the innovation."""
        return self.kind == "dis-benefit"
