"""Read a column of days or periods, and never guess silently how they are meant.

In: texts indexed by row number. Out: the first days as datetime64, and faults: what is no date,
what may be read in two ways, and what was decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import pandas as pd

from evaluation.tables.dates import DateStyle, is_in_numbers, is_sorted_out, parse_day
from evaluation.tables.periods import (
    FORMS,
    PERIOD_NOUNS,
    is_financial_year,
    parse_financial_year,
    parse_period,
)
from evaluation.tables.sentences import Fault
from evaluation.workspace.its_analysis import Frequency
from evaluation.workspace.table_reading import DateOrder

OTHER: Final[dict[DateOrder, DateOrder]] = {
    "day-first": "month-first",
    "month-first": "day-first",
}
WORDS: Final[dict[DateOrder, str]] = {"day-first": "day first", "month-first": "month first"}
FINEST_FIRST: Final[tuple[Frequency, ...]] = ("monthly", "quarterly", "annual")
WRITE_ISO = "Write it as YYYY-MM-DD."

Parse = Callable[[str, DateStyle], dt.date | None]
Parsed = Mapping[str, dt.date | None]
Dated = tuple[pd.Series, list[Fault]]


@dataclass(frozen=True)
class _Column:
    """A column of texts and how it is called in sentences."""

    texts: pd.Series
    name: str
    of_what: str

    def rows(self, wanted: set[str]) -> tuple[int, ...]:
        """Return the rows whose text is one of some."""
        found = self.texts.index[self.texts.isin(list(wanted))]
        return tuple(int(row) for row in found)

    def fault(self, sentence: str, remedy: str, wanted: set[str]) -> Fault:
        """Return a fault of the rows with some texts."""
        return Fault(sentence, remedy, self.rows(wanted), self.name)


def read_days(texts: pd.Series, style: DateStyle) -> Dated:
    """Return a column as days, the time of day cut off.

    Parameters
    ----------
    texts : Series of str
        The index is the row number.
    style : DateStyle
    """
    name = str(texts.name)
    column = _Column(texts, name, f"'{name}'")
    return _read(column, parse_day, style, f"'{name}' must be a date.", WRITE_ISO)


def read_periods(texts: pd.Series, frequency: Frequency, style: DateStyle, of_what: str) -> Dated:
    """Return a column as the first days of its periods.

    Days that are all the last ones of a period stand for it, which is said.

    Parameters
    ----------
    texts : Series of str
        The index is the row number.
    frequency : {"weekly", "monthly", "quarterly", "annual", "daily"}
    style : DateStyle
    of_what : str
        Of which series they are, such as "the monthly KPI 'falls'".
    """
    name = str(texts.name)
    column = _Column(texts, name, f"'{name}' of {of_what}")
    distinct = [str(text) for text in texts.dropna().unique()]
    parse: Parse = partial(_period, frequency=frequency, by_last_day=False)
    notes: list[Fault] = []
    if frequency == "annual" and distinct and all(is_financial_year(text) for text in distinct):
        return _series(texts, {text: parse_financial_year(text) for text in distinct}), []
    if _are_last_days(distinct, frequency, style):
        noun = PERIOD_NOUNS[frequency]
        parse = partial(_period, frequency=frequency, by_last_day=True)
        sentence = f"{column.of_what} is the last day of each {noun} and is read as that {noun}."
        notes.append(Fault(sentence, "Nothing need be done.", (), name, "warning"))
    sentence = f"'{name}' is not a period of {of_what}."
    dates, faults = _read(column, parse, style, sentence, _remedy(distinct, frequency, style))
    return dates, [*faults, *notes]


def _remedy(distinct: list[str], frequency: Frequency, style: DateStyle) -> str:
    """Return what to do where some texts are no periods: all of them may be of another kind."""
    write = f"Write {FORMS[frequency]}."
    if any(parse_period(text, frequency, style) for text in distinct):
        return write
    for other in FINEST_FIRST:
        if all(parse_period(text, other, style) for text in distinct):
            noun = PERIOD_NOUNS[other]
            return f"They are {noun}s: write 'frequency: {other}' if they are meant so. {write}"
    return write


def read_times(
    texts: pd.Series, parse: Parse, style: DateStyle, sentence: str, remedy: str
) -> Dated:
    """Return a column as days by a parser of its own, with the sentence of what is none."""
    name = str(texts.name)
    return _read(_Column(texts, name, f"'{name}'"), parse, style, sentence, remedy)


def _period(
    text: str, style: DateStyle, *, frequency: Frequency, by_last_day: bool
) -> dt.date | None:
    return parse_period(text, frequency, style, by_last_day=by_last_day)


def _are_last_days(distinct: list[str], frequency: Frequency, style: DateStyle) -> bool:
    """Return whether all days among some texts end a period, and there are any."""
    days = [text for text in distinct if parse_day(text, style) is not None]
    return bool(days) and all(
        parse_period(text, frequency, style, by_last_day=True) for text in days
    )


def _read(column: _Column, parse: Parse, style: DateStyle, sentence: str, remedy: str) -> Dated:
    distinct = {str(text) for text in column.texts.dropna().unique()}
    in_numbers = {text for text in distinct if is_in_numbers(text)}
    others = {text for text in distinct if is_sorted_out(text)}
    if in_numbers and others:
        fewer = min(in_numbers, others, key=len)
        mixed = column.fault(
            f"{column.of_what} has days as text, such as 31/03/2024, beside real dates or other "
            "forms; a spreadsheet may have swapped day and month in the others.",
            "Export it again as text, with all dates in one form.",
            fewer,
        )
        return _series(column.texts, {}), [mixed]
    chosen = style.order or "day-first"
    found = {text: parse(text, style.of(chosen)) for text in distinct}
    swapped = {text: parse(text, style.of(OTHER[chosen])) for text in in_numbers}
    unfit = {text for text in distinct if found[text] is None}
    faults = list(_order_faults(column, style, found, swapped, unfit))
    rest = unfit - {text for text, day in swapped.items() if day is not None}
    if rest:
        faults.insert(0, column.fault(sentence, remedy, rest))
    return _series(column.texts, found), faults


def _order_faults(
    column: _Column, style: DateStyle, found: Parsed, swapped: Parsed, unfit: set[str]
) -> list[Fault]:
    """Return what is to be said of the order of day and month."""
    chosen: DateOrder = style.order or "day-first"
    other = OTHER[chosen]
    fit_other = {text for text in unfit if swapped.get(text) is not None}
    if fit_other and all(day is not None for day in swapped.values()):
        return [
            column.fault(
                f"{column.of_what} cannot be read {WORDS[chosen]}, but can {WORDS[other]}.",
                f"Write 'dates: {other}' beside the path if it is so, or correct the dates.",
                fit_other,
            )
        ]
    if fit_other:
        sentence = (
            f"{column.of_what} has some days that can only be {WORDS[chosen]} and some that can "
            f"only be {WORDS[other]}."
        )
        return [column.fault(sentence, "Write all of them in one order.", fit_other)]
    could_be = swapped and all(day is not None for day in swapped.values())
    differs = any(found[text] != day for text, day in swapped.items())
    if style.order is None and could_be and differs:
        sentence = f"{column.of_what} is read day first, and could all be month first too."
        remedy = "Write 'dates: day-first' beside the path, or 'dates: month-first' if it is so."
        return [Fault(sentence, remedy, (), column.name, "warning")]
    return []


def _series(texts: pd.Series, found: Parsed) -> pd.Series:
    dates = [found.get(text) for text in texts.astype(object)]
    return pd.Series(
        pd.to_datetime(pd.Series(dates, dtype=object)).to_numpy("datetime64[ns]"),
        index=texts.index,
        name=texts.name,
    )
