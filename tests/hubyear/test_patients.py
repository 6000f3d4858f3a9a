"""The chapter on patients and the public, from rows to what a reader sees."""

from dataclasses import replace

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
        "taking part; decisions were shared in 1, and 1 led to a change, 1 of them made so far.",
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


def test_without_projects_none_is_said_to_have_an_activity() -> None:
    own = {key: value for key, value in ROW.items() if key != "project"}
    text = markdown(chapter(tiny_year({"ppi-log": [own]}, projects={})).blocks)
    assert "Every project" not in text
    assert "The hub as a whole" in text


def test_an_activity_of_a_worked_example_stands_in_the_table_of_projects() -> None:
    year = tiny_year({"ppi-log": [{**ROW, "project": "belts"}]}, projects={"falls": "Falls"})
    example = tiny_year(projects={"belts": "Seat belts"}).workspace.projects[0]
    project = example.project.model_copy(update={"programme": "worked-example"})
    folders = (*year.workspace.projects, replace(example, project=project))
    year = replace(year, workspace=replace(year.workspace, projects=folders))
    assert "| Seat belts | 1 |" in markdown(chapter(year).blocks)
