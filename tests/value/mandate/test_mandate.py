"""Rules of the MedTech Funding Mandate at their boundaries, and uptake."""

import datetime as dt

import pytest

from evaluation.disclosure import HES
from evaluation.value.mandate import (
    answers_from_impact,
    decide,
    rules_for,
    rules_on,
    uptake,
)
from evaluation.workspace.mandate import Product
from tests.value.making import level


def product(*criteria, listed="2021/22", **changes):
    plain = {
        "id": "device",
        "name": "Device",
        "use": "to help",
        "guidance": ["MTG1"],
        "listed": listed,
        "listed_source": "Page",
        "criteria": [{"evidence": "Seen", "source": "Paper", **item} for item in criteria],
    }
    return Product.model_validate({**plain, **changes})


def result(name, listed="2021/22", **answer):
    decision = decide(product({"criterion": name, **answer}, listed=listed))
    return next(item.result for item in decision.verdicts if item.criterion.name == name)


@pytest.mark.parametrize(
    ("name", "listed", "answer", "expected"),
    [
        ("nice-positive", "2021/22", {"met": True}, "met"),
        ("nice-positive", "2021/22", {"met": False}, "not met"),
        ("earlier-support", "2021/22", {"met": True}, "met"),
        ("benefits-over-five-years", "2021/22", {"saving": 1_000_000.0}, "not met"),
        ("benefits-over-five-years", "2021/22", {"saving": 1_000_000.01}, "met"),
        ("benefits-over-five-years", "2021/22", {"impact": {"1": -9e6}}, "not answered"),
        ("net-saving-first-year", "2021/22", {"saving": 0.0}, "not met"),
        ("net-saving-first-year", "2021/22", {"saving": 0.01}, "met"),
        ("net-saving-first-year", "2021/22", {"impact": {"1": -1.0, "2": 9e6}}, "met"),
        ("net-saving-first-year", "2021/22", {"impact": {"2": -1.0}}, "not answered"),
        ("net-saving-three-years", "2022/23", {"impact": {"1": 5.0, "2": 5.0, "3": -11.0}}, "met"),
        (
            "net-saving-three-years",
            "2022/23",
            {"impact": {"1": 5.0, "2": 5.0, "3": -10.0}},
            "not met",
        ),
        ("net-saving-three-years", "2022/23", {"impact": {"1": -5.0}}, "not answered"),
        ("budget-impact", "2022/23", {"impact": {"1": 2e7, "2": 2e7, "3": 2e7}}, "met"),
        ("budget-impact", "2022/23", {"impact": {"1": 0.0, "2": 20_000_001.0}}, "not met"),
        ("budget-impact", "2021/22", {"impact": {"1": 0.0, "2": 0.0, "5": 9e9}}, "not answered"),
        (
            "budget-impact",
            "2021/22",
            {"impact": {"1": -1e6, "2": -1e6, "3": -1e6, "4": 9e9}},
            "met",
        ),
    ],
)
def test_each_criterion_is_decided_at_its_boundary(name, listed, answer, expected):
    assert result(name, listed, **answer) == expected


def test_the_rules_change_on_the_first_of_april_2022():
    assert rules_on(dt.date(2021, 4, 1)).policy == "2021/22"
    assert rules_on(dt.date(2022, 3, 31)).policy == "2021/22"
    assert rules_on(dt.date(2022, 4, 1)).policy == "2022/23"
    assert rules_for("2025/26").policy == "2022/23"
    assert [len(rules_for(year).criteria) for year in ("2021/22", "2022/23")] == [5, 3]
    with pytest.raises(ValueError, match="began on 2021-04-01"):
        rules_on(dt.date(2021, 3, 31))


SMALL_COST = {"1": 1e6, "2": -2e6, "3": -2e6}


@pytest.mark.parametrize(
    ("criteria", "eligibility"),
    [
        ([], "not all answered"),
        ([{"criterion": "nice-positive", "met": False}], "not eligible"),
        (
            [
                {"criterion": "nice-positive", "met": True},
                {"criterion": "net-saving-three-years", "impact": SMALL_COST},
                {"criterion": "budget-impact", "impact": SMALL_COST},
            ],
            "eligible",
        ),
    ],
)
def test_only_a_product_with_every_criterion_met_is_eligible(criteria, eligibility):
    assert decide(product(*criteria, listed="2022/23")).eligibility == eligibility


def test_a_saving_that_comes_in_the_third_year_was_too_late_for_the_first_policy():
    impact = [1e6, -2e6, -2e6, -2e6, -2e6]
    verdicts = {}
    for year in ("2021/22", "2022/23"):
        answers = answers_from_impact(impact, rules_for(year), evidence="Model", source="Here")
        found = product(listed=year).model_copy(update={"criteria": answers})
        verdicts |= {
            (year, item.criterion.name): item.result
            for item in decide(found).verdicts
            if item.criterion.kind != "yes"
        }
    assert verdicts == {
        ("2021/22", "benefits-over-five-years"): "met",
        ("2021/22", "net-saving-first-year"): "not met",
        ("2021/22", "budget-impact"): "met",
        ("2022/23", "net-saving-three-years"): "met",
        ("2022/23", "budget-impact"): "met",
    }


def test_no_impact_answers_nothing():
    assert answers_from_impact([], rules_for("2021/22"), evidence="e", source="s") == []


def counted(adopted, eligible, **changes):
    given = {
        "adopted": adopted,
        "eligible": eligible,
        "on": dt.date(2026, 3, 31),
        "of": "people",
        "provenance": "synthetic",
        "source": "List",
        **changes,
    }
    return uptake(product(uptake=given), rule=HES)


def test_uptake_is_computed_from_counts_that_have_passed_the_rule():
    found = counted(81, 263)  # 80 of 265
    assert found.value == pytest.approx(30.19, abs=0.01)
    assert (found.lower, found.upper) == pytest.approx((24.98, 35.97), abs=0.01)
    assert (found.n, found.measure, found.provenance) == (265, "uptake", "synthetic")


def test_a_small_count_of_people_is_hidden_and_one_of_sites_is_not():
    assert counted(3, 40).value is None
    assert counted(3, 4, counts_people=False).value == 75


def test_nobody_eligible_is_no_uptake():
    assert counted(0, 0).value is None


def test_an_uptake_may_name_an_estimate_of_the_project():
    name = {"analysis": "kpi", "outcome": "falls", "measure": "after"}
    given = {"estimate": name, "of": "people", "provenance": "synthetic", "source": "Indicator"}
    found = uptake(product(project="a", uptake=given), [level("after", 82.0)])
    assert (found.value, found.outcome, found.measure) == (82, "device", "uptake")
    assert "kpi/falls/after" in found.method


def test_an_uptake_that_nobody_said_is_none():
    assert uptake(product()) is None
