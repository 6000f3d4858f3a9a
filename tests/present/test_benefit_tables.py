"""Benefits as tables to read: what stands in a cell, and what never shares one."""

import datetime as dt

import pandas as pd
import pytest

from evaluation.present import benefit_money, benefit_tables
from evaluation.present.mandate_tables import criteria_blocks, mandate_sentence, mandate_table
from evaluation.present.numbers import NO_BREAK_SPACE
from evaluation.value.benefits import (
    claim,
    claim_without_money,
    completion,
    money_frame,
    planning_frame,
    quantity,
    realised,
    register_frame,
    roll_up,
    sources_frame,
)
from evaluation.value.mandate import decide, uptake
from evaluation.workspace.value_tools import ChecklistItem, DataSource
from tests.value.making import YEARS, benefit, claim_of, estimate, kpi, level, money
from tests.value.mandate.test_mandate import product

ON = dt.date(2026, 3, 31)


def plain(text):
    return text.replace(NO_BREAK_SPACE, " ")


def came(of, *estimates):
    own = estimates or (level("baseline", 20.0), level("after", 15.0))
    return realised(of, own, kpi(), project="a", on=ON, provenance="measured", seed=1, draws=2000)


def test_a_checklist_says_done_of_needed_and_overdue_only_of_past_stages():
    items = [
        ChecklistItem(stage="idea", item="One", status="done", on=ON),
        ChecklistItem(stage="idea", item="Two", status="under-way"),
    ]
    table = benefit_tables.checklist_table(completion(items, "planning"), label="a")
    assert table.caption.endswith("1 of 2 items done.")
    assert table.frame.iloc[0].tolist() == ["Idea", "1 of 2", "1", "0", "1", "4"]
    assert table.frame.iloc[1].tolist() == ["Planning", "none", "0", "0", "stage not past", "4"]


def test_a_source_says_its_quality_with_its_limits():
    common = {"holds": "Falls", "owner": "Analyst", "frequency": "monthly"}
    sources = [
        DataSource(id="a", name="A", quality="good", **common),
        DataSource(id="b", name="B", quality="poor", limits="Late", since=ON, **common),
    ]
    frame = benefit_tables.sources_table(sources_frame(sources), label="a").frame
    assert frame["Quality"].tolist() == ["good", "poor: Late"]
    assert frame["Complete from"].tolist() == ["not set", "31 March 2026"]


def test_a_plan_says_what_is_not_set():
    items = [benefit(target_date=ON), benefit(kpi=None, measure="Calls")]
    found = [
        came(items[0]),
        realised(items[1], [], None, project="a", on=ON, provenance="measured", seed=1, draws=10),
    ]
    plan = planning_frame(items, {"falls": kpi()}, [])
    frame = benefit_tables.planning_table(plan, found, label="a").frame
    first, second = frame.to_dict("records")
    assert first["Measure and source"] == "Falls. Records"
    assert (first["Baseline"], first["Target"], first["Due"]) == ("20.0%", "10%", "31 March 2026")
    assert second["Measure and source"] == "Calls"
    assert (second["Baseline"], second["Target"], second["Due"]) == (
        "not measured",
        "not set",
        "not set",
    )


def test_a_register_is_two_tables_with_the_same_first_column():
    items = [
        benefit(target_date=dt.date(2027, 3, 31)),
        benefit(counted_in="other", attribution={"percent": 40.0, "reason": "New rotas"}),
    ]
    found = [came(items[0]), came(items[1], level("baseline", 20.0), level("after", None))]
    plan = planning_frame(items, {"falls": kpi()}, [])
    first, second = benefit_tables.register_tables(
        register_frame(items, found, None), plan, found, label="a"
    )
    assert list(first.frame["Benefit"]) == list(second.frame["Benefit"])
    row = first.frame.iloc[0]
    assert plain(row["Actual"]) == "15.0% (14.0 to 16.0), April 2025 to March 2026"
    assert plain(row["Share realised"]).startswith("50% (")
    assert row["In words"] == "partly realised, not yet due"
    assert first.frame.iloc[1]["Actual"] == "*"
    assert second.frame["Attributed"].tolist() == ["all of the estimate", "40%: New rotas"]
    assert second.frame["Status"].tolist() == ["on track", "on track; counted in project other"]


def test_single_readings_stand_without_limits():
    item = benefit(
        kpi=None,
        measure="Calls",
        unit="calls",
        target=20.0,
        baseline={"value": 40.0, "date": ON},
        actuals=[{"value": 30.0, "date": ON}],
    )
    found = realised(item, [], None, project="a", on=ON, provenance="synthetic", seed=1, draws=10)
    plan = planning_frame([item], {}, [])
    first, _ = benefit_tables.register_tables(
        register_frame([item], [found], None), plan, [found], label="a"
    )
    assert first.frame.iloc[0].tolist()[1:5] == [
        "40.0 calls, 31 March 2026",
        "30.0 calls, 31 March 2026",
        "20 calls",
        "50%",
    ]


def test_money_shows_quantity_value_and_basis_of_each_year():
    priced = {"value": 49.5, "low": 40, "high": 60, "distribution": "pert", "price_year": "2023/24"}
    item = benefit(money=money(unit_value=priced))
    units = quantity(item, [estimate()], {"falls": kpi()}, YEARS, project="a", seed=1, draws=4000)
    frame = money_frame([item], {item.id: units}, {item.id: claim(item, units, seed=1)})
    of_units, of_years = benefit_money.money_tables(frame, label="a")
    assert plain(of_units.frame["Value of a unit"][0]) == "£49.50 (£40 to £60), prices of 2023/24"
    assert of_units.frame["Method"][0] == "not stated"
    assert of_years.frame["Basis"].tolist() == ["measured", "estimated"]
    assert of_years.frame["Money"][1].startswith("£1,980")


