"""Secondary suppression: nothing small can be worked out, and nothing is hidden without need."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evaluation.disclosure import (
    UNDER_5,
    UNDER_10,
    Margins,
    Sum,
    Suppression,
    possible_range,
    suppress,
)
from evaluation.errors import InvalidInput
from tests.disclosure.attacker import Cell, possible_counts

UNDER_3 = replace(UNDER_5, largest_suppressed=2)  # small enough to try every table
ROOM_TRIED = 5


def one_way(*counts: int) -> Margins:
    cells: dict[Cell, int] = {f"cell {n}": count for n, count in enumerate(counts)}
    return Margins({**cells, "total": sum(counts)}, (Sum("total", tuple(cells)),))


def two_way(rows: list[list[int]]) -> Margins:
    cells: dict[Cell, int] = {
        (i, j): count for i, row in enumerate(rows) for j, count in enumerate(row)
    }
    width = range(len(rows[0]))
    sums = [Sum((i, "all"), tuple((i, j) for j in width)) for i in range(len(rows))]
    sums += [Sum(("all", j), tuple((i, j) for i in range(len(rows)))) for j in width]
    sums.append(Sum(("all", "all"), tuple(("all", j) for j in width)))
    sums.append(Sum(("all", "all"), tuple((i, "all") for i in range(len(rows)))))
    for whole in sums:
        cells[whole.whole] = sum(cells[part] for part in whole.parts)
    return Margins(cells, tuple(sums))


def attack(table: Margins, found: Suppression, largest: int) -> None:
    """Assert that no small cell is found out by one who tries every table.

    He knows which were hidden for being small. Where that leaves one table only, whatever nonzero
    counts are hidden, he is held to what is printed: that they are hidden.
    """
    sums = [(s.whole, s.parts) for s in table.sums]
    most = max(table.counts.values()) + ROOM_TRIED

    def spans(hidden: frozenset[Cell]) -> dict[Cell, range]:
        return {
            c: range(1, largest + 1) if c in found.primary else range(largest + 1, most)
            for c in hidden
        }

    nonzero = frozenset(cell for cell, count in table.counts.items() if count)
    ranges = possible_counts(table.counts, sums, found.hidden, spans(found.hidden))
    for cell in found.primary:
        if len(ranges[cell]) < 2:
            best = possible_counts(table.counts, sums, nonzero, spans(nonzero))
            assert len(best[cell]) < 2, "hiding more would have protected it"
            loose = {c: range(1, most) for c in found.hidden}
            assert len(possible_counts(table.counts, sums, found.hidden, loose)[cell]) >= 2


@settings(max_examples=40, deadline=None)
@example([1, 1])
@example([2, 0, 0])
@example([1, 5])
@given(st.lists(st.integers(0, 6), min_size=1, max_size=3))
def test_nobody_finds_out_a_small_count_of_a_one_way_table(counts: list[int]) -> None:
    table = one_way(*counts)
    attack(table, suppress(table, UNDER_3), 2)


@settings(max_examples=10, deadline=None)
@example([[1, 1], [0, 5]])
@example([[2, 0], [0, 2]])
@given(st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=2))
def test_nobody_finds_out_a_small_count_of_a_two_way_table(rows: list[list[int]]) -> None:
    table = two_way(rows)
    attack(table, suppress(table, UNDER_3), 2)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=4))
def test_a_row_or_column_with_its_total_never_has_one_hidden_cell_alone(
    rows: list[list[int]],
) -> None:
    table = two_way(rows)
    found = suppress(table, UNDER_5)
    for s in table.sums:
        hidden = {s.whole, *s.parts} & found.hidden
        assert len(hidden) != 1
    assert all(least < most for least, most in found.ranges.values())
    assert (
        set(found.ranges)
        == found.primary
        == {cell for cell, count in table.counts.items() if 1 <= count <= 4}
    )
    assert not any(table.counts[cell] == 0 for cell in found.hidden)


@pytest.mark.parametrize("counts", [(8, 20), (0, 0), (5, 0, 30)])
def test_a_table_without_small_counts_loses_nothing(counts: tuple[int, ...]) -> None:
    assert suppress(one_way(*counts), UNDER_5).hidden == frozenset()


def test_two_small_counts_that_protect_each_other_need_no_third() -> None:
    assert suppress(one_way(3, 4, 50), UNDER_5).secondary == frozenset()


def test_two_small_counts_that_can_only_be_one_each_need_a_third() -> None:
    found = suppress(one_way(1, 1, 50, 20), UNDER_5)
    assert found.secondary == {"cell 3"}
    assert found.ranges["cell 0"] == (1, 4)


def test_the_smallest_other_count_is_given_up() -> None:
    assert suppress(one_way(3, 31, 20, 46), UNDER_5).secondary == {"cell 2"}
    assert suppress(one_way(3, 31, 20, 46), UNDER_10).secondary == {"cell 2"}


def test_weights_say_which_cells_to_keep() -> None:
    table = replace(one_way(3, 31, 20, 46), weights={"cell 2": 5.0})
    assert suppress(table, UNDER_5).secondary == {"cell 1"}


def test_a_two_way_table_loses_one_further_row_and_column() -> None:
    found = suppress(two_way([[3, 25, 40], [18, 30, 22], [27, 41, 60]]), UNDER_5)
    assert found.secondary == {(0, 1), (1, 0), (1, 1)}
    assert found.ranges == {(0, 0): (1, 4)}


def test_noughts_stay_shown_and_hidden_cells_go_around_them() -> None:
    found = suppress(two_way([[0, 5, 20], [6, 0, 31], [44, 18, 4]]), UNDER_5)
    assert found.secondary == {(2, 0), (1, 0), (1, 2)}


def test_what_is_published_elsewhere_is_kept() -> None:
    table = replace(one_way(3, 20, 31), kept=frozenset({"cell 1", "total"}))
    assert suppress(table, UNDER_5).secondary == {"cell 2"}
    with pytest.raises(InvalidInput, match="whatever else"):
        suppress(replace(table, kept=frozenset({"cell 1", "cell 2", "total"})), UNDER_5)
    with pytest.raises(ValueError, match="kept"):
        suppress(replace(table, kept=frozenset({"cell 0"})), UNDER_5)


def test_what_is_not_printed_protects_without_loss() -> None:
    table = replace(one_way(3, 20, 31), hidden=frozenset({"total"}))
    assert suppress(table, UNDER_5).hidden == {"cell 0", "total"}


def test_more_possible_counts_can_be_asked_for() -> None:
    two = one_way(1, 2, 9, 46)
    assert suppress(two, UNDER_5).ranges["cell 0"] == (1, 2)
    assert suppress(two, UNDER_5, fewest=3).ranges["cell 0"] == (1, 4)
    with pytest.raises(ValueError, match="4 small counts"):
        suppress(two, UNDER_5, fewest=5)


def test_nothing_is_hidden_that_could_be_shown() -> None:
    table = two_way([[3, 9, 9, 30], [9, 2, 9, 8], [9, 9, 1, 50]])
    found = suppress(table, UNDER_5)
    assert found.secondary
    for shown_again in found.secondary:
        hidden = found.hidden - {shown_again}
        spans = {
            cell: ((1, 4) if cell in found.primary else (5, 200)) if cell in hidden else (n, n)
            for cell, n in table.counts.items()
        }
        ranges = [possible_range(table.sums, spans, cell) for cell in found.primary]
        assert any(least == most for least, most in filter(None, ranges)), shown_again


def test_sums_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="sum of its parts"):
        Margins({"a": 1, "b": 2, "total": 4}, (Sum("total", ("a", "b")),))
