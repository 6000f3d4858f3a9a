"""What in the standards library must fit together: guidelines, editions, columns of measures.

In: the files that were read. Out: findings, with the criterion as their place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from evaluation.errors import Finding, nearest
from evaluation.workspace.measures import ARROW_TYPES, columns_of, faults_of
from evaluation.workspace.standards import Criterion, StandardsFile, TableColumn

ONE_DAY = dt.timedelta(days=1)

_Fault = tuple[str, str, str]


def standards_findings(files: Sequence[tuple[StandardsFile, str]]) -> list[Finding]:
    """Return what does not fit together in the files of a library.

    Parameters
    ----------
    files : sequence of (StandardsFile, str)
        Each with the path that is shown to the user.
    """
    criteria = {each.id: each for file, _ in files for each in file.criteria}
    guidelines = {each.id for file, _ in files for each in file.guidelines}
    columns = {name: kind for file, _ in files for name, kind in file.columns.items()}
    return [
        Finding(sentence, remedy, file=shown, place=place)
        for file, shown in files
        for place, sentence, remedy in (
            *_replaced(file, guidelines),
            *_of_criteria(file, criteria, guidelines, columns),
        )
    ]


def _replaced(file: StandardsFile, known: set[str]) -> Iterator[_Fault]:
    for guideline in file.guidelines:
        if guideline.replaces and guideline.replaces not in known:
            yield (
                f"guidelines.{guideline.id}",
                f"It replaces '{guideline.replaces}', which is in no file of the library.",
                "Add that guideline, or remove 'replaces'.",
            )


def _of_criteria(
    file: StandardsFile,
    criteria: Mapping[str, Criterion],
    guidelines: set[str],
    columns: Mapping[str, TableColumn],
) -> Iterator[_Fault]:
    for criterion in file.criteria:
        place = f"criteria.{criterion.id}"
        if criterion.guideline not in guidelines:
            near = nearest(criterion.guideline, guidelines)
            remedy = f"Did you mean '{near}'?" if near else "Add it under 'guidelines'."
            yield place, f"The guideline '{criterion.guideline}' is not in the library.", remedy
        yield from _succession(criterion, criteria, place)
        yield from _measured(criterion, columns, place)


def _succession(
    criterion: Criterion, criteria: Mapping[str, Criterion], place: str
) -> Iterator[_Fault]:
    """Yield what is wrong with the edition that follows: days without one, or with two."""
    if criterion.successor is None:
        return
    later = criteria.get(criterion.successor)
    if later is None:
        yield (
            place,
            f"Its successor '{criterion.successor}' is in no file of the library.",
            "Add it, or remove 'successor'.",
        )
    elif criterion.valid_to is None or later.valid_from != criterion.valid_to + ONE_DAY:
        yield (
            place,
            f"Its successor '{later.id}' does not begin on the day after it ends.",
            "Correct 'valid_to' here or 'valid_from' there: one edition holds on each day.",
        )


def _measured(
    criterion: Criterion, columns: Mapping[str, TableColumn], place: str
) -> Iterator[_Fault]:
    """Yield the columns of a measure that are not declared, or are of another type."""
    if criterion.measure is None:
        return
    absent = sorted(columns_of(criterion.measure) - set(columns))
    for name in absent:
        near = nearest(name, columns)
        remedy = f"Did you mean '{near}'?" if near else "Declare it under 'columns:'."
        yield place, f"Its measure reads the column '{name}', which is not declared.", remedy
    if not absent:
        schema = pa.schema([(name, ARROW_TYPES[kind.type]) for name, kind in columns.items()])
        for sentence, remedy in faults_of(criterion.measure, schema):
            yield place, sentence, remedy
