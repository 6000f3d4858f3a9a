import dataclasses
import datetime as dt

import pandas as pd
import pytest

from evaluation.errors import InvalidInput
from evaluation.intervals import wilson
from evaluation.present.blocks import Prose, Table
from evaluation.study import audits

CYCLES = [
    {"id": "one", "name": "First", "from": dt.date(2023, 4, 1), "to": dt.date(2023, 6, 30)},
    {"id": "two", "name": "Second", "from": dt.date(2024, 4, 1), "to": dt.date(2024, 6, 30)},
]
PLAN = {"cycles": CYCLES, "criteria": [{"id": "FALL-1"}]}


def counts(met=(40, 90), not_met=(60, 10), **changes):
    cycles = ["one", "two"][: len(met)]
    plain = {
        "criterion": "FALL-1",
        "cycle": cycles,
        "met": met,
        "not_met": not_met,
        "not_recorded": 0,
        "exceptions": 0,
    }
    return pd.DataFrame({**plain, **changes})


def records(**results):
    """One row per record: results by number, all of criterion FALL-1 and the first cycle."""
    named = [name.replace("_", " ") for name, number in results.items() for _ in range(number)]
    frame = pd.DataFrame({"result": named}).assign(criterion="FALL-1", cycle="one")
    frame["record"] = [f"p{row}" for row in frame.index]
    frame["exception_reason"] = ["Declined" if name == "exception" else None for name in named]
    return frame


def table_of(section, ending):
    (found,) = [
        block
        for block in section.blocks
        if isinstance(block, Table) and block.label.endswith(ending)
    ]
    return found.frame.replace("\N{NO-BREAK SPACE}", " ", regex=True)


def test_without_an_audit_there_is_one_line(make_inputs):
    assert audits.section(make_inputs()).blocks == (Prose(audits.NO_AUDIT),)


def test_without_its_table_an_audit_is_not_counted(make_inputs):
    inputs = make_inputs(audit_table=counts(), audit=PLAN)
    without = dataclasses.replace(inputs, audit_table=None)
    assert audits.section(without).blocks == (Prose(audits.NO_AUDIT),)


def test_criteria_come_with_source_and_target(make_inputs):
    own = {"id": "FALL-1", "target": 75, "target_origin": "Agreed locally"}
    plan = {**PLAN, "criteria": [own, {"id": "FALL-2"}]}
    both = pd.concat([counts(), counts().assign(criterion="FALL-2")])
    section = audits.section(make_inputs(audit_table=both, audit=plan))
    assert table_of(section, "criteria").to_numpy().tolist() == [
        ["FALL-1", "People are asked about falls", "QS1 statement 1", "75% (agreed locally)"],
        ["FALL-2", "A score is not used", "QS1 statement 2", "none (monitored)"],
    ]


def test_an_origin_in_capitals_keeps_them(make_inputs):
    own = {"id": "FALL-1", "target_origin": "NHS England"}
    section = audits.section(make_inputs(audit_table=counts(), audit={**PLAN, "criteria": [own]}))
    assert table_of(section, "criteria")["Target"].tolist() == ["90% (NHS England)"]


def test_each_cycle_has_its_result_with_an_interval(make_inputs):
    section = audits.section(make_inputs(audit_table=counts(), audit=PLAN))
    results = table_of(section, "falls-audit")
    assert results["Cycle"].tolist() == ["1", "2"]
    assert results["Result, %"].tolist() == ["40.0 (30.9 to 49.8)", "90.0 (82.6 to 94.5)"]
    assert results["Status"].tolist() == ["not met", "uncertain"]
    assert "Cycles: 1, First; 2, Second." in section.blocks[1].caption


def test_two_cycles_are_compared(make_inputs):
    section = audits.section(make_inputs(audit_table=counts(), audit=PLAN))
    assert table_of(section, "cycles").iloc[0].tolist() == [
        "FALL-1",
        "40.0",
        "90.0",
        "50.0 (37.7 to 60.1)",
        "2.25 (1.78 to 2.92)",
        "improved",
    ]


def test_one_cycle_is_not_compared(make_inputs):
    plan = {**PLAN, "cycles": CYCLES[:1]}
    section = audits.section(make_inputs(audit_table=counts((40,), (60,)), audit=plan))
    assert len(section.blocks) == 3


