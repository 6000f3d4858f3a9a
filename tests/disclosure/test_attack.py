"""The attacker finds the exact ends of what is possible."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.disclosure import HES, Sum, possible_range, protect
from tests.disclosure.attacker import possible_counts

TABLE = (Sum("all", ("women", "men")), Sum("men", ("young", "old")))


def test_a_cell_alone_with_its_total_is_found_out() -> None:
    spans = {"all": (40, 40), "women": (30, 30), "men": (1, 20), "young": (1, 4), "old": (8, 8)}
    assert possible_range(TABLE, spans, "men") == (10, 10)
    assert possible_range(TABLE, spans, "young") == (2, 2)


def test_nothing_is_found_where_no_table_fits() -> None:
    spans = {"all": (40, 40), "women": (30, 30), "men": (1, 4), "young": (1, 4), "old": (8, 8)}
    assert possible_range(TABLE, spans, "men") is None


def test_a_cell_in_no_sum_may_be_all_that_it_may_be_by_itself() -> None:
    assert possible_range(TABLE, {"other": (1, 7)}, "other") == (1, 7)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=3, max_size=3))
def test_the_ends_are_those_of_all_tables_that_fit(ends: list[tuple[int, int]]) -> None:
    spans = {name: (low, low + more) for name, (low, more) in zip("abc", ends, strict=True)}
    spans["all"] = (6, 9)
    sums = (Sum("all", ("a", "b", "c")),)
    tried = possible_counts(
        dict.fromkeys([*"abc", "all"], 0),
        [("all", "abc")],
        [*"abc", "all"],
        {name: range(low, high + 1) for name, (low, high) in spans.items()},
    )
    for name in spans:
        found = possible_range(sums, spans, name)
        assert found == ((min(tried[name]), max(tried[name])) if tried[name] else None)


def printed(*counts: int) -> dict[int, tuple[int, int]]:
    published = [None if pd.isna(n) else int(n) for n in protect(pd.Series(counts))]
    return {n: HES.possible(count) for n, count in enumerate(published)}


def test_rounding_alone_does_not_always_hide_a_small_count() -> None:
    """Printed are a star, 10, 10 and 15: two counts of 8 or more leave only 1 of at most 17."""
    total = [Sum(3, (0, 1, 2))]
    assert possible_range(total, printed(1, 8, 8, 17), 0) == (1, 1)
    assert possible_range(total, printed(1, 9, 9, 19), 0) == (1, 6)
