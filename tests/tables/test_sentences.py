"""Faults in words: file, sheet, row numbers and column, at most five rows named."""

import pytest

from evaluation.errors import Finding
from evaluation.tables.sentences import Fault, TableFile, in_words, place_of, suggestion


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "column 'value'"),
        (1, "row 2, column 'value'"),
        (2, "rows 2 and 3, column 'value'"),
        (5, "rows 2, 3, 4, 5 and 6, column 'value'"),
        (6, "rows 2, 3, 4, 5, 6 and 1 more, column 'value'"),
        (17, "rows 2, 3, 4, 5, 6 and 12 more, column 'value'"),
    ],
)
def test_five_rows_are_named_and_the_others_counted(count: int, words: str) -> None:
    assert place_of(range(2, 2 + count), "value") == words


def test_a_fault_becomes_a_finding_of_its_file() -> None:
    fault = Fault("Wrong.", "Mend it.", (2, 3), "value", "warning")

    assert fault.finding(TableFile("data/kpi.xlsx", "falls", "Data")) == Finding(
        "Wrong.",
        "Mend it.",
        "data/kpi.xlsx",
        "sheet 'Data', rows 2 and 3, column 'value'",
        "falls",
        "warning",
    )


def test_one_name_is_itself() -> None:
    assert in_words(["met"]) == "met"


def test_without_a_near_spelling_the_other_remedy_is_given() -> None:
    assert suggestion("zzz", ["value"]) == ""
    assert suggestion("zzz", [], otherwise="Remove it.") == "Remove it."
