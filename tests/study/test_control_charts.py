import datetime as dt

import pandas as pd
import pytest

from evaluation.errors import InvalidInput
from evaluation.present.blocks import Figure, Prose, Table
from evaluation.study import control_charts

MONTHS = pd.period_range("2023-04", periods=24, freq="M").astype("string")


def proportions(numerators, denominator=200):
    return pd.DataFrame(
        {"kpi": "asked", "period": MONTHS, "numerator": numerators, "denominator": denominator}
    )


def kpi(**changes):
    plain = {
        "id": "asked",
        "label": "People asked",
        "definition": "As agreed.",
        "kind": "proportion",
        "unit": "%",
        "domain": "process",
        "direction": "increase",
        "source": "Record",
        "target": 60.0,
    }
    return {**plain, **changes}


LOW_THEN_HIGH = [100, 104, 98, 102, 101, 97, 103, 99, 100, 104, 96, 102] + [150] * 12


def section(make_inputs, table, **plan):
    planned = {"kpi": "asked", "chart": "p", **plan}
    return control_charts.section(
        make_inputs(kpi_table=table, kpis=[kpi()], control_charts=[planned])
    )


def text_of(section):
    return " ".join(block.markdown for block in section.blocks if isinstance(block, Prose))


def test_without_a_plan_there_is_one_line(make_inputs):
    assert control_charts.section(make_inputs()).blocks == (Prose(control_charts.NOTHING),)


def test_the_summary_comes_first_then_chart_signals_and_method(make_inputs):
    found = section(make_inputs, proportions(LOW_THEN_HIGH))
    kinds = [type(block) for block in found.blocks]
    assert kinds == [Figure, Figure, Table, Prose]
    assert [block.label for block in found.blocks[:3]] == [
        "falls-control-summary",
        "falls-control-asked",
        "falls-control-asked-signals",
    ]
    assert "How it was made: P chart" in text_of(found)
    assert control_charts.PROTECTED in text_of(found)


def test_the_chart_is_made_from_what_may_be_published(make_inputs):
    found = section(make_inputs, proportions([101] * 24, denominator=203))
    assert set(found.blocks[1].data["value (%)"]) == {round(100 * 100 / 205, 4)}


def test_small_numbers_are_pooled_before_they_are_drawn(make_inputs):
    found = section(make_inputs, proportions([4] * 24, denominator=40))
    assert len(found.blocks[1].data) == 8
    assert set(found.blocks[1].data["value (%)"]) == {round(100 * 10 / 120, 4)}


def test_nothing_is_drawn_where_even_pooled_numbers_are_small(make_inputs):
    few = [1, *[0] * 11, 1, *[0] * 11]
    found = section(make_inputs, proportions(few, denominator=3))
    assert [type(block) for block in found.blocks] == [Prose]
    assert "not shown, because its numbers are small" in text_of(found)


def test_a_rebase_begins_new_limits(make_inputs):
    found = section(make_inputs, proportions(LOW_THEN_HIGH), rebase=[dt.date(2024, 4, 1)])
    data = found.blocks[1].data
    assert data["segment"].tolist() == [1] * 12 + [2] * 12
    assert data["centre (%)"].iloc[-1] == 75.0


def test_a_rebase_is_told_with_its_day_in_words(make_inputs):
    found = section(make_inputs, proportions(LOW_THEN_HIGH), rebase=[dt.date(2024, 4, 1)])
    assert "Limits from 1 April 2024 rest on 12 points" in text_of(found)


def test_a_target_that_changes_takes_the_place_of_the_kpis_own(make_inputs):
    targets = [
        {"from": dt.date(2023, 4, 1), "value": 50.0},
        {"from": dt.date(2024, 4, 1), "value": 70.0},
    ]
    data = section(make_inputs, proportions(LOW_THEN_HIGH), targets=targets).blocks[1].data
    assert data["target (%)"].tolist() == [50.0] * 12 + [70.0] * 12


def test_a_chart_of_values_needs_no_parts(make_inputs):
    data = section(make_inputs, proportions(LOW_THEN_HIGH), chart="xmr").blocks[1].data
    assert data["value (%)"].iloc[0] == 50.0


def test_a_chart_that_cannot_be_made_says_why(make_inputs):
    found = section(make_inputs, proportions(LOW_THEN_HIGH), rebase=[dt.date(2030, 1, 1)])
    assert "the chart could not be made" in text_of(found)


def test_a_kpi_without_data_says_so(make_inputs):
    other = proportions(LOW_THEN_HIGH).assign(kpi="other")
    found = control_charts.section(
        make_inputs(
            kpi_table=other,
            kpis=[kpi(), kpi(id="other")],
            control_charts=[{"kpi": "asked"}],
        )
    )
    assert "there are no data up to the end of the year" in text_of(found)


@pytest.mark.parametrize(("kind", "chart"), [("proportion", "c"), ("count", "p"), ("mean", "u")])
def test_a_chart_that_does_not_go_with_its_kpi_is_a_fault(make_inputs, kind, chart):
    with pytest.raises(InvalidInput) as refused:
        make_inputs(kpis=[kpi(kind=kind)], control_charts=[{"kpi": "asked", "chart": chart}])
    assert any(
        f"'{chart}' does not go with a KPI of kind '{kind}'" in finding.sentence
        for finding in refused.value.findings
    )


def test_a_chart_of_an_unknown_kpi_is_a_fault(make_inputs):
    with pytest.raises(InvalidInput) as refused:
        make_inputs(kpis=[kpi()], control_charts=[{"kpi": "askd"}])
    assert any("'askd' is not defined" in finding.sentence for finding in refused.value.findings)
