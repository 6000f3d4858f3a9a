"""Numbers, checks and records as rows of text."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.serving.tables import (
    CheckRow,
    check_rows,
    estimate_tables,
    moment_text,
    run_facts,
)
from tests.serving.conftest import ESTIMATES, estimate_of, record_of, write


def test_each_analysis_has_a_table_of_its_main_numbers_and_one_of_further_ones():
    its, kpi = estimate_tables(ESTIMATES)
    assert (its.title, kpi.title) == ("Interrupted time series", "Indicators before and after")
    assert [row.measure for row in its.main] == ["absolute difference", "relative difference"]
    assert [row.measure for row in its.further] == [
        "relative difference, sensitivity: other errors",
        "term level:go-live",
    ]


def test_numbers_are_rounded_as_in_the_report():
    row = estimate_tables(ESTIMATES)[0].main[1]
    assert (row.value, row.interval, row.level) == ("−20.0%", "−30.0 to −10.0", "95%")
    assert (row.n, row.period, row.mark) == ("24", "March 2026", "Synthetic")


def test_what_was_kept_back_is_a_star():
    (row,) = estimate_tables(ESTIMATES)[1].main
    assert (row.value, row.interval, row.level, row.n) == ("*", "*", "", "*")


def test_an_estimate_that_does_not_say_what_it_rests_on_is_not_taken_for_kept_back():
    (row,) = estimate_tables([estimate_of("slope", 1.0, 0.5, 2.0, n=None)])[0].main
    assert row.n == "not stated"


def test_an_analysis_without_a_name_here_is_called_as_it_is():
    assert estimate_tables([estimate_of("share", 1.0, 0.5, 2.0, analysis="uptake")])[0].title == (
        "Uptake"
    )


def test_checks_say_whether_they_were_passed(hub: Path):
    assert check_rows(hub / "reports" / "results" / "falls") == [
        CheckRow("falls", "Durbin-Watson", "For information", "It is 2.2."),
        CheckRow("falls", "Points on each side", "Passed", "There are enough."),
    ]


def test_damaged_or_missing_checks_are_none(tmp_path: Path):
    assert check_rows(tmp_path) == []
    write(tmp_path / "checks.parquet", "odd")
    assert check_rows(tmp_path) == []


def test_a_run_has_its_facts():
    facts = run_facts(record_of("falls"))
    assert (facts.when, facts.seconds, facts.memory) == (
        "1 May 2026, 08:01 UTC",
        "1 minute 15 seconds",
        "310 MiB",
    )
    assert facts.inputs == (("data/hub.yml", "ab" * 6),)


def test_facts_that_are_not_known_say_so():
    facts = run_facts(record_of("falls", peak_memory_mb=None, end="soon"))
    assert (facts.memory, facts.when) == ("not available", "soon")


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01T00:00:00"])
def test_a_moment_that_is_none_stays_as_it_is(text: str):
    assert moment_text(text) == text
