"""The chapter on governance, from a few rows and from the demonstration hub."""

from pathlib import Path

import pytest

from evaluation.hubyear.governance import chapter
from evaluation.hubyear.governed import Governed
from evaluation.hubyear.year import hub_year
from evaluation.present.blocks import Figure, Prose, Table
from evaluation.present.hub import milestone_figure, raid_figures
from evaluation.present.hub.routes_tables import route_table
from evaluation.study.section import Section
from evaluation.workspace import FinancialYear, open_workspace
from tests.hub_years import tiny_year

ROOT = Path(__file__).resolve().parents[2]
ROUTE = {
    "body": "Board",
    "order": "1",
    "start": "2024-05-01",
    "report": "highlight and exception",
    "days_after_quarter": "21",
}
RISK = {
    "id": "R-1",
    "kind": "risk",
    "title": "Rooms <b>are</b> few",
    "owner": "Manager",
    "raised": "2025-05-01",
    "due": "2025-06-01",
    "response": "Wait",
}
RATING = {"id": "R-1", "quarter": "2025/26-Q2", "likelihood": "4", "impact": "4"}
MILESTONE = {"milestone": "M-1", "title": "Live", "planned": "2025-08-01"}


@pytest.fixture(scope="module", autouse=True)
def without_files():
    """Save time: charts are not written as SVG and PNG."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (milestone_figure, raid_figures):
            patch.setattr(module, "rendered", lambda _: ("<svg/>", b"png"))
        yield


def labels(section):
    return [block.label for block in section.blocks if not isinstance(block, Prose)]


def prose(section):
    return "\n".join(block.markdown for block in section.blocks if isinstance(block, Prose))


@pytest.fixture(scope="module")
def demonstration():
    return hub_year(open_workspace(ROOT), FinancialYear.parse("2025/26"))


@pytest.fixture(scope="module")
def of_demonstration(demonstration):
    return chapter(demonstration)


def test_a_hub_without_governance_has_no_chapter():
    assert chapter(tiny_year()) == Section(())


TIME = {"aspect": "time", "quarter": "2025/26-Q4"}
TOLERANCE = {
    "aspect": "time",
    "measure": "Delay",
    "unit": "weeks",
    "limit": "4",
    "is_breached_when": "above",
}
SENT = {
    "body": "Board",
    "report": "highlight",
    "quarter": "2024/25-Q4",
    "submitted": "2025-04-21",
}


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        (
            {"governance-routes": [ROUTE], "governance-submissions": [SENT]},
            "Of 4 reports that fell due in 2025/26, 1 came in time and 3 still missing at the end.",
        ),
        ({"raid": [RISK]}, "1 risk was open on 31 March 2026: none rated extreme and 1 overdue."),
        (
            {"milestones": [MILESTONE]},
            "Of 1 milestone planned or reached in 2025/26, or late at its end: 1 overdue.",
        ),
        (
            {"status": [{**TIME, "rating": "green"}]},
            "Of the hub and its projects on 31 March 2026: 1 not rated.",
        ),
        (
            {"tolerances": [TOLERANCE], "tolerance-readings": [{**TIME, "value": "4"}]},
            "On 31 March 2026 no tolerance was breached or forecast to be.",
        ),
        (
            {"tolerances": [TOLERANCE], "status": [{**TIME, "rating": "green"}]},
            "No tolerance was read at the end.",
        ),
    ],
)
def test_each_table_alone_gives_a_chapter_without_the_others(tables, sentence):
    section = chapter(tiny_year(tables))
    first = section.blocks[0]
    assert isinstance(first, Prose)
    assert first.markdown.startswith("# Governance {#sec-governance}\n\n::: {.lead-sentence}")
    assert section.sentences[0] == sentence


@pytest.mark.parametrize("year", ["2023/24", "2027/28"])
def test_a_year_in_which_nothing_happened_has_no_chapter(year):
    tables = {"raid": [RISK], "governance-routes": [ROUTE], "tolerances": [TOLERANCE]}
    assert chapter(tiny_year(tables, year=year)) == Section(())


def test_a_year_that_still_runs_is_told_as_of_the_last_quarter_stated():
    year = tiny_year({"raid": [RISK], "raid-ratings": [RATING], "milestones": [MILESTONE]})
    found = Governed(year)
    assert str(found.last) == "2025/26-Q2"
    assert [str(each) for each in found.quarters] == ["2025/26-Q1", "2025/26-Q2"]
    assert "on 30 September 2025" in chapter(year).sentences[0]


def test_only_reports_that_fell_due_in_the_year_are_counted():
    tables = {"governance-routes": [ROUTE], "governance-submissions": [SENT]}
    found = Governed(tiny_year(tables)).due
    assert found["quarter"].to_list() == ["2024/25-Q4", "2025/26-Q1", "2025/26-Q2", "2025/26-Q3"]


def test_reports_on_quarters_before_the_first_recorded_one_are_not_missed():
    later = {**SENT, "quarter": "2025/26-Q2", "submitted": "2025-10-10"}
    tables = {"governance-routes": [ROUTE], "governance-submissions": [later]}
    found = Governed(tiny_year(tables)).due
    assert found["quarter"].to_list() == ["2025/26-Q2", "2025/26-Q3"]
    assert found["state"].to_list() == ["in time", "overdue"]


def test_a_report_to_a_body_off_the_route_is_named():
    old = {**ROUTE, "body": "Old *board*", "start": "2021-10-01", "end": "2024-04-30"}
    sent = {"body": "Old *board*", "report": "highlight", "quarter": "2025/26-Q1"}
    sent["submitted"] = "2025-07-01"
    year = tiny_year({"governance-routes": [ROUTE, old], "governance-submissions": [sent]})
    assert r"Sent to bodies that were not on the route: Old \*board\*." in prose(chapter(year))


def test_words_of_users_are_shown_letter_by_letter():
    section = chapter(tiny_year({"raid": [RISK], "raid-ratings": [RATING]}))
    assert r"Rooms \<b\>are\</b\> few" in prose(section)


def test_the_demonstration_shows_every_part_and_each_label_once(of_demonstration):
    found = labels(of_demonstration)
    assert len(found) == len(set(found))
    assert all(label.startswith("governance-") for label in found)
    assert set(found) >= {
        "governance-route",
        "governance-reports",
        "governance-ratings",
        "governance-aspects",
        "governance-rating-checks",
        "governance-raid-counts",
        "governance-raid-open",
        "governance-raid-scores",
        "governance-milestones",
        "governance-tolerances",
        "governance-exceptions",
    }


def test_the_demonstrations_numbers_in_sentences_are_those_of_its_estimates(of_demonstration):
    values = {each.outcome: int(each.value or 0) for each in of_demonstration.estimates}
    text = " ".join(of_demonstration.sentences)
    assert f"{values['extreme-items']} rated extreme and {values['overdue-items']} overdue" in text
    assert f"Of {values['reports']} reports" in text
    assert f"{values['reports-in-time']} came in time" in text
    assert f"Of {values['milestones']} milestones" in text
    assert f"{values['tolerances-beyond']} tolerances gave cause" in text
    assert f"{values['exceptions-missing']} of them without an exception" in text


def test_tables_of_the_demonstration_hold_as_many_rows_as_the_estimates_say(of_demonstration):
    values = {each.outcome: int(each.value or 0) for each in of_demonstration.estimates}
    rows = {
        block.label: len(block.frame)
        for block in of_demonstration.blocks
        if isinstance(block, Table)
    }
    assert rows["governance-raid-open"] == values["open-items"]
    assert rows["governance-reports"] == values["reports"]
    assert rows["governance-milestones"] == values["milestones"]


def test_each_chart_has_its_numbers_in_words_and_its_file(of_demonstration):
    figures = [block for block in of_demonstration.blocks if isinstance(block, Figure)]
    assert len(figures) == 3
    for figure in figures:
        assert figure.caption.endswith(".")
        assert len(figure.data)
        assert str(figure.data.iloc[0, 0]) in figure.alt or figure.label.endswith("slip")


def test_the_year_of_the_change_of_host_shows_both_routes(demonstration):
    routes = demonstration.table("governance-routes")
    route = route_table(routes, FinancialYear.parse("2024/25"))
    assert set(route.frame["To"]) == {"30 April 2024", "to date"}
    assert len(route.frame) == 7  # one body has its annual report on another day
