"""Tables with margins are protected in one call, beside the wholes that are published elsewhere."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.disclosure import (
    HES,
    MHSDS,
    UNDER_5,
    UNDER_10,
    DisclosureRule,
    Ledger,
    Sum,
    possible_range,
    protect_counts,
    protect_shares,
    protect_table,
)
from evaluation.errors import InvalidInput

COUNTS = ["met", "not_met", "eligible"]
SUMS = [("eligible", ("met", "not_met"))]


def counted(*rows: tuple[str, int | None, int | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["site", "met", "not_met"]).convert_dtypes()
    return frame.assign(eligible=frame["met"] + frame["not_met"])


def shown(frame: pd.DataFrame) -> list[list[object]]:
    return [
        ["*" if pd.isna(value) else int(value) for value in row]
        for row in frame[COUNTS].itertuples(index=False)
    ]


def test_a_rule_that_rounds_protects_each_count_alone() -> None:
    table = counted(("x", 3, 30), ("y", 20, 20))
    made = protect_table(table, COUNTS, HES, sums=SUMS)
    pd.testing.assert_frame_equal(made, protect_counts(table, COUNTS, HES))


def test_where_rounding_does_not_hide_a_small_count_another_is_hidden_too() -> None:
    sites = pd.DataFrame({"met": [1, 8, 8]})
    made = protect_table(sites, ["met"], HES, whole=pd.DataFrame({"met": [17]}))
    assert made["met"].isna().tolist() == [True, False, True]
    assert protect_table(sites, ["met"], HES)["met"].isna().tolist() == [True, False, False]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 40)), min_size=1, max_size=4),
    st.sampled_from([HES, MHSDS, UNDER_5, UNDER_10]),
)
def test_no_small_count_is_found_out_whatever_the_rule(
    rows: list[tuple[int, int]], rule: DisclosureRule
) -> None:
    """The attack knows the whole, its parts, and what each printed number leaves possible."""
    sites = counted(*((f"site {n}", *row) for n, row in enumerate(rows)))
    whole = counted(("all", sum(met for met, _ in rows), sum(rest for _, rest in rows)))
    tables = {
        "site": (sites, protect_table(sites, COUNTS, rule, sums=SUMS, whole=whole)),
        "all": (whole, protect_table(whole, COUNTS, rule, sums=SUMS)),
    }
    strict: dict[tuple[str, int, str], tuple[int, int]] = {}
    for name, (true, made) in tables.items():
        for column in COUNTS:
            for row, value in enumerate(made[column]):
                is_small = rule.suppresses(true[column])[row]
                hidden = rule.possible(None) if is_small else (rule.largest_suppressed + 1, 999)
                strict[name, row, column] = hidden if pd.isna(value) else rule.possible(int(value))
    loose = {
        (name, row, column): (1, 999) if pd.isna(tables[name][1][column].iloc[row]) else span
        for (name, row, column), span in strict.items()
    }
    sums = [
        Sum((name, row, "eligible"), ((name, row, "met"), (name, row, "not_met")))
        for name, (true, _) in tables.items()
        for row in range(len(true))
    ]
    places = range(len(sites))
    sums += [Sum(("all", 0, c), tuple(("site", row, c) for row in places)) for c in COUNTS]
    for name, (true, _) in tables.items():
        for column in COUNTS:
            for row in true.index[rule.suppresses(true[column])]:
                cell = (name, int(row), column)
                found = [possible_range(sums, spans, cell) for spans in (strict, loose)]
                assert any(ends and ends[0] < ends[1] for ends in found)


def test_within_a_row_a_small_part_takes_another_with_it() -> None:
    table = counted(("x", 3, 30), ("y", 20, 20))
    assert shown(protect_table(table, COUNTS, UNDER_5, sums=SUMS)) == [
        ["*", "*", 33],
        [20, 20, 40],
    ]
    assert table["met"].tolist() == [3, 20]


def test_columns_that_do_not_matter_are_given_up_first() -> None:
    table = counted(("x", 30, 3))
    weighted = protect_table(table, COUNTS, UNDER_5, sums=SUMS, weights={"met": 9.0})
    assert shown(weighted) == [[30, "*", "*"]]


def test_what_is_not_printed_is_hidden_and_protected_all_the_same() -> None:
    table = counted(("x", 38, 2))
    made = protect_table(table, COUNTS, UNDER_5, sums=SUMS, unprinted=["not_met"])
    assert shown(made) == [["*", "*", 40]]


def test_groups_are_protected_against_their_whole_which_stays_as_it_is() -> None:
    whole = counted(("all", 60, 33))
    sites = counted(("x", 3, 13), ("y", 27, 10), ("z", 30, 10))
    made = protect_table(sites, COUNTS, UNDER_5, sums=SUMS, whole=whole)
    assert shown(protect_table(whole, COUNTS, UNDER_5, sums=SUMS)) == [[60, 33, 93]]
    hidden = made[COUNTS].isna()
    assert hidden.loc[0, "met"]
    assert hidden["met"].sum() >= 2
    assert (hidden.sum(axis=0) != 1).all()
    assert (hidden.sum(axis=1) != 1).all()


def test_people_of_no_group_are_not_left_over() -> None:
    whole, sites = counted(("all", 63, 30)), counted(("x", 30, 15), ("y", 30, 15))
    made = protect_table(sites, COUNTS, UNDER_5, sums=SUMS, whole=whole)
    assert made["met"].isna().any()
    complete = protect_table(sites, COUNTS, UNDER_5, sums=SUMS, whole=counted(("all", 60, 30)))
    assert not complete[COUNTS].isna().any(axis=None)


def test_groups_that_overlap_cannot_be_subtracted_from_their_whole() -> None:
    whole, groups = counted(("all", 30, 20)), counted(("x", 28, 15), ("y", 28, 15))
    made = protect_table(groups, COUNTS, UNDER_5, sums=SUMS, whole=whole)
    assert not made[COUNTS].isna().any(axis=None)


def test_rows_are_matched_to_their_whole_by_keys() -> None:
    whole = pd.DataFrame({"cycle": [1, 2], "met": [23, 50]})
    groups = pd.DataFrame({"cycle": [1, 1, 2, 2, 3], "met": [3, 20, 25, 25, 30]})
    made = protect_table(groups, ["met"], UNDER_5, whole=whole, keys=["cycle"])
    assert made["met"].isna().tolist() == [True, True, False, False, False]


def test_counts_that_came_suppressed_stay_so_and_are_protected() -> None:
    ages = pd.DataFrame({"people": pd.array([None, 20, 31], dtype="Int64")})
    whole = pd.DataFrame({"people": [54]})
    made = protect_table(ages, ["people"], UNDER_5, whole=whole)
    assert made["people"].isna().tolist() == [True, True, False]
    with pytest.raises(InvalidInput, match="fit none"):
        protect_table(ages, ["people"], UNDER_5, whole=pd.DataFrame({"people": [50]}))


def test_a_suppressed_count_that_cannot_be_small_is_hidden_and_no_more() -> None:
    ages = pd.DataFrame({"people": pd.array([None, 20], dtype="Int64")})
    made = protect_table(ages, ["people"], UNDER_5, whole=pd.DataFrame({"people": [60]}))
    assert made["people"].isna().tolist() == [True, False]


def test_a_suppressed_count_without_margins_stays_suppressed() -> None:
    ages = pd.DataFrame({"people": pd.array([None, 20], dtype="Int64")})
    assert protect_table(ages, ["people"], UNDER_5)["people"].isna().tolist() == [True, False]


def test_an_empty_table_stays_empty() -> None:
    assert protect_table(counted().astype({"met": "Int64"}), ["met"], UNDER_5).empty


def test_a_second_breakdown_is_protected_against_the_first() -> None:
    """A whole that is hidden is not found out by adding up what another table shows."""
    rule = UNDER_5
    first = Ledger(rule).enter({"all": 3, "x": 3, "y": 0}, [Sum("all", ("x", "y"))])
    second = first.enter({"young": 1, "old": 2}, [Sum("all", ("young", "old"))])
    assert second.hidden == {"all", "x", "young", "old"}


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=4))
def test_the_answer_is_the_same_every_time(rows: list[tuple[int, int]]) -> None:
    sites = counted(*((f"site {n}", *row) for n, row in enumerate(rows)))
    whole = counted(("all", sum(met for met, _ in rows), sum(rest for _, rest in rows)))
    made = [protect_table(sites, COUNTS, UNDER_5, sums=SUMS, whole=whole) for _ in range(2)]
    pd.testing.assert_frame_equal(*made)
    for column in COUNTS:
        is_hidden = made[0][column].isna()
        small = sites[column].between(1, 4)
        assert is_hidden[small].all()
        assert not is_hidden[sites[column] == 0].any()


def test_shares_by_group_are_protected_beside_everybody() -> None:
    groups = pd.DataFrame({"numerator": [3, 20, 38], "denominator": [30, 40, 40]})
    everybody = pd.DataFrame({"numerator": [61], "denominator": [110]})
    made = protect_shares(groups, UNDER_5, whole=everybody)
    assert made["numerator"].isna().tolist() == [True, False, True]
    assert made["denominator"].tolist() == [30, 40, 40]
    two = protect_shares(groups.head(2), UNDER_5, whole=everybody - [38, 40])
    assert two["numerator"].isna().all()


def test_the_exposure_of_a_rate_stays_as_it_is() -> None:
    groups = pd.DataFrame({"numerator": [3, 20], "denominator": [30, 41]})
    made = protect_shares(groups, HES, is_proportion=False)
    assert made["denominator"].tolist() == [30, 41]
    assert made["numerator"].isna().tolist() == [True, False]


def test_the_few_who_are_not_in_a_numerator_are_not_what_is_left_of_everybody() -> None:
    """Hiding 38 of 40 alone would not do: 58 of everybody less the other group's 20 is 38."""
    groups = pd.DataFrame({"numerator": [38, 20], "denominator": [40, 40]})
    made = protect_shares(
        groups, UNDER_5, whole=pd.DataFrame({"numerator": [58], "denominator": [80]})
    )
    assert made["numerator"].isna().all()
