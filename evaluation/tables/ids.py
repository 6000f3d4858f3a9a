"""Read a column of ids that are defined elsewhere, whatever case, spaces and hyphens it uses.

In: a column of text indexed by row number, and the ids that are defined. Out: the column with the
ids as they are defined, and faults of those that are not.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from evaluation.tables.sentences import Fault, in_words, suggestion
from evaluation.workspace.names import meant_by


def as_ids(texts: pd.Series, known: Collection[str]) -> pd.Series:
    """Return a column with each id as it is defined; what is none stays as it is written.

    Parameters
    ----------
    texts : Series of text
    known : collection of str

    Examples
    --------
    >>> written = pd.Series(["Falls Admissions", "R1", "other"], dtype="string")
    >>> as_ids(written, ["falls-admissions", "r1"]).tolist()
    ['falls-admissions', 'r1', 'other']
    """
    meant = meant_by([str(text) for text in texts.dropna().unique()], known)
    others = {written: name for written, name in meant.items() if written != name}
    return texts.replace(others) if others else texts


def unknown_ids(ids: pd.Series, known: Collection[str], where: str) -> list[Fault]:
    """Return the ids that are not defined, one fault for each nearest spelling.

    Parameters
    ----------
    ids : Series of text
        A column of ids; the index is the row number.
    known : collection of str
    where : str
        Where they are defined, such as "under 'kpis:' in project.yml".
    """
    listed = f"Defined are: {in_words(sorted(known))}." if known else f"Add it {where}."
    remedies = {
        text: suggestion(text, known, otherwise=listed)
        for text in ids.dropna().unique()
        if text not in known
    }
    column = str(ids.name)
    unknown = ids[ids.isin(list(remedies))]
    rows_by_remedy: dict[str, list[int]] = {}
    for row, text in unknown.items():
        rows_by_remedy.setdefault(remedies[str(text)], []).append(int(str(row)))
    sentence = f"'{column}' is not defined {where}."
    return [Fault(sentence, remedy, tuple(rows), column) for remedy, rows in rows_by_remedy.items()]
