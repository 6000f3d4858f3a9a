"""A small count that is planted in a table or a figure's file is found, and never repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.estimate import CheckResult
from evaluation.publish.document import read_document
from evaluation.publish.inspect.small_numbers import inspect_small_numbers

PLACE = 'Table\u00a01 in "Falls" shows a count too small or not rounded: column "{}", row {}.'


def look(
    root: Path,
    header: str,
    *cells: str,
    rule: str = "hes",
    figure: str = "",
) -> CheckResult:
    """Return the check of a chapter with one table of two columns, and one figure."""
    rows = "\n".join(f"| row | {cell} |" for cell in cells)
    text = f"# Falls {{#sec-falls}}\n\n| Part | {header} |\n|--|--|\n{rows}\n\n: A {{#tbl-a}}\n"
    if figure:
        (root / "a.csv").write_text(figure, encoding="utf-8")
        (root / "a.svg").write_text("<svg/>", encoding="utf-8")
        text += '\n![A caption](a.svg){#fig-a fig-alt="Words"}\n'
    document = read_document(text, root)
    return inspect_small_numbers(document, {"sec-falls": rule}, "hes")


@pytest.mark.parametrize(
    "header", ["Eligible", "Exceptions", "Not recorded", "Users", "n", "Number of older people"]
)
def test_a_planted_three_is_found_by_its_place_and_not_repeated(
    tmp_path: Path, header: str
) -> None:
    found = look(tmp_path, header, "10", "3")
    assert not found.passed
    assert found.text == PLACE.format(header, 2)


@pytest.mark.parametrize("cell", ["0", "10", "1,235", "\\*", "", "not available", "10 (40.0%)"])
def test_what_the_rule_allows_passes(tmp_path: Path, cell: str) -> None:
    assert look(tmp_path, "Eligible", cell).passed


@pytest.mark.parametrize(
    "cell", ["5", "7", "11", "1,234", "3 of 45", "10 of 47", "9.5", "3 (6.7%)"]
)
def test_what_the_rule_forbids_fails(tmp_path: Path, cell: str) -> None:
    assert not look(tmp_path, "Eligible", cell).passed


@pytest.mark.parametrize("header", ["Projects", "Months", "Checks", "Result, %", "Bytes", "Cycle"])
def test_counts_of_other_things_are_left_alone(tmp_path: Path, header: str) -> None:
    assert look(tmp_path, header, "3").passed


def test_the_rule_is_that_of_the_chapter(tmp_path: Path) -> None:
    assert look(tmp_path, "Eligible", "3", rule="none").passed
    assert look(tmp_path, "Eligible", "11", rule="under-10").passed
    assert not look(tmp_path, "Eligible", "9", rule="under-10").passed


def test_a_later_chapter_is_held_to_the_default_rule(tmp_path: Path) -> None:
    text = "# A {#sec-a}\n\n# B {#sec-b}\n\n| x | n |\n|--|--|\n| y | 3 |\n\n: T {#tbl-t}\n"
    found = inspect_small_numbers(read_document(text, tmp_path), {"sec-a": "none"}, "hes")
    assert not found.passed
    assert '"B"' in found.text


def test_a_count_in_a_row_that_is_named_for_people_is_found(tmp_path: Path) -> None:
    text = "# A {#sec-a}\n\n| Fact | Here |\n|--|--|\n| People | 3 |\n\n: T {#tbl-t}\n"
    assert not inspect_small_numbers(read_document(text, tmp_path), {}, "hes").passed


def test_the_data_of_a_figure_are_read(tmp_path: Path) -> None:
    found = look(tmp_path, "Result", "1", figure="unit,numerator\nA,85\nB,3\n")
    assert not found.passed
    assert "The data of Figure\u00a01" in found.text
    assert 'column "numerator", row 2' in found.text


def test_an_unknown_rule_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="midpoint-6"):
        look(tmp_path, "Eligible", "3", rule="midpoint6")
