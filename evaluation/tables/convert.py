"""Turn columns of text into numbers, counts, dates and closed choices, noting what does not fit.

In: one column of text indexed by row number. Out: the typed column and its faults. A cell that
does not fit is missing in the typed column.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from evaluation.tables.dates import UNSAID, DateStyle
from evaluation.tables.numbers import NUMBER, SENTENCES, read_number
from evaluation.tables.read_dates import read_days
from evaluation.tables.sentences import Fault, in_words
from evaluation.workspace.names import fold

MOST_CHARACTERS = 300  # a number with more is none that a table means
LARGEST_EXACT_COUNT = 2.0**53  # beyond it a float64 no longer holds every whole number

Converted = tuple[pd.Series, list[Fault]]


def to_numbers(texts: pd.Series) -> Converted:
    """Return a column as float64.

    Parameters
    ----------
    texts : Series of str
        The index is the row number.

    Examples
    --------
    >>> numbers, faults = to_numbers(pd.Series(["1.5", "1,500", "1,5"], index=[2, 3, 4],
    ...                                        dtype="string", name="value"))
    >>> numbers.tolist(), faults[0].rows
    ([1.5, 1500.0, nan], (4,))
    """
    fits = texts.str.fullmatch(NUMBER.pattern).fillna(value=False).astype(bool)
    written = texts.where(fits & (texts.str.len() <= MOST_CHARACTERS).fillna(value=False))
    numbers = pd.to_numeric(written).astype("Float64").to_numpy("float64", na_value=np.nan)
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    others = texts[~fits & texts.notna()]
    read = {text: read_number(str(text)) for text in others.unique()}
    reasons = pd.Series([read[text].reason or "" for text in others], index=others.index, dtype=str)
    typed = pd.Series(numbers, index=texts.index, name=texts.name)
    is_read = reasons == ""
    found = [read[str(text)].number for text in others[is_read]]
    typed.loc[is_read.index[is_read]] = pd.array(found, dtype="float64")
    typed = typed.where(np.isfinite(typed))
    is_endless = texts.notna() & typed.isna() & ~texts.index.isin(reasons.index[reasons != ""])
    column, faults = str(texts.name), []
    for reason, (sentence, remedy) in SENTENCES.items():
        wrong = list(reasons.index[reasons == reason])
        wrong += list(texts.index[is_endless]) if reason == "text" else []
        if wrong:
            rows = tuple(sorted(int(row) for row in wrong))
            faults.append(Fault(sentence.format(column=column), remedy, rows, column))
    return typed, faults


def to_counts(texts: pd.Series) -> Converted:
    """Return a column as whole numbers (Int64)."""
    numbers, faults = to_numbers(texts)
    whole = (numbers % 1 == 0) & (numbers.abs() <= LARGEST_EXACT_COUNT)
    typed = numbers.where(whole).astype("Int64")
    sentence, remedy = "'{column}' must be a whole number.", "Count people or records."
    return typed, [*faults, *_misfits(numbers, typed, sentence, remedy)]


def to_days(texts: pd.Series, style: DateStyle = UNSAID) -> Converted:
    """Return a column as datetime64, the time of day cut off."""
    return read_days(texts, style)


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
