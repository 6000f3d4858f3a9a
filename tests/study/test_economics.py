"""Costs and return in a chapter where all is planned: outcome, QALYs, stopping, spreading."""

from __future__ import annotations

import copy
from collections.abc import Callable
from types import SimpleNamespace as Thing
from typing import Any

import pytest

from evaluation.present.blocks import Figure, Table
from evaluation.study import economics
from evaluation.study.section import Section
from evaluation.value.assessment import assess
from evaluation.value.economics import Deflator
from evaluation.workspace import FinancialYear, Project, ValueFile
from tests.study.conftest import PROJECT
from tests.study.test_worth import VALUE

UNSURE = {"value": 10, "low": 8, "high": 12, "distribution": "pert"}
PRICE = {"value": 900, "price_year": "2024/25"}


def full() -> dict[str, Any]:
    """Return a value file in which all of the economics is planned."""
    value = copy.deepcopy(VALUE)
    benefit = value["benefits"][0]
    qalys = {"value": 0.01, "low": 0.005, "high": 0.02, "distribution": "pert"}
    benefit["health"] = {"qalys": qalys}
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


def section_of(plain: dict[str, Any], year: FinancialYear) -> Section:
    """Return the section on costs and return of a value file."""
    value = ValueFile.model_validate(plain, strict=False)
    found = assess(value, "falls", [], [], Deflator(), year)
    assert found is not None
    project = Project.model_validate(PROJECT, strict=False)
    inputs = Thing(project=project, slug="falls", source_line="Synthetic.")
    return economics.section(found, value, inputs)


@pytest.fixture(scope="module")
def section() -> Section:
    """Return the section of the value file in which all is planned; its charts take seconds."""
    return section_of(full(), FinancialYear(2024))


def test_each_outcome_has_its_plane_and_health_its_curve(section: Section) -> None:
    figures = [item.label for item in section.blocks if isinstance(item, Figure)]
    assert figures == [
        "falls-cumulative",
        "falls-plane-beds",
        "falls-plane-qalys",
        "falls-acceptability",
    ]


def test_every_result_has_its_sentence(section: Section) -> None:
    said = section.sentences
    assert len(said) == 7
    assert said[3].startswith("A bed day costs £")
    assert said[4].startswith("A QALY costs £")
    assert said[5].startswith("The share of draws in which a QALY is worth its cost is")
    assert said[6].startswith("From 2025/26 on, the choice worth most on average is to")


def test_the_outcomes_costs_stand_in_the_table(section: Section) -> None:
    tables = {item.label: item.frame for item in section.blocks if isinstance(item, Table)}
    results = tables["falls-return"].set_index("Result")["Value"]
    assert results["Cost per outcome: a bed day"].startswith("£")
    assert results["Cost per outcome: a QALY"].startswith("£")
    choices = ["Stop", "Go on as now", "Go on and spread"]
    assert list(tables["falls-choices"]["Choice"]) == choices


def test_reasons_for_stopping_and_spreading_are_told(
    section: Section, shown: Callable[[Section], str]
) -> None:
    assert "Stopping: Letters. Spreading: Two sites." in shown(section)


@pytest.mark.parametrize(("year", "has_choices"), [(2024, True), (2025, False)])
def test_choices_are_shown_only_while_years_are_left(year: int, has_choices: bool) -> None:
    plain = full()
    for key in ("stopping", "spread", "effectiveness", "thresholds"):
        del plain["economics"][key]
    del plain["benefits"][0]["health"]
    made = section_of(plain, FinancialYear(year))
    labels = [item.label for item in made.blocks if isinstance(item, Table)]
    assert ("falls-choices" in labels) is has_choices
