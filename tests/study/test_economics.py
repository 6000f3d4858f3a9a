"""Costs and return in a chapter where all is planned: outcome, QALYs, stopping, spreading."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from evaluation.present.blocks import Figure, Table
from evaluation.study import economics
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section
from evaluation.value.assessment import assess
from evaluation.value.economics import Deflator
from evaluation.workspace import FinancialYear, ValueFile
from tests.study.test_worth import VALUE

UNSURE = {"value": 10, "low": 8, "high": 12, "distribution": "pert"}
PRICE = {"value": 900, "price_year": "2024/25"}


@pytest.fixture
def full() -> dict[str, Any]:
    """Return a value file in which all of the economics is planned."""
    value = copy.deepcopy(VALUE)
    benefit = value["benefits"][0]
    benefit["health"] = {
        "qalys": {"value": 0.01, "low": 0.005, "high": 0.02, "distribution": "pert"}
    }
    benefit["money"]["quantity"] = UNSURE
    benefit["money"]["unit_value"] = {"value": 300, "price_year": "2024/25"}
    value["costs"].append({**value["costs"][0], "id": "room", "label": "A room"})
    value["economics"] |= {
        "effectiveness": {"benefit": "beds", "label": "a bed day"},
        "qaly_value": {"value": 70_000, "price_year": "2024/25", "source": "A book"},
        "thresholds": [20_000, 30_000],
        "spread": {
            "sites": 2,
            "size_percent": 50,
            "benefit_percent": 80,
            "one_off_cost": PRICE,
            "reason": "Two sites.",
        },
    }
    return value


Valued = Callable[[dict[str, Any]], Section]


@pytest.fixture
def section_of(make_inputs: Callable[..., StudyInputs]) -> Valued:
    """Return a function that gives the section on costs and return of a value file."""

    def section(plain: dict[str, Any]) -> Section:
        inputs = make_inputs()
        value = ValueFile.model_validate(plain, strict=False)
        found = assess(value, "falls", [], [], Deflator(), FinancialYear(2024))
        assert found is not None
        return economics.section(found, value, inputs)

    return section


def test_each_outcome_has_its_plane_and_health_its_curve(
    full: dict[str, Any], section_of: Valued
) -> None:
    figures = [item.label for item in section_of(full).blocks if isinstance(item, Figure)]
    assert figures == [
        "falls-cumulative",
        "falls-plane-beds",
        "falls-plane-qalys",
        "falls-acceptability",
    ]


def test_every_result_has_its_sentence(full: dict[str, Any], section_of: Valued) -> None:
    said = section_of(full).sentences
    assert len(said) == 7
    assert said[3].startswith("A bed day costs £")
    assert said[4].startswith("A QALY costs £")
    assert said[5].startswith("The share of draws in which a QALY is worth its cost is")
    assert said[6].startswith("From 2025/26 on, the choice worth most on average is to")


def test_the_outcomes_costs_stand_in_the_table(full: dict[str, Any], section_of: Valued) -> None:
    tables = {item.label: item.frame for item in section_of(full).blocks if isinstance(item, Table)}
    results = tables["falls-return"].set_index("Result")["Value"]
    assert results["Cost per outcome: a bed day"].startswith("£")
    assert results["Cost per outcome: a QALY"].startswith("£")
    assert list(tables["falls-choices"]["Choice"]) == [
        "Stop",
        "Go on as now",
        "Go on and spread",
    ]


def test_reasons_for_stopping_and_spreading_are_told(
    full: dict[str, Any], section_of: Valued, shown: Callable[[Section], str]
) -> None:
    text = shown(section_of(full))
    assert "Stopping: Letters. Spreading: Two sites." in text


def test_without_reasons_and_years_to_come_there_is_no_choice(
    full: dict[str, Any], make_inputs: Callable[..., StudyInputs]
) -> None:
    for key in ("stopping", "spread"):
        del full["economics"][key]
    value = ValueFile.model_validate(full, strict=False)
    ended = assess(value, "falls", [], [], Deflator(), FinancialYear(2025))
    open_still = assess(value, "falls", [], [], Deflator(), FinancialYear(2024))
    assert ended is not None
    assert open_still is not None
    inputs = make_inputs()
    labels = [
        [item.label for item in section.blocks if isinstance(item, Table)]
        for section in (
            economics.section(ended, value, inputs),
            economics.section(open_still, value, inputs),
        )
    ]
    assert "falls-choices" not in labels[0]
    assert "falls-choices" in labels[1]
