"""Counting the records of an audit."""

from __future__ import annotations

import pandas as pd
import pytest

from evaluation.audit import (
    combine_counts,
    count_results,
    exceptions_by_reason,
    protect_reasons,
    protect_results,
)
from evaluation.disclosure import HES, NONE, UNDER_5
from evaluation.errors import InvalidInput


@pytest.fixture
def records() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("P-2", 2, "met", None, "East"),
            ("P-2", 1, "not recorded", None, "East"),
            ("P-1", 1, "met", None, "West"),
            ("P-1", 1, "exception", "declined", "West"),
            ("P-1", 1, "exception", "declined", "East"),
            ("P-1", 1, "exception", None, "East"),
            ("P-1", 1, "not met", None, "East"),
        ],
        columns=["criterion", "cycle", "result", "exception_reason", "site"],
    )


def test_eligible_is_the_population_less_exceptions(records: pd.DataFrame) -> None:
    counts = count_results(records).set_index(["criterion", "cycle"]).loc[("P-1", 1)]
    assert counts.to_dict() == {
        "population": 5,
        "exceptions": 3,
        "eligible": 2,
        "recorded": 2,
        "met": 1,
        "not_met": 1,
        "not_recorded": 0,
        "met_or_unknown": 1,
    }


def test_criteria_keep_their_order_and_cycles_ascend(records: pd.DataFrame) -> None:
    counts = count_results(records)
    assert list(zip(counts["criterion"], counts["cycle"], strict=True)) == [
        ("P-2", 1),
        ("P-2", 2),
        ("P-1", 1),
    ]


def test_cycles_that_are_numbers_ascend_as_numbers() -> None:
    records = pd.DataFrame({"criterion": "A", "cycle": [10, 2], "result": "met"})
    assert count_results(records)["cycle"].tolist() == [2, 10]


def test_cycles_with_names_follow_their_stated_order() -> None:
    cycle = pd.Categorical(["re-audit", "first"], ["first", "re-audit"], ordered=True)
    records = pd.DataFrame({"criterion": "A", "cycle": cycle, "result": "met"})
    assert count_results(records)["cycle"].tolist() == ["first", "re-audit"]


def test_groups_are_counted_apart_and_add_up(records: pd.DataFrame) -> None:
    by_site = count_results(records, by=["site"])
    assert by_site["population"].sum() == len(records)
    assert set(by_site.columns) - set(count_results(records).columns) == {"site"}


def test_a_missing_group_is_a_group_of_its_own() -> None:
    records = pd.DataFrame(
        {"criterion": "A", "cycle": 1, "result": "met", "ethnicity": ["White", None, None]}
    )
    assert count_results(records, by=["ethnicity"])["population"].tolist() == [1, 2]


def test_counting_changes_nothing_that_was_given(records: pd.DataFrame) -> None:
    before = records.copy()
    count_results(records, by=["site"])
    pd.testing.assert_frame_equal(records, before)


def test_a_result_that_is_none_of_the_four_is_refused_without_its_value() -> None:
    records = pd.DataFrame({"criterion": "A", "cycle": 1, "result": ["met", "Jane Doe"]})
    with pytest.raises(InvalidInput, match="1 values") as caught:
        count_results(records)
    assert "Jane" not in str(caught.value)
    assert "not recorded" in caught.value.remedy


def test_a_missing_column_is_named_with_the_nearest_spelling() -> None:
    records = pd.DataFrame({"criterion": "A", "cycle": 1, "resutl": ["met"]})
    with pytest.raises(InvalidInput, match="no column result") as caught:
        count_results(records)
    assert "resutl" in caught.value.remedy


def test_a_missing_column_without_a_near_spelling_lists_what_is_needed() -> None:
    with pytest.raises(InvalidInput) as caught:
        count_results(pd.DataFrame({"zzz": [1]}))
    assert "criterion, cycle, result" in caught.value.remedy


