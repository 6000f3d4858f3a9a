"""Decimal points stand in line: widths in the report's font, and nothing but white space added."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.present.alignment import aligned
from evaluation.present.numbers import FIGURE_SPACE, MINUS, POINT_SPACE, unpadded
from evaluation.publish.fonts import text_width


def points_from_right(cell: str) -> list[float]:
    """Return how far each number's point, or its end, lies from the right end of the cell."""
    found = re.finditer(rf"{MINUS}?£?\d[\d,]*(\.\d+)?", cell)
    ends = [match.start(1) if match[1] else match.end() for match in found]
    return [text_width(cell[end:]) for end in ends]


@pytest.mark.parametrize(
    "cells",
    [
        ["12.3 (8.0 to 16.7)", "1.2 (0.3 to 2.1)"],
        ["£12,300 (£8,000 to £16,700)", f"{MINUS}£900 ({MINUS}£1,200 to £50)"],
        ["12.34 (8 to 16.7)", f"{MINUS}1.2 ({MINUS}0.25 to 2.125)"],
        ["1,234.5 (999 to 1,500)", "3 (0.1 to 12)"],
        ["12.3%", "4%", "100.25%"],
        ["3 of 4", "12 of 345"],
    ],
    ids=["same decimals", "pounds", "other decimals", "commas", "percent", "two counts"],
)
def test_points_stand_in_line_when_cells_are_set_to_the_right(cells):
    first, *others = (points_from_right(cell) for cell in aligned(cells))
    for other in others:
        assert other == pytest.approx(first, abs=0.003)


def test_cells_that_are_set_to_the_left_are_padded_before_the_first_number_too():
    short, long = aligned(["8.4 (3.0 to 9.7)", "12.3 (8.0 to 16.7)"], leading=True)
    assert short.startswith(f"{FIGURE_SPACE}8.4")
    assert text_width(short) == pytest.approx(text_width(long))


def test_white_space_stands_outside_brackets_and_a_line_may_break_only_where_it_could():
    short, _ = aligned(["8.4 (3 to 9)", "12.3 (80.5 to 16.7)"])
    tail = FIGURE_SPACE + POINT_SPACE
    assert short == f"8.4 {FIGURE_SPACE}(3{tail} to {FIGURE_SPACE}9){tail}"


@pytest.mark.parametrize("cell", ["*", "not available", "none", "above 12.3", ""])
def test_other_cells_stay_as_they_are(cell):
    assert aligned([cell, "12.3 (8.0 to 16.7)", "1.25 (0.5 to 2.1)"])[0] == cell


def test_a_column_of_like_numbers_gets_no_padding():
    cells = ["12.3", "4.5", "*"]
    assert aligned(cells) == cells
    assert aligned([]) == []


number = st.floats(-99999, 99999).map(lambda value: f"{value:,.2f}".replace("-", MINUS))
whole = st.integers(-99999, 99999).map(lambda value: f"{value:,}".replace("-", MINUS))


@given(st.lists(st.tuples(number | whole, number | whole), min_size=1, max_size=6))
def test_nothing_but_white_space_is_added(pairs):
    cells = [f"{one} ({one} to {other})" for one, other in pairs]
    made = aligned(cells)
    assert [unpadded(cell) for cell in made] == cells
    first, *others = map(points_from_right, made)
    assert all(other == pytest.approx(first, abs=0.01) for other in others)


def test_no_space_comes_between_a_pound_sign_and_its_number():
    shorter, longer = aligned(["−£900 (−£1,200 to £50)", "£12,300 (£8,000 to £16,700)"])
    assert "£" + FIGURE_SPACE not in shorter + longer
    assert unpadded(shorter) == "−£900 (−£1,200 to £50)"
