"""What a project's value.yml may say, and what is said where it is wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from evaluation.errors import Finding
from evaluation.workspace import ValueFile, open_workspace, read_workspace
from tests.tiny_hub import write_tiny_hub

INDEXED = ("2019/20", "2020/21", "2023/24", "2024/25", "2025/26")
FindingsOf = Callable[[object], list[Finding]]
FILE = Path("data") / "projects" / "falls" / "value.yml"

PLAIN: dict[str, Any] = {
    "price_year": "2025/26",
    "checklist": [{"stage": "idea", "item": "Name the need", "status": "not-started"}],
    "logic_model": {
        "need": "Falls",
        "elements": [
            {"id": "staff", "part": "input", "text": "Staff", "leads_to": ["asking"]},
            {"id": "asking", "part": "activity", "text": "Asking", "leads_to": ["fewer-falls"]},
            {"id": "fewer-falls", "part": "outcome", "term": "medium", "text": "Fewer falls"},
        ],
    },
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
            "id": "admissions",
            "benefit": "Fewer admissions",
            "class": "non-cash-releasing",
            "beneficiary": "The trust",
            "outcome": "fewer-falls",
            "measure": "Admissions",
            "data_source": "records",
            "owner": "Falls lead",
            "confidence": "medium",
            "status": "on-track",
            "money": {
                "quantity": {"value": 10, "low": 5, "high": 15, "distribution": "pert"},
                "unit": "admission avoided",
                "unit_value": {"value": 1000, "price_year": "2023/24"},
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
            "amounts": {"2024/25": 4000, "2025/26": 8000},
            "price_year": "each-year",
            "measured_to": "2024/25",
            "source": "Ledger",
        }
    ],
    "economics": {"first_year": "2024/25", "last_year": "2025/26", "perspective": "NHS"},
}


def changed(path: str, new: object) -> dict[str, Any]:
    """Return the plain file with one place changed; None takes the key out."""
    found = copy.deepcopy(PLAIN)
    *way, last = path.split(".")
    place: Any = found
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    if new is None:
        del place[last]
    else:
        place[int(last) if last.isdigit() else last] = new
    return found


@pytest.fixture
def findings_of(tmp_path: Path) -> Callable[[object], list[Finding]]:
    """Return what gives the findings of a value file."""
    root = write_tiny_hub(tmp_path, "falls")
    figures = "".join(f"{year},100,T\n" for year in INDEXED)
    (root / "data" / "deflator.csv").write_text(f"year,index,source\n{figures}", encoding="utf-8")

    def findings(plain: object) -> list[Finding]:
        (root / FILE).write_text(yaml.safe_dump(plain, sort_keys=False), encoding="utf-8")
        return read_workspace(root)[1]

    return findings


def test_a_project_need_not_have_one(tmp_path: Path) -> None:
    folder = open_workspace(write_tiny_hub(tmp_path, "falls")).project("falls")
    assert folder.value is None
    assert not folder.value_file.exists()


def test_a_sound_file_is_read(tmp_path: Path, findings_of: FindingsOf) -> None:
    root = tmp_path
    assert findings_of(PLAIN) == []
    value = open_workspace(root).project("falls").value
    assert isinstance(value, ValueFile)
    assert value.benefit("admissions").kind == "non-cash-releasing"
    with pytest.raises(StopIteration):
        value.benefit("other")
    assert value.costs[0].amounts["2024/25"].value == 4000
    assert value.costs[0].is_measured("2024/25")
    assert not value.costs[0].is_measured("2025/26")
    assert value.logic_model is not None
    assert [item.id for item in value.logic_model.of("activity")] == ["asking"]


MONEY = "benefits.0.money"
EFFECT = {"analysis": "kpi", "outcome": "falls", "measure": "difference"}


@pytest.mark.parametrize(
    ("path", "new", "sentence"),
    [
        ("price_year", "2025", "A financial year is written like 2025/26"),
        ("checklist.0.status", "done", "needs 'on'"),
        ("checklist.0.status", "not-needed", "says why"),
        ("logic_model.elements.0.term", "short", "for the part 'outcome' only"),
        ("logic_model.elements.0.leads_to", ["nowhere"], "which is not there"),
        ("logic_model.elements.1.leads_to", ["staff"], "leads back to 'staff'"),
        ("logic_model.elements.1.id", "staff", "the same 'id'"),
        ("benefits.0.outcome", "fewer-fall", "no outcome or impact 'fewer-fall'"),
        ("benefits.0.data_source", "record", "no data source 'record'"),
        ("benefits.0.measure", None, "say under 'measure'"),
        ("benefits.0.kpi", "nothing", "no indicator 'nothing'"),
        ("benefits.0.class", "unmonetised", "has no 'money'"),
        ("benefits.0.baseline", {"value": 3, "date": "2024-04"}, "'unit' is missing"),
        ("benefits.0.health", {"qalys": 0.1}, "a QALY has no value here"),
        (f"{MONEY}.effect", EFFECT, "one of the two"),
        (f"{MONEY}.volume", 3, "go together"),
        (f"{MONEY}.measured_to", "2024/25", "needs 'effect'"),
        (f"{MONEY}.unit_value", None, "needs 'unit_value'"),
        (f"{MONEY}.quantity", None, "one of the two"),
        (f"{MONEY}.quantity.low", 12, "must lie between 'low' and 'high'"),
        (f"{MONEY}.quantity.low", None, "both 'low' and 'high'"),
        (f"{MONEY}.quantity", {"value": 1, "distribution": "normal"}, "needs 'low' and 'high'"),
        (f"{MONEY}.years", {"2026/27": 100}, "lies outside 'first_year' to 'last_year'"),
        ("costs.0.amounts", {"2019/20": 1}, "lies outside 'first_year' to 'last_year'"),
        ("costs", [], "There are no 'costs'"),
        ("economics.last_year", "2023/24", "'last_year' is before"),
        ("economics.effectiveness", {"benefit": "admission", "label": "x"}, "with 'money'"),
        ("economics.qaly_value", {"value": 1, "price_year": "2020/21"}, "needs a 'source'"),
        ("economics.drawn", 5, "drawn"),
    ],
)
def test_a_fault_is_a_sentence(
    findings_of: FindingsOf, path: str, new: object, sentence: str
) -> None:
    found = findings_of(changed(path, new))
    assert sentence in " ".join(f"{item.sentence} {item.remedy}" for item in found)
    assert {item.file for item in found} == {"data/projects/falls/value.yml"}
    assert all(item.place for item in found)


def test_ids_are_given_once(findings_of: FindingsOf) -> None:
    found = findings_of(changed("costs", PLAIN["costs"] * 2))
    assert "'nurse' is there more than once." in [item.sentence for item in found]


def test_the_nearest_name_is_suggested(findings_of: FindingsOf) -> None:
    (found,) = findings_of(changed("benefits.0.outcome", "fewer-fall"))
    assert found.remedy == "Did you mean 'fewer-falls'?"
    assert found.place == "benefits, admissions"


def test_without_a_near_name_the_names_are_listed(findings_of: FindingsOf) -> None:
    (found,) = findings_of(changed("benefits.0.data_source", "zzz"))
    assert found.remedy == "There are: records."


def test_elements_of_one_part_may_not_lead_in_a_circle(findings_of: FindingsOf) -> None:
    elements = [
        {"id": "a", "part": "outcome", "text": "A", "leads_to": ["b"]},
        {"id": "b", "part": "outcome", "text": "B", "leads_to": ["a"]},
    ]
    found = findings_of(changed("logic_model.elements", elements))
    assert "in a circle" in " ".join(f"{item.sentence} {item.remedy}" for item in found)


def test_limits_that_are_the_same_are_no_distribution(findings_of: FindingsOf) -> None:
    number = {"value": 10, "low": 10, "high": 10, "distribution": "pert"}
    found = findings_of(changed("benefits.0.money.quantity", number))
    assert "say 'fixed'" in " ".join(f"{item.sentence} {item.remedy}" for item in found)


@pytest.mark.parametrize(
    ("effect", "sentence", "remedy"),
    [
        ({"analysis": "audit"}, "'audit' estimates no change", "There are: kpi, its."),
        ({"outcome": "fals"}, "There is no analysis 'kpi' of 'fals'.", "There are none."),
        ({"measure": "after"}, "'after' is no measure of a change in 'kpi'", "difference"),
    ],
)
def test_an_effect_must_be_one_that_the_project_estimates(
    findings_of: FindingsOf, effect: dict[str, str], sentence: str, remedy: str
) -> None:
    money = {**PLAIN["benefits"][0]["money"], "effect": {**EFFECT, **effect}, "volume": 1}
    del money["quantity"]
    found = findings_of(changed(MONEY, money))
    assert any(sentence in item.sentence and remedy in item.remedy for item in found)


@pytest.mark.parametrize(
    ("path", "new", "place"),
    [
        (f"{MONEY}.unit_value.price_year", "2017/18", "benefits, admissions, money, unit_value"),
        ("costs.0.price_year", "2017/18", "costs, nurse"),
        ("economics.stopping", {"one_off_cost": 1, "reason": "R"}, "economics, stopping"),
        (
            "economics.qaly_value",
            {"value": 70000, "price_year": "2017/18", "source": "S"},
            "economics, qaly_value",
        ),
        (
            "economics.spread",
            {"sites": 1, "size_percent": 5, "benefit_percent": 5, "reason": "R"},
            "economics, spread",
        ),
    ],
)
def test_a_price_year_that_the_index_lacks_is_named(
    findings_of: FindingsOf, path: str, new: object, place: str
) -> None:
    if isinstance(new, dict) and "reason" in new:
        new = {**new, "one_off_cost": {"value": 1, "price_year": "2017/18"}}
    (found,) = findings_of(changed(path, new))
    assert found.place == place
    assert "deflator.csv has no figure for 2017/18" in found.sentence


def test_amounts_of_one_price_year_need_no_index(tmp_path: Path) -> None:
    root = write_tiny_hub(tmp_path, "falls")
    plain = changed(f"{MONEY}.unit_value.price_year", "2025/26")
    plain["costs"][0]["price_year"] = "2025/26"
    (root / FILE).write_text(yaml.safe_dump(plain), encoding="utf-8")
    assert read_workspace(root)[1] == []
