"""An evaluator's own frame before it may be published: named columns, the rule, no identifiers.

In: a frame with true counts, and which of its columns count people. Out: a frame in which what must
not be shown is missing. In a row in which a count is hidden its other numbers are hidden too,
because they could give it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from evaluation.disclosure import DisclosureRule, protect_shares, protect_table
from evaluation.errors import InvalidInput, nearest
from evaluation.present.words import listed
from evaluation.tables.identifiers import identifier_faults

MOST_ROWS = 60  # of a table; more is a list of records, or one that nobody reads
PERCENT = 100
SHARE_PLACES = 2  # in the data behind a chart
FEWEST_PARTS = 2  # of a total
_NUMBERS = ("integer", "floating", "mixed-integer", "mixed-integer-float", "decimal", "complex")
_WRITTEN_NUMBER = r"[<>]?[-+]?\d[\d,. ]*%?"
_WRITTEN_YEAR = r"(19|20)\d\d"


@dataclass(frozen=True)
class Columns:
    """What the columns of numbers of a frame are.

    Parameters
    ----------
    counts : sequence of str
        Those that count people.
    decimals : mapping of str to int
        Those that are no counts of people, with the decimals that a reader sees.
    shares : mapping of str to (str, str)
        New columns in percent: of which count, among which.
    """

    counts: Sequence[str] = ()
    decimals: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def counted(self) -> list[str]:
        """Every column that counts people, once."""
        parts = [name for pair in self.shares.values() for name in pair]
        return list(dict.fromkeys((*self.counts, *parts)))


def protected(rule: DisclosureRule, frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """Return a frame as it may be published.

    Parameters
    ----------
    rule : DisclosureRule
    frame : DataFrame
        With true counts.
    columns : Columns

    Returns
    -------
    DataFrame
        A copy with the shares behind its columns; what is hidden is missing.

    Raises
    ------
    InvalidInput
        If a column of numbers is not named as what it is, a column holds direct identifiers, or a
        count cannot be protected.
    """
    found = flat(frame)
    _require_named(found, columns)
    _require_no_identifiers(found)
    _require_no_written_numbers(found, columns)
    _require_numbers(found, [*columns.counted, *columns.decimals])
    try:
        safe = protect_table(found, list(columns.counted), rule) if columns.counted else found
        for share, (part, whole) in columns.shares.items():
            safe = _with_share(safe, found, rule, share, part, whole)
    except ValueError as error:
        raise InvalidInput(
            f"A column of counts cannot be shown: {error}.", "Name only counts of people in it."
        ) from None
    hidden = safe[columns.counted].isna() & found[columns.counted].notna()
    _require_no_total(found, columns.counted, hidden)
    for name in (*columns.decimals, *columns.shares):
        safe[name] = safe[name].astype("Float64").mask(hidden.any(axis="columns"))
    return safe


def flat(frame: object) -> pd.DataFrame:
    """Return a copy of a frame with its index as columns, where that says something.

    Raises
    ------
    InvalidInput
        If it is no frame, is too long, or has two columns of one name.
    """
    if isinstance(frame, pd.Series):
        frame = frame.to_frame()
    if not isinstance(frame, pd.DataFrame):
        kind = type(frame).__name__
        raise InvalidInput(f"A table is made of a pandas DataFrame, not of '{kind}'.")
    found = frame.reset_index(drop=not _is_meant(frame.index))
    found.columns = pd.Index([str(name) for name in found.columns])
    if not found.columns.is_unique:
        raise InvalidInput("Two columns have the same name.", "Rename one of them.")
    if len(found) > MOST_ROWS:
        what = f"The table has {len(found)} rows; a report shows at most {MOST_ROWS}."
        raise InvalidInput(what, "Summarise it, for instance with groupby.")
    return found


def _is_meant(index: pd.Index) -> bool:
    """Return whether an index says something, and does not only number the rows."""
    return any(name is not None for name in index.names) or not _holds_numbers(index.to_series())


def _require_named(frame: pd.DataFrame, columns: Columns) -> None:
    named = [*columns.counted, *columns.decimals]
    for name in named:
        if name not in frame.columns:
            remedy = instead(name, frame.columns)
            raise InvalidInput(f"The table has no column '{name}'.", remedy)
    twice = sorted({*columns.counted} & {*columns.decimals})
    if twice:
        what = f"The column '{twice[0]}' is named as counts of people and as other numbers."
        raise InvalidInput(what, "Name it once.")
    for name in frame.columns:
        if name not in named and _holds_numbers(frame[name]):
            raise InvalidInput(
                f"The column '{name}' holds numbers, and nothing says of what.",
                f"Name it in counts=['{name}'] if they count people, so that small numbers stay "
                f"hidden; in decimals={{'{name}': 1}} if they do not.",
            )


def _holds_numbers(column: pd.Series) -> bool:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _holds_numbers(column.cat.categories.to_series())
    if pd.api.types.is_bool_dtype(column):
        return False
    kind = pd.api.types.infer_dtype(column, skipna=True)
    return pd.api.types.is_numeric_dtype(column) or kind in _NUMBERS


def _require_no_written_numbers(frame: pd.DataFrame, columns: Columns) -> None:
    for name in frame.columns:
        if name not in (*columns.counted, *columns.decimals) and _writes_numbers(frame[name]):
            raise InvalidInput(
                f"The column '{name}' holds numbers as text, which no rule protects.",
                f"Make them numbers with pd.to_numeric, and name '{name}' in counts or decimals.",
            )


def _writes_numbers(column: pd.Series) -> bool:
    """Return whether all that a column of texts holds are numbers, and not years."""
    texts = column.dropna().astype("string").str.strip()
    is_number = texts.str.fullmatch(_WRITTEN_NUMBER)
    is_year = texts.str.fullmatch(_WRITTEN_YEAR)
    return len(texts) > 0 and bool(is_number.all()) and not bool(is_year.all())


def _require_no_identifiers(frame: pd.DataFrame) -> None:
    text = frame.astype("string")
    for fault in identifier_faults(text):
        raise InvalidInput(fault.sentence, "Take the column out of the table.")


def _require_numbers(frame: pd.DataFrame, named: Sequence[str]) -> None:
    """Refuse columns that are named as numbers and are none, without a word of what they are."""
    for name in named:
        given = frame[name]
        read = pd.to_numeric(given, errors="coerce").astype("Float64")
        if not np.isfinite(read.to_numpy("float64", na_value=np.nan))[given.notna()].all():
            raise InvalidInput(
                f"The column '{name}' holds something else than numbers.",
                "Name only columns of numbers in counts, decimals and shares.",
            )


def _require_no_total(frame: pd.DataFrame, counted: Sequence[str], hidden: pd.DataFrame) -> None:
    """Refuse a row that is the sum of the others where a count is hidden: it gives that away."""
    for name in counted:
        values = frame[name].astype("Float64").fillna(0)
        is_total = values.mul(2).eq(values.sum()) & values.gt(0)
        if len(values) > FEWEST_PARTS and hidden[name].any() and is_total.any():
            raise InvalidInput(
                f"A row is the sum of the others in the column '{name}', in which a count is "
                "hidden: it could be worked out.",
                "Leave the row of totals out.",
            )


def _with_share(
    safe: pd.DataFrame,
    true: pd.DataFrame,
    rule: DisclosureRule,
    share: str,
    part: str,
    whole: str,
) -> pd.DataFrame:
    pair = true[[part, whole]].set_axis(["numerator", "denominator"], axis="columns")
    shares = protect_shares(pair, rule)
    made = safe.assign(
        **{
            part: safe[part].mask(shares["numerator"].isna()),
            whole: safe[whole].mask(shares["denominator"].isna()),
        }
    )
    percent: Any = made[part].astype("Float64") / made[whole].astype("Float64") * PERCENT
    empty = made[whole].eq(0).fillna(value=False)
    return made.assign(**{share: percent.mask(empty).round(SHARE_PLACES)})


def instead(word: str, known: Iterable[str]) -> str:
    """Return the remedy for a name that is not known."""
    names = [str(name) for name in known]
    near = nearest(word, [name.lower() for name in names])
    if near:
        meant = next(name for name in names if name.lower() == near)
        return f"Did you mean '{meant}'?"
    return f"There are: {listed(names)}." if names else "There is none."
