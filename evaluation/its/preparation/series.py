"""The series as it is analysed: checked, sorted, placed on the calendar, rows left out marked.

A design and a table come in; a `Series` or an `InvalidInput` in one sentence goes out. Messages
name columns and count rows; they never show a value.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.designs.design import Design, Exclusion
from evaluation.its.preparation.columns import numbers_of, require_columns, require_possible_values
from evaluation.its.preparation.control_line import beside_controls, long_form
from evaluation.its.preparation.offsets import offset_values
from evaluation.its.preparation.parts import (
    ADVISED_POINTS,
    MINIMUM_POINTS,
    Part,
    parts_of,
    require_enough,
)
from evaluation.its.preparation.periods import Calendar, calendar_of, parse_periods
from evaluation.its.preparation.set_apart import (
    derived_exclusions,
    excluded,
    in_own_segment,
    set_apart,
)
from evaluation.its.preparation.timing import Timing, first_period_warnings, timings

__all__ = ["ADVISED_POINTS", "MINIMUM_POINTS", "ONLY_UNIT", "Series", "prepare"]

ONLY_UNIT = "series"

Column = npt.NDArray[Any]
Columns = dict[str, Column]  # of equal length, in the order of the data


@dataclass(frozen=True, eq=False)
class Series:
    """A checked series.

    Parameters
    ----------
    table : DataFrame, one row per unit and period, sorted
        Columns unit, is_treated, period (first day), position (periods since the first one
        used), outcome, denominator (times the offsets; 1 where the design has neither),
        `offset:NAME`, `covariate:NAME`, is_excluded, is_used, control_line (the known part of the
        linear predictor: the controls of a difference or offset, else 0).
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
    design, data = long_form(design, data)
    columns, calendar = _placed(design, data)
    exclusions = (*design.exclusions, *derived_exclusions(design, calendar))
    is_excluded, excluded_warnings = excluded(exclusions, columns["ordinal"], calendar)
    is_complete, missing_warnings = _complete(design, columns, is_excluded)
    is_used = is_complete & ~is_excluded
    if not is_used.any():
        raise InvalidInput(
            f"No row of column '{design.outcome}' is left to analyse.",
            "Check the column and the exclusions.",
        )
    require_possible_values(design, columns, is_used)
    for name in design.offsets:
        columns["denominator"] = columns["denominator"] * columns[f"offset:{name}"]
    _require_both_groups(design, is_used, columns["is_treated"])
    columns |= {"is_excluded": is_excluded, "is_used": is_used}
    columns, control_warnings = _beside_controls(design, columns)
    ordinals, is_used = columns["ordinal"], columns["is_used"]
    first = int(ordinals[is_used].min())
    positions = np.sort(ordinals[is_used & columns["is_treated"]] - first)
    timing = timings(design, calendar, first, positions)
    inside, segment_warnings = in_own_segment(design, calendar, first, positions)
    parts = parts_of(design, timing, positions, set_apart(design, timing, positions, inside))
    first_warnings = [
        warning
        for each in design.interruptions
        for warning in first_period_warnings(each, timing[each.name], calendar, first)
    ]
    return Series(
        table=_sorted(columns | {"position": ordinals - first}),
        calendar=calendar,
        first_ordinal=first,
        timings=timing,
        parts=parts,
        exclusions=exclusions,
        warnings=(
            *missing_warnings,
            *excluded_warnings,
            *control_warnings,
            *segment_warnings,
            *first_warnings,
            *require_enough(parts),
        ),
    )