def test_cycles_are_in_the_order_of_the_project_and_not_of_their_names(make_inputs):
    cycles = [{**CYCLES[0], "id": "two"}, {**CYCLES[1], "id": "one"}]
    section = audits.section(make_inputs(audit_table=counts(), audit={**PLAN, "cycles": cycles}))
    assert table_of(section, "falls-audit")["Result, %"].str[:4].tolist() == ["90.0", "40.0"]


def test_groups_in_a_table_of_counts_are_not_counted_twice(make_inputs):
    whole = counts().assign(dimension=None, group=None)
    parts = counts().assign(dimension="sex", group="female")
    inputs = make_inputs(audit_table=pd.concat([whole, parts]), audit=PLAN)
    assert table_of(audits.section(inputs), "falls-audit")["Eligible"].tolist() == ["100", "100"]


def test_records_are_counted_and_their_exceptions_told_by_reason(make_inputs):
    table = records(met=40, not_met=30, not_recorded=10, exception=20)
    section = audits.section(make_inputs(audit_table=table, audit=PLAN))
    (row,) = table_of(section, "falls-audit").to_dict("records")
    assert (row["Eligible"], row["Exceptions"], row["Not recorded"]) == ("80", "20", "10")
    assert table_of(section, "exceptions").to_numpy().tolist() == [["FALL-1", "Declined", "20"]]


def test_exceptions_in_a_table_of_counts_have_no_reasons(make_inputs):
    section = audits.section(make_inputs(audit_table=counts(exceptions=10), audit=PLAN))
    text = "Exceptions were reported as counts, without their reasons."
    assert section.blocks[-1].markdown == text


@pytest.mark.parametrize(
    "table", [counts(), records(met=40, not_met=30)], ids=["counts", "records"]
)
def test_that_there_were_no_exceptions_is_said_in_one_line(make_inputs, table):
    section = audits.section(make_inputs(audit_table=table, audit=PLAN))
    assert section.blocks[-1].markdown == "There were no exceptions."


@pytest.mark.parametrize(
    "cell", ["met", "not_met", "not_recorded", "exception"], ids=lambda name: name.replace("_", " ")
)
def test_nothing_tells_how_many_a_suppressed_cell_counts(make_inputs, shown, cell):
    others = {"met": 200, "not_met": 200, "not_recorded": 100, "exception": 50}
    texts = set()
    for number in (3, 4):
        table = records(**{**others, cell: number})
        texts.add(shown(audits.section(make_inputs(audit_table=table, audit=PLAN))))
    assert len(texts) == 1


def test_a_suppressed_result_is_a_star_and_is_not_compared(make_inputs):
    section = audits.section(make_inputs(audit_table=counts(met=(5, 90)), audit=PLAN))
    results = table_of(section, "falls-audit")
    assert results.loc[0, "Result, %"] == "*"
    assert results.loc[0, "Status"] == "suppressed"
    change = table_of(section, "cycles").iloc[0]
    assert change["Difference, percentage points"] == "*"
    assert change["Verdict"] == "not comparable"
    first = section.estimates[0]
    assert (first.measure, first.value, first.n) == ("cycle one", None, None)


def test_results_are_estimates_under_the_criterions_statement(make_inputs):
    found = audits.section(make_inputs(audit_table=counts(), audit=PLAN)).estimates
    assert [item.measure for item in found] == ["cycle one", "cycle two", "difference"]
    assert found[0].period == "2023-04 to 2023-06"
    assert {item.label for item in found} == {"People are asked about falls"}


def test_markup_in_cycle_target_and_reason_is_escaped(make_inputs, shown):
    markup = "<b>{{< x >}} | #import"
    table = records(met=40, not_met=30, exception=20)
    table.loc[table["result"] == "exception", "exception_reason"] = markup
    own = {"id": "FALL-1", "target_origin": markup}
    plan = {"cycles": [{**CYCLES[0], "name": markup}], "criteria": [own]}
    section = audits.section(make_inputs(audit_table=table, audit=plan))
    escaped = r"\<b\>\{\{\< x \>\}\} \| \#import"
    assert section.blocks[1]._repr_mimebundle_()[0]["text/markdown"].count(escaped) == 1
    assert escaped in section.blocks[0].markdown
    assert escaped in section.blocks[2].markdown


def suppressed_counts(**changes):
    return counts((40, 90), (60, 40), **{"not_recorded": ["<5", 0], **changes})


