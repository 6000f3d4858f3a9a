"""What a spec asks beyond fits: from YAML to JSON and text, faults in sentences."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from evaluation import single
from evaluation.errors import InvalidInput

SPEC = """\
data: series.csv
time: month
frequency: monthly
outcome: falls
interruptions: [{name: clinic, date: 2024-01-01}]
methods: [ols]
"""
PROMISED = ["n", "first_post", "fits", "effects", "warnings"]

Asked = Callable[[str], dict[str, Any]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    months = pd.period_range("2022-01", periods=48, freq="M").astype(str)
    wave = [1.0, -1.0, -1.0, 1.0] * 12
    falls = [20 + place / 10 + 6 * (place >= 24) + wave[place] for place in range(48)]
    table = pd.DataFrame({"month": months, "falls": falls})
    table.to_csv(tmp_path / "series.csv", index=False)
    return tmp_path / "spec.yml"


@pytest.fixture
def asked(path: Path) -> Asked:
    def ask(more: str) -> dict[str, Any]:
        path.write_text(SPEC + more, encoding="utf-8")
        return single.interrupted_time_series(path)

    return ask


def test_by_default_the_object_has_the_promised_keys_only(asked: Asked) -> None:
    found = asked("")
    assert list(found)[:5] == PROMISED
    answers = {"sentence", "equivalence", "sensitivity", "diagnostics", "counterfactual"}
    assert not answers & set(found)


@pytest.mark.parametrize(
    ("more", "keys"),
    [
        ("sentence: true\n", ["sentence"]),
        ("equivalence: {measure: absolute, lower: -2, upper: 2}\n", ["sentence", "equivalence"]),
        ("sensitivity: true\n", ["sentence", "sensitivity"]),
        ("diagnostics: true\n", ["sentence", "diagnostics"]),
        ("counterfactual: true\n", ["sentence", "counterfactual"]),
        ("sensitivity: false\ndiagnostics: false\n", []),
    ],
)
def test_what_is_asked_follows_the_promised_keys(asked: Asked, more: str, keys: list[str]) -> None:
    usual = list(asked(""))
    found = asked(more)
    assert list(found) == usual + keys
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@pytest.mark.parametrize(
    ("region", "bounds"),
    [
        ("2", ("absolute", -2, 2)),
        ("{margin: 2.5}", ("absolute", -2.5, 2.5)),
        ("{measure: relative, margin: 5}", ("relative", -0.05, 0.05)),
        ("{lower: -1, upper: 3}", ("absolute", -1, 3)),
    ],
)
def test_a_region_may_be_one_number(asked: Asked, region: str, bounds: tuple[Any, ...]) -> None:
    found = asked(f"equivalence: {region}\n")["equivalence"]
    assert (found["measure"], found["region_lower"], found["region_upper"]) == bounds


def test_which_direction_is_better_decides_the_verdict(asked: Asked) -> None:
    region = "equivalence: 2\n"
    assert asked(region)["equivalence"]["verdict"] == "increased"
    assert asked(region + "better: decrease\n")["equivalence"]["verdict"] == "worsened"
    assert asked(region + "better: increase\n")["equivalence"]["verdict"] == "improved"


def test_no_effect_of_importance_can_be_concluded(asked: Asked) -> None:
    found = asked("equivalence: 20\n")
    assert found["equivalence"]["verdict"] == "no important change"
    assert "That is no important change: the 90% interval" in found["sentence"]


def test_parts_of_the_sensitivity_can_be_left_out(asked: Asked) -> None:
    options = "{estimators: false, dates: 1, lags: false, windows: false, placebo: false}"
    found = asked(f"sensitivity: {options}\n")["sensitivity"]
    assert {row["part"] for row in found["rows"]} == {"dates", "seasonality"}
    variants = {row["variant"] for row in found["rows"] if row["part"] == "dates"}
    assert variants == {"as specified", "1 month earlier", "1 month later"}


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("equivalence: {lower: 1, upper: 3}\n", "lower"),
        ("equivalence: {measure: relative, margin: 100}\n", "holds a fall of 100% or more"),
        ("equivalence: {measure: relative, margin: 0.1}\n", "write 10 for 10%"),
        ("equivalence: {lowr: 1, upper: 3}\n", "The key 'lowr' is not known here."),
        ("sensitivity: {date: 3}\n", "The key 'date' is not known here."),
        ("sensitivity: {dates: 99}\n", "dates"),
        ("better: up\n", "better"),
        ("sensitivty: true\n", "The key 'sensitivty' is not known here."),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(asked: Asked, more: str, fault: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        asked(more)
    told = [str(finding) for finding in caught.value.findings] or [str(caught.value)]
    assert fault in " ".join(told)


def test_the_text_always_says_the_effect_in_a_sentence(path: Path) -> None:
    path.write_text(SPEC, encoding="utf-8")
    text = single.its_text(single.interrupted_time_series(path, in_words=True))
    assert "\nfalls, 2025-12: " in text
    assert " higher with 'clinic' than expected without it (95% interval " in text


def test_the_text_of_all_answers_ends_with_the_warnings(path: Path) -> None:
    more = "sensitivity: true\ndiagnostics: true\ncounterfactual: true\nequivalence: 2\n"
    late = SPEC.replace("2024-01-01", "2025-08-15")
    path.write_text(late + more, encoding="utf-8")
    text = single.its_text(single.interrupted_time_series(path))
    for heading in ("\nequivalence\n", "\nsensitivity: ", "\ndiagnostics\n", "\ncounterfactual:"):
        assert heading in text
    assert text.splitlines()[-1].startswith("warning: ")