def test_counts_of_several_sites_are_added_up() -> None:
    counts = pd.DataFrame(
        {
            "criterion": "A",
            "cycle": [1, 1],
            "site": ["East", "West"],
            "met": [20, 30],
            "not_met": [5, 6],
            "not_recorded": [1, 2],
            "exceptions": [3, 4],
        }
    )
    total = combine_counts(counts).iloc[0]
    assert (total["met"], total["recorded"], total["eligible"], total["population"]) == (
        50,
        61,
        64,
        71,
    )
    assert combine_counts(counts, by=["site"])["eligible"].tolist() == [26, 38]


def test_records_and_their_counts_agree(records: pd.DataFrame) -> None:
    by_site = count_results(records, by=["site"])
    pd.testing.assert_frame_equal(combine_counts(by_site), count_results(records))


@pytest.mark.parametrize("count", [-1, 2.5, None])
def test_counts_that_cannot_be_are_refused(count: float | None) -> None:
    counts = pd.DataFrame(
        {
            "criterion": ["A"],
            "cycle": [1],
            "met": [count],
            "not_met": [0],
            "not_recorded": [0],
            "exceptions": [0],
        }
    )
    with pytest.raises(InvalidInput, match="1 counts"):
        combine_counts(counts)


def test_exceptions_are_listed_by_reason_and_none_is_dropped(records: pd.DataFrame) -> None:
    reasons = exceptions_by_reason(records)
    assert reasons[["reason", "exceptions"]].values.tolist() == [
        ["declined", 2],
        ["no reason given", 1],
    ]
    assert reasons["exceptions"].sum() == count_results(records)["exceptions"].sum()


def counts_of(met: int, not_met: int, not_recorded: int = 0) -> pd.DataFrame:
    return combine_counts(
        pd.DataFrame(
            {
                "criterion": ["A"],
                "cycle": [1],
                "met": [met],
                "not_met": [not_met],
                "not_recorded": [not_recorded],
                "exceptions": [0],
            }
        )
    )


def test_protection_suppresses_met_where_rounding_would_make_it_the_whole() -> None:
    protected = protect_results(counts_of(met=63, not_met=1)).iloc[0]
    assert pd.isna(protected["met"])
    assert pd.isna(protected["not_met"])
    assert protected["eligible"] == 65


def test_protection_keeps_met_where_all_who_did_not_comply_are_enough() -> None:
    protected = protect_results(counts_of(met=60, not_met=4, not_recorded=10)).iloc[0]
    assert protected["met"] == 60
    assert pd.isna(protected["not_met"])


def test_protection_under_no_rule_keeps_true_counts() -> None:
    protected = protect_results(counts_of(met=3, not_met=2), NONE).iloc[0]
    assert (protected["met"], protected["not_met"], protected["eligible"]) == (3, 2, 5)


def test_reasons_are_protected_beside_the_exceptions_of_each_cycle() -> None:
    counts = combine_counts(
        pd.DataFrame(
            {
                "criterion": "A",
                "cycle": [1, 2],
                "met": [50, 60],
                "not_met": [20, 30],
                "not_recorded": 0,
                "exceptions": [13, 20],
            }
        )
    )
    reasons = pd.DataFrame(
        {"criterion": "A", "reason": ["declined", "died", "moved"], "exceptions": [3, 10, 20]}
    )
    hidden = {
        rule.name: protect_reasons(reasons, rule, counts)["exceptions"].isna().tolist()
        for rule in (UNDER_5, HES, NONE)
    }
    assert hidden == {
        "under-5": [True, True, False],
        "hes": [True, False, False],
        "none": [False, False, False],
    }


def test_groups_do_not_give_away_what_their_whole_tells_of_them() -> None:
    parts = pd.DataFrame(
        {
            "criterion": "A",
            "cycle": 1,
            "site": ["x", "y"],
            "met": [30, 40],
            "not_met": [3, 20],
            "not_recorded": 0,
            "exceptions": 0,
        }
    )
    whole, sites = combine_counts(parts), combine_counts(parts, ["site"])
    assert protect_results(sites, UNDER_5, whole)["not_met"].isna().all()
    assert protect_results(whole, UNDER_5)["not_met"].tolist() == [23]
    assert protect_results(sites, UNDER_5)["not_met"].isna().tolist() == [True, False]
