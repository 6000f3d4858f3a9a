"""Takes a last look at every table and figure file that is published, for small counts.

The analyses protect their counts before anything is written. This look is independent of them: it
reads what the reader gets, and knows of it only the headers and the rule in force in each chapter.

It goes by words. It sees a count in a column whose header, or in a row whose first cell, is one of
`COUNTED`, or begins with "number of" people of `PEOPLE`. It does not see a count in a sentence,
in an image, under another header, in the series of a figure whose unit is people, or what
percentages or subtraction give away; protection before publication has to answer for those.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence

from evaluation.disclosure import RULES, DisclosureRule
from evaluation.errors import InvalidInput, nearest
from evaluation.estimate import CheckResult
from evaluation.publish.document import Document
from evaluation.publish.inspect.text import place_check
from evaluation.publish.syntax import nodes_of, plain_text
from evaluation.publish.table_rows import table_rows

CHECK = "Small numbers"
# People by the names that tables give them.
PEOPLE = (
    "people",
    "patients",
    "women",
    "men",
    "children",
    "users",
    "residents",
    "inpatients",
    "participants",
)
# Headers under which tables of audits, reach, funnels and single analyses hold counts of people.
COUNTED = frozenset(
    {
        *PEOPLE,
        "answered",
        "asked",
        "count",
        "counted",
        "delegates",
        "denominator",
        "eligible",
        "excluded",
        "exceptions",
        "invited",
        "members",
        "met",
        "n",
        "not met",
        "not recorded",
        "numerator",
        "people asked",
        "people counted",
        "people who came",
        "recorded",
        "records",
        "respondents",
    }
)

_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_NUMBER_OF = re.compile(rf"number of (?:[\w-]+ )?(?:{'|'.join(PEOPLE)})\b")
_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?")
_PARTS = re.compile(r"\s+of\s+")
_SHARE = re.compile(r"\s*\([^()]*%\)\s*$")


def inspect_small_numbers(
    document: Document, rules: Mapping[str, str], default_rule: str
) -> CheckResult:
    """Return whether every count of people in tables and figure files may be shown.

    Parameters
    ----------
    document : Document
    rules : mapping of str to str
        Name of the rule in force by label of the chapter, such as ``{"sec-falls": "hes"}``.
    default_rule : str
        The rule of every other chapter.

    Returns
    -------
    CheckResult
        The first count that may not be shown, by chapter, table, column and row; never its value.

    Raises
    ------
    InvalidInput
        If a rule has no known name.
    """
    by_label = {label: _rule(name) for label, name in rules.items()}
    faults = _faults(document, by_label, _rule(default_rule))
    return place_check(CHECK, faults, "Every count of people found may be shown.")


def _rule(name: str) -> DisclosureRule:
    for known, rule in RULES.items():
        if known == name:
            return rule
    near = nearest(name, RULES)
    remedy = f"Is {near!r} meant?" if near else f"Use one of {', '.join(RULES)}."
    raise InvalidInput(f"There is no disclosure rule {name!r}.", remedy)


def _faults(
    document: Document, rules: Mapping[str, DisclosureRule], default: DisclosureRule
) -> Iterator[str]:
    tables, figures = iter(document.tables), iter(document.figures)
    chapter, rule, depth = "", default, 0
    for node in nodes_of(document.blocks, "Header", "Table", "Figure"):
        if node["t"] == "Header":
            level, (label, _, _), words = node["c"]
            if label in rules:
                chapter, rule, depth = plain_text(words), rules[label], level
            elif level <= max(depth, 1):
                chapter, rule, depth = plain_text(words), default, level
        elif node["t"] == "Table":
            place = f'{next(tables).name} in "{chapter}"'
            yield from _grid_faults(table_rows(node), rule, place)
        else:
            figure = next(figures)
            path = document.root / figure.data_path
            with path.open(encoding="utf-8-sig", newline="") as lines:
                rows = list(csv.reader(lines))
            yield from _grid_faults(rows, rule, f'The data of {figure.name} in "{chapter}"')


def _grid_faults(rows: Sequence[Sequence[str]], rule: DisclosureRule, place: str) -> Iterator[str]:
    if not rows:
        return
    header = rows[0]
    counted = [_is_counted(name) for name in header]
    for number, row in enumerate(rows[1:], start=1):
        is_counted_row = bool(row) and _is_counted(row[0])
        for column, cell in enumerate(row):
            in_column = column < len(counted) and counted[column]
            in_row = is_counted_row and column > 0
            if (in_column or in_row) and not _may_stand(cell, rule, strict=in_column):
                name = header[column].strip() if column < len(header) else f"number {column + 1}"
                yield (
                    f"{place} shows a count too small or not rounded: "
                    f'column "{name}", row {number}.'
                )


def _is_counted(words: str) -> bool:
    name = _BRACKETS.sub("", words.replace("_", " ")).strip().casefold()
    return name in COUNTED or _NUMBER_OF.match(name) is not None


def _may_stand(cell: str, rule: DisclosureRule, *, strict: bool) -> bool:
    """Return whether a cell holds a mark, words, or counts that the rule allows.

    Where the column is one of counts (`strict`) any other number is refused as well.
    """
    words = _SHARE.sub("", cell.replace("\u00a0", " ").strip())
    if not any(character.isdigit() for character in words) or words == rule.mark:
        return True
    if not (rule.hides or rule.rounds):
        return True
    found = [_COUNT.fullmatch(part) for part in _PARTS.split(words)]
    if not all(found):
        return not strict
    return all(rule.may_show(int(part[1].replace(",", ""))) for part in found if part)
