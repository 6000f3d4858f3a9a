"""Turn columns of text into numbers, counts, dates and closed choices, noting what does not fit.

In: one column of text indexed by row number. Out: the typed column and its faults. A cell that
does not fit is missing in the typed column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

import numpy as np
import pandas as pd

from evaluation.tables.columns import fold
from evaluation.tables.periods import parse_day
from evaluation.tables.sentences import Fault, in_words

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
LARGEST_EXACT_COUNT = 2.0**53  # beyond it a float64 no longer holds every whole number

Converted = tuple[pd.Series, list[Fault]]


def to_numbers(texts: pd.Series) -> Converted:
    """Return a column as float64.

    Examples
    --------
    >>> numbers, faults = to_numbers(pd.Series(["1.5", "1,500"], index=[2, 3], dtype="string",
    ...                                        name="value"))
    >>> numbers.tolist(), faults[0].rows
    ([1.5, nan], (3,))
    """
    fits = texts.str.fullmatch(NUMBER.pattern).fillna(value=False).astype(bool)
    numbers = (
        pd.to_numeric(texts.where(fits)).astype("Float64").to_numpy("float64", na_value=np.nan)
    )
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    typed = pd.Series(numbers, index=texts.index, name=texts.name)
    remedy = "Write plain digits: no %, no commas between thousands, no text."
    return typed, _misfits(texts, typed, "'{column}' must be a number.", remedy)


def to_counts(texts: pd.Series) -> Converted:
    """Return a column as whole numbers (Int64)."""
    numbers, faults = to_numbers(texts)
    whole = (numbers % 1 == 0) & (numbers.abs() <= LARGEST_EXACT_COUNT)
    typed = numbers.where(whole).astype("Int64")
    sentence, remedy = "'{column}' must be a whole number.", "Count people or records."
    return typed, [*faults, *_misfits(numbers, typed, sentence, remedy)]


def to_days(texts: pd.Series) -> Converted:
    """Return a column as datetime64, the time of day cut off."""
    typed = to_dates(texts, parse_day)
    sentence, remedy = "'{column}' must be a date.", "Write it as YYYY-MM-DD."
    return typed, _misfits(texts, typed, sentence, remedy)


def to_dates(texts: pd.Series, parse: Callable[[str], object]) -> pd.Series:
    """Return a column as datetime64, each distinct text parsed once."""
    distinct = {text: parse(text) for text in texts.dropna().unique()}
    dates = [distinct.get(text) for text in texts.astype(object)]
    return pd.Series(
        pd.to_datetime(pd.Series(dates, dtype=object)).to_numpy("datetime64[ns]"),
        index=texts.index,
        name=texts.name,
    )


def to_choices(texts: pd.Series, choices: Collection[str]) -> Converted:
    """Return a column of closed choices; case, spaces and hyphens may differ.

    Examples
    --------
    >>> to_choices(pd.Series(["Not_Met"], dtype="string"), ["met", "not met"])[0].tolist()
    ['not met']
    """
    by_folded = {fold(choice): choice for choice in choices}
    distinct = {text: by_folded.get(fold(text)) for text in texts.dropna().unique()}
    typed = texts.map(distinct).astype("string").rename(str(texts.name))
    one_of = in_words([f"'{choice}'" for choice in choices], "or")
    return typed, _misfits(texts, typed, f"'{{column}}' must be one of {one_of}.", "")


def _misfits(given: pd.Series, typed: pd.Series, sentence: str, remedy: str) -> list[Fault]:
    rows = tuple(int(row) for row in given.index[given.notna() & typed.isna()])
    column = str(given.name)
    return [Fault(sentence.format(column=column), remedy, rows, column)] if rows else []
