"""What the SPEC.yml of rates, proportions, means and life expectancy by group may say."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from evaluation.workspace.hub import Disclosure
from evaluation.workspace.specs import Level
from evaluation.workspace.strict import StrictModel, Text
from evaluation.workspace.table_source import TableSource

StandardMethod = Literal["direct", "indirect", "life-expectancy", "rate", "proportion", "mean"]
IndirectMeasure = Literal["ratio", "rate"]
DeprivationGroup = Literal["decile", "quintile", "core20", "none"]

HIGHEST_FRACTION = 1
PERCENT = 100

# the keys that each method reads beside those of all methods; the first ones must be there
NEEDED: dict[str, tuple[str, ...]] = {
    "direct": ("age_band", "count", "population"),
    "indirect": ("age_band", "population", "reference"),
    "life-expectancy": ("age_band", "count", "population"),
    "rate": ("count", "population"),
    "proportion": ("count", "population"),
    "mean": ("value",),
}
ALLOWED: dict[str, tuple[str, ...]] = {
    "direct": ("event_frequency", "standard", "ages", "multiplier", "empty_counts"),
    "indirect": ("count", "observed", "measure", "ages", "multiplier", "empty_counts"),
    "life-expectancy": ("at", "empty_counts"),
    "rate": ("multiplier",),
    "proportion": ("multiplier",),
    "mean": (),
}


def _as_fraction(value: object) -> object:
    """Accept a level in percent: 95 is 0.95."""
    is_percent = isinstance(value, int | float) and HIGHEST_FRACTION < value < PERCENT
    return value / PERCENT if is_percent else value  # type: ignore[operator]


def _as_name(value: object) -> object:
    """Accept the year of an edition without quotation marks."""
    is_year = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_year else value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str | int | float) else value


LevelChoice = Annotated[Level, BeforeValidator(_as_fraction)]
Age = Annotated[int, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]


class AgeLimits(StrictModel):
    """First and last age that count; by default all."""

    first: Annotated[Age, Field(alias="from")] = 0
    last: Annotated[Age | None, Field(alias="to")] = None

    @model_validator(mode="after")
    def _are_in_order(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise ValueError("'to' must not be below 'from'.")
        return self


class ColumnChoice(StrictModel):
    """A column of the data that says it row by row."""

    column: Text


class ReferenceTable(StrictModel):
    """The reference of indirect standardisation: a table with a row per age band."""

    data: TableSource
    age_band: Text = "age_band"
    count: Text = "count"
    population: Text = "population"


class ObservedTable(StrictModel):
    """Observed totals where they are not known by age: a table with a row per group."""

    data: TableSource
    count: Text = "count"


class Deprivation(StrictModel):
    """The rank of each row's area in an Index of Multiple Deprivation.

    Parameters
    ----------
    rank : str
        Column of national ranks, 1 the most deprived.
    edition : {2019, 2025, "wales-2019"} or {"column": str}
        The edition of all rows, or the column that names it; two editions are refused.
    lsoa : str, optional
        Column of LSOA codes, which are checked against the edition.
    group : {"decile", "quintile", "core20", "none"}
        What the rows are grouped by; "none" where the ranks are only checked.
    """

    rank: Text
    edition: Annotated[
        Literal["2019", "2025", "wales-2019"] | ColumnChoice, BeforeValidator(_as_name)
    ]
    lsoa: Text | None = None
    group: DeprivationGroup = "decile"

    @property
    def group_name(self) -> str:
        """What the groups are called in the results, such as imd_decile."""
        return self.group if self.group == "core20" else f"imd_{self.group}"


class StandardiseSpec(StrictModel):
    """One table of counts, or of values, and the method that makes it comparable.

    Parameters
    ----------
    method : {"direct", "indirect", "life-expectancy", "rate", "proportion", "mean"}
        How.
    groups : list of str
        Columns that tell the groups apart.
    count, population, age_band, value, event_frequency : str
        Columns; for a proportion `count` of `population`, for a mean `value`.
    standard : {"esp-2013", "esp-1976"} or {"column": str}
        Weights of direct standardisation.
    levels : list of float
        Levels of confidence, 0.95 or 95; an empty list for no limits.
    empty_counts : {"nought", "missing"}
        What an empty count by age band means.
    """

    data: TableSource
    method: StandardMethod
    groups: Annotated[list[Text], BeforeValidator(_as_list)] = Field(default_factory=list)
    age_band: Text | None = None
    count: Text | None = None
    population: Text | None = None
    value: Text | None = None
    event_frequency: Text | None = None
    standard: Literal["esp-2013", "esp-1976"] | ColumnChoice = "esp-2013"
    reference: ReferenceTable | None = None
    observed: ObservedTable | None = None
    measure: IndirectMeasure = "ratio"
    ages: AgeLimits | None = None
    at: list[Age] | None = Field(default=None, min_length=1)
    multiplier: Positive | None = None
    levels: Annotated[list[LevelChoice], BeforeValidator(_as_list)] = Field(
        default_factory=lambda: [0.95]
    )
    empty_counts: Literal["nought", "missing"] = "nought"
    imd: Deprivation | None = None
    disclosure: Disclosure = Disclosure()

    @model_validator(mode="after")
    def _has_what_its_method_needs(self) -> Self:
        missing = [key for key in NEEDED[self.method] if getattr(self, key) is None]
        if missing:
            raise ValueError(f"The method '{self.method}' needs the key '{missing[0]}'.")
        return self

    @model_validator(mode="after")
    def _has_nothing_that_its_method_ignores(self) -> Self:
        """Refuse what would be left without a word."""
        of_methods = {key for keys in (*NEEDED.values(), *ALLOWED.values()) for key in keys}
        read = {*NEEDED[self.method], *ALLOWED[self.method]}
        ignored = sorted((of_methods & self.model_fields_set) - read)
        if ignored:
            raise ValueError(f"'{ignored[0]}' does not go with the method '{self.method}'.")
        return self

    @model_validator(mode="after")
    def _has_observed_events_once(self) -> Self:
        if self.method == "indirect" and (self.count is None) == (self.observed is None):
            raise ValueError(
                "The method 'indirect' needs 'count', or 'observed' where it is not known by age."
            )
        return self

    @model_validator(mode="after")
    def _has_each_level_and_group_once(self) -> Self:
        if len(set(self.levels)) < len(self.levels):
            raise ValueError("A level of 'levels' comes twice.")
        named = [*self.groups, *([self.imd.group_name] if self.imd else [])]
        if len(set(named)) < len(named):
            raise ValueError("A column of 'groups' comes twice, 'imd' counted.")
        return self
