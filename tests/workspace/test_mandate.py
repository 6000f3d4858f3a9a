"""What data/medtech-mandate.yml may say, and what is said where it is wrong."""

import copy
from pathlib import Path

import pytest
import yaml

from evaluation.workspace import read_workspace
from evaluation.workspace.mandate import criteria_of, read_mandate
from tests.tiny_hub import write_tiny_hub

FILE = Path("data") / "medtech-mandate.yml"
NAME = {"analysis": "kpi", "outcome": "falls", "measure": "after"}
UPTAKE = {"of": "people", "provenance": "synthetic", "source": "List"}
PLAIN = {
    "note": "Real products, synthetic uptake.",
    "products": [
        {
            "id": "device",
            "name": "Device",
            "use": "to help",
            "guidance": ["MTG1", "DG2"],
            "listed": "2021/22",
            "listed_source": "Page",
            "project": "falls",
            "criteria": [
                {"criterion": "nice-positive", "met": True, "evidence": "Yes", "source": "NICE"}
            ],
            "uptake": {**UPTAKE, "estimate": NAME},
        }
    ],
}


def read(tmp_path, plain, kpis=None):
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / FILE).write_text(yaml.safe_dump(plain, sort_keys=False), encoding="utf-8")
    return read_mandate(tmp_path, {"falls": ["falls"]} if kpis is None else kpis)


def changed(key, value):
    plain = copy.deepcopy(PLAIN)
    plain["products"][0][key] = value
    return plain


def answer(**keys):
    return changed("criteria", [{"evidence": "Seen", "source": "Paper", **keys}])


def test_a_hub_need_not_have_one(tmp_path):
    assert read_mandate(tmp_path, {}) == (None, [])


def test_a_sound_register_is_read(tmp_path):
    mandate, findings = read(tmp_path, PLAIN)
    assert findings == []
    assert mandate.products[0].criteria[0].met is True


def test_the_demonstration_hubs_register_is_sound():
    root = Path(__file__).parents[2]
    findings = [item for item in read_workspace(root)[1] if item.file == FILE.as_posix()]
    assert findings == []


IMPACT = {"1": 1.0}


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        (answer(criterion="nice-positive"), "Give one of 'met', 'saving' and 'impact'"),
        (answer(criterion="nice-positive", met=True, saving=1.0), "Give one of"),
        (answer(criterion="nice-positive", saving=1.0), "is answered with 'met'"),
        (answer(criterion="net-saving-first-year", met=True), "is answered with 'saving'"),
        (answer(criterion="budget-impact", saving=1.0), "year by year"),
        (answer(criterion="budget-impact", impact={"6": 1.0}), "'1', '2', '3', '4' or '5'"),
        (answer(criterion="net-saving-three-years", impact=IMPACT), "no criterion in 2021/22"),
        (answer(criterion="nice-positiv", met=True), "Did you mean 'nice-positive'"),
        (changed("criteria", PLAIN["products"][0]["criteria"] * 2), "more than once"),
        (changed("listed", "2020/21"), "The mandate began in 2021/22"),
        (changed("listed", "2021"), "written like 2025/26"),
        (changed("guidance", ["NG1"]), "characters that are not allowed"),
        (changed("uptake", UPTAKE), "Give 'estimate', or 'adopted'"),
        (changed("uptake", {**UPTAKE, "estimate": NAME, "adopted": 1}), "leave out 'adopted'"),
        (
            changed("uptake", {**UPTAKE, "adopted": 5, "eligible": 4, "on": "2026-03"}),
            "'adopted' is more than 'eligible'",
        ),
        (changed("project", None), "needs the product's 'project'"),
        (changed("project", "fals"), "Did you mean 'falls'"),
        (changed("uptake", {**UPTAKE, "estimate": {**NAME, "outcome": "x"}}), "There are: falls"),
    ],
)
def test_a_fault_is_said_with_file_and_place(tmp_path, plain, said):
    _, findings = read(tmp_path, plain)
    assert said in str(findings[0])
    assert str(findings[0]).startswith(FILE.as_posix())
    assert "line" in findings[0].place


def test_a_product_that_is_there_twice_is_named(tmp_path):
    plain = copy.deepcopy(PLAIN)
    plain["products"] *= 2
    assert "'device' is there more than once" in str(read(tmp_path, plain)[1][0])


def test_check_reads_the_register_with_the_hub(tmp_path):
    root = write_tiny_hub(tmp_path, "falls")
    read(root, changed("project", "fall"))
    assert any("There is no project 'fall'" in str(item) for item in read_workspace(root)[1])


def test_later_years_have_the_criteria_of_the_second():
    assert criteria_of("2025/26") == criteria_of("2022/23") != criteria_of("2021/22")
