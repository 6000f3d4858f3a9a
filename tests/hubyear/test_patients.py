"""The chapter on patients and the public, from rows to what a reader sees."""

from evaluation.hubyear.patients import chapter
from evaluation.publish.quarterly import markdown
from tests.hub_years import tiny_year

ROW = {
    "date": "2025-06-01",
    "project": "falls",
    "body": "Citizen panel",
    "activity": "Read *it*",
    "level": "co-produce",
    "people": "3",
    "change": "It was written anew.",
    "status": "done",
}


def test_the_finding_counts_activities_and_hides_few_people() -> None:
    section = chapter(tiny_year({"ppi-log": [ROW]}))
    assert section.sentences == (
        "1 activity with patients and the public in 2025/26 (0 the year before), with * people "
        "taking part; decisions were shared in 1, and 1 changed something, 1 of them already done.",
    )
    assert "Read \\*it\\*" in markdown(section.blocks)


def test_a_project_without_involvement_is_named() -> None:
    year = tiny_year({"ppi-log": [ROW]}, projects={"falls": "Falls", "feno": "FeNO testing"})
    assert "Without any activity in the year: FeNO testing." in markdown(chapter(year).blocks)


def test_a_year_without_an_entry_says_so() -> None:
    section = chapter(tiny_year({"ppi-log": [{**ROW, "date": "2024-06-01"}]}))
    assert section.sentences[0] == (
        "No involvement of patients and the public is logged for 2025/26."
    )
