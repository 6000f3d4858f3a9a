"""Answers as plain data and as lines: only what was asked, in strict JSON."""

import datetime as dt
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.its.answers import Questions, answers
from evaluation.its.answers_text import answers_text

LAW = its.Interruption("law", dt.date(2007, 1, 1))
FINE = its.Interruption("fine", dt.date(2008, 1, 1))
MONTHS = pd.date_range("2005-01-01", periods=48, freq="MS")
REGION = its.Region(-1, 1)


def fitted(*interruptions: its.Interruption, **changes: Any) -> its.Fit:
    noise = np.random.default_rng(1).normal(size=48)
    rate = 50 + 0.1 * np.arange(48) - 6 * (np.arange(48) >= 24) + noise
    design = its.Design("falls", "monthly", interruptions or (LAW,), **changes)
    data = pd.DataFrame({"time": MONTHS, "falls": rate})
    return its.fit(design, data, its.Method("ols"))


@pytest.fixture(scope="module")
def everything() -> dict[str, Any]:
    plan = its.Plan()
    return answers(fitted(), Questions(True, REGION, "decrease", plan, True, True))


def test_without_a_question_there_is_no_answer() -> None:
    assert answers(fitted(), Questions()) == {}
    assert answers(fitted(), Questions(better="increase")) == {}


@pytest.mark.parametrize(
    ("questions", "keys"),
    [
        (Questions(in_words=True), ["sentence"]),
        (Questions(region=REGION), ["sentence", "equivalence"]),
        (Questions(sensitivity=its.Plan(dates=1)), ["sentence", "sensitivity"]),
        (Questions(diagnostics=True), ["sentence", "diagnostics"]),
        (Questions(counterfactual=True), ["sentence", "counterfactual"]),
    ],
)
def test_only_what_was_asked_is_answered(questions: Questions, keys: list[str]) -> None:
    assert list(answers(fitted(), questions)) == keys


def test_all_answers_are_strict_json(everything: dict[str, Any]) -> None:
    assert json.loads(json.dumps(everything, allow_nan=False)) == everything


def test_the_sentence_ends_with_what_the_region_adds(everything: dict[str, Any]) -> None:
    text = everything["sentence"]
    assert text.startswith("falls, 2008-12: ")
    assert " lower with 'law' than expected without it (95% interval " in text
    assert text.endswith(
        "The change is important, an improvement: unimportant effects are -1 to 1."
    )


def test_each_interruption_has_its_sentence() -> None:
    text = answers(fitted(LAW, FINE), Questions(region=its.Region(-90, 90)))["sentence"]
    assert text.count("falls, 2008-12") == 3
    assert text.count("no important change") == 1
    assert "the interruptions" in text
    assert "'fine'" in text


def test_the_verdict_stands_beside_both_intervals(everything: dict[str, Any]) -> None:
    found = everything["equivalence"]
    assert list(found) == [
        "verdict",
        "interruption",
        "at",
        "measure",
        "region_lower",
        "region_upper",
        "estimate",
        "lower",
        "upper",
        "level",
        "equivalence_lower",
        "equivalence_upper",
        "equivalence_level",
        "method",
        "sentence",
    ]
    assert (found["verdict"], found["at"], found["level"]) == ("improved", "2008-12-01", 0.95)
    assert found["lower"] < found["equivalence_lower"] < found["equivalence_upper"]


def test_the_sensitivity_has_rows_and_sentences(everything: dict[str, Any]) -> None:
    found = everything["sensitivity"]
    assert list(found) == ["rows", "sentences"]
    assert found["rows"][0]["variant"] == "ols"
    assert found["rows"][0]["agrees_in_direction"] is None
    assert found["rows"][2]["agrees_in_direction"] is True
    assert {row["at"] for row in found["rows"][:2]} == {"2008-12-01"}


def test_the_diagnostics_have_text_and_table(everything: dict[str, Any]) -> None:
    names = [check["name"] for check in everything["diagnostics"]]
    assert "Influence of single periods" in names
    for check in everything["diagnostics"]:
        assert list(check) == ["name", "passed", "text", "table"]


def test_the_counterfactual_has_both_intervals(everything: dict[str, Any]) -> None:
    rows = everything["counterfactual"]
    assert len(rows) == 48
    last = rows[-1]
    assert last["time"] == "2008-12-01"
    assert last["observation_lower"] < last["counterfactual_lower"] < last["counterfactual"]
    assert (rows[0]["is_after"], last["is_after"]) == (False, True)


def test_the_text_has_a_heading_for_each_answer(everything: dict[str, Any]) -> None:
    lines = answers_text(everything)
    for heading in ("equivalence", "diagnostics", "  estimators", "  placebo"):
        assert heading in lines
    assert "sensitivity: absolute effect (interval); relative effect (interval)" in lines
    assert "counterfactual: mean (its interval; interval of a new observation)" in lines
    assert any(line.startswith("  law absolute at 2008-12-01: improved (95% int") for line in lines)
    assert any("; 90% interval " in line and "region -1 to 1)" in line for line in lines)
    (own,) = [line for line in lines if line.startswith("    ols (compared with), 2008-12-01: ")]
    assert own.count(" to ") == 2
    assert any(line.startswith("  Placebo dates: ") for line in lines)
    assert any(line.startswith("  Correlogram (informs): ") for line in lines)
    assert any(line.startswith("  2007-01-01 observed ") for line in lines)
    assert not any(line.startswith("  2006-12-01 observed") for line in lines)
    assert not any("None" in line or "nan" in line for line in lines)


def test_the_text_says_what_cannot_be_estimated() -> None:
    nothing = {"lower": None, "upper": None, "estimate": None, "note": "Too short."}
    row = {"part": "dates", "variant": "1 month later", "is_reference": False}
    found = {
        "sensitivity": {
            "rows": [row | nothing | {"measure": "absolute", "at": "2008-12-01"}],
            "sentences": [],
        },
        "counterfactual": [
            {
                "time": "2008-12-01",
                "observed": None,
                "counterfactual": None,
                "counterfactual_lower": None,
                "counterfactual_upper": None,
                "observation_lower": None,
                "observation_upper": None,
                "is_after": True,
            }
        ],
    }
    assert answers_text(found) == [
        "",
        "sensitivity: absolute effect (interval); relative effect (interval)",
        "  dates",
        "    1 month later, 2008-12-01: not estimable: Too short.",
        "",
        "counterfactual: mean (its interval; interval of a new observation)",
        "  2008-12-01 observed none, without not estimable (not estimable; not estimable)",
    ]


def test_there_are_no_lines_without_answers() -> None:
    assert answers_text({"n": 3}) == []


def test_a_missing_observation_and_an_excluded_period_are_null() -> None:
    flood = its.Exclusion(dt.date(2008, 3, 1), dt.date(2008, 3, 31), "flood")
    rows = answers(fitted(exclusions=(flood,)), Questions(counterfactual=True))["counterfactual"]
    assert rows[38]["is_excluded"] is True
    assert rows[38]["observation_upper"] is not None
