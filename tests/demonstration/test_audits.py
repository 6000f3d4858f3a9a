"""Synthetic audit records and the counts made from them."""

import numpy as np
import pandas as pd
import pytest

from evaluation.demonstration.audits import AuditCycle, Expected, audit_counts, audit_records

GROUPS = {"age_band": (("5 to 16", "17 and over"), (0.25, 0.75))}


def _records(expected: tuple[Expected, ...], number: int = 4_000) -> pd.DataFrame:
    cycles = (AuditCycle("cycle-1", "2024-07-01", "2024-07-31", number, expected),)
    return audit_records(np.random.default_rng(1), "x", cycles, GROUPS)


def test_results_occur_as_often_as_stated():
    expected = Expected("A-1", 0.75, not_recorded=0.1, exceptions={"Declined": 0.1})
    shares = _records((expected,))["result"].value_counts(normalize=True)
    assert shares["exception"] == pytest.approx(0.1, abs=0.02)
    assert shares["not recorded"] == pytest.approx(0.1, abs=0.02)
    assert shares["met"] == pytest.approx(0.8 * 0.75, abs=0.02)
    assert shares["not met"] == pytest.approx(0.8 * 0.25, abs=0.02)


def test_every_exception_and_nothing_else_has_a_reason():
    records = _records((Expected("A-1", 0.5, exceptions={"Declined": 0.2, "Unwell": 0.1}),))
    assert (records["exception_reason"].notna() == (records["result"] == "exception")).all()
    assert set(records["exception_reason"].dropna()) == {"Declined", "Unwell"}


def test_a_criterion_may_hold_for_some_records_only():
    records = _records((Expected("A-1", 1.0), Expected("A-2", 1.0, share=0.25)))
    assert (records["criterion"] == "A-2").sum() == pytest.approx(1_000, abs=100)


def test_a_criterion_may_hold_for_one_group_only():
    records = _records((Expected("A-1", 1.0, only=("age_band", "5 to 16")),))
    assert set(records["age_band"]) == {"5 to 16"}


def test_a_record_has_the_same_group_and_day_under_every_criterion():
    records = _records((Expected("A-1", 0.5), Expected("A-2", 0.5)), number=50)
    assert len(records[["record", "age_band", "date"]].drop_duplicates()) == 50
    assert not records.duplicated(["record", "criterion"]).any()


def test_days_lie_within_the_cycle_both_ends_included():
    days = _records((Expected("A-1", 0.5),))["date"]
    assert (days.min(), days.max()) == ("2024-07-01", "2024-07-31")


def test_pseudonyms_differ_between_cycles():
    expected = (Expected("A-1", 0.5),)
    cycles = tuple(
        AuditCycle(name, "2024-07-01", "2024-07-31", 5, expected) for name in ("one", "two")
    )
    records = audit_records(np.random.default_rng(1), "x", cycles, {})
    assert records["record"].nunique() == 10


def test_counts_have_a_column_for_every_result_even_where_none_occurs():
    records = pd.DataFrame(
        {"criterion": ["A-1"] * 3, "cycle": "one", "result": ["met", "met", "not met"]}
    ).astype("string")
    counts = audit_counts(records)
    columns = ["criterion", "cycle", "met", "not_met", "not_recorded", "exceptions"]
    assert counts.columns.tolist() == columns
    assert counts.to_numpy().tolist() == [["A-1", "one", 2, 1, 0, 0]]


def test_counts_by_a_dimension_follow_the_whole_and_sum_to_it():
    counts = audit_counts(_records((Expected("A-1", 0.5),)), "age_band")
    whole = counts[counts["dimension"].isna()]
    groups = counts[counts["dimension"] == "age_band"]
    assert groups["group"].tolist() == ["17 and over", "5 to 16"]
    assert groups["met"].sum() == whole["met"].sum()
