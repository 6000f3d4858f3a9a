"""A project's worth in its chapter: hand-worked sums, what is saved, and what is said without."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from evaluation.errors import InvalidInput
from evaluation.estimate import Estimate
from evaluation.study import worth
from evaluation.study.inputs import StudyInputs, read_inputs
from evaluation.study.section import Section
from evaluation.workspace import ValueFile

MakeInputs = Callable[..., StudyInputs]
Shown = Callable[[Section], str]
KpiOf = Callable[..., dict[str, Any]]

# 10 units at GBP 1,000, half a year and then a whole one, against GBP 4,000 a year.
VALUE: dict[str, Any] = {
    "price_year": "2024/25",
    "logic_model": {
        "need": "Falls",
        "assumptions": ["Staff stay."],
        "elements": [
            {"id": "staff", "part": "input", "text": "Staff", "leads_to": ["fewer-falls"]},
            {"id": "fewer-falls", "part": "outcome", "text": "Fewer falls"},
        ],
    },
    "checklist": [
        {"stage": "idea", "item": "Ask patients", "status": "not-started"},
        {"stage": "idea", "item": "Name the need", "status": "done", "on": dt.date(2024, 1, 1)},
    ],
    "data_sources": [
        {
            "id": "records",
            "name": "Records",
            "holds": "Falls",
            "owner": "Data analyst",
            "frequency": "monthly",
            "quality": "good",
        }
    ],
    "benefits": [
        {
            "id": "beds",
            "benefit": "Beds freed",
            "class": "non-cash-releasing",
            "beneficiary": "The trust",
            "outcome": "fewer-falls",
            "measure": "Bed days",
            "unit": "days",
            "owner": "Falls lead",
            "confidence": "medium",
            "status": "on-track",
            "baseline": {"value": 100, "date": dt.date(2024, 3, 31)},
            "target": 80,
            "actuals": [{"value": 90, "date": dt.date(2025, 3, 31)}],
            "money": {
                "quantity": 10,
                "unit": "bed day",
                "unit_value": {"value": 1000, "price_year": "2024/25"},
                "years": {"2024/25": 50, "2025/26": 100},
            },
        }
    ],
    "costs": [
        {
            "id": "nurse",
            "label": "A nurse",
            "kind": "running",
            "category": "staff",
            "payer": "provider",
            "amounts": {"2024/25": 4000, "2025/26": 4000},
            "price_year": "2024/25",
            "source": "Ledger",
        }
    ],
    "economics": {
        "first_year": "2024/25",
        "last_year": "2025/26",
        "perspective": "NHS",
        "draws": 1000,
        "stopping": {
            "one_off_cost": {"value": 500, "price_year": "2024/25"},
            "reason": "Letters.",
        },
    },
}
BENEFITS = 5000 + 10_000 / 1.035
COSTS = 4000 + 4000 / 1.035


@pytest.fixture
def valued(make_inputs: MakeInputs) -> Callable[..., StudyInputs]:
    """Return a function that writes a value file beside the project and reads both."""

    def make(value: object, **project: Any) -> StudyInputs:
        inputs = make_inputs(**project)
        file = inputs.workspace.project("falls").value_file
        file.write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")
        return read_inputs("falls", str(inputs.workspace.root))

    return make


Valued = Callable[..., StudyInputs]


def values_of(section: Section) -> dict[str, float | None]:
    return {item.measure: item.value for item in section.estimates}


def test_a_project_without_a_value_file_says_that_it_was_not_assessed(
    make_inputs: MakeInputs,
) -> None:
    (block,) = worth.section(make_inputs(), []).blocks
    assert getattr(block, "markdown", "") == "The value of this project has not been assessed."


def test_costs_benefits_and_return_are_those_worked_out_by_hand(valued: Valued) -> None:
    found = values_of(worth.section(valued(VALUE), []))
    assert found["present value of costs"] == pytest.approx(COSTS)
    assert found["present value of benefits"] == pytest.approx(BENEFITS)
    assert found["net present social value"] == pytest.approx(BENEFITS - COSTS)
    assert found["benefit-cost ratio"] == pytest.approx(BENEFITS / COSTS)
    assert found["return on investment"] == pytest.approx(100 * (BENEFITS - COSTS) / COSTS)
    assert found["payback"] == 0
    assert found["value of the choice: continue"] == pytest.approx(6000)
    assert found["value of the choice: stop"] == pytest.approx(-500)
    assert found["share realised"] == pytest.approx(50)


def test_measured_and_estimated_benefits_are_apart(valued: Valued) -> None:
    found = values_of(worth.section(valued(VALUE), []))
    assert found["present value of benefits, measured"] == 0
    assert found["present value of benefits, estimated"] == pytest.approx(BENEFITS)


def test_every_result_says_price_year_method_and_that_it_is_synthetic(valued: Valued) -> None:
    section = worth.section(valued(VALUE), [])
    worked_out = [item for item in section.estimates if item.measure != "share realised"]
    for item in worked_out:
        assert "prices of 2024/25" in item.method
        assert "seed 1" in item.method
    assert {item.provenance for item in section.estimates} == {"synthetic"}


def test_the_main_sentence_is_what_benefits_and_costs_come_to(valued: Valued) -> None:
    section = worth.section(valued(VALUE), [])
    assert section.sentences[0] == (
        "The benefits from 2024/25 to 2025/26 are worth £6,800 more than the costs (95% interval "
        "£6,800 to £6,800)."
    )
    assert "Of 1 benefit, 1 was partly realised." in section.sentences


def test_tools_are_shown_with_what_is_late_and_missing(valued: Valued, shown: Shown) -> None:
    text = shown(worth.section(valued(VALUE), []))
    assert "Of a stage that is past, and not done:\n\n- Ask patients (idea)" in text
    assert "Of the standard checklist, not answered:" in text
    assert "Items of the checklist with their status." in text
    assert "The logic model of Falls prevention in words" in text
    assert "Plan of the benefits." in text


def test_benefits_alone_need_no_economics(valued: Valued, shown: Shown) -> None:
    value = copy.deepcopy(VALUE)
    del value["economics"]
    section = worth.section(valued(value), [])
    assert "Costs and return have not been worked out" in shown(section)
    assert values_of(section) == {"share realised": pytest.approx(50)}


def test_a_file_without_benefits_says_so(valued: Valued, shown: Shown) -> None:
    text = shown(worth.section(valued({"price_year": "2024/25"}), []))
    assert "No benefits have been registered for this project." in text
    assert "How benefits are planned" not in text


def test_what_is_saved_gives_the_same_file_again(valued: Valued) -> None:
    inputs = valued(VALUE)
    (file,) = worth.section(inputs, []).saved
    assert file.name == "value.json"
    saved = json.loads(file.text)
    again = ValueFile.model_validate(saved["value"], strict=False)
    assert again == inputs.workspace.project("falls").value


def effect(value: float | None, lower: float | None, upper: float | None) -> Estimate:
    return Estimate(
        "kpi", "falls", "difference", "falls", value, lower, upper, 24, "m", "2025", "synthetic"
    )


@pytest.fixture
def measured(valued: Valued, kpi_of: KpiOf, rows_of: Callable[..., Any]) -> StudyInputs:
    """Return a project whose benefit rests on the difference of a monthly count of falls."""
    value = copy.deepcopy(VALUE)
    benefit = value["benefits"][0]
    for key in ("baseline", "actuals", "unit", "measure"):
        del benefit[key]
    benefit["kpi"] = "falls"
    money = benefit["money"]
    del money["quantity"]
    money["effect"] = {"analysis": "kpi", "outcome": "falls", "measure": "difference"}
    money["volume"] = 12
    money["measured_to"] = "2024/25"
    rows = rows_of("falls", "2024-04", 3, value=[30, 31, 29])
    return valued(value, kpi_table=rows, kpis=[kpi_of("falls", "count", target=80)])


def test_a_measured_benefit_takes_its_value_from_the_estimate(measured: StudyInputs) -> None:
    """Two falls fewer a month are 24 a year: 12,000 pounds in the first half, 24,000 after."""
    found = values_of(worth.section(measured, [effect(-2.0, -3.0, -1.0)]))
    assert found["present value of benefits, measured"] == pytest.approx(12_000)
    assert found["present value of benefits, estimated"] == pytest.approx(24_000 / 1.035)


def test_a_change_for_the_worse_is_worth_less_than_nothing(measured: StudyInputs) -> None:
    found = values_of(worth.section(measured, [effect(2.0, 1.0, 3.0)]))
    assert found["present value of benefits, measured"] == pytest.approx(-12_000)


def test_a_suppressed_effect_is_in_no_sum(measured: StudyInputs, shown: Shown) -> None:
    section = worth.section(measured, [effect(None, None, None)])
    assert values_of(section)["present value of benefits"] == 0
    assert "In no sum of this section:\n\n- Beds freed: not shown" in shown(section)


def test_a_benefit_that_another_project_counts_is_named_and_in_no_sum(
    valued: Valued, shown: Shown
) -> None:
    value = copy.deepcopy(VALUE)
    value["benefits"][0]["counted_in"] = "feno"
    section = worth.section(valued(value), [])
    assert values_of(section)["present value of benefits"] == 0
    assert "- Beds freed: said to be counted in 'feno'" in shown(section)


def test_a_name_that_no_estimate_has_is_refused(measured: StudyInputs) -> None:
    with pytest.raises(InvalidInput, match="There is no estimate 'kpi/falls/difference'"):
        worth.section(measured, [])
