"""The register's frames: numbers as numbers, one row a benefit or a year."""

import datetime as dt

import pandas as pd
import pytest

from evaluation.value.benefits import (
    claim,
    money_frame,
    planning_frame,
    quantity,
    realised,
    register_frame,
    sources_frame,
)
from evaluation.workspace.value_tools import DataSource, LogicModel
from tests.value.making import YEARS, benefit, estimate, kpi, level, money

SOURCE = DataSource(
    id="records",
    name="Records",
    holds="Falls",
    owner="Analyst",
    frequency="monthly",
    quality="good",
)
MODEL = LogicModel.model_validate(
    {"need": "Falls", "elements": [{"id": "safer", "part": "outcome", "text": "Safer wards"}]}
)


def found(of):
    pair = [level("baseline", 20.0), level("after", 15.0)]
    return realised(
        of,
        pair,
        kpi(),
        project="a",
        on=dt.date(2026, 3, 31),
        provenance="measured",
        seed=1,
        draws=500,
    )


def test_a_plan_takes_measure_unit_source_and_target_from_the_indicator():
    row = planning_frame([benefit()], {"falls": kpi()}, [SOURCE]).iloc[0]
    assert row[["measure", "unit", "source", "target"]].tolist() == ["Falls", "%", "Records", 10.0]


def test_a_plan_of_its_own_stands_before_the_indicators():
    own = benefit(kpi=None, measure="Calls", unit="calls", target=5.0, data_source="records")
    harm = benefit(**{"class": "dis-benefit"})
    frame = planning_frame([own, harm], {"falls": kpi()}, [SOURCE])
    assert frame.iloc[0][["measure", "unit", "source", "target"]].tolist() == [
        "Calls",
        "calls",
        "Records",
        5.0,
    ]
    assert pd.isna(frame.iloc[1]["target"])


def test_a_register_names_the_outcome_in_words_and_the_share_with_limits():
    attribution = {"percent": 40.0, "reason": "New rotas"}
    items = [benefit(attribution=attribution), benefit(target=None, outcome="other")]
    frame = register_frame(items, [found(item) for item in items], MODEL)
    first, second = frame.to_dict("records")
    assert first["outcome"] == "Safer wards"
    assert second["outcome"] == "other"
    assert (first["attribution"], second["attribution"]) == (40, 100)
    assert first["share"] == pytest.approx(50)
    assert first["lower"] < first["share"] < first["upper"]
    assert register_frame(items, [found(item) for item in items], None)["outcome"][0] == "safer"


def test_a_register_of_nothing_is_empty():
    assert register_frame([], [], None).empty
    assert planning_frame([], {}, []).empty


def test_money_has_a_row_for_each_year_in_which_the_benefit_is_had():
    item, other = benefit(money=money()), benefit(id="plain")
    units = quantity(item, [estimate()], {"falls": kpi()}, YEARS, project="a", seed=1, draws=500)
    frame = money_frame([item, other], {item.id: units}, {item.id: claim(item, units, seed=1)})
    assert frame["year"].tolist() == ["2024/25", "2025/26"]
    assert frame["basis"].tolist() == ["measured", "estimated"]
    assert frame["value"].tolist() == pytest.approx([1000, 2000])
    assert (frame["value_lower"] < frame["value"]).all()
    assert frame["price_year"].tolist() == ["2023/24"] * 2


def test_money_of_a_suppressed_effect_has_rows_without_numbers():
    item = benefit(money=money(unit_value=None), health={"qalys": 0.1})
    hidden = estimate(value=None, lower=None, upper=None)
    units = quantity(item, [hidden], {"falls": kpi()}, YEARS, project="a", seed=1, draws=500)
    frame = money_frame([item], {item.id: units}, {})
    assert frame["status"].tolist() == ["suppressed"] * 2
    assert frame[["quantity", "value", "unit_value"]].isna().all(axis=None)


def test_sources_without_limits_have_empty_text():
    assert sources_frame([SOURCE])["limits"].tolist() == [""]
