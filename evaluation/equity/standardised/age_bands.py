"""Reads the labels of age bands and puts the bands in order, whatever the order of the table.

A band is known by its first age: "00-04", "0 to 4 years", "Aged 0-4" and "0" are one band. Bands
must follow each other without a gap, and each age is in one band only.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput

OLDEST_LAST_AGE: Final = 100
"""A band that ends at this age or later is an open one: nobody is left out above it."""

USUAL_WIDTH: Final = 5  # years of a band that is named by its first age alone, but for 0 and 1-4

_YEARS = r"(?:\s*(?:years?|yrs?|y)(?:\s+(?:old|of age))?)?"
_PREFIX = r"(?:(?:ages?|aged|years?)\s*)?"
_CLOSED = re.compile(rf"{_PREFIX}(\d{{1,3}})\s*(?:-|–|—|−|_|/|\.\.|to)\s*(\d{{1,3}}){_YEARS}")
_OPEN = re.compile(
    rf"{_PREFIX}(\d{{1,3}}){_YEARS}\s*(?:\+|plus|(?:and|or|&)\s*(?:over|above|older|more)){_YEARS}"
)
_OPEN_AT_LEAST = re.compile(rf"{_PREFIX}(?:>=|≥|at least)\s*(\d{{1,3}}){_YEARS}")
_UNDER = re.compile(rf"{_PREFIX}(?:<|under|less than|below)\s*(\d{{1,3}}){_YEARS}")
_HALF_OPEN = re.compile(r"\[\s*(\d{1,3})(?:\.0+)?\s*,\s*(\d{1,3}|inf(?:inity)?)(?:\.0+)?\s*\)")
_SINGLE = re.compile(rf"{_PREFIX}(\d{{1,3}})(?:\.0+)?{_YEARS}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}-[a-z]{3}|[a-z]{3}-\d{1,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AgeBand:
    """A band of ages in completed years.

    Parameters
    ----------
    first : int
        Youngest age.
    last : int or None
        Oldest age; None where it is open, or where the label does not say.
    is_open : bool
        Whether the label says that it has no oldest age.
    """

    first: int
    last: int | None = None
    is_open: bool = False

    def __str__(self) -> str:
        if self.is_open:
            return f"{self.first} and over"
        return str(self.first) if self.last == self.first else f"{self.first} to {self.last}"

    @property
    def width(self) -> float:
        """Years from the first age to that of the next band; infinite for the open one."""
        return np.inf if self.last is None else self.last + 1 - self.first


@dataclass(frozen=True, slots=True)
class AgeBands:
    """Bands in order of age that follow each other without a gap.

    Parameters
    ----------
    bands : tuple of AgeBand
    overlapping : tuple of AgeBand
        Bands whose label runs into the next one, such as "55-69" before "60-64"; they are cut
        where the next one begins.
    """

    bands: tuple[AgeBand, ...]
    overlapping: tuple[AgeBand, ...] = ()


def read_age_band(label: Hashable) -> AgeBand | None:
    """Return the band that a label names, or None where it names none.

    Examples
    --------
    >>> str(read_age_band("85-89 yrs")), str(read_age_band("90 and over"))
    ('85 to 89', '90 and over')
    >>> read_age_band("Under 1"), read_age_band("[5, 10)"), read_age_band(5), read_age_band("All")
    (AgeBand(first=0, last=0, is_open=False), AgeBand(first=5, last=9, is_open=False),
     AgeBand(first=5, last=None, is_open=False), None)
    """
    text = str(label).strip().casefold()
    if found := _CLOSED.fullmatch(text):
        return _closed(int(found[1]), int(found[2]))
    if found := _OPEN.fullmatch(text) or _OPEN_AT_LEAST.fullmatch(text):
        return AgeBand(int(found[1]), is_open=True)
    if found := _UNDER.fullmatch(text):
        return _closed(0, int(found[1]) - 1)
    if found := _HALF_OPEN.fullmatch(text):
        has_end = found[2].isdigit()
        return _closed(int(found[1]), int(found[2]) - 1) if has_end else _open(int(found[1]))
    if found := _SINGLE.fullmatch(text):
        return AgeBand(int(found[1]))
    return None


def first_ages(labels: pd.Series) -> pd.Series:
    """Return the first age of each label (Int64), NA where a label names no band.

    Examples
    --------
    >>> first_ages(pd.Series(["90+", "05-09", "Total"])).tolist()
    [90, 5, <NA>]
    """
    bands = {label: read_age_band(label) for label in labels.unique()}
    ages = {label: pd.NA if band is None else band.first for label, band in bands.items()}
    return labels.astype(object).map(ages).astype("Int64")


def age_bands(labels: Iterable[Hashable]) -> AgeBands:
    """Return the bands that labels name, in order of age.

    Parameters
    ----------
    labels : iterable
        In any order; the same band may come many times and under several labels.

    Raises
    ------
    InvalidInput
        If a label names no band, a band is missing between two others, or a band that is not the
        last is open.

    Notes
    -----
    A band that is named by its first age alone is 5 years wide, but for 0 (one year where there is
    a band from 1) and 1 to 4: so a missing band is noticed. The last one is then open.

    Examples
    --------
    >>> [str(band) for band in age_bands(["90+", "85-89", "80-84"]).bands]
    ['80 to 84', '85 to 89', '90 and over']
    """
    distinct = list(dict.fromkeys(labels))
    read = [read_age_band(label) for label in distinct]
    if unread := [label for label, band in zip(distinct, read, strict=True) if band is None]:
        raise _unreadable(unread)
    ordered = _merged([band for band in read if band is not None])
    followed = [_before(band, following) for band, following in pairwise(ordered)]
    overlapping = [
        band
        for band, following in pairwise(ordered)
        if band.last is not None and band.last >= following.first
    ]
    return AgeBands((*followed, _last(ordered[-1])), tuple(overlapping))


def within(bands: Sequence[AgeBand], first: int, last: int | None) -> list[bool]:
    """Return which bands lie between two ages.

    Raises
    ------
    InvalidInput
        If a band lies across one of the two ages, or the bands do not reach them.
    """
    inside = [
        band.first >= first and (last is None or (band.last is not None and band.last <= last))
        for band in bands
    ]
    kept = [band for band, is_inside in zip(bands, inside, strict=True) if is_inside]
    wanted = AgeBand(first, last, is_open=last is None)
    if not kept or kept[0].first != first:
        raise _not_reached(wanted, f"a band that begins at {first}")
    if kept[-1].last != last:
        end = "an open last band, such as 90+" if last is None else f"a band that ends at {last}"
        raise _not_reached(wanted, end)
    return inside


def _closed(first: int, last: int) -> AgeBand | None:
    if last < first:
        return None
    return _open(first) if last >= OLDEST_LAST_AGE else AgeBand(first, last)


def _open(first: int) -> AgeBand:
    return AgeBand(first, is_open=True)


def _merged(bands: Sequence[AgeBand]) -> list[AgeBand]:
    """Return one band for each first age, the narrowest of those that labels name."""
    by_age: dict[int, list[AgeBand]] = {}
    for band in bands:
        by_age.setdefault(band.first, []).append(band)
    return [_one(by_age[first]) for first in sorted(by_age)]


def _one(same: Sequence[AgeBand]) -> AgeBand:
    closed = [band for band in same if band.last is not None]
    is_open = any(band.is_open for band in same)
    if closed and is_open:
        raise InvalidInput(
            f"The band from {same[0].first} is open in some rows and ends in others.",
            "Use one set of age bands for all rows; remove totals.",
        )
    if closed:
        return min(closed, key=lambda band: band.width)
    return AgeBand(same[0].first, is_open=is_open)


def _before(band: AgeBand, following: AgeBand) -> AgeBand:
    """Return a band with its last age, given the band that follows it."""
    if band.is_open:
        raise InvalidInput(
            f"The band {band} is open, but a band from {following.first} follows it.",
            "Only the last band may be open; remove totals.",
        )
    last = _usual_last(band, following) if band.last is None else band.last
    if last + 1 < following.first:
        gap = AgeBand(last + 1, following.first - 1)
        remedy = "Add it, with a count of 0 where there were no events."
        raise InvalidInput(f"The age band {gap} is missing.", remedy)
    return AgeBand(band.first, following.first - 1)


def _usual_last(band: AgeBand, following: AgeBand) -> int:
    if band.first == 0 and following.first == 1:
        return 0
    return band.first - band.first % USUAL_WIDTH + USUAL_WIDTH - 1


def _last(band: AgeBand) -> AgeBand:
    return _open(band.first) if band.last is None else band


def _unreadable(labels: Sequence[Hashable]) -> InvalidInput:
    count = len(labels)
    noun = "label names" if count == 1 else "labels name"
    what = f"{count} {noun} no age band."
    if any(_DATE.match(str(label)) for label in labels):
        return InvalidInput(
            what, "A spreadsheet has turned bands such as 5-9 into dates; write '5 to 9'."
        )
    return InvalidInput(what, "Write bands as 0-4, 5-9, ... and 90+; remove totals and 'all ages'.")


def _not_reached(wanted: AgeBand, needed: str) -> InvalidInput:
    return InvalidInput(
        f"The age bands do not cover the ages {wanted}: they need {needed}.",
        "Add the missing bands, or state the ages that are meant.",
    )
