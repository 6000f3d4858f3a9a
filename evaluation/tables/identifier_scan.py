"""Refuse direct identifiers in a table that is read batch by batch, too long to hold as text.

In: batches of Arrow columns. Out: faults that name the column and never a row or a value, by the
rules of `identifiers`. What one cell gives away is looked for in every cell; a share of codes is
taken over many cells for NHS numbers, over a column's first distinct cells for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evaluation.tables.identifiers import (
    CONSIDERABLE_SHARE,
    DECADES_OF_BIRTHS,
    FEWEST_DATES,
    NEVER_BIRTHS,
    REMEDY,
    Codes,
    kind_by_content,
    kind_by_name,
    kind_given_away,
)
from evaluation.tables.nhs_number import are_nhs_numbers
from evaluation.tables.sentences import Fault

MOST_CELLS = 10_000  # distinct cells of a column that are judged one by one
MOST_NUMBERS = 100_000  # of a batch whose check digits are computed; a share needs no more
LEAST_OF_TEN_DIGITS = 10**9
LEAST_OF_ELEVEN_DIGITS = 10**10
YEARS_IN_DECADE = 10

# wider than what `kind_given_away` looks for, and fast
_SUSPECT = (
    r"@|\d{10}|\d{3}[ -]\d{3}[ -]\d{4}|\d{4} \d{6}|\d{3,4} \d{3,4}|[A-Z]\d[A-Z\d]? \d[A-Z]{2}"
)
_TEN_DIGITS = r"^\d{10}$"


@dataclass
class _Seen:
    """What was seen of one column so far."""

    cells: set[str] = field(default_factory=set)
    suspects: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    dates: int = 0
    numbers: int = 0
    nhs_numbers: int = 0

    def kind(self, column: str) -> str | None:
        """Return which identifier the column holds, or None."""
        numbers = Codes(self.numbers, self.nhs_numbers)
        if numbers.is_considerable(CONSIDERABLE_SHARE):
            return "NHS numbers"
        decades = {year // YEARS_IN_DECADE for year in self.years}
        is_long = self.dates >= FEWEST_DATES and len(decades) >= DECADES_OF_BIRTHS
        if is_long and column not in NEVER_BIRTHS:
            return "dates of birth"
        return kind_given_away(self.suspects) or kind_by_content(self.cells, column)


class IdentifierScan:
    """Looks at every batch of a table, then says which columns hold direct identifiers."""

    def __init__(self, names: Iterable[str]) -> None:
        self._seen = {name: _Seen() for name in names}

    def faults_by_name(self) -> list[Fault]:
        """Return the columns that are refused by their names, before any batch is read."""
        return [
            Fault(f"The column '{name}' is named like {kind}.", REMEDY, column=name)
            for name in self._seen
            if (kind := kind_by_name(name))
        ]

    def look(self, batch: pa.RecordBatch) -> None:
        """Take in a batch."""
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            _look(column, self._seen[name])

    def faults(self) -> list[Fault]:
        """Return the columns that are refused by what was seen in them."""
        return [
            Fault(f"The column '{name}' holds what look like {kind}.", REMEDY, column=name)
            for name, seen in self._seen.items()
            if (kind := seen.kind(name))
        ]


def _look(column: pa.Array, seen: _Seen) -> None:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        _look_at_texts(column, seen)
    elif pa.types.is_integer(kind):
        _look_at_numbers(column.drop_null().cast(pa.int64(), safe=False), seen)
    elif pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        numbers = column.drop_null().cast(pa.float64()).to_numpy(zero_copy_only=False)
        large = numbers[(numbers >= LEAST_OF_TEN_DIGITS) & (numbers < LEAST_OF_ELEVEN_DIGITS)]
        _look_at_numbers(pa.array(large[large % 1 == 0].astype(np.int64)), seen)
    elif pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        years = pc.year(column.drop_null()).unique().to_pylist()
        seen.years.update(years)
        seen.dates += len(column) - column.null_count


def _look_at_texts(column: pa.Array, seen: _Seen) -> None:
    column = column.drop_null()
    if len(seen.cells) < MOST_CELLS:
        seen.cells.update(column.slice(0, MOST_CELLS).to_pylist())
    found = column.filter(pc.match_substring_regex(column, _SUSPECT))
    if not len(found):
        return
    are_digits = pc.match_substring_regex(found, _TEN_DIGITS)
    _look_at_numbers(found.filter(are_digits).cast(pa.int64()), seen, least=0)
    others = found.filter(pc.invert(are_digits))
    if len(seen.suspects) < MOST_CELLS:
        seen.suspects.update(others.slice(0, MOST_CELLS).to_pylist())


def _look_at_numbers(numbers: pa.Array, seen: _Seen, least: int = LEAST_OF_TEN_DIGITS) -> None:
    values = numbers.to_numpy(zero_copy_only=False)
    of_the_form = values[(values >= least) & (values < LEAST_OF_ELEVEN_DIGITS)][:MOST_NUMBERS]
    seen.numbers += len(of_the_form)
    seen.nhs_numbers += int(are_nhs_numbers(of_the_form).sum())
