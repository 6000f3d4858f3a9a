"""Whether an analysis has enough points and events for what it asks."""

import numpy as np
import pytest

from evaluation.scrutiny.points import parameters, point_doubts
from tests.scrutiny.making import counts, project, sentences, table

QUASI = {"family": "quasi-poisson"}


@pytest.mark.parametrize(
    ("analysis", "number"),
    [
        ({}, 4),
        ({"seasonality": {"harmonics": 2}}, 8),
        ({"seasonality": {"months": True}}, 15),
        ({"interruptions": [{"name": "a", "date": "2024-01-01", "slope": False}]}, 3),
        ({"interruptions": [{"name": "a", "date": "2024-01-01", "pulse": True}]}, 3),
    ],
)
def test_the_parameters_of_a_model_are_counted(analysis, number: int) -> None:
    made = project(analysis=analysis)
    assert parameters(made, made.its[0]) == number


def test_few_points_for_many_parameters_are_told() -> None:
    made = project("count", analysis={**QUASI, "seasonality": {"months": True}})
    (only,) = point_doubts(made, table(value=counts(50, 50)))
    assert only.sentence.startswith("The analysis has 50 points for 15 parameters;")
    assert (only.place, only.is_in_table) == ("its.main", False)


def test_a_season_needs_two_years_and_one_before_the_change() -> None:
    made = project("count", analysis={**QUASI, "seasonality": {"harmonics": 1}})
    short = sentences(point_doubts(made, table(value=counts(50, 20), start="2023-01")))
    assert any("less than two years of points" in text for text in short)
    late = sentences(point_doubts(made, table(value=counts(50, 40), start="2023-04")))
    assert [text for text in late if "less than a year of points before" in text]
    enough = table(value=counts(50, 48), start="2022-01")
    assert sentences(point_doubts(made, enough)) == []


def test_few_events_on_a_side_are_told_for_count_families() -> None:
    made = project("count", analysis=QUASI)
    values = np.r_[np.zeros(30), np.ones(6), counts(20, 24)]
    (only,) = point_doubts(made, table(value=values))
    assert only.sentence.startswith("The analysis has fewer than 10 events before 2024-01-01")


def test_few_people_without_the_event_are_told_for_proportions() -> None:
    made = project("proportion", analysis={"family": "quasi-binomial"})
    bases = np.full(60, 50.0)
    values = bases - (np.arange(60) % 30 == 0)
    found = sentences(point_doubts(made, table(numerator=values, denominator=bases)))
    assert found
    assert all("people or events without it" in text for text in found)


def test_small_counts_are_no_matter_for_the_normal_family() -> None:
    made = project("count", analysis={})
    found = list(point_doubts(made, table(value=counts(2, 60))))
    assert len(found) == 2
    assert found[0].remedy.startswith("Choose 'family: quasi-poisson'")


def test_left_out_periods_do_not_count() -> None:
    left_out = [{"from": "2021-01-01", "to": "2023-12-01", "reason": "COVID-19"}]
    made = project("count", analysis={**QUASI, "exclude": left_out})
    (only,) = point_doubts(made, table(value=counts(50, 50)))
    assert "has 14 points for 4 parameters" in only.sentence


def test_enough_of_everything_is_not_doubted() -> None:
    for kind, family in (("count", "quasi-poisson"), ("mean", "gaussian")):
        made = project(kind, analysis={"family": family})
        assert sentences(point_doubts(made, table(value=counts(50, 60)))) == []