def _placed(design: Design, data: pd.DataFrame) -> tuple[Columns, Calendar]:
    """Return the columns of the table in the order of the data, and the calendar."""
    dates = parse_periods(data[design.time], design.frequency, design.time)
    calendar = calendar_of(dates, design.frequency, design.time)
    ordinals = calendar.ordinals(dates)
    columns: Columns = {"ordinal": ordinals, "period": calendar.starts(ordinals).to_numpy()}
    columns["unit"], columns["is_treated"] = _units(design, data)
    periods = ordinals - ordinals.min()
    numbers = np.unique(columns["unit"], return_inverse=True)[1] if design.control else 0
    repeated = len(periods) - len(np.unique(numbers * (periods.max() + 1) + periods))
    if repeated:
        raise InvalidInput(
            f"Column '{design.time}': {repeated} rows repeat a period that is there already.",
            "Keep one row per period, or name the column of the groups as control.",
        )
    columns["outcome"] = numbers_of(data, design.outcome)
    columns["denominator"] = (
        numbers_of(data, design.denominator) if design.denominator else np.ones(len(data))
    )
    for name in design.offsets:
        columns[f"offset:{name}"] = offset_values(data, name, calendar.days(ordinals))
    for name in design.covariates:
        columns[f"covariate:{name}"] = numbers_of(data, name)
    return columns, calendar


def _units(design: Design, data: pd.DataFrame) -> tuple[Column, Column]:
    if design.control is None:
        return np.full(len(data), ONLY_UNIT, dtype="object"), np.full(len(data), fill_value=True)
    column = data[design.control.column].reset_index(drop=True)
    missing = int(column.isna().sum())
    if missing:
        raise InvalidInput(
            f"Column '{design.control.column}': {missing} rows name no group.", "Fill them in."
        )
    units = column.astype("str").to_numpy(dtype="object")
    return units, np.asarray(units == design.control.treated, dtype=bool)


def _complete(design: Design, columns: Columns, is_excluded: Column) -> tuple[Column, list[str]]:
    names = {"outcome": design.outcome, "denominator": design.denominator or ""}
    names |= {f"offset:{name}": name for name in design.offsets}
    names |= {f"covariate:{name}": name for name in design.covariates}
    is_complete = np.full(len(is_excluded), fill_value=True)
    warnings = []
    for column, name in names.items():
        is_missing = np.isnan(columns[column])
        if column.startswith("covariate:") and not design.has_group_terms:
            is_missing &= columns["is_treated"]
        is_complete &= ~is_missing
        count = int((is_missing & ~is_excluded).sum())
        if count:
            verb = "is" if count == 1 else "are"
            rows = "row" if count == 1 else "rows"
            warnings.append(f"Column '{name}': {count} {rows} without a value {verb} left out.")
    return is_complete, warnings


def _require_both_groups(design: Design, is_used: Column, is_treated: Column) -> None:
    if design.control is None:
        return
    treated = f"the treated '{design.control.treated}'"
    for is_in_group, noun in ((is_treated, treated), (~is_treated, "a control")):
        if not (is_used & is_in_group).any():
            raise InvalidInput(
                f"Column '{design.control.column}' has no row of {noun} with data.",
                "Check the spelling of the treated unit and that the controls are in the data.",
            )


def _beside_controls(design: Design, columns: Columns) -> tuple[Columns, list[str]]:
    """Return the columns of the rows that are modelled, with the line of the controls."""
    if design.control is None:
        return columns | {"control_line": np.zeros(len(columns["ordinal"]))}, []
    table, warnings = beside_controls(design, pd.DataFrame(columns))
    return {str(name): table[name].to_numpy() for name in table}, warnings


def _sorted(columns: Columns) -> pd.DataFrame:
    """Return the table, controls first, then by unit and position."""
    kept = {name: columns[name] for name in columns if name != "ordinal"}
    keys = [columns["position"], columns["is_treated"]]
    if columns["is_treated"].all():
        order = np.argsort(columns["position"], kind="stable")
    else:
        keys.insert(1, np.unique(columns["unit"], return_inverse=True)[1])
        order = np.lexsort(keys)
    ordered: dict[str, Any] = {name: column[order] for name, column in kept.items()}
    return pd.DataFrame(ordered | {"unit": pd.array(ordered["unit"], dtype="str")})
