"""Refuse prose in which a person is named: the hub's words go out to readers as they are.

In: columns of prose. Out: faults with row numbers, never with the words. What can be told from the
form alone is found: a title or initials before a surname, an address of e-mail, a telephone number.
A name that looks like any other word is not; the templates say that roles are written, not names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd
import pandera.pandas as pa

from evaluation.tables.identifiers import kind_given_away
from evaluation.tables.sentences import Fault

_TITLE = r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Rev)\.? [A-Z][a-z]+"
_INITIALS = r"\b(?:[A-Z]\. ?){1,3}[A-Z][a-z]{2,}"
_PERSON = re.compile(f"{_TITLE}|{_INITIALS}")


def names_a_person(prose: str) -> bool:
    """Whether a text gives a person away by its form.

    Examples
    --------
    >>> names_a_person("agreed with Dr Jones"), names_a_person("agreed with the medical director")
    (True, False)
    """
    return bool(_PERSON.search(prose)) or kind_given_away([prose]) is not None


def person_faults(text: pd.DataFrame, schema: pa.DataFrameSchema) -> list[Fault]:
    """Return the rows of columns of prose that name a person."""
    return list(
        _faults(text, (str(n) for n, c in schema.columns.items() if c.metadata.get("free")))
    )


def _faults(text: pd.DataFrame, columns: Iterable[str]) -> Iterable[Fault]:
    for column in columns:
        if column not in text:
            continue
        cells = text[column].dropna()
        rows = tuple(int(row) for row in cells.index[cells.map(names_a_person).astype(bool)])
        if rows:
            sentence = f"'{column}' seems to name a person or to hold their contact."
            yield Fault(sentence, "Write the role instead; this text is published.", rows, column)
