"""The table of EPOC's items: every item, none silently low, counted."""

import pandas as pd
import pytest

from evaluation.present.blocks import Prose, Table
from evaluation.study import bias
from evaluation.workspace import BIAS_ITEMS

PLAIN = {"kpi": "falls", "question": "Why?"}
MARKUP = "<b>{{< x >}}"


def judged(**judgements):
    named = {name.replace("_", "-"): judgement for name, judgement in judgements.items()}
    return [
        {"item": item, "judgement": named.get(item, "low"), "reason": f"Reason of {item}."}
        for item in BIAS_ITEMS
        if named.get(item, "low") != "none"
    ]


@pytest.fixture
def section_of(make_inputs, kpi_of, rows_of):
    """Return a function that makes the section of analyses with these own answers."""

    def make(shared, *own, kpis=("falls", "injuries")):
        its = [
            {
                **PLAIN,
                "id": f"a{number}",
                "kpi": kpis[number % 2],
                "primary": number == 0,
                "risk_of_bias": answers,
            }
            for number, answers in enumerate(own or [[]])
        ]
        names = [kpi_of(name, "count") for name in kpis]
        table = pd.concat(rows_of(name, "2023-04", 24, value=[20] * 24) for name in kpis)
        return bias.section(make_inputs(kpi_table=table, kpis=names, its=its, risk_of_bias=shared))

    return make


def tables_of(section):
    return [block for block in section.blocks if isinstance(block, Table)]


def test_every_item_has_its_row_with_judgement_and_reason(section_of):
    (table,) = tables_of(section_of(judged(other_risks="high", data_collection="unclear")))
    assert table.frame.columns.tolist() == ["Item", "Risk of bias", "Reason"]
    assert table.frame["Item"].tolist() == list(BIAS_ITEMS.values())
    assert table.frame["Risk of bias"].tolist() == [
        "low", "low", "unclear", "low", "low", "low", "high",
    ]  # fmt: skip
    assert table.frame["Reason"].iloc[0] == "Reason of independent-of-other-changes."
    assert table.caption == (
        "Risk of bias by EPOC's items for time series, the only one here: 5 of 7 low, 1 high, "
        "1 unclear."
    )


def test_an_item_that_is_not_answered_is_shown_so_and_never_counted_as_low(section_of):
    (table,) = tables_of(section_of(judged(other_risks="none")))
    assert table.frame["Risk of bias"].iloc[-1] == "not answered"
    assert table.frame["Reason"].iloc[-1] == "No answer is given in the project's file."
    assert table.caption.endswith("6 of 7 low, 1 not answered.")


def test_without_any_answer_nothing_is_low(section_of):
    (table,) = tables_of(section_of([]))
    assert table.caption.endswith("0 of 7 low, 7 not answered.")


@pytest.mark.parametrize(("number", "words"), [(2, "both here"), (3, "all 3 here")])
def test_analyses_with_the_same_answers_share_a_table(section_of, number, words):
    (table,) = tables_of(section_of(judged(), *([[]] * number)))
    assert f"{words}: 7 of 7 low." in table.caption
    assert table.label == "falls-a0-bias"


def test_analyses_with_other_answers_have_tables_of_their_own_with_their_outcome(section_of):
    own = [{"item": "other-risks", "judgement": "high", "reason": "Seasons."}]
    tables = tables_of(section_of(judged(), [], own, []))
    assert [table.label for table in tables] == ["falls-a0-bias", "falls-a1-bias"]
    assert "time series, Falls: 7 of 7 low." in tables[0].caption
    assert "time series, Injuries: 6 of 7 low, 1 high." in tables[1].caption


def test_the_section_has_a_heading_and_names_its_source(section_of):
    section = section_of(judged())
    assert section.blocks[0] == Prose("#### Risk of bias {#sec-falls-bias}")
    assert "Effective Practice and Organisation of Care" in section.blocks[-1].markdown
    assert "2017" in section.blocks[-1].markdown


def test_without_a_time_series_there_is_nothing(make_inputs):
    assert bias.section(make_inputs()).blocks == ()


def test_markup_in_a_reason_is_escaped(section_of):
    shared = [{"item": "other-risks", "judgement": "low", "reason": MARKUP}]
    (table,) = tables_of(section_of(shared))
    assert r"\<b\>\{\{\< x \>\}\}" in table.markdown
