"""An exception report is made for each breach that begins, is written or is owed, and no other."""

from evaluation.publish.quarterly import markdown
from evaluation.quarterly.exception import (
    Breach,
    breaches_to_report,
    exception_blocks,
    finding,
    missing_parts,
)
from tests.quarterly.tiny_quarter import TABLES, tiny_quarter

TIME, COST = Breach("falls", "time"), Breach("falls", "cost")


def test_a_breach_that_lasts_and_was_reported_needs_no_second_report() -> None:
    assert breaches_to_report(tiny_quarter()) == [TIME]


def test_a_breach_that_lasts_without_a_report_is_still_owed_one() -> None:
    assert breaches_to_report(tiny_quarter(exceptions=[])) == [TIME, COST]


def test_an_exception_written_in_the_quarter_has_its_report() -> None:
    (row,) = TABLES["exceptions"]
    again = [{**row, "quarter": "2025/26-Q3"}]
    assert breaches_to_report(tiny_quarter(exceptions=again)) == [TIME, COST]


def test_the_finding_names_measure_value_and_limit() -> None:
    view = tiny_quarter()
    assert finding(view, TIME) == (
        "Falls prevention: weeks behind plan is 7.5 weeks, above the limit of 6; the tolerance on "
        "time is breached."
    )
    assert finding(view, COST) == (
        "Falls prevention: spend over budget is forecast to be 7%, above the limit of 5; the "
        "tolerance on cost is forecast to breach."
    )


def test_what_nobody_has_written_is_named_as_missing_and_never_filled_in() -> None:
    view = tiny_quarter()
    assert [text.split("'")[1] for text in missing_parts(view, TIME)] == [
        "cause",
        "consequence",
        "options",
        "recommendation",
    ]
    text = markdown(exception_blocks(view, TIME, view.bodies[0]))
    assert text.count("## Not yet written") == 4


def test_a_written_exception_has_its_parts_in_order_and_asks_for_the_decision() -> None:
    view = tiny_quarter()
    assert missing_parts(view, COST) == []
    text = markdown(exception_blocks(view, COST, view.bodies[1]))
    parts = [
        "# What happened",
        "# Cause\n\nMore tests than planned.",
        "# Consequences\n\nThe year ends over budget.",
        "# Options\n\nRation, or share.",
        "# Recommendation\n\nShare.",
        "# Decision\n\nNot yet decided: this report asks for a decision.",
        "# Milestones and risks around it",
        "# Lessons\n\n- Ask earlier.",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "For: Care Board, due on 11 February 2026" in text
