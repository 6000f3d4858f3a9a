import pytest

from evaluation.publish.fonts import text_width
from evaluation.publish.widths import (
    CELL_PADDING,
    LONGEST_WORD,
    TYPE_SIZES_POINTS,
    ZERO_WIDTH_SPACE,
    broken,
    layout_of,
)


def test_a_table_of_short_columns_is_not_spread_over_the_page() -> None:
    layout = layout_of([["Month", "Falls"], ["April 2025", "28"]])
    assert sum(layout.shares) < 0.5
    assert layout.type_size == TYPE_SIZES_POINTS[0]


def test_an_interval_stays_on_one_line_beside_running_text() -> None:
    layout = layout_of([["Criterion", "95% interval"], ["word " * 40, "−24% to −11%"]])
    assert layout.shares[1] * 98 >= len("−24% to −11%")
    assert round(sum(layout.shares), 6) == 1


def test_many_columns_get_smaller_type_before_the_page_is_turned() -> None:
    layout = layout_of([["Indicator"] * 10, ["1,000"] * 10])
    assert (layout.type_size, layout.landscape) == (9, False)


def test_too_many_columns_turn_the_page() -> None:
    assert layout_of([["Indicator"] * 16]).landscape


def test_a_table_that_fits_nowhere_still_fills_the_turned_page_exactly() -> None:
    layout = layout_of([["Indicator"] * 40])
    assert layout.landscape
    assert round(sum(layout.shares), 6) == 1


def test_words_of_a_table_that_fits_nowhere_are_broken_to_the_narrowest_column() -> None:
    layout = layout_of([["Indicator"] * 40])
    assert 1 <= layout.longest_word < len("Indicator")
    assert layout_of([["Indicator"] * 9]).longest_word == LONGEST_WORD


def test_type_gets_smaller_before_a_number_is_torn_from_its_interval() -> None:
    number = "77.1 (70.4\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}82.7)"
    layout = layout_of([["Criterion", *["Cycle"] * 6], ["word " * 3, *[number] * 6]])
    assert layout.type_size < 10
    inner = layout.shares[1] * 98 * 10 / layout.type_size - CELL_PADDING
    assert inner * 0.49 >= text_width(number)


def test_white_space_that_lines_up_numbers_takes_its_true_width() -> None:
    pair = "\N{NARROW NO-BREAK SPACE}" * 2
    assert text_width(pair) == pytest.approx(text_width("."), abs=0.002)
    assert text_width("\N{FIGURE SPACE}") == text_width("0") == text_width("\N{MINUS SIGN}")


@pytest.mark.parametrize("longest", [1, 5, 24])
def test_long_words_may_break_and_short_ones_may_not(longest: int) -> None:
    made = broken("of " + "a" * 30, longest)
    assert made.replace(ZERO_WIDTH_SPACE, "") == "of " + "a" * 30
    assert max(map(len, made.split(ZERO_WIDTH_SPACE))) <= max(longest, 8) + len("of ")
    assert broken("a" * longest, longest) == "a" * longest


def test_a_long_hash_does_not_take_the_page() -> None:
    layout = layout_of([["File", "SHA-256"], ["data/projects/falls/kpi.csv", "a" * 64]])
    assert not layout.landscape
    assert layout.shares[0] > 0.2


def test_a_short_table_stays_on_one_page_and_a_long_one_may_break() -> None:
    row = ["April 2025", "28"]
    assert layout_of([row] * 20).stays_together
    assert not layout_of([row] * 21).stays_together
    assert not layout_of([["word " * 500, "28"]]).stays_together


def test_rows_of_unequal_length_are_allowed() -> None:
    assert len(layout_of([["A", "B"], ["x"]]).shares) == 2


def test_an_empty_table_has_a_layout() -> None:
    assert layout_of([["", ""]]).shares[0] > 0
