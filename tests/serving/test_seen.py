"""A workspace in any state is read as far as it can be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from evaluation.run import Place
from evaluation.serving.seen import (
    FILE_HAS_FAULTS,
    HUB_HAS_FAULTS,
    NOT_READ,
    RESTS_ON_FAULTS,
    Seen,
    State,
    icon_rows,
    mark_of_data,
    mark_of_workspace,
    see,
)
from tests.serving.conftest import SUMMARY, TITLE, write


@pytest.fixture(scope="module")
def seen(hub: Path) -> Seen:
    return see(hub)


def states(found: Seen) -> dict[str, str]:
    return {item.slug: item.state.name for item in found.projects}


def test_projects_come_in_the_order_of_the_report_with_their_state(seen: Seen):
    assert states(seen) == {"falls": "up to date", "feno": "failed", "plgf": "never run"}
    assert seen.counts == [("failed", 1), ("never run", 1), ("up to date", 1)]
    assert seen.faults == ()


def test_a_state_has_its_reasons(seen: Seen):
    reasons = {item.slug: item.state.reasons for item in seen.projects}
    assert reasons["plgf"] == ("it has never run",)
    assert reasons["feno"][0].startswith("Cell 7 failed")


def test_a_project_has_its_main_number_as_in_the_report(seen: Seen):
    falls = seen.project("falls")
    assert falls is not None
    assert falls.card is not None
    assert falls.title == TITLE
    assert falls.card.number == "20% lower"
    assert "95% interval 30% lower to 10% lower" in falls.card.note
    assert falls.card.mark == "Synthetic"


def test_a_failed_project_keeps_the_number_of_its_last_good_run(seen: Seen):
    feno = seen.project("feno")
    assert feno is not None
    assert feno.card is not None


def test_a_project_that_never_ran_has_none(seen: Seen):
    plgf = seen.project("plgf")
    assert plgf is not None
    assert (plgf.card, plgf.icons) == (None, ())


def test_there_is_no_project_of_another_name(seen: Seen):
    assert seen.project("other") is None


def test_icons_are_read_from_what_passed_disclosure_control(seen: Seen):
    falls = seen.project("falls")
    assert falls is not None
    improving, empty = falls.icons
    assert (improving.variation, improving.side, improving.assurance) == (
        "improvement",
        "low",
        "pass",
    )
    assert (improving.value, improving.target) == ("12.0 falls", "10.0 falls")
    assert improving.period == "March 2026"
    assert improving.short_words == "Improvement, lower values; target: will pass"
    assert (empty.variation, empty.assurance, empty.value) == ("", "", "not available")
    assert empty.short_words == "No variation judged"


@pytest.mark.parametrize("text", ["", "odd", "indicator,unit\na,b\n", SUMMARY[:120], "\x00\n\x00"])
def test_a_damaged_summary_has_no_icons(text: str, tmp_path: Path):
    write(tmp_path / "figures" / "falls-control-summary.csv", text)
    assert list(icon_rows(tmp_path, "falls")) == []


def test_a_summary_in_another_encoding_has_no_icons(tmp_path: Path):
    write(tmp_path / "figures" / "falls-control-summary.csv", b"\xff\xfe\xff")
    assert list(icon_rows(tmp_path, "falls")) == []


class TestBroken:
    def test_hub_file_hides_numbers_because_nobody_knows_what_they_are(self, own_hub: Path):
        write(own_hub / "data" / "hub.yml", "name: [")
        found = see(own_hub)
        assert found.hub is None
        assert found.faults
        assert set(states(found).values()) == {"not known"}
        assert all(item.state.reasons == (HUB_HAS_FAULTS,) for item in found.projects)
        assert all(item.result is None and item.card is None for item in found.projects)

    @pytest.mark.parametrize("content", ["title: [", "titel: x", "", "\x00", "title: !!python/x"])
    def test_project_file_leaves_the_other_projects(self, content: str, own_hub: Path):
        write(own_hub / "data" / "projects" / "falls" / "project.yml", content)
        found = see(own_hub)
        broken = found.project("falls")
        assert broken is not None
        assert broken.state == State("not known", (FILE_HAS_FAULTS,))
        assert found.projects[-1] is broken
        assert states(found)["feno"] == "failed"

    def test_standards_leave_the_numbers_and_nobody_knows_whether_they_are_current(
        self, own_hub: Path
    ):
        write(own_hub / "data" / "standards" / "odd.yml", "topic: [")
        falls = see(own_hub).project("falls")
        assert falls is not None
        assert falls.state == State("not known", (RESTS_ON_FAULTS,))
        assert falls.card is not None

    def test_run_record_is_a_result_that_must_be_made_again(self, own_hub: Path):
        write(Place(own_hub / "reports", "falls").results / "run.json", "{")
        found = see(own_hub).project("falls")
        assert found is not None
        assert found.state == State("stale", ("run.json is damaged",))
        assert found.card is None

    @pytest.mark.parametrize("name", ["estimates.parquet", "findings.json"])
    def test_results_are_named_and_leave_the_other_projects(self, name: str, own_hub: Path):
        write(Place(own_hub / "reports", "falls").results / name, b"\xff{")
        found = see(own_hub)
        broken = found.project("falls")
        assert broken is not None
        assert broken.state.name == "not known"
        assert broken.state.reasons[-1] == NOT_READ
        assert states(found)["feno"] == "failed"

    def test_results_may_be_gone_altogether(self, own_hub: Path):
        shutil.rmtree(own_hub / "reports")
        assert set(states(see(own_hub)).values()) == {"never run"}

    def test_hub_without_projects_has_none(self, own_hub: Path):
        shutil.rmtree(own_hub / "data" / "projects")
        found = see(own_hub)
        assert (found.projects, found.counts) == ((), [])


class TestMarks:
    def test_are_the_same_as_long_as_nothing_changes(self, own_hub: Path):
        assert mark_of_workspace(own_hub) == mark_of_workspace(own_hub)

    @pytest.mark.parametrize(
        "name",
        [
            "data/hub.yml",
            "data/projects/falls/kpi.csv",
            "reports/results/falls/run.json",
            "reports/results/new/run.json",
        ],
    )
    def test_change_with_files_and_results(self, name: str, own_hub: Path):
        before = mark_of_workspace(own_hub)
        write(own_hub / name, "changed")
        assert mark_of_workspace(own_hub) != before

    def test_of_data_do_not_change_with_results(self, own_hub: Path):
        before = mark_of_data(own_hub)
        write(own_hub / "reports" / "results" / "falls" / "run.json", "changed")
        assert mark_of_data(own_hub) == before

    def test_change_with_tables_that_lie_elsewhere(self, own_hub: Path, tmp_path: Path):
        table = write(tmp_path / "elsewhere.csv", "kpi,period,value\n")
        project = own_hub / "data" / "projects" / "falls" / "project.yml"
        text = project.read_text(encoding="utf-8").replace("kpi.csv", str(table))
        write(project, text)
        elsewhere = see(own_hub).elsewhere
        assert elsewhere == (table.resolve(),)
        before = mark_of_workspace(own_hub, elsewhere)
        write(table, "kpi,period,value\nfalls,2024-04,1\n")
        assert mark_of_workspace(own_hub, elsewhere) != before
