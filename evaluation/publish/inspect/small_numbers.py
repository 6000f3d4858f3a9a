"""A last look for small numbers of people in what is about to be published.

In: the `Document` with its tables, and the files of numbers behind its figures. Disclosure control
has happened long before; this looks at the result alone and knows only the columns that by their
names hold counts of people. It cannot see a count in a sentence, nor one that is hidden by a name
it does not know.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.disclosure import DisclosureRule, rule_named
from evaluation.estimate import CheckResult
from evaluation.publish.document import Document
from evaluation.publish.syntax import nodes_of
from evaluation.publish.widths import cell_texts

NAME = "Small numbers"
CHAPTER_LEVEL = 1
# Names of columns that hold counts of people, as tables and files of this package have them.
COUNTS = frozenset(
    (
        "admissions",
        "attendances",
        "cases",
        "count",
        "denominator",
        "eligible",
        "events",
        "exceptions",
        "met",
        "not met",
        "not recorded",
        "numerator",
        "observed",
        "patients",
        "people",
        "people counted",
        "records",
        "users",
    )
)
_COUNT = re.compile(r"-?\d[\d,]*(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class _Numbers:
    """A table or a file of numbers: what it is called, its chapter, its header and rows."""

    name: str
    chapter: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def inspect_small_numbers(
    document: Document, rules: Mapping[str, str], default_rule: str
) -> CheckResult:
    """Return whether every count of people that is published may be shown.

    Parameters
    ----------
    document : Document
    rules : mapping of str to str
        Name of the disclosure rule by label of the chapter.
    default_rule : str
        Of all other chapters.
    """
    looked = 0
    for item in _all_numbers(document):
        rule = _rule(rules.get(item.chapter, default_rule))
        for column, name in enumerate(item.header):
            if name.strip().casefold() not in COUNTS:
                continue
            looked += 1
            row = _first_refused([cells[column] for cells in item.rows], rule)
            if row:
                text = f"{item.name} shows a count of people in row {row} of column “{name}”"
                text += f" that the rule {rule.name} does not allow."
                return CheckResult(NAME, passed=False, text=text)
    return CheckResult(NAME, passed=True, text=f"{looked} columns of counts keep to their rule.")


def _rule(name: str) -> DisclosureRule:
    return rule_named(name, "As the workspace says.")


def _first_refused(cells: Sequence[str], rule: DisclosureRule) -> int:
    """Return the number of the first row that may not be shown, or 0."""
    for number, cell in enumerate(cells, start=1):
        text = "".join(cell.split())
        if _COUNT.fullmatch(text) and not rule.may_show(int(float(text.replace(",", "")))):
            return number
    return 0


def _all_numbers(document: Document) -> Iterator[_Numbers]:
    chapter = ""
    tables = {table.label: table.name for table in document.tables}
    figures = {figure.label: figure for figure in document.figures}
    for node in nodes_of(list(document.body), "Header", "Table", "Figure"):
        if node["t"] == "Header":
            chapter = node["c"][1][0] if node["c"][0] == CHAPTER_LEVEL else chapter
            continue
        label = node["c"][0][0]
        if node["t"] == "Table":
            header, *rows = cell_texts(node)
            yield _Numbers(tables.get(label, "A table"), chapter, header, rows)
        elif label in figures:
            figure = figures[label]
            name = f"The data of {figure.name}"
            yield _of_file(name, chapter, document.root / figure.data_path)


def _of_file(name: str, chapter: str, path: Path) -> _Numbers:
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = list(csv.reader(stream)) or [[]]
    whole = [row for row in rows if len(row) == len(header)]
    return _Numbers(name, chapter, header, whole)
