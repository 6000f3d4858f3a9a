"""Comparing two cycles of an audit."""

from __future__ import annotations

import pandas as pd
import pytest

from evaluation.audit import combine_counts, compare_cycles, protect_results
from evaluation.disclosure import NONE


def cycles(*rows: tuple[str, int, int, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["criterion", "cycle", "met", "not_met"])
    return protect_results(combine_counts(table.assign(not_recorded=0, exceptions=0)), NONE)


def test_the_difference_is_newcombes_for_the_reference_re_audit() -> None:
    counts = cycles(("A", 1, 30, 30), ("A", 2, 45, 15))
    row = compare_cycles(counts, {"A": 100}, 1, 2).iloc[0]
    assert (row["percent_first"], row["percent_second"], row["difference"]) == (50, 75, 25)
    assert row["lower"] == pytest.approx(7.67795714)
    assert row["upper"] == pytest.approx(40.3460799)
    assert (row["n"], row["verdict"]) == (120, "improved")


@pytest.mark.parametrize(
    ("first", "second", "target", "verdict"),
    [
        ((45, 15), (30, 30), 100, "worsened"),
        ((45, 15), (30, 30), 0, "improved"),
        ((30, 30), (45, 15), 0, "worsened"),
        ((30, 30), (45, 15), None, "improved"),
        ((30, 30), (32, 28), 100, "no clear change"),
        ((0, 0), (32, 28), 100, "not comparable"),
    ],
)
def test_the_verdict_follows_the_interval_and_the_direction(
    first: tuple[int, int], second: tuple[int, int], target: float | None, verdict: str
) -> None:
    counts = cycles(("A", 1, *first), ("A", 2, *second))
    assert compare_cycles(counts, {"A": target}, 1, 2)["verdict"].tolist() == [verdict]


def test_a_criterion_of_one_cycle_is_not_comparable_and_order_is_kept() -> None:
    counts = cycles(("B", 1, 30, 30), ("A", 1, 30, 30), ("A", 2, 45, 15), ("C", 2, 9, 9))
    table = compare_cycles(counts, {"A": 100, "B": 100, "C": 0}, 1, 2)
    assert table["criterion"].tolist() == ["B", "A", "C"]
    assert table["verdict"].tolist() == ["not comparable", "improved", "not comparable"]


def test_suppressed_cycles_are_not_comparable() -> None:
    table = pd.DataFrame(
        [("A", 1, 3, 40), ("A", 2, 20, 20)], columns=["criterion", "cycle", "met", "not_met"]
    )
    counts = protect_results(combine_counts(table.assign(not_recorded=0, exceptions=0)))
    row = compare_cycles(counts, {"A": 100}, 1, 2).iloc[0]
    assert pd.isna(row["difference"])
    assert row["verdict"] == "not comparable"


def test_groups_are_compared_apart() -> None:
    counts = pd.concat(
        [
            cycles(("A", 1, 30, 30), ("A", 2, 45, 15)).assign(site="East"),
            cycles(("A", 1, 45, 15), ("A", 2, 30, 30)).assign(site="West"),
        ],
        ignore_index=True,
    )
    table = compare_cycles(counts, {"A": 100}, 1, 2)
    assert table.set_index("site")["verdict"].to_dict() == {"East": "improved", "West": "worsened"}
