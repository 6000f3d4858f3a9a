"""What a resource impact model may say: a SPEC.yml of `evaluation impact`, or `resource_impact`.

The inputs are those of NICE's resource impact templates: who is eligible, how many use the new
care, what it and the care of now cost a person, what is avoided, and what is paid once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluation.errors import nearest
from evaluation.workspace.strict import Slug, StrictModel, Text
from evaluation.workspace.uncertain_number import NumberOrUncertain, UncertainNumber, YearText

Kind = Literal["cash", "capacity"]
ImpactPayer = Literal["provider", "commissioner"]
Vat = Literal["none", "recoverable", "irrecoverable"]
LONGEST = 10
MOST_PERCENT = 100
GROWTH = "population.growth"
SIZE = "population.size"

Percentage = NumberOrUncertain


class Population(StrictModel):
    """Whose resource impact it is.

    Parameters
    ----------
    size : number
        People, or births, in the first year.
    growth_percent : number
        A year, from the second year on.
    of : str
        Who they are, such as "adults" or "pregnant women".
    """

    size: NumberOrUncertain
    growth_percent: Percentage = UncertainNumber(value=0.0)
    of: Text = "people"


class Step(StrictModel):
    """One step from the population to those eligible, such as a prevalence or incidence."""

    id: Slug
    name: Text
    percent: Percentage


class Uptake(StrictModel):
    """What part of those eligible have the new care.

    Parameters
    ----------
    current_percent : number
        Without the change, in every year.
    future_percent : list of number
        With it, one for each year.
    """

    current_percent: Percentage
    future_percent: list[Percentage] = Field(min_length=1, max_length=LONGEST)


class Capacity(StrictModel):
    """What a unit takes of a capacity, such as 2 bed days of an admission."""

    unit: Text
    per_unit: float


class Item(StrictModel):
    """What one person has of a kind of care in a year.

    Parameters
    ----------
    id, name : str
    units : number
        A person and year.
    unit_cost : number
        In pounds without VAT; it must be given, as prices that are not published are not invented.
    vat : {"none", "recoverable", "irrecoverable"}
        Only irrecoverable VAT is a cost.
    free_units : number
        Units that cost nothing in a person's first year.
    kind : {"cash", "capacity"}
    payer : {"provider", "commissioner"}
    capacity : Capacity, optional
    """

    id: Slug
    name: Text
    units: NumberOrUncertain = UncertainNumber(value=1.0)
    unit_cost: NumberOrUncertain
    vat: Vat = "none"
    free_units: NumberOrUncertain = UncertainNumber(value=0.0)
    kind: Kind = "cash"
    payer: ImpactPayer = "provider"
    capacity: Capacity | None = None


class Consequence(StrictModel):
    """What else changes for each person who has the new care, such as admissions avoided.

    Parameters
    ----------
    change : number
        Units a person and year; below 0 where they are avoided.
    unit_value : number
        In pounds.
    """

    id: Slug
    name: Text
    change: NumberOrUncertain
    unit_value: NumberOrUncertain
    kind: Kind = "capacity"
    payer: ImpactPayer = "provider"
    capacity: Capacity | None = None


class OneOff(StrictModel):
    """A cost that is paid once, in some of the years.

    Parameters
    ----------
    amounts : list of number
        In pounds, from the first year on.
    """

    id: Slug
    name: Text
    amounts: list[NumberOrUncertain] = Field(min_length=1, max_length=LONGEST)
    kind: Kind = "cash"
    payer: ImpactPayer = "provider"


class Scenario(StrictModel):
    """Other values for some inputs, by their names.

    Parameters
    ----------
    changes : mapping of str to float
        Such as `uptake.year-5` or `new.test.unit-cost`.
    """

    id: Slug
    name: Text
    changes: dict[Text, float] = Field(min_length=1)


class ImpactSpec(StrictModel):
    """A resource impact model, undiscounted and in constant prices.

    Parameters
    ----------
    title, area : str
    first_year : str
        Financial year of year 1.
    price_year : str
        Of all amounts.
    cohort : {"incident", "prevalent"}
        Whether other people become eligible each year, or the same ones stay so.
    new, current : list of Item
        Care of one person who has the new care, and of one who has not.
    provenance : {"measured", "estimated", "synthetic"}
    draws, seed : int
        Of the probabilistic analysis.
    """

    title: Text
    area: Text
    first_year: YearText
    price_year: YearText
    perspective: Text = "NHS"
    provenance: Literal["measured", "estimated", "synthetic"] = "estimated"
    cohort: Literal["incident", "prevalent"] = "incident"
    population: Population
    eligibility: list[Step] = Field(default_factory=list)
    uptake: Uptake
    new: list[Item] = Field(min_length=1)
    current: list[Item] = Field(default_factory=list)
    consequences: list[Consequence] = Field(default_factory=list)
    one_off: list[OneOff] = Field(default_factory=list)
    scenarios: list[Scenario] = Field(default_factory=list)
    draws: Annotated[int, Field(ge=1000, le=100_000)] = 10_000
    seed: Annotated[int, Field(ge=0)] = 1

    @property
    def years(self) -> int:
        """How many years are looked at."""
        return len(self.uptake.future_percent)

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        named = (self.eligibility, self.new, self.current, self.consequences, self.one_off)
        for group in named:
            ids = [item.id for item in group]
            if len(set(ids)) < len(ids):
                raise ValueError(f"An 'id' is there more than once: {', '.join(ids)}.")
        if any(len(item.amounts) > self.years for item in self.one_off):
            raise ValueError("A one-off cost has more years than 'future_percent'.")
        if any(item.free_units.value for item in self.current):
            raise ValueError("'free_units' is for 'new' care only.")
        known = dict(self.inputs())
        for scenario in self.scenarios:
            for key in scenario.changes:
                if key not in known:
                    near = nearest(key, known)
                    hint = f"Did you mean '{near}'?" if near else f"Inputs: {', '.join(known)}."
                    raise ValueError(f"Scenario '{scenario.id}' changes '{key}'. {hint}")
                _require_range(key, [scenario.changes[key]])
        for key, number in known.items():
            _require_range(key, [number.value, number.low, number.high])
        return self

    def inputs(self) -> Iterator[tuple[str, UncertainNumber]]:
        """Yield every number by its name."""
        yield "population.size", self.population.size
        yield "population.growth", self.population.growth_percent
        for step in self.eligibility:
            yield f"eligibility.{step.id}", step.percent
        yield "uptake.current", self.uptake.current_percent
        for year, percent in enumerate(self.uptake.future_percent, start=1):
            yield f"uptake.year-{year}", percent
        for side, items in (("new", self.new), ("current", self.current)):
            for item in items:
                yield f"{side}.{item.id}.units", item.units
                yield f"{side}.{item.id}.unit-cost", item.unit_cost
                if side == "new":
                    yield f"{side}.{item.id}.free-units", item.free_units
        for consequence in self.consequences:
            yield f"consequences.{consequence.id}.change", consequence.change
            yield f"consequences.{consequence.id}.unit-value", consequence.unit_value
        for cost in self.one_off:
            for year, amount in enumerate(cost.amounts, start=1):
                yield f"one-off.{cost.id}.year-{year}", amount


def is_percentage(key: str) -> bool:
    """Return whether an input is a percentage of people, by its name."""
    return key.partition(".")[0] in ("eligibility", "uptake")


def least_of(key: str) -> float | None:
    """Return what an input cannot be below, by its name; None where it may be any number.

    Nobody can be eligible in a population below 0, and a price below 0 is not a price.
    """
    if key == GROWTH:
        return -float(MOST_PERCENT)
    return None if key.endswith(".change") else 0.0


def _require_range(key: str, numbers: Iterable[float | None]) -> None:
    """Refuse percentages outside 0 to 100, no population, and amounts below 0."""
    given = [number for number in numbers if number is not None]
    if is_percentage(key) and not all(0 <= number <= MOST_PERCENT for number in given):
        raise ValueError(f"'{key}' must lie between 0 and 100 percent.")
    if key == SIZE and not given[0] > 0:
        raise ValueError(f"'{key}' must be more than 0: amounts are for 100,000 people of it.")
    if key == GROWTH and not all(number > -MOST_PERCENT for number in given):
        raise ValueError(f"'{key}' must be above -100 percent, or nobody is left.")
    least = least_of(key)
    if least is not None and any(number < least for number in given):
        raise ValueError(f"'{key}' must be 0 or more.")
