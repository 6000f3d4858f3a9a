"""A small number of people that got as far as publication is found there."""

from pathlib import Path

import pytest

from evaluation.estimate import CheckResult
from evaluation.publish.document import read_document
from evaluation.publish.inspect.small_numbers import inspect_small_numbers

FIGURE = '![A chart](chapters/figures/falls-its.svg){#fig-falls-its fig-alt="A chart."}'
TABLE = """
# Falls {{#sec-falls}}

| Criterion | {name} |
|:--|--:|
| A | 1,250 |
| B | {cell} |

: Counts {{#tbl-counts}}

{figure}
"""


def looked(
    reports: Path, name: str = "Eligible", cell: str = "10", figure: str = "", **rules: str
) -> CheckResult:
    text = TABLE.format(name=name, cell=cell, figure=figure)
    chosen = {f"sec-{slug}": rule for slug, rule in rules.items()}
    return inspect_small_numbers(read_document(text, reports), chosen, "hes")


@pytest.mark.parametrize("cell", ["10", "0", r"\\*", "", "not available", "1,005"])
def test_what_the_rule_allows_passes(reports: Path, cell: str) -> None:
    assert looked(reports, cell=cell).passed is True


@pytest.mark.parametrize("cell", ["3", "7", "12", "5", "5.0"])
@pytest.mark.parametrize("name", ["Eligible", "Not recorded", "People counted"])
def test_what_it_does_not_allow_is_named_without_its_value(
    reports: Path, name: str, cell: str
) -> None:
    found = looked(reports, name=name, cell=cell)
    assert found.passed is False
    assert found.text == (
        f"Table\N{NO-BREAK SPACE}1 shows a count of people in row 2 of column “{name}” that the "
        "rule hes does not allow."
    )


def test_a_column_of_other_things_is_not_looked_at(reports: Path) -> None:
    assert looked(reports, name="Points", cell="3").passed is True


def test_each_chapter_has_its_own_rule(reports: Path) -> None:
    assert looked(reports, cell="12", falls="under-10").passed is True
    assert looked(reports, cell="9", falls="under-10").passed is False
    assert looked(reports, cell="3", falls="none").passed is True


def test_the_file_behind_a_figure_is_read_too(reports: Path) -> None:
    path = reports / "chapters" / "figures" / "falls-its.csv"
    path.write_text("unit,numerator\nA,15\nB,4\n", encoding="utf-8")
    found = looked(reports, figure=FIGURE)
    assert found.passed is False
    assert found.text.startswith("The data of Figure\N{NO-BREAK SPACE}1 shows")
    assert "row 2 of column “numerator”" in found.text


def test_an_empty_file_holds_no_counts(reports: Path) -> None:
    path = reports / "chapters" / "figures" / "falls-its.csv"
    path.write_text("", encoding="utf-8")
    assert looked(reports, figure=FIGURE).passed is True
