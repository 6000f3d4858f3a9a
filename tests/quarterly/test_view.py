"""A quarter is gathered as it stood on its last day, for the bodies of that day's route."""

import datetime as dt

import pytest

from evaluation.errors import InvalidInput
from evaluation.hub.governance.quarters import Quarter
from tests.quarterly.tiny_quarter import Q3, tiny_quarter


def test_the_reports_go_to_the_quarterly_bodies_of_the_last_days_route_in_order() -> None:
    bodies = tiny_quarter().bodies
    assert [(body.name, body.place, body.due) for body in bodies] == [
        ("Programme Group", 1, dt.date(2026, 1, 21)),
        ("Care Board", 2, dt.date(2026, 2, 11)),
    ]


def test_the_hub_comes_before_its_projects() -> None:
    view = tiny_quarter()
    assert view.levels == ["hub", "falls"]
    assert view.title("hub") == "The hub as a whole"
    assert view.title("falls") == "Falls prevention"


def test_the_overall_rating_is_the_worst_and_stands_beside_that_of_last_quarter() -> None:
    view = tiny_quarter()
    assert view.rating("falls") == ("red", "amber")
    assert view.rating("falls", "cost") == ("green", "amber")
    assert view.rating("hub") == ("green", "green")


def test_a_quarter_without_status_is_refused_and_those_with_one_are_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        tiny_quarter(Quarter.parse("2026/27-Q1"))
    assert "No status is stated for 2026/27-Q1" in str(caught.value)
    assert "There is: 2025/26-Q2, 2025/26-Q3." in str(caught.value)


def test_a_quarter_without_a_route_is_refused() -> None:
    with pytest.raises(InvalidInput, match="No body receives quarterly reports on 2025-12-31"):
        tiny_quarter(Q3, governance_routes=[])
