"""Interruptions: dated changes whose effect is estimated, how they come in and how they end.

Everything here is a frozen description, refused in one sentence where it contradicts itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from evaluation.errors import InvalidInput
from evaluation.its.designs.family import require_known

PhaseInKind = Literal["segment", "ramp", "exclude"]
TransitionWord = Literal["whole", "share", "exclude"]

ALL_INTERRUPTIONS = "all"

# Kinds of terms that an interruption may have; taken away, they leave the counterfactual.
PHASE_IN, PHASE_IN_SLOPE = "phase-in", "phase-in-slope"
INTERRUPTION_KINDS = (PHASE_IN, PHASE_IN_SLOPE, "level", "slope", "pulse", "decay")


@dataclass(frozen=True)
class PhaseIn:
    """The roll-out of an interruption: from its date to the day before it is fully in force.

    Parameters
    ----------
    until : date
        First day on which the interruption is fully in force.
    kind : {"segment", "ramp", "exclude"}
        What becomes of the roll-out. Segment: it has a level and a slope of its own
        (`phase-in:NAME`, `phase-in-slope:NAME`). Ramp: the interruption's level rises evenly,
        day by day, from 0 to all of it. Exclude: its periods are left out. The slope begins in
        all three when the interruption is fully in force.
    """

    until: dt.date
    kind: PhaseInKind

    def __post_init__(self) -> None:
        require_known("phase-in", self.kind, get_args(PhaseInKind))


@dataclass(frozen=True)
class Interruption:
    """One dated change whose effect is estimated.

    Parameters
    ----------
    name : str
        Short name, used in the names of terms (`level:NAME`, `slope:NAME`, `pulse:NAME`,
        `decay:NAME`).
    date : date
        First day of the change. The period that contains it is the first period after it.
    level : bool
        Whether the outcome may shift at once.
    slope : bool
        Whether the trend may change.
    pulse : bool
        Whether the outcome may shift for a while only: in the period of `date`, or from `date`
        to `end`.
    decay : bool
        Whether the outcome may shift at once by an amount that then halves again and again.
    half_life : float, optional
        Periods in which a decaying effect halves; above 0.
    end : date, optional
        Last day of the interruption; the period that contains it is the last one in force.
        Afterwards the series is back on its earlier course.
    phase_in : PhaseIn, optional
        How the interruption was rolled out.
    transition : {"whole", "share", "exclude"} or float
        What becomes of a period that is only partly exposed, because it contains `date` (or
        `end`, or the end of the roll-out) other than at its edge. Whole: it counts as exposed.
        Share: it counts by the share of its days that are exposed (on a log or logit scale that
        share of the log ratio). Exclude: it is left out. A number between 0 and 1 is the share
        of the period that contains `date`. With a share the slope counts from the first period
        that is wholly exposed.

    Raises
    ------
    InvalidInput
        If the name is empty or reserved, nothing may change, or the parts contradict each other.
    """

    name: str
    date: dt.date
    level: bool = True
    slope: bool = True
    pulse: bool = False
    decay: bool = False
    half_life: float | None = None
    end: dt.date | None = None
    phase_in: PhaseIn | None = None
    transition: TransitionWord | float = "whole"

    def __post_init__(self) -> None:
        if not self.name.strip() or self.name == ALL_INTERRUPTIONS:
            raise InvalidInput(
                f"The name of an interruption must not be empty or '{ALL_INTERRUPTIONS}'.",
                "Give it a short name of its own.",
            )
        if isinstance(self.transition, str):
            require_known("transition", self.transition, get_args(TransitionWord))
        for is_wrong, what, remedy in (*self._shape_faults(), *self._date_faults()):
            if is_wrong:
                raise InvalidInput(f"Interruption '{self.name}' {what}.", remedy)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of its terms, in the order of the design matrix."""
        has_segment = self.phase_in is not None and self.phase_in.kind == "segment"
        own = (self.level, self.slope, self.pulse, self.decay)
        flags = (has_segment, has_segment, *own)
        return tuple(kind for kind, flag in zip(INTERRUPTION_KINDS, flags, strict=True) if flag)

    @property
    def is_lasting(self) -> bool:
        """Whether it has a level, slope or decay, so that it divides the series into parts."""
        return self.level or self.slope or self.decay

    @property
    def full_date(self) -> dt.date:
        """First day on which it is fully in force."""
        return self.phase_in.until if self.phase_in else self.date

    def _shape_faults(self) -> Iterator[tuple[bool, str, str]]:
        ramp = self.phase_in is not None and self.phase_in.kind == "ramp"
        yield (
            not (self.is_lasting or self.pulse),
            "changes neither level nor slope",
            "Set level or slope to true, or remove the interruption.",
        )
        yield (
            self.pulse and self.slope,
            "is a pulse and has a slope",
            "A pulse passes: set slope to false, or pulse to false.",
        )
        yield self.pulse and self.decay, "is a pulse and decays", "Choose one of the two."
        yield (
            self.pulse and self.end is not None and self.level,
            "is a pulse with an end and has a level, which would be the same term",
            "Set level to false, or pulse to false.",
        )
        yield (
            self.decay and not (self.half_life is not None and self.half_life > 0),
            "decays without a half-life above 0",
            "Give half_life: the number of periods in which the effect halves.",
        )
        yield (
            self.half_life is not None and not self.decay,
            "has a half-life but does not decay",
            "Set decay to true, or remove half_life.",
        )
        yield (
            self.phase_in is not None and self.pulse,
            "is a pulse and has a phase-in",
            "Remove one of the two.",
        )
        yield (
            ramp and (self.decay or not self.level),
            "is phased in as a ramp without a level that lasts",
            "Set level to true and decay to false, or phase it in as a segment.",
        )

    def _date_faults(self) -> Iterator[tuple[bool, str, str]]:
        share = None if isinstance(self.transition, str) else self.transition
        yield (
            self.end is not None and self.end < self.date,
            f"ends on {self.end}, before its date {self.date}",
            "Exchange the two dates.",
        )
        yield (
            self.phase_in is not None and self.phase_in.until <= self.date,
            f"is phased in until {self.full_date}, which is not after its date {self.date}",
            "Give as until the first day on which it was fully in force.",
        )
        yield (
            self.phase_in is not None and self.end is not None and self.end < self.full_date,
            f"ends on {self.end}, before it is fully in force on {self.full_date}",
            "Correct one of the two dates, or remove the phase-in.",
        )
        yield (
            share is not None and not 0 <= share <= 1,
            "has a transition outside 0 to 1",
            "Give the share of the first period that is exposed, such as 0.5.",
        )
        yield (
            share is not None and self.phase_in is not None,
            "has a number as transition and a phase-in",
            "Use transition share: the days are counted on both sides of the roll-out.",
        )