@pytest.mark.parametrize(
    ("limits", "cell"),
    [({"value": None, "lower": None, "upper": None}, "not shown"), ({"lower": None}, "estimable")],
)
def test_money_that_is_not_known_is_said_in_words(limits, cell):
    item = benefit(money=money(unit_value=None), health={"qalys": 0.1})
    units = quantity(
        item, [estimate(**limits)], {"falls": kpi()}, YEARS, project="a", seed=1, draws=10
    )
    of_units, of_years = benefit_money.money_tables(
        money_frame([item], {item.id: units}, {}), label="a"
    )
    assert of_units.frame["Value of a unit"][0] == "no money value"
    assert of_years.frame["Quantity"].str.contains(cell).all()


def test_units_worth_health_alone_have_a_quantity_and_no_money():
    item = benefit(money=money(unit_value=None), health={"qalys": 0.1})
    units = quantity(item, [estimate()], {"falls": kpi()}, YEARS, project="a", seed=1, draws=400)
    _, of_years = benefit_money.money_tables(money_frame([item], {item.id: units}, {}), label="a")
    assert of_years.frame["Money"].tolist() == ["no money value"] * 2
    assert of_years.frame["Prices of"].tolist() == ["none"] * 2


def test_no_money_makes_empty_tables():
    assert all(table.frame.empty for table in benefit_money.money_tables(pd.DataFrame(), label="a"))


CLAIMS = [
    claim_of("a", "beds", (100_000.0, 200_000.0)),
    claim_of("a", "drugs", (50_000.0,), kind="cash-releasing", outcome="falls"),
    claim_of("a", "more-drugs", (40_000.0,), kind="cash-releasing", outcome="falls"),
    claim_of("b", "calls", (-3_000.0,), kind="dis-benefit"),
    claim_of("b", "copy", (1.0,), counted_in="a"),
    claim_of("b", "lost", (1.0,), counted_in="zzz"),
    claim_without_money(benefit(**{"class": "unmonetised"}), "b", YEARS),
]


def test_a_roll_up_never_puts_measured_and_estimated_into_one_cell():
    table = benefit_money.rollup_table(roll_up(CLAIMS), label="a")
    frame = table.frame.set_index("Class")
    assert frame.loc["Non-cash-releasing", "Measured"].startswith("£100,000")
    assert frame.loc["Non-cash-releasing", "Estimated"].startswith("£200,000")
    assert frame.loc["Cash-releasing"].tolist()[1:] == ["none", "0"]
    assert frame.loc["Dis-benefit", "Measured"].startswith("−£3,000")
    assert frame.loc["Unmonetised"].tolist() == ["none", "none", "1"]
    assert frame.loc["All, less dis-benefits", "Measured"].startswith("£147,000")
    assert "in prices of 2023/24, 2024/25 to 2025/26" in table.caption


def test_what_is_left_out_of_a_roll_up_is_named_with_the_reason():
    frame = benefit_money.left_out_table(roll_up(CLAIMS), label="a").frame
    assert dict(zip(frame["Benefit"], frame["Why it is not summed"], strict=True)) == {
        "more-drugs": "Rests on the same effect as 'drugs', which is summed",
        "copy": "Counted in the project 'a'",
        "lost": "Said to be counted in 'zzz', which sums no benefit: counted nowhere",
    }
    assert benefit_money.left_out_table(roll_up(CLAIMS[:1]), label="a") is None


def test_a_roll_up_in_words_keeps_measured_and_estimated_apart():
    said = benefit_money.rollup_sentence(roll_up(CLAIMS))
    assert said.startswith("Of the benefits less dis-benefits, £147,000 is measured (95% interval")
    assert "and £200,000 is estimated" in said
    assert said.endswith(
        "Not in these sums: 1 benefit without a value in money and 3 benefits that would be "
        "counted twice or nowhere."
    )
    assert benefit_money.rollup_sentence(roll_up([])) == "No benefit has a value in money."


def test_a_register_of_the_mandate_says_standing_and_uptake():
    given = {"of": "people", "provenance": "synthetic", "source": "List", "on": ON}
    products = [
        product(id="none"),
        product(id="some", uptake={**given, "adopted": 80, "eligible": 265}),
        product(id="few", uptake={**given, "adopted": 2, "eligible": 20}),
    ]
    decisions = [decide(item) for item in products]
    table = mandate_table(decisions, {item.id: uptake(item) for item in products}, label="mandate")
    assert table.frame["Criteria met"][0] == "0 of 5, not all criteria answered"
    assert [plain(cell) for cell in table.frame["Uptake here"]] == [
        "not stated",
        "30.2% (25.0 to 36.0) of people, 31 March 2026 (synthetic)",
        "* of people (synthetic)",
    ]
    assert mandate_sentence(decisions) == (
        "3 products of the mandate: 3 with not all criteria answered."
    )


def test_criteria_are_a_table_and_their_long_sources_stand_below():
    decision = decide(product({"criterion": "nice-positive", "met": False}))
    table, sources = criteria_blocks(decision, label="criteria")
    assert table.caption.endswith("from 2021/22: not all criteria met.")
    assert table.frame["Result"].tolist() == ["✘ not met", *["– not answered"] * 4]
    assert table.frame["Evidence"].tolist() == ["Seen", *["no evidence found"] * 4]
    assert sources.markdown.count("\n- ") == 2
