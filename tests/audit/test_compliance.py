"""Compliance of an audit with its targets."""

from __future__ import annotations

import pandas as pd
import pytest

from evaluation.audit import combine_counts, compliance, protect_results
from evaluation.disclosure import HES, NONE, DisclosureRule
from evaluation.errors import InvalidInput
from evaluation.intervals import wilson


def audited(
    met: int, not_met: int, not_recorded: int = 0, rule: DisclosureRule = NONE
) -> pd.DataFrame:
    counts = pd.DataFrame(
        {
            "criterion": ["A"],
            "cycle": [1],
            "met": [met],
            "not_met": [not_met],
            "not_recorded": [not_recorded],
            "exceptions": [2],
        }
    )
    return protect_results(combine_counts(counts), rule)


def row_of(counts: pd.DataFrame, target: float | None) -> pd.Series:
    return compliance(counts, {"A": target}).iloc[0]


def test_what_is_not_recorded_is_not_met_and_both_ways_are_shown() -> None:
    row = row_of(audited(met=60, not_met=20, not_recorded=20), 90)
    assert row["percent"] == 60
    assert row["percent_recorded"] == 75
    assert row["lower"] == pytest.approx(100 * wilson(60, 100).lower)
    assert row["upper_recorded"] == pytest.approx(100 * wilson(60, 80).upper)


@pytest.mark.parametrize(
    ("met", "not_met", "target", "status"),
    [
        (95, 5, 80, "met"),
        (85, 15, 80, "uncertain"),
        (75, 25, 80, "uncertain"),
        (60, 40, 80, "not met"),
        (100, 0, 100, "met"),
        (99, 1, 100, "not met"),
        (0, 100, 0, "met"),
        (1, 99, 0, "not met"),
        (60, 40, None, "no target"),
        (0, 0, 80, "no eligible records"),
    ],
)
def test_status_follows_the_interval(
    met: int, not_met: int, target: float | None, status: str
) -> None:
    assert row_of(audited(met, not_met), target)["status"] == status


def test_what_is_not_recorded_counts_against_a_should_not_criterion() -> None:
    row = row_of(audited(met=0, not_met=80, not_recorded=20), 0)
    assert row["percent"] == 20
    assert row["percent_recorded"] == 0
    assert row["status"] == "not met"


def test_suppressed_counts_give_no_percentage_and_no_status() -> None:
    for met, not_met in ((5, 60), (58, 2)):
        row = row_of(audited(met, not_met, rule=HES), 100)
        assert row[["percent", "lower", "upper", "percent_recorded"]].isna().all()
        assert row["status"] == "suppressed"


def test_the_percentage_among_recorded_is_hidden_where_rounding_would_make_it_the_whole() -> None:
    row = row_of(audited(met=60, not_met=2, not_recorded=30, rule=HES), 100)
    assert row["percent"] == pytest.approx(100 * 60 / 90)
    assert pd.isna(row["percent_recorded"])
    row = row_of(audited(met=60, not_met=4, not_recorded=30, rule=HES), 100)
    assert row["percent_recorded"] == pytest.approx(100 * 60 / 65)


def test_under_a_target_of_nought_both_percentages_agree_where_all_is_recorded() -> None:
    row = row_of(audited(met=9, not_met=141, rule=HES), 0)
    assert row["percent"] == row["percent_recorded"] == pytest.approx(100 * 10 / 150)


def test_a_hundred_percent_after_rounding_is_a_true_hundred_percent() -> None:
    assert row_of(audited(met=93, not_met=0, rule=HES), 100)["status"] == "met"
    assert row_of(audited(met=93, not_met=8, rule=HES), 100)["status"] == "not met"


def test_a_criterion_without_a_target_entry_is_refused() -> None:
    with pytest.raises(InvalidInput, match="1 rows"):
        compliance(audited(10, 10), {"B": 100})


def test_groups_come_through_to_the_table() -> None:
    counts = audited(20, 20).assign(site="East")
    assert compliance(counts, {"A": 100})["site"].tolist() == ["East"]
