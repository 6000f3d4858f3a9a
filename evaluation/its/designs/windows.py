"""Windows of a series: left out, with a course of their own, or averaged over.

Everything here is a frozen description. Both ends of a window are included.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from evaluation.errors import InvalidInput


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
        _require_order(f"The exclusion '{self.reason}'", self.start, self.end)


@dataclass(frozen=True)
class Segment:
    """Dates in which the series has a course of its own that is no interruption's effect.

    It stays in the counterfactual: a pandemic would have come without the innovation too.

    Parameters
    ----------
    name : str
        Short name, used in the names of terms (`segment:NAME`, `segment-slope:NAME`).
    start, end : date
        First and last day, both included. A period wholly or partly inside belongs to it.
    reason : str
        Why, as it is printed beside the result.
    level : bool
        Whether the outcome may be shifted while it lasts.
    slope : bool
        Whether the trend may differ while it lasts; the difference is 0 in its first period.

    Raises
    ------
    InvalidInput
        If the name is empty, `end` is before `start`, or neither level nor slope is its own.
    """

    name: str
    start: dt.date
    end: dt.date
    reason: str
    level: bool = True
    slope: bool = False

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidInput("A segment has no name.", "Give it a short name of its own.")
        _require_order(f"The segment '{self.name}'", self.start, self.end)
        if not (self.level or self.slope):
            raise InvalidInput(
                f"The segment '{self.name}' has neither a level nor a slope of its own.",
                "Set level or slope to true, or remove the segment.",
            )

    @property
    def terms(self) -> tuple[str, ...]:
        """Names of its terms, in the order of the design matrix."""
        flags = {f"segment:{self.name}": self.level, f"segment-slope:{self.name}": self.slope}
        return tuple(term for term, flag in flags.items() if flag)


@dataclass(frozen=True)
class EffectWindow:
    """Dates over which the effect is averaged and added up.

    Parameters
    ----------
    name : str
        Short name, printed beside the effect.
    start, end : date
        First and last day, both included.

    Raises
    ------
    InvalidInput
        If the name is empty or `end` is before `start`.
    """

    name: str
    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidInput("An effect window has no name.", "Give it a short name of its own.")
        _require_order(f"The effect window '{self.name}'", self.start, self.end)


def _require_order(what: str, start: dt.date, end: dt.date) -> None:
    if end < start:
        raise InvalidInput(
            f"{what} ends on {end}, before it starts on {start}.", "Exchange the two dates."
        )
