"""The series as it is analysed: checked, sorted, placed on the calendar, rows left out marked.

A design and a table come in; a `Series` or an `InvalidInput` in one sentence goes out. Messages
name columns and count rows; they never show a value.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.columns import numbers_of, require_columns, require_possible_values
from evaluation.its.control_line import beside_controls, long_form
from evaluation.its.design import Design, Interruption
from evaluation.its.periods import Calendar, calendar_of, parse_periods, period_label

MINIMUM_POINTS = 3  # Cochrane EPOC: at least three points before and three after
ADVISED_POINTS = 8  # Penfold and Zhang 2013, doi:10.1016/j.acap.2013.08.002
ONLY_UNIT = "series"


@dataclass(frozen=True, eq=False)
class Series:
    """A checked series.

    Parameters
    ----------
    table : DataFrame, one row per unit and period, sorted
        Columns unit, is_treated, period (first day), position (periods since the first one
        used), outcome, denominator (1 where the design has none), covariates under their own
        names, is_excluded, is_used, control_line (the known part of the linear predictor: the
        controls of a difference or offset, else 0).
    calendar : Calendar
        The grid of periods.
    first_ordinal : int
        The calendar's number of the period at position 0.
    starts : dict of str to int
        Position of the period that contains each interruption's date.
    first_post : dict of str to int
        Position of the first period used on or after each interruption's date.
    warnings : tuple of str
        What a reader must know, one sentence each.
    """

    table: pd.DataFrame
    calendar: Calendar
    first_ordinal: int
    starts: dict[str, int]
    first_post: dict[str, int]
    warnings: tuple[str, ...]

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

    References
    ----------
    Cochrane EPOC, Interrupted time series analyses (2017). Penfold RB, Zhang F (2013),
    doi:10.1016/j.acap.2013.08.002.
    """
    require_columns(design, data)
    design, data = long_form(design, data)
    table, calendar = _placed(design, data)
    covered, excluded_warnings = _excluded(design, table, calendar)
    table["is_excluded"] = covered
    complete, missing_warnings = _complete(design, table)
    table["is_used"] = complete & ~covered
    if not table["is_used"].any():
        raise InvalidInput(
            f"No row of column '{design.outcome}' is left to analyse.",
            "Check the column and the exclusions.",
        )
    require_possible_values(design, table[table["is_used"]])
    _require_both_groups(design, table)
    table, control_warnings = beside_controls(design, table)
    first = int(table.loc[table["is_used"], "ordinal"].min())
    table["position"] = table.pop("ordinal") - first
    starts, first_post, warnings = _interruptions(design, table, calendar, first)
    return Series(
        table=table.sort_values(["is_treated", "unit", "position"], ignore_index=True),
        calendar=calendar,
        first_ordinal=first,
        starts=starts,
        first_post=first_post,
        warnings=(*missing_warnings, *excluded_warnings, *control_warnings, *warnings),
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


def _excluded(
    design: Design, table: pd.DataFrame, calendar: Calendar
) -> tuple[pd.Series, list[str]]:
    covered = pd.Series(data=False, index=table.index)
    warnings = []
    for exclusion in design.exclusions:
        first, last = calendar.ordinal(exclusion.start), calendar.ordinal(exclusion.end)
        inside = table["ordinal"].between(first, last)
        covered |= inside
        count = int(inside.sum())
        dates = " to ".join(f"{day.day} {day:%B %Y}" for day in (exclusion.start, exclusion.end))
        warnings.append(
            f"{count} {'row is' if count == 1 else 'rows are'} left out from {dates}: "
            f"{exclusion.reason}."
        )
    return covered, warnings


def _complete(design: Design, table: pd.DataFrame) -> tuple[pd.Series, list[str]]:
    columns = {"outcome": design.outcome, "denominator": design.denominator or ""}
    columns |= {f"covariate:{name}": name for name in design.covariates}
    complete = pd.Series(data=True, index=table.index)
    warnings = []
    for column, name in columns.items():
        is_empty = table[column].isna()
        if column.startswith("covariate:") and not design.has_group_terms:
            is_empty &= table["is_treated"]
        missing = is_empty & ~table["is_excluded"]
        complete &= ~is_empty
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


def _interruptions(
    design: Design, table: pd.DataFrame, calendar: Calendar, first: int
) -> tuple[dict[str, int], dict[str, int], list[str]]:
    used = table[table["is_used"] & table["is_treated"]]
    positions = np.sort(np.asarray(used["position"], dtype=np.int64))
    starts: dict[str, int] = {}
    first_post: dict[str, int] = {}
    warnings: list[str] = []
    for interruption in design.interruptions:
        start = calendar.ordinal(interruption.date) - first
        after = positions[positions >= start]
        if len(after) == 0 or len(after) == len(positions):
            raise InvalidInput(
                f"Interruption '{interruption.name}' on {interruption.date} lies outside the "
                f"series, which runs from {calendar.start(first + int(positions[0]))} to "
                f"{calendar.start(first + int(positions[-1]))}.",
                "Correct its date or give more of the series.",
            )
        starts[interruption.name] = start
        first_post[interruption.name] = int(after[0])
        warnings += _first_period_warnings(interruption, start, int(after[0]), calendar, first)
    return starts, first_post, warnings + _segment_warnings(positions, starts)


def _first_period_warnings(
    interruption: Interruption, start: int, first_post: int, calendar: Calendar, first: int
) -> list[str]:
    begins = calendar.start(first + start)
    label = period_label(calendar.start(first + first_post), calendar.frequency)
    if first_post > start:
        return [
            f"The first period with data after interruption '{interruption.name}' is {label}; "
            f"its level change is the shift in that period."
        ]
    if begins != interruption.date:
        return [
            f"Interruption '{interruption.name}' begins on {interruption.date}, within {label}: "
            f"that period is only partly exposed."
        ]
    return []


def _segment_warnings(positions: np.ndarray, starts: dict[str, int]) -> list[str]:
    ordered = sorted(starts.items(), key=lambda item: item[1])
    bounds = [-np.inf, *(start for _, start in ordered), np.inf]
    names = [name for name, _ in ordered]
    warnings = []
    for number, (low, high) in enumerate(itertools.pairwise(bounds)):
        count = int(((positions >= low) & (positions < high)).sum())
        where = f"before '{names[0]}'" if number == 0 else f"from '{names[number - 1]}'"
        if 0 < number < len(names):
            where += f" to '{names[number]}'"
        if count < MINIMUM_POINTS:
            raise InvalidInput(
                f"The series has {count} points {where}; at least {MINIMUM_POINTS} are needed.",
                "Give more of the series, or exclude those periods and remove an interruption.",
            )
        if count < ADVISED_POINTS:
            warnings.append(
                f"The series has only {count} points {where}; {ADVISED_POINTS} or more are "
                f"advised, and its trend there is uncertain."
            )
    return warnings
