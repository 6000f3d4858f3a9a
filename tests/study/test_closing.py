import datetime as dt

import pandas as pd
import pytest

from evaluation.estimate import CheckResult
from evaluation.study import closing
from evaluation.study.section import NamedCheck

MARKUP = "<b>{{< x >}}</b>\n\n# #import | $x$"
ESCAPED = r"\<b\>\{\{\< x \>\}\}\</b\> \# \#import \| \$x\$"


def markdown_of(section):
    return [block.markdown for block in section.blocks]


def check(passed, name="Ljung-Box", outcome="falls"):
    return NamedCheck("its", outcome, CheckResult(name, passed, "There are signs."))


def test_what_was_not_recorded_is_said_in_one_line_each(make_inputs):
    inputs = make_inputs()
    whole = closing.lessons(inputs) + closing.involvement(inputs) + closing.next_steps(inputs)
    assert markdown_of(whole) == [
        "No lessons have been recorded for this project.",
        "No patient and public involvement has been recorded for this project.",
        "No exit plan has been recorded for this project.",
    ]


def test_lessons_of_both_kinds_are_listed(make_inputs):
    lessons = {"worked_well": ["Classes filled."], "could_be_better": ["Data came late.", "Cost."]}
    first = markdown_of(closing.lessons(make_inputs(lessons=lessons)))[0]
    assert first == (
        "**What worked well**\n\n- Classes filled.\n\n"
        "**What could be better**\n\n- Data came late.\n- Cost."
    )


def test_a_kind_of_lessons_without_one_is_left_out(make_inputs):
    inputs = make_inputs(lessons={"could_be_better": ["Cost."]})
    assert markdown_of(closing.lessons(inputs))[0] == "**What could be better**\n\n- Cost."


def test_what_patients_did_and_changed_is_a_table(make_inputs):
    activity = {"group": "Forum", "activity": "Chose halls", "level": "co-produced"}
    inputs = make_inputs(ppi=[{**activity, "change": "New times"}, activity])
    (table,) = closing.involvement(inputs).blocks
    assert table.frame.to_numpy().tolist() == [
        ["Forum", "Chose halls", "co produced", "New times"],
        ["Forum", "Chose halls", "co produced", "Not recorded"],
    ]


@pytest.mark.parametrize(
    ("more", "end"),
    [
        ({}, "The team stays."),
        (
            {"business_as_usual_owner": "Head of therapy"},
            "The team stays. Business-as-usual owner: Head of therapy.",
        ),
        (
            {
                "business_as_usual_owner": "Head of therapy",
                "business_as_usual_date": dt.date(2025, 4, 1),
            },
            "The team stays. Business-as-usual owner: Head of therapy, from 1 April 2025.",
        ),
    ],
)
def test_the_exit_names_plan_owner_and_date(make_inputs, more, end):
    plan = {"plan": "The team stays.", "status": "under-way", **more}
    (text,) = markdown_of(closing.next_steps(make_inputs(exit=plan)))
    assert text == f"**Exit plan: under way.** {end}"


def test_markup_in_lessons_involvement_and_exit_is_escaped(make_inputs, shown):
    inputs = make_inputs(
        lessons={"worked_well": [MARKUP]},
        ppi=[{"group": MARKUP, "activity": "x", "level": "informed"}],
        exit={"plan": MARKUP, "status": "agreed", "business_as_usual_owner": MARKUP},
    )
    parts = (closing.lessons, closing.involvement, closing.next_steps)
    text = "".join(shown(part(inputs)) for part in parts)
    assert text.count(ESCAPED) == 4
    assert "<b>" not in text


def test_a_sound_table_and_no_model_is_one_line(make_inputs):
    assert markdown_of(closing.data_quality(make_inputs(), [])) == [
        "Nothing was found wrong in this project's tables."
    ]


def test_what_was_found_in_the_tables_is_listed(make_inputs, kpi_of, rows_of):
    rows = rows_of("falls", "2024-04", 12, value=10).drop(index=3)
    inputs = make_inputs(kpi_table=rows, kpis=[kpi_of("falls", "count")])
    (text,) = markdown_of(closing.data_quality(inputs, []))
    assert text.startswith("Found in this project's tables:\n\n- ")
    assert "has no row for 2024-07" in text


@pytest.mark.parametrize(
    ("passed", "many", "closer"),
    [
        ([True, True, None], "2 checks", "0 ask"),
        ([True, False], "1 check", "1 asks"),
        ([False, False], "0 checks", "2 ask"),
    ],
)
def test_checks_are_counted(make_inputs, passed, many, closer):
    section = closing.data_quality(make_inputs(), [check(each) for each in passed])
    sentence = f"{many} of models, audit and action plan passed; {closer} for a closer look."
    assert section.blocks[1].markdown == sentence
    assert (len(section.blocks) == 3) == (False in passed)


def test_only_checks_that_ask_for_a_closer_look_are_listed_by_the_outcomes_name(
    make_inputs, kpi_of, rows_of
):
    rows = rows_of("falls", "2024-04", 12, value=10)
    inputs = make_inputs(kpi_table=rows, kpis=[kpi_of("falls", "count", label="Falls | harm")])
    checks = [check(False), check(True), check(False, outcome="unknown")]
    table = closing.data_quality(inputs, checks).blocks[2]
    expected = pd.DataFrame(
        {
            "Outcome": ["Falls | harm", "unknown"],
            "Check": "Ljung-Box",
            "What it says": "There are signs.",
        }
    )
    pd.testing.assert_frame_equal(table.frame, expected, check_dtype=False)
    assert r"Falls \| harm" in table.markdown
