"""Refuse prose in which a person is named: the hub's words go out to readers as they are.

In: columns of prose. Out: faults with row numbers, never with the words. What can be told from the
form alone is found: a title or initials before a surname, an address of e-mail, a telephone number;
and, where prose tells what people said or did, a post that only one person holds. A name that looks
like any other word is not; the templates say that roles are written, not names.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from evaluation.tables.identifiers import kind_given_away
from evaluation.tables.sentences import Fault

NAMED = (
    "'{column}' seems to name a person or to hold their contact.",
    "Write the role instead; this text is published.",
)
POST = (
    "'{column}' names a post that only one person holds, and tells what people said or did.",
    "Write the kind of group instead; this text is published.",
)
_TITLE = r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Rev)\.? [A-Z][a-z]+"
_INITIALS = r"\b(?:[A-Z]\. ?){1,3}[A-Z][a-z]{2,}"
_PERSON = re.compile(f"{_TITLE}|{_INITIALS}")
_POST = re.compile(
    r"\b(?:chief (?:executive|nurse|medical|operating|finance|information|pharmacist)"
    r"|(?:medical|nursing|managing|finance|clinical) director|director of"
    r"|chair(?:man|woman|person)?\b|head of|leader of the)",
    re.IGNORECASE,
)


def names_a_person(prose: str) -> bool:
    """Whether a text gives a person away by its form.

    Examples
    --------
    >>> names_a_person("agreed with Dr Jones"), names_a_person("agreed with the medical director")
    (True, False)
    """
    return bool(_PERSON.search(prose)) or kind_given_away([prose]) is not None


def names_a_post(prose: str) -> bool:
    """Whether a text names a post that only one person holds.

    Examples
    --------
    >>> names_a_post("the medical director agreed"), names_a_post("ward nurses agreed")
    (True, False)
    """
    return bool(_POST.search(prose))


def person_faults(text: pd.DataFrame, schema: pa.DataFrameSchema) -> list[Fault]:
    """Return the rows of columns of prose that name a person, or a post that gives one away."""
    faults: list[Fault] = []
    for name, column in schema.columns.items():
        facts = column.metadata
        if facts.get("free"):
            faults += _faults(text, str(name), names_a_person, NAMED)
        if facts.get("of_people"):
            faults += _faults(text, str(name), names_a_post, POST)
    return faults


def _faults(
    text: pd.DataFrame, column: str, tells: Callable[[str], bool], words: tuple[str, str]
) -> list[Fault]:
    if column not in text:
        return []
    cells = text[column].dropna()
    rows = tuple(int(row) for row in cells.index[cells.map(tells).astype(bool)])
    sentence, remedy = words
    return [Fault(sentence.format(column=column), remedy, rows, column)] if rows else []
