"""What the SPEC.yml of one analysis of inequality without a project may say."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluation.workspace.hub import Disclosure
from evaluation.workspace.specs import Level
from evaluation.workspace.strict import StrictModel, Text
from evaluation.workspace.table_source import TableSource

FEWEST_REPETITIONS = 1_000


class Windows(StrictModel):
    """The two values of the period's column that are compared."""

    before: Text
    after: Text


class InequalitySpec(StrictModel):
    """Values by group, from counts or from published estimates.

    Parameters
    ----------
    group : str
        Column of the groups.
    numerator, denominator : str
        Columns of counts; users and eligible people where `reach` is asked for.
    value, population : str
        Columns of published values and of the people behind them, with `se` or with `lower` and
        `upper`, instead of counts.
    kind : {"proportion", "rate", "value"}
        What counts or values are; a value is of published estimates only.
    multiplier : float
        What values are given per: 100 by default for proportions, else 1.
    order : "ranked", "none" or list
        Whether groups have an order, told from their names, or which; most disadvantaged first.
    favourable : {"increase", "decrease"}
        Which way is better.
    reference, compare : str
        A gap of `compare` against `reference`; by default the first group against the last of
        ordered ones, and against the best of others.
    core20 : list of str
        The groups that are the most deprived fifth of the nation: reach is then given too.
    reach : bool
        Whether numerator and denominator are users and eligible people.
    period, windows
        Column of the period and its two values, to say whether the inequality changed.
    transform : bool
        Slope indices of logarithms (rates) or logits (proportions).
    limits : {"exact", "simulated"}
        Of slope indices.
    """

    data: TableSource
    group: Text
    numerator: Text | None = None
    denominator: Text | None = None
    value: Text | None = None
    population: Text | None = None
    se: Text | None = None
    lower: Text | None = None
    upper: Text | None = None
    kind: Literal["proportion", "rate", "value"] = "proportion"
    multiplier: float | None = None
    order: Literal["ranked", "none"] | list[Text] = "ranked"
    favourable: Literal["increase", "decrease"] = "increase"
    reference: Text | None = None
    compare: Text | None = None
    core20: list[Text] = Field(default_factory=list)
    reach: bool = False
    period: Text | None = None
    windows: Windows | None = None
    transform: bool = False
    limits: Literal["exact", "simulated"] = "exact"
    repetitions: Annotated[int, Field(ge=FEWEST_REPETITIONS)] = 100_000
    seed: int = 1
    level: Level = 0.95
    disclosure: Disclosure = Disclosure()

    @property
    def is_counts(self) -> bool:
        """Whether the table holds counts."""
        return self.numerator is not None

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns of numbers."""
        named = (
            self.numerator,
            self.denominator,
            self.value,
            self.population,
            self.se,
            self.lower,
            self.upper,
        )
        return tuple(name for name in named if name)

    @property
    def per(self) -> float:
        """What values are multiplied with."""
        usual = 100.0 if self.kind == "proportion" else 1.0
        return usual if self.multiplier is None else self.multiplier

    @model_validator(mode="after")
    def _has_counts_or_values(self) -> Self:
        counts, values = (self.numerator, self.denominator), (self.value, self.population)
        if all(counts) and not any(values) and self.kind != "value":
            return self
        has_width = bool(self.se) != bool(self.lower and self.upper)
        if all(values) and not any(counts) and has_width:
            return self
        raise ValueError(
            "Give 'numerator' and 'denominator' (kind proportion or rate), or 'value' and "
            "'population' with either 'se' or 'lower' and 'upper'."
        )

    @model_validator(mode="after")
    def _reach_is_of_counts(self) -> Self:
        if (self.reach or self.core20) and not self.is_counts:
            raise ValueError("'reach' and 'core20' need counts of users and of eligible people.")
        if (self.period is None) != (self.windows is None):
            raise ValueError("'period' and 'windows' go together.")
        if (self.reference is None) != (self.compare is None):
            raise ValueError("'compare' and 'reference' go together.")
        return self
