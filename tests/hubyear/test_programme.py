"""The chapter on the development programme, from a few rows and from the demonstration hub."""

from pathlib import Path

import pytest

from evaluation.hubyear.programme import chapter
from evaluation.hubyear.year import hub_year
from evaluation.present.blocks import Prose, Table
from evaluation.present.hub import reach_figure
from evaluation.study.section import Section
from evaluation.workspace import FinancialYear, open_workspace
from tests.hub_years import tiny_year

ROOT = Path(__file__).resolve().parents[2]
PRIORITY = {
    "priority": "D-1",
    "year": "2025/26",
    "title": "Education",
    "owner": "Lead",
    "target": "Four *meetings*",
}


@pytest.fixture(scope="module", autouse=True)
def without_files():
    """Save time: charts are not written as SVG and PNG."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reach_figure, "rendered", lambda _: ("<svg/>", b"png"))
        yield


@pytest.fixture(scope="module")
def of_demonstration():
    return chapter(hub_year(open_workspace(ROOT), FinancialYear.parse("2025/26")))


def tables(section):
    return {block.label: block.frame for block in section.blocks if isinstance(block, Table)}


def test_a_hub_without_a_programme_and_projects_without_exits_have_no_chapter():
    assert chapter(tiny_year()) == Section(())


def test_priorities_alone_are_a_chapter_that_begins_with_the_finding():
    section = chapter(tiny_year({"priorities": [PRIORITY]}))
    assert set(tables(section)) == {"programme-priorities"}
    assert section.sentences == (
        "Of 1 development priority of 2025/26, as last reported: 1 not reported.",
    )
    first = section.blocks[0]
    assert isinstance(first, Prose)
    assert first.markdown.startswith("# Development programme {#sec-programme}\n\n:::")


def test_priorities_of_another_year_are_left_out():
    assert chapter(tiny_year({"priorities": [{**PRIORITY, "year": "2024/25"}]})) == Section(())


def test_a_few_people_are_not_shown_nor_in_an_estimate():
    row = {"quarter": "2025/26-Q1", "channel": "event", "measure": "delegates", "value": "5"}
    section = chapter(tiny_year({"communications": [row]}))
    frame = tables(section)["programme-reach"]
    assert frame.iloc[0].to_list()[1:] == ["*", "*", "–", "–"]
    assert section.estimates == ()


def test_quarters_that_are_still_to_come_are_left_out():
    progress = {"priority": "D-1", "quarter": "2025/26-Q2", "status": "behind"}
    visits = {"quarter": "2025/26-Q1", "channel": "website", "measure": "visits", "value": "9"}
    section = chapter(
        tiny_year(
            {
                "priorities": [PRIORITY],
                "priority-progress": [progress],
                "communications": [visits],
            }
        )
    )
    found = tables(section)
    assert found["programme-priorities"].columns.to_list()[3:] == ["Q1", "Q2"]
    assert found["programme-reach"].columns.to_list() == [
        "What",
        "Q1",
        "2025/26",
        "2024/25",
        "Change",
    ]


def test_the_demonstration_shows_priorities_reach_and_exits(of_demonstration):
    found = tables(of_demonstration)
    assert set(found) == {"programme-priorities", "programme-reach", "programme-exits"}
    assert len(found["programme-exits"]) == 5  # the worked example has no exit
    assert len(of_demonstration.sentences) == 3


def test_totals_in_the_table_are_those_of_the_estimates(of_demonstration):
    frame = tables(of_demonstration)["programme-reach"].set_index("What")["2025/26"]
    for each in of_demonstration.estimates:
        if each.label in frame.index:
            assert frame[each.label] == f"{each.value:,.0f}"


def test_published_counts_of_people_are_multiples_of_five(of_demonstration):
    frame = tables(of_demonstration)["programme-reach"]
    people = frame[frame["What"].str.contains("members|delegates")]
    shown = [cell for cell in people.iloc[:, 1:-1].to_numpy().ravel() if cell not in ("–", "*")]
    assert shown
    assert all(int(cell.replace(",", "")) % 5 == 0 for cell in shown)
