"""What a SPEC.yml may ask of an interrupted time series beyond its fits and effects."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from evaluation.workspace.strict import StrictModel

Direction = Literal["increase", "decrease"]

LEAST_PERCENT = 1  # smaller bounds are shares by mistake
WHOLE = 100
MOST_DATES = 24  # periods by which a date is moved: two years of months


class EquivalenceRegion(StrictModel):
    """Effects too small to matter, fixed beforehand: everything from lower to upper.

    In the unit of the outcome (in a project percentage points for a proportion), or in percent
    where the measure is relative: 10 is 10%.
    """

    measure: Literal["absolute", "relative"] = "absolute"
    lower: Annotated[float, Field(lt=0)]
    upper: Annotated[float, Field(gt=0)]

    @model_validator(mode="after")
    def _relative_is_in_percent(self) -> EquivalenceRegion:
        if self.measure == "absolute":
            return self
        if max(-self.lower, self.upper) < LEAST_PERCENT:
            raise ValueError("A relative equivalence region is in percent: write 10 for 10%.")
        if self.lower <= -WHOLE:
            raise ValueError("The relative equivalence region holds a fall of 100% or more.")
        return self


class SensitivityOptions(StrictModel):
    """Which choices are varied, and by how many periods a date is moved."""

    estimators: bool = True
    dates: Annotated[int, Field(ge=0, le=MOST_DATES)] = 3
    lags: bool = True
    windows: bool = True
    seasonality: bool = True
    placebo: bool = True


def _as_region(value: object) -> object:
    """Accept one number, and `margin`, for a region that is as wide on both sides of 0."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"lower": -value, "upper": value}
    if isinstance(value, dict) and isinstance(value.get("margin"), int | float):
        others = {name: each for name, each in value.items() if name != "margin"}
        return {"lower": -value["margin"], "upper": value["margin"], **others}
    return value


def _as_options(value: object) -> object:
    """Accept true for all of them and false for none."""
    if isinstance(value, bool):
        return {} if value else None
    return value


Equivalence = Annotated[EquivalenceRegion, BeforeValidator(_as_region)]
Sensitivity = Annotated[SensitivityOptions | None, BeforeValidator(_as_options)]
