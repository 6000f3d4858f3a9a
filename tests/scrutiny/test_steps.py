"""Steps before go-live are told with their month, and what is declared is not told."""

import numpy as np
import pytest

from evaluation.scrutiny.steps import step_doubts
from tests.scrutiny.making import counts, project, sentences, table

MONTHS = 60  # 36 before go-live
STEP = np.arange(MONTHS) >= 20  # from September 2022


def stepping(**more):
    denominators = 5000.0 * np.where(STEP, 1.4, 1) + counts(300, MONTHS)
    return table(numerator=counts(200, MONTHS, 2), denominator=denominators, **more)


def test_a_step_of_the_denominators_names_its_month_and_column() -> None:
    (first, *_) = step_doubts(project(analysis={}), stepping())
    assert first.sentence == (
        "The denominators and with them the values of the KPI 'falls' step up in 2022-09, before "
        "go-live and by more than chance explains, as where a definition or source changes."
    )
    assert first.remedy == (
        "Find out why; then state the date as an interruption, 'exclude' the periods, or begin "
        "later."
    )
    assert first.place == "period 2022-09, column 'denominator'"


def test_a_step_of_the_values_alone_is_told_as_such() -> None:
    values = counts(60, MONTHS) + 60 * STEP
    (only,) = step_doubts(project("count", analysis={}), table(value=values))
    assert only.sentence.startswith("The values of the KPI 'falls' step up in 2022-09")
    assert only.place == "period 2022-09, column 'value'"


@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_a_series_without_a_step_is_not_doubted(kind: str) -> None:
    quiet = table(numerator=counts(200, MONTHS), denominator=counts(5000, MONTHS, 2))
    assert sentences(step_doubts(project(kind, analysis={}), quiet)) == []


def test_a_change_at_go_live_is_not_doubted() -> None:
    values = counts(60, MONTHS) + 60 * (np.arange(MONTHS) >= 36)
    assert sentences(step_doubts(project("count", analysis={}), table(value=values))) == []


def test_a_step_that_is_declared_as_an_interruption_is_not_told() -> None:
    changes = [{"name": "system", "date": "2022-09-01"}, {"name": "go-live", "date": "2024-01-01"}]
    made = project(analysis={"interruptions": changes})
    assert sentences(step_doubts(made, stepping())) == []


def test_a_step_that_is_left_out_is_not_told() -> None:
    left_out = [{"from": "2021-01-01", "to": "2022-08-31", "reason": "another system"}]
    assert sentences(step_doubts(project(analysis={"exclude": left_out}), stepping())) == []


def test_populations_that_are_estimated_once_a_year_are_not_doubted() -> None:
    yearly = np.repeat([50_000.0, 50_400, 50_900, 51_100, 51_900], 12)
    made = table(numerator=counts(200, MONTHS), denominator=yearly)
    assert sentences(step_doubts(project(analysis={}), made)) == []


def test_a_kpi_without_analysis_is_doubted_for_its_baseline() -> None:
    windows = {
        "baseline": {"from": "2022-01-01", "to": "2022-12-31"},
        "after": {"from": "2025-01-01", "to": "2025-12-31"},
    }
    found = list(step_doubts(project(periods=windows), stepping()))
    assert found[0].remedy == ("Find out why; then choose a baseline that lies on one side of it.")
    later = {**windows, "baseline": {"from": "2023-01-01", "to": "2023-12-31"}}
    assert sentences(step_doubts(project(periods=later), stepping())) == []
    assert sentences(step_doubts(project(), stepping())) == []


def test_daily_series_are_left_alone() -> None:
    values = np.r_[counts(20, 300), counts(60, 300)]
    made = project("count", analysis={}, frequency="daily")
    assert sentences(step_doubts(made, table(value=values, frequency="D"))) == []


def test_small_counts_with_zeros_are_looked_at_on_a_scale_that_suits_them() -> None:
    values = np.r_[counts(1, 24), counts(12, 12), counts(12, 24)]
    (only,) = step_doubts(project("count", analysis={}), table(value=values))
    assert "step up in 2023-01" in only.sentence


def test_denominators_of_zero_are_no_error() -> None:
    bases = counts(500, MONTHS)
    bases[3] = 0
    made = table(numerator=np.minimum(counts(20, MONTHS), bases), denominator=bases)
    for kind in ("rate", "proportion"):
        assert sentences(step_doubts(project(kind, analysis={}), made)) == []
