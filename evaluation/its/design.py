"""The design of an interrupted time series: what was interrupted, when, and how it is modelled.

Everything here is a frozen description. It comes from a project's file and goes, with a table
of the series, into `evaluation.its.fit`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, get_args

from evaluation.errors import InvalidInput
from evaluation.its.control import Control, require_suited_control
from evaluation.its.family import Family, Transform, require_known

Frequency = Literal["weekly", "monthly", "quarterly", "annual", "daily"]

ALL_INTERRUPTIONS = "all"


@dataclass(frozen=True)
class Interruption:
    """One dated change whose effect is estimated.

    Parameters
    ----------
    name : str
        Short name, used in the names of terms (`level:NAME`, `slope:NAME`).
    date : date
        First day of the change. The period that contains it is the first period after it.
    level : bool
        Whether the outcome may shift at once.
    slope : bool
        Whether the trend may change.

    Raises
    ------
    InvalidInput
        If the name is empty or reserved, or neither level nor slope may change.
    """

    name: str
    date: dt.date
    level: bool = True
    slope: bool = True

    def __post_init__(self) -> None:
        if not self.name.strip() or self.name == ALL_INTERRUPTIONS:
            raise InvalidInput(
                f"The name of an interruption must not be empty or '{ALL_INTERRUPTIONS}'.",
                "Give it a short name of its own.",
            )
        if not (self.level or self.slope):
            raise InvalidInput(
                f"Interruption '{self.name}' changes neither level nor slope.",
                "Set level or slope to true, or remove the interruption.",
            )


@dataclass(frozen=True)
class Exclusion:
    """Dates that are left out of the fit; calendar time runs on through them.

    Parameters
    ----------
    start, end : date
        First and last day, both included. A period wholly or partly inside is left out.
    reason : str
        Why, as it is printed beside the result.

    Raises
    ------
    InvalidInput
        If `end` is before `start`.
    """

    start: dt.date
    end: dt.date
    reason: str

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise InvalidInput(
                f"The exclusion '{self.reason}' ends on {self.end}, before it starts "
                f"on {self.start}.",
                "Exchange the two dates.",
            )


@dataclass(frozen=True)
class Seasonality:
    """How the yearly pattern is modelled; the default is not at all.

    Parameters
    ----------
    harmonics : int
        Pairs of sine and cosine terms of the year.
    months : bool
        One term for each calendar month (each quarter for quarterly data) but the first.

    Raises
    ------
    InvalidInput
        If `harmonics` is negative, or both kinds are asked for.
    """

    harmonics: int = 0
    months: bool = False

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
        return self.months or self.harmonics > 0


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
        At least one. Each stays in force from its date to the end.
    time : str
        Column of the periods' first days.
    denominator : str, optional
        Exposure of counts, trials of proportions. With the gaussian family the outcome divided
        by the denominator is analysed.
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
    control : Control, optional
        Series that the interruptions did not touch.
    level : float
        Nominal coverage of the intervals.

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
    family: Family = "gaussian"
    transform: Transform = "none"
    seasonality: Seasonality = field(default_factory=Seasonality)
    covariates: tuple[str, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    control: Control | None = None
    level: float = 0.95

    def __post_init__(self) -> None:
        require_known("frequency", self.frequency, get_args(Frequency))
        require_known("family", self.family, get_args(Family))
        require_known("transform", self.transform, get_args(Transform))
        _require_interruptions(self.interruptions)
        if self.transform != "none" and self.family != "gaussian":
            raise InvalidInput(
                f"Transform '{self.transform}' does not go with family '{self.family}'.",
                "Use transform none: the family has its own link.",
            )
        if self.family == "binomial" and self.denominator is None:
            raise InvalidInput(
                "Family 'binomial' needs the number of trials.",
                "Name its column as denominator, or use family quasi-binomial for proportions.",
            )
        if not 0 < self.level < 1:
            raise InvalidInput(
                "The level of the intervals must lie between 0 and 1.", "Use 0.95 for 95%."
            )
        if self.frequency == "annual" and self.seasonality.is_modelled:
            raise InvalidInput("Annual data have no seasonality.", "Remove the seasonality.")
        if self.control is not None:
            require_suited_control(self.control, self.family, self.denominator)

    @property
    def has_group_terms(self) -> bool:
        """Whether treated and control series stand in one model, with terms for the group."""
        return self.control is not None and self.control.kind == "model"


def _require_interruptions(interruptions: tuple[Interruption, ...]) -> None:
    if not interruptions:
        raise InvalidInput("The design has no interruption.", "Name at least one with its date.")
    names = [interruption.name for interruption in interruptions]
    dates = [interruption.date for interruption in interruptions]
    if len(set(names)) < len(names) or len(set(dates)) < len(dates):
        raise InvalidInput(
            "Two interruptions have the same name or the same date.",
            "Give each its own name; changes on the same date cannot be told apart: merge them.",
        )
