"""The series as it is analysed: checked, sorted, placed on the calendar, rows left out marked.

A design and a table come in; a `Series` or an `InvalidInput` in one sentence goes out. Messages
name columns and count rows; they never show a value.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.columns import numbers_of, require_columns, require_possible_values
from evaluation.its.design import Design, Exclusion
from evaluation.its.offsets import offset_values
from evaluation.its.parts import ADVISED_POINTS, MINIMUM_POINTS, Part, parts_of, require_enough
from evaluation.its.periods import Calendar, calendar_of, parse_periods
from evaluation.its.set_apart import derived_exclusions, excluded, in_own_segment, set_apart
from evaluation.its.timing import Timing, first_period_warnings, timings

__all__ = ["ADVISED_POINTS", "MINIMUM_POINTS", "ONLY_UNIT", "Series", "prepare"]

ONLY_UNIT = "series"


@dataclass(frozen=True, eq=False)
class Series:
    """A checked series.

    Parameters
    ----------
    table : DataFrame, one row per unit and period, sorted
        Columns unit, is_treated, period (first day), position (periods since the first one
        used), outcome, denominator (times the offsets; 1 where the design has neither),
        `offset:NAME`, `covariate:NAME`, is_excluded, is_used.
    calendar : Calendar
        The grid of periods.
    first_ordinal : int
        The calendar's number of the period at position 0.
    timings : dict of str to Timing
        When each interruption begins, is fully in force and ends.
    parts : tuple of Part
        The stretches between the changes, with their points.
    exclusions : tuple of Exclusion
        Dates left out: those of the design, roll-outs and transitions.
    warnings : tuple of str
        What a reader must know, one sentence each.
    """

    table: pd.DataFrame
    calendar: Calendar
    first_ordinal: int
    timings: dict[str, Timing]
    parts: tuple[Part, ...]
    exclusions: tuple[Exclusion, ...]
    warnings: tuple[str, ...]

    @property
    def starts(self) -> dict[str, int]:
        """Position of the period that contains each interruption's date."""
        return {name: timing.start for name, timing in self.timings.items()}

    @property
    def first_post(self) -> dict[str, int]:
        """Position of the first period used on or after each interruption's date."""
        return {name: timing.first_post for name, timing in self.timings.items()}

    @property
    def full_from(self) -> dict[str, int]:
        """Position of the first period used in which each interruption is fully in force."""
        return {name: timing.full_from for name, timing in self.timings.items()}

    def date_of(self, position: int) -> dt.date:
        """Return the first day of the period at a position."""
        return self.calendar.start(self.first_ordinal + position)

    def position_of(self, date: dt.date) -> int:
        """Return the position of the period that contains a date."""
        return self.calendar.ordinal(date) - self.first_ordinal


def prepare(design: Design, data: pd.DataFrame) -> Series:
    """Return the series of a design from a table.

    Parameters
    ----------
    design : Design
        What to look for.
    data : DataFrame, one row per period (long: per unit and period), any order
        Not changed.

    Raises
    ------
    InvalidInput
        If columns are missing or not numeric, periods are duplicated or unreadable, values are
        impossible for the family, or an interruption has too few points on a side.
    """
    require_columns(design, data)
    table, calendar = _placed(design, data)
    exclusions = (*design.exclusions, *derived_exclusions(design, calendar))
    covered, excluded_warnings = excluded(exclusions, table, calendar)
    table["is_excluded"] = covered
    complete, missing_warnings = _complete(design, table)
    table["is_used"] = complete & ~covered
    if not table["is_used"].any():
        raise InvalidInput(
            f"No row of column '{design.outcome}' is left to analyse.",
            "Check the column and the exclusions.",
        )
    require_possible_values(design, table[table["is_used"]])
    for name in design.offsets:
        table["denominator"] *= table[f"offset:{name}"]
    first = int(table.loc[table["is_used"], "ordinal"].min())
    table["position"] = table.pop("ordinal") - first
    _require_both_groups(design, table)
    used = table["is_used"] & table["is_treated"]
    positions = np.sort(table.loc[used, "position"].to_numpy(dtype=np.int64))
    timing = timings(design, calendar, first, positions)
    inside, segment_warnings = in_own_segment(design, calendar, first, positions)
    parts = parts_of(design, timing, positions, set_apart(design, timing, positions, inside))
    first_warnings = [
        warning
        for each in design.interruptions
        for warning in first_period_warnings(each, timing[each.name], calendar, first)
    ]
    return Series(
        table=table.sort_values(["is_treated", "unit", "position"], ignore_index=True),
        calendar=calendar,
        first_ordinal=first,
        timings=timing,
        parts=parts,
        exclusions=exclusions,
        warnings=(
            *missing_warnings,
            *excluded_warnings,
            *segment_warnings,
            *first_warnings,
            *require_enough(parts),
        ),
    )


def _placed(design: Design, data: pd.DataFrame) -> tuple[pd.DataFrame, Calendar]:
    dates = parse_periods(data[design.time], design.frequency, design.time)
    calendar = calendar_of(dates, design.frequency, design.time)
    ordinals = calendar.ordinals(dates)
    table = pd.DataFrame({"ordinal": ordinals, "period": calendar.starts(ordinals)})
    table["unit"], table["is_treated"] = _units(design, data)
    repeated = int(table.duplicated(["unit", "ordinal"]).sum())
    if repeated:
        raise InvalidInput(
            f"Column '{design.time}': {repeated} rows repeat a period that is there already.",
            "Keep one row per period, or name the column of the groups as control.",
        )
    table["outcome"] = numbers_of(data, design.outcome)
    table["denominator"] = numbers_of(data, design.denominator) if design.denominator else 1.0
    for name in design.offsets:
        table[f"offset:{name}"] = offset_values(data, name, calendar.days(ordinals))
    for name in design.covariates:
        table[f"covariate:{name}"] = numbers_of(data, name)
    return table, calendar


def _units(design: Design, data: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    if design.control is None:
        rows = len(data)
        return pd.Series([ONLY_UNIT] * rows, dtype="str"), pd.Series([True] * rows)
    column = data[design.control.column].reset_index(drop=True)
    missing = int(column.isna().sum())
    if missing:
        raise InvalidInput(
            f"Column '{design.control.column}': {missing} rows name no group.", "Fill them in."
        )
    units = column.astype("str")
    return units, units == design.control.treated


def _complete(design: Design, table: pd.DataFrame) -> tuple[pd.Series, list[str]]:
    columns = {"outcome": design.outcome, "denominator": design.denominator or ""}
    columns |= {f"offset:{name}": name for name in design.offsets}
    columns |= {f"covariate:{name}": name for name in design.covariates}
    complete = pd.Series(data=True, index=table.index)
    warnings = []
    for column, name in columns.items():
        missing = table[column].isna() & ~table["is_excluded"]
        complete &= table[column].notna()
        count = int(missing.sum())
        if count:
            verb = "is" if count == 1 else "are"
            rows = "row" if count == 1 else "rows"
            warnings.append(f"Column '{name}': {count} {rows} without a value {verb} left out.")
    return complete, warnings


def _require_both_groups(design: Design, table: pd.DataFrame) -> None:
    if design.control is None:
        return
    used = table[table["is_used"]]
    for is_treated, group in ((True, f"the treated '{design.control.treated}'"), (False, "any")):
        if not (used["is_treated"] == is_treated).any():
            noun = group if is_treated else "a control"
            raise InvalidInput(
                f"Column '{design.control.column}' has no row of {noun} with data.",
                "Check the spelling of the treated unit and that the controls are in the data.",
            )
