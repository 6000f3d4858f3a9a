"""What a SPEC.yml of `evaluation power` may say: a series that is planned."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from evaluation.seeds import PLANNED_SERIES
from evaluation.workspace.its_analysis import Frequency, Seasonality
from evaluation.workspace.methods import Method
from evaluation.workspace.strict import StrictModel, Text
from evaluation.workspace.table_source import TableSource

RULE_METHOD = "default"  # stands for the method that the engine's rule chooses
USUAL_AUTOCORRELATIONS = (0.0, 0.2, 0.4, 0.6)  # Turner et al. 2021 found 0.2 to 0.6 usual


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _rule_as_none(value: object) -> object:
    return None if value == RULE_METHOD else value


Points = Annotated[int, Field(ge=3, le=2000)]
Partial = Annotated[float, Field(gt=-1, lt=1)]
Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(gt=0, lt=1)]


class PlannedEffect(StrictModel):
    """The effect to be detected; `in` says its unit (`outcome`, `sd` or `percent`)."""

    level: float = 0.0
    slope: float = 0.0
    unit: Literal["outcome", "sd", "percent"] | None = Field(default=None, alias="in")

    @model_validator(mode="after")
    def _is_an_effect(self) -> PlannedEffect:
        if self.level == 0 and self.slope == 0:
            raise ValueError(
                "An 'effect' needs a 'level' or a 'slope' that is not 0; the error of type I, "
                "without an effect, is reported anyway."
            )
        if self.unit == "percent" and min(self.level, self.slope) <= -100:
            raise ValueError("An effect of -100 percent or less leaves no counts.")
        return self


class PlannedNoise(StrictModel):
    """What else moves the series."""

    sd: Positive | None = None
    mean: Positive | None = None
    dispersion: Annotated[float, Field(ge=1)] | None = None
    rho: Annotated[list[Partial], BeforeValidator(_as_list), Field(min_length=1)] = Field(
        default_factory=lambda: list(USUAL_AUTOCORRELATIONS)
    )
    second_partial: Partial | None = None


class PilotSource(StrictModel):
    """A series without interruption from which the noise is taken."""

    data: TableSource
    time: Text
    outcome: Text
    denominator: Text | None = None


class PlannedModel(StrictModel):
    """The terms that the model will have for the interruption."""

    level: bool = True
    slope: bool = True


PowerMethod = Annotated[Method | None, BeforeValidator(_rule_as_none)]


def _rule_alone() -> list[Method | None]:
    return [None]


class PowerSpec(StrictModel):
    """One study of power.

    Parameters
    ----------
    frequency : {"weekly", "monthly", "quarterly", "annual", "daily"}
        Length of a period.
    before, after : int or list of int
        Periods on both sides, at least 3. With `from`, `before` may be left out: it is then as
        long as the pilot series.
    effect : {level, slope, in} or list of them
        What is to be detected: the shift in the first period after, and the change of trend in a
        period. `in` is `outcome` (the default), `sd` (standard deviations of the errors) or,
        for counts, `percent` (their default).
    measure : {"level", "slope", "end"}
        What is tested; `end` is the effect in the last period. By default level where the
        effect has one, else slope. For counts all three are relative, in percent.
    model : {level, slope}
        Terms of the interruption in the model, both by default.
    family : {"gaussian", "quasi-poisson"}
        Measurements, or counts.
    noise : {sd, rho, second_partial}, for counts {mean, dispersion, rho, second_partial}
        `sd` is the standard deviation of the errors, `mean` the count of a period before the
        change, `dispersion` its variance over its mean. `rho` is one or several
        autocorrelations at lag 1 (for counts of their rates), by default 0, 0.2, 0.4 and 0.6;
        `second_partial` is the partial autocorrelation at lag 2, which makes the errors AR(2).
    from : {data, time, outcome, denominator}
        A pilot series instead of `noise`: autocorrelation, spread and mean are taken from it.
    seasonality : {harmonics} or {months}
        Seasonal terms of the model.
    methods : list
        As in `evaluation its`, and `default`, the method that the rule chooses (None in the
        model), which alone is used where none is named. The number of periods needed is
        searched for the first.
    level : float
        Of the intervals.
    simulations : int
        Series for each length; by default 1000, for counts 200.
    seed : int
        Of the random numbers.
    wanted_power : float
        For the number of periods needed and the smallest effect that can be detected.
    search_up_to : int
        Periods on a side up to which a length is searched; 0 for no search. By default 120
        (60 quarters, 40 years), for counts 0, because they take minutes.
    """

    frequency: Frequency
    before: Annotated[list[Points], BeforeValidator(_as_list), Field(min_length=1)] | None = None
    after: Annotated[list[Points], BeforeValidator(_as_list), Field(min_length=1)]
    effect: Annotated[list[PlannedEffect], BeforeValidator(_as_list), Field(min_length=1)]
    measure: Literal["level", "slope", "end"] | None = None
    model: PlannedModel = PlannedModel()
    family: Literal["gaussian", "quasi-poisson"] = "gaussian"
    noise: PlannedNoise | None = None
    pilot: PilotSource | None = Field(default=None, alias="from")
    seasonality: Seasonality = Seasonality()
    methods: list[PowerMethod] = Field(default_factory=_rule_alone, min_length=1)
    level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    simulations: Annotated[int, Field(ge=50, le=100_000)] | None = None
    seed: Annotated[int, Field(ge=0)] = PLANNED_SERIES
    wanted_power: Share = 0.8
    search_up_to: Annotated[int, Field(ge=0, le=2000)] | None = None

    @model_validator(mode="after")
    def _parts_agree(self) -> PowerSpec:
        for sentence in (*_noise_faults(self), *_unit_faults(self)):
            raise ValueError(sentence)
        if self.before is None and self.pilot is None:
            raise ValueError("The key 'before' is missing: how many periods before the change?")
        if self.search_up_to in (1, 2):
            raise ValueError("'search_up_to' must be 0, for no search, or at least 3.")
        return self

    @property
    def stated_noise(self) -> PlannedNoise:
        """The noise as stated, or the usual one in standard deviations."""
        return self.noise or PlannedNoise()


def _noise_faults(spec: PowerSpec) -> list[str]:
    noise, is_counts = spec.noise, spec.family != "gaussian"
    if spec.pilot is not None:
        both = "Both 'noise' and 'from' are given: the noise is either stated or from a series."
        return [both] if noise is not None else []
    if is_counts:
        if noise is None or noise.mean is None or noise.dispersion is None:
            return ["Counts need 'mean' and 'dispersion' under 'noise', or a pilot under 'from'."]
        if noise.sd is not None:
            return ["Counts have no 'sd': their spread follows from 'mean' and 'dispersion'."]
        if noise.dispersion == 1 and (any(noise.rho) or noise.second_partial):
            return [
                "Counts with 'dispersion' 1 are a Poisson series without autocorrelation: give a "
                "dispersion above 1, or rho 0."
            ]
        return []
    if noise is not None and (noise.mean is not None or noise.dispersion is not None):
        return [
            "'mean' and 'dispersion' are for counts: write family: quasi-poisson, or give 'sd'."
        ]
    return []


def _unit_faults(spec: PowerSpec) -> list[str]:
    units = {effect.unit for effect in spec.effect}
    if len(units) > 1:
        return ["The effects are given in different units: write the same 'in' for all."]
    if spec.family != "gaussian":
        if units - {None, "percent"}:
            return ["Effects on counts are in percent: write 'in: percent'."]
        if any(min(effect.level, effect.slope) <= -100 for effect in spec.effect):
            return ["An effect of -100 percent or less leaves no counts."]
        return []
    if units == {"percent"}:
        return ["Effects in percent are for counts: write 'in: outcome' or 'in: sd'."]
    has_sd = spec.pilot is not None or (spec.noise is not None and spec.noise.sd is not None)
    if units != {"sd"} and not has_sd:
        return [
            "An effect in the outcome's units needs 'sd' under 'noise', the standard deviation of "
            "the errors; or write 'in: sd'."
        ]
    return []
