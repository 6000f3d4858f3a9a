"""The design of an interrupted time series: what was interrupted, when, and how it is modelled.

Everything here is a frozen description. It comes from a project's file and goes, with a table
of the series, into `evaluation.its.fitted.fit`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, get_args

from evaluation.errors import InvalidInput
from evaluation.its.designs.control import Control, require_suited_control
from evaluation.its.designs.family import PROPORTION_FAMILIES, Family, Transform, require_known
from evaluation.its.designs.interruption import ALL_INTERRUPTIONS, Interruption, PhaseIn
from evaluation.its.designs.windows import EffectWindow, Exclusion, Segment

Frequency = Literal["weekly", "monthly", "quarterly", "annual", "daily"]

LONGEST_PERIOD_DAYS = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "annual": 366}
DAYS = "days"  # the offset that is no column: the number of days in each period

__all__ = [
    "ALL_INTERRUPTIONS",
    "DAYS",
    "Control",
    "Design",
    "EffectWindow",
    "Exclusion",
    "Frequency",
    "Interruption",
    "PhaseIn",
    "Seasonality",
    "Segment",
]


@dataclass(frozen=True)
class Seasonality:
    """How the pattern of the year and of the week is modelled; the default is not at all.

    Parameters
    ----------
    harmonics : int
        Pairs of sine and cosine terms of the year.
    months : bool
        One term for each calendar month (each quarter for quarterly data) but the first.
    weekdays : bool
        One term for each day of the week but the first, for daily data; Monday is 1. It goes
        with harmonics or months too.

    Raises
    ------
    InvalidInput
        If `harmonics` is negative, or harmonics and months are both asked for.
    """

    harmonics: int = 0
    months: bool = False
    weekdays: bool = False

    def __post_init__(self) -> None:
        if self.harmonics < 0:
            raise InvalidInput(
                "Seasonality: the number of harmonics is negative.", "Use 0, 1 or 2."
            )
        if self.harmonics and self.months:
            raise InvalidInput(
                "Seasonality: harmonics and months are both asked for.", "Choose one of the two."
            )

    @property
    def is_modelled(self) -> bool:
        """Whether there is any seasonal term."""
        return self.months or self.weekdays or self.harmonics > 0


@dataclass(frozen=True)
class Design:
    """An interrupted time series as it was pre-specified.

    Parameters
    ----------
    outcome : str
        Column of the outcome: a measurement, a count of events, or (quasi-binomial without a
        denominator) a proportion between 0 and 1.
    frequency : {"weekly", "monthly", "quarterly", "annual", "daily"}
        Length of a period.
    interruptions : tuple of Interruption
        At least one. Each stays in force from its date to its end, or that of the series.
    time : str
        Column of the periods' first days.
    denominator : str, optional
        Exposure of counts, trials of proportions. With the gaussian family the outcome divided
        by the denominator is analysed.
    offsets : tuple of str
        Further factors of the denominator: columns, or the word "days" for the number of days
        in each period. Counts then are per unit of denominator times offsets (with "days" per
        day), and so is a gaussian outcome before any transform. Cumulative effects stay in the
        outcome's units. Not for proportions.
    family : str
        Distribution of the outcome.
    transform : {"none", "log", "log10"}
        Transformation of a gaussian outcome.
    seasonality : Seasonality
        The yearly pattern.
    covariates : tuple of str
        Numeric columns that enter linearly.
    exclusions : tuple of Exclusion
        Dates left out.
    segments : tuple of Segment
        Dates with a course of their own that stays in the counterfactual.
    control : Control, optional
        Series that the interruptions did not touch.
    level : float
        Nominal coverage of the intervals.
    effects_at : tuple of date
        Dates at which effects are reported; by default the last period in force.
    effect_windows : tuple of EffectWindow
        Windows over which effects are averaged and added up too.

    Raises
    ------
    InvalidInput
        If the parts contradict each other.
    """

    outcome: str
    frequency: Frequency
    interruptions: tuple[Interruption, ...]
    time: str = "time"
    denominator: str | None = None
    offsets: tuple[str, ...] = ()
    family: Family = "gaussian"
    transform: Transform = "none"
    seasonality: Seasonality = field(default_factory=Seasonality)
    covariates: tuple[str, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    segments: tuple[Segment, ...] = ()
    control: Control | None = None
    level: float = 0.95
    effects_at: tuple[dt.date, ...] = ()
    effect_windows: tuple[EffectWindow, ...] = ()

    def __post_init__(self) -> None:
        require_known("frequency", self.frequency, get_args(Frequency))
        require_known("family", self.family, get_args(Family))
        require_known("transform", self.transform, get_args(Transform))
        _require_interruptions(self.interruptions)
        for is_wrong, what, remedy in (*self._model_faults(), *self._part_faults()):
            if is_wrong:
                raise InvalidInput(what, remedy)
        if self.control is not None:
            require_suited_control(self.control, self.family, self.denominator)

    def _model_faults(self) -> Iterator[tuple[bool, str, str]]:
        yield (
            self.transform != "none" and self.family != "gaussian",
            f"Transform '{self.transform}' does not go with family '{self.family}'.",
            "Use transform none: the family has its own link.",
        )
        yield (
            self.family == "binomial" and self.denominator is None,
            "Family 'binomial' needs the number of trials.",
            "Name its column as denominator, or use family quasi-binomial for proportions.",
        )
        yield (
            self.family in PROPORTION_FAMILIES and bool(self.offsets),
            f"An offset does not go with family '{self.family}': a proportion has no exposure.",
            "Remove the offset.",
        )
        yield (
            not 0 < self.level < 1,
            "The level of the intervals must lie between 0 and 1.",
            "Use 0.95 for 95%.",
        )
        yield (
            self.frequency == "annual" and self.seasonality.is_modelled,
            "Annual data have no seasonality.",
            "Remove the seasonality.",
        )
        yield (
            self.frequency != "daily" and self.seasonality.weekdays,
            f"Seasonality: {self.frequency} data have no days of the week.",
            "Remove weekdays, or give daily data.",
        )

    def _part_faults(self) -> Iterator[tuple[bool, str, str]]:
        first = min(interruption.date for interruption in self.interruptions)
        for names, what in (
            ([segment.name for segment in self.segments], "segments"),
            ([window.name for window in self.effect_windows], "effect windows"),
        ):
            yield (
                len(set(names)) < len(names),
                f"Two {what} have the same name.",
                "Give each its own name.",
            )
        yield (
            len(set(self.offsets)) < len(self.offsets) or self.denominator in self.offsets,
            "The same column is an offset twice, or is the denominator too.",
            "Name each once.",
        )
        # a day before the interruption may lie in its period; `effects` knows the calendar
        earliest = first - dt.timedelta(days=LONGEST_PERIOD_DAYS[self.frequency])
        for day in (*self.effects_at, *(window.end for window in self.effect_windows)):
            yield (
                day <= earliest,
                f"There is no effect up to {day}: the first interruption is on {first}.",
                "Give a later date.",
            )

    @property
    def has_group_terms(self) -> bool:
        """Whether treated and control series stand in one model, with terms for the group."""
        return self.control is not None and self.control.kind == "model"


def _require_interruptions(interruptions: tuple[Interruption, ...]) -> None:
    if not interruptions:
        raise InvalidInput("The design has no interruption.", "Name at least one with its date.")
    names = [interruption.name for interruption in interruptions]
    if len(set(names)) < len(names) or any(
        _are_one(*two) for two in combinations(interruptions, 2)
    ):
        raise InvalidInput(
            "Two interruptions have the same name or the same date.",
            "Give each its own name; changes on the same date cannot be told apart: merge them.",
        )


def _are_one(first: Interruption, second: Interruption) -> bool:
    """Return whether two interruptions share their dates and a kind of term."""
    dates = [(each.date, each.full_date, each.end) for each in (first, second)]
    return dates[0] == dates[1] and not set(first.kinds).isdisjoint(second.kinds)