def test_a_result_whose_counts_came_suppressed_is_bounded_and_says_so(make_inputs):
    inputs = make_inputs(audit_table=suppressed_counts(), audit=PLAN)

    section = audits.section(inputs)

    results = table_of(section, "falls-audit")
    low, high = wilson(40, 105), wilson(40, 100)  # counts rounded to 5, as they are shown
    middle = (100 * 40 / 105 + 100 * 40 / 100) / 2
    assert results["Result, %"].tolist() == [
        f"{middle:.1f} ({100 * low.lower:.1f} to {100 * high.upper:.1f})",
        "69.2 (60.8 to 76.5)",
    ]
    assert results["Eligible"].tolist() == ["*", "130"]
    assert results["Status"].tolist() == ["not met", "not met"]
    (said,) = [
        block.markdown
        for block in section.blocks
        if isinstance(block, Prose) and "came suppressed" in block.markdown
    ]
    assert said.startswith("FALL-1: 1 count came suppressed. The intervals hold whatever they are")
    assert table_of(section, "cycles")["Verdict"].tolist() == ["improved"]
    (first, *_) = section.estimates
    assert first.n is None
    assert first.method.endswith("limits hold whatever the counts that came suppressed are")


def test_suppressed_exceptions_leave_the_percentage_as_it_is(make_inputs):
    exact = audits.section(make_inputs(audit_table=counts((40, 90), (60, 40)), audit=PLAN))
    table = counts((40, 90), (60, 40), exceptions=["<5", 3])
    bounded = audits.section(make_inputs(audit_table=table, audit=PLAN))

    name = "Result, %"
    assert table_of(bounded, "falls-audit")[name].equals(table_of(exact, "falls-audit")[name])


def test_a_result_that_the_rule_would_hide_is_suppressed(make_inputs):
    table = counts((40, 90), (60, "<5"))
    section = audits.section(make_inputs(audit_table=table, audit=PLAN))

    results = table_of(section, "falls-audit")
    assert results["Status"].tolist() == ["not met", "suppressed"]
    assert table_of(section, "cycles")["Verdict"].tolist() == ["not comparable"]


def test_groups_of_which_some_came_suppressed_are_not_shown_and_the_whole_is(make_inputs, shown):
    whole = counts((40, 90), (60, 40)).assign(dimension=None, group=None)
    north = counts((38, 50), (50, 30)).assign(dimension="site", group="North")
    south = counts(("<5", 40), (10, 10)).assign(dimension="site", group="South")
    inputs = make_inputs(audit_table=pd.concat([whole, north, south]), audit=PLAN)

    section = audits.section(inputs)

    assert table_of(section, "falls-audit")["Eligible"].tolist() == ["100", "130"]
    assert "by site" not in shown(section)
    assert "came suppressed" not in shown(section)


def test_sites_without_a_whole_are_added_up_between_what_each_allows(make_inputs):
    north = counts((38, 50), (50, 30)).assign(dimension="site", group="North")
    south = counts(("<5", 40), (10, 10)).assign(dimension="site", group="South")
    inputs = make_inputs(audit_table=pd.concat([north, south]), audit=PLAN)

    results = table_of(audits.section(inputs), "falls-audit")

    assert results["Eligible"].tolist() == ["*", "130"]
    assert results["Status"].tolist() == ["not met", "not met"]


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        ({"census": True}, "A census has no interval that could hold a suppressed count."),
        ({"interval": "mid-p"}, "A suppressed count is bounded by Wilson's interval, not by"),
        (
            {"cycles": [{**CYCLES[0], "population": 900}, CYCLES[1]]},
            "The cycle 'one' has a 'population', and with a suppressed count nobody knows",
        ),
    ],
)
def test_an_audit_that_cannot_use_an_interval_says_why(make_inputs, plan, sentence):
    with pytest.raises(InvalidInput) as refused:
        make_inputs(audit_table=suppressed_counts(), audit={**PLAN, **plan})
    (finding,) = [item for item in refused.value.findings if item.severity == "error"]
    assert finding.sentence.startswith(sentence)


def test_a_funnel_cannot_use_an_interval(make_inputs):
    whole = counts((40, 90), (60, 40)).assign(dimension=None, group=None)
    north = counts((38, 50), (50, 30)).assign(dimension="site", group="North")
    south = counts(("<5", 40), (10, 10)).assign(dimension="site", group="South")
    funnel = {"criterion": "FALL-1", "dimension": "site"}
    with pytest.raises(InvalidInput) as refused:
        make_inputs(audit_table=pd.concat([whole, north, south]), audit=PLAN, funnels=[funnel])
    assert [item.sentence for item in refused.value.findings if item.severity == "error"] == [
        "A funnel by 'site' cannot use suppressed counts."
    ]
