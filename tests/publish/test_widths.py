from evaluation.publish.widths import TYPE_SIZES_POINTS, layout_of


def test_a_table_of_short_columns_is_not_spread_over_the_page() -> None:
    layout = layout_of([["Month", "Falls"], ["April 2025", "28"]])
    assert sum(layout.shares) < 0.5
    assert layout.type_size == TYPE_SIZES_POINTS[0]


def test_an_interval_stays_on_one_line_beside_running_text() -> None:
    layout = layout_of([["Criterion", "95% interval"], ["word " * 40, "−24% to −11%"]])
    assert layout.shares[1] * 98 >= len("−24% to −11%")
    assert round(sum(layout.shares), 6) == 1


def test_many_columns_get_smaller_type_before_the_page_is_turned() -> None:
    layout = layout_of([["Indicator"] * 9, ["1,000"] * 9])
    assert (layout.type_size, layout.landscape) == (9, False)


def test_too_many_columns_turn_the_page() -> None:
    assert layout_of([["Indicator"] * 16]).landscape


def test_a_table_that_fits_nowhere_still_fills_the_turned_page_exactly() -> None:
    layout = layout_of([["Indicator"] * 40])
    assert layout.landscape
    assert round(sum(layout.shares), 6) == 1


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
