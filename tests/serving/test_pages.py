"""The pages as a reader without scripts gets them."""

from __future__ import annotations

import html
import json
import os
import shutil
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest

from evaluation.checking import all_findings
from evaluation.errors import Finding, InvalidInput
from evaluation.run import RunProgress, SilentDisplay, noted_progress
from evaluation.run.progress_file import progress_path
from evaluation.serving.guard import DEFECT, HEADERS
from tests.serving.conftest import (
    NOTICE,
    PATIENCE,
    SCRIPT,
    TITLE,
    Served,
    checked,
    leave_result,
    record_of,
    served,
    write,
)

PAGES = [
    "/",
    "/findings",
    "/runs",
    "/documents",
    "/help",
    "/projects/falls",
    "/projects/feno",
    "/projects/plgf",
    "/notebooks/falls",
]


@pytest.mark.parametrize("target", PAGES)
def test_every_page_says_what_the_data_are(target: str, page: Served):
    answer = page.ask(target)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.count(NOTICE) == 2


@pytest.mark.parametrize("target", PAGES)
def test_what_the_hub_wrote_is_text_on_every_page(target: str, page: Served):
    answer = page.when(target, "</html>")
    assert "<script>" not in answer.text
    assert "alert(1)</script>" not in answer.text


@pytest.mark.parametrize("target", PAGES)
def test_no_page_has_a_style_or_a_handler_in_its_elements(target: str, page: Served):
    text = page.ask(target).text
    assert " style=" not in text
    assert " onclick=" not in text
    assert "<form" not in text
    assert "http-equiv" not in text


class TestTheOverview:
    def test_names_each_project_in_the_order_of_the_report(self, page: Served):
        text = page.ask("/").text
        names = (TITLE, "FeNO testing", "PlGF testing")
        places = [text.index(f"{html.escape(name)}</a></h2>") for name in names]
        assert places == sorted(places)

    def test_words_each_state_with_its_reason(self, page: Served):
        text = page.ask("/").text
        assert "Up to date" in text
        assert "Failed" in text
        assert "Cell 7 failed" in text
        assert "It has never run." in text

    def test_shows_the_main_number_with_its_interval_and_mark(self, page: Served):
        text = page.ask("/").text
        assert "20% lower" in text
        assert "95% interval 30% lower to 10% lower" in text
        assert "<strong>Synthetic.</strong>" in text
        assert "From the last good run." in text

    def test_words_each_icon_and_hides_the_drawing_from_readers_aloud(self, page: Served):
        text = page.ask("/").text
        assert "Improvement, lower values; target: will pass" in text
        assert text.count("<svg") == text.count('aria-hidden="true" focusable="false"')

    def test_says_what_to_do_next_and_where(self, page: Served):
        text = page.when("/", "Correct 1 error").text
        steps = text.partition('id="next"')[2].partition("</section>")[0]
        assert '<a href="/findings">Read what is wrong and what to do</a>' in steps
        assert f"FeNO testing failed. Cell 7 failed: {html.escape(SCRIPT)}" in steps
        assert '<a href="/projects/feno">' in steps
        assert "Run the projects that are not up to date: 1 never run." in steps
        assert "<code>evaluation run</code>" in steps

    def test_checks_the_tables_of_its_own_accord(self, own_hub: Path):
        write(own_hub / "data" / "projects" / "falls" / "kpi.csv", "kpi,period,wert\n")
        with served(own_hub, all_findings) as page:
            assert "nothing runs before." in page.when("/", "Correct ").text

    def test_says_that_it_checks_again_as_soon_as_a_file_has_changed(self, own_hub: Path):
        may_end = threading.Event()
        may_end.set()

        def slow(root: Path) -> Sequence[Finding]:
            may_end.wait(PATIENCE)
            return ()

        with served(own_hub, slow) as page:
            page.when("/findings", "Nothing was found")
            assert "are being checked" not in page.ask("/").text
            may_end.clear()
            write(own_hub / "data" / "projects" / "falls" / "kpi.csv", "kpi,period,value\n")
            page.when("/", "are being checked")
            may_end.set()

    def test_names_files_as_they_are_written(self, own_hub: Path):
        with (own_hub / "data" / "projects" / "falls" / "kpi.csv").open("a") as stream:
            stream.write("falls,2024-06,20\n")
        with served(own_hub, checked) as page:
            text = page.when("/", "kpi.csv has changed.").text
        assert "Kpi.csv" not in text

    def test_of_an_empty_hub_says_how_a_project_starts(self, own_hub: Path):
        shutil.rmtree(own_hub / "data" / "projects")
        with served(own_hub, checked) as page:
            assert "<code>evaluation new project NAME</code>" in page.when("/", "Start the").text


class TestTheProject:
    def test_shows_its_numbers_rounded_as_in_the_report(self, page: Served):
        text = page.ask("/projects/falls").text
        assert "−20.0%" in text
        assert "−30.0 to −10.0 (95%)" in text
        assert "2 terms and sensitivity analyses" in text

    def test_shows_what_was_found_the_checks_and_the_run(self, page: Served):
        text = page.ask("/projects/falls").text
        assert "Falls became rarer, an improvement." in text
        assert "There are enough." in text
        assert "1 minute 15 seconds" in text
        assert "python 3.11" in text

    def test_links_to_its_documents_and_its_notebook(self, page: Served):
        text = page.ask("/projects/falls").text
        assert '"/files/output/projects/falls.html"' in text
        assert '"/notebooks/falls"' in text

    def test_that_failed_says_where_to_look_and_gives_no_way_to_the_failed_notebook(
        self, page: Served
    ):
        text = page.ask("/projects/feno").text
        assert "reports/results/feno/failed/executed.ipynb" in text
        assert "<code>evaluation lab</code>" in text
        assert "<code>evaluation run feno</code>" in text
        assert "of the last good run" in text
        assert "/notebooks/feno" not in text

    def test_that_never_ran_says_what_to_do(self, page: Served):
        assert "evaluation run plgf" in page.ask("/projects/plgf").text

    def test_has_its_documents_before_its_long_tables(self, page: Served):
        text = page.ask("/projects/falls").text
        heads = ("Main result", "What was found", "Documents", "Checks", "Estimates")
        places = [text.index(f"<h2>{head}</h2>") for head in heads]
        assert places == sorted(places)

    def test_belongs_to_the_page_of_projects(self, page: Served):
        assert '<a href="/" aria-current="true">' in page.ask("/projects/falls").text
        assert '<a href="/documents" aria-current="true">' in page.ask("/notebooks/falls").text

    def test_of_another_name_is_not_there(self, page: Served):
        answer = page.ask("/projects/other")
        assert answer.status == 404
        assert "There is no project of this name" in answer.text


class TestFindings:
    def test_are_a_table_with_severity_place_and_remedy(self, page: Served):
        text = page.when("/findings", "1 error").text
        assert "1 error and 1 warning." in text
        assert "data/hub.yml, line 3" in text
        assert "Did you mean &#39;title&#39;?" in text

    def test_that_are_known_stand_on_the_pages_of_their_projects_too(self, page: Served):
        page.when("/findings", "1 error")
        assert "There are few points." in page.ask("/projects/falls").text
        assert "The check has 1 warning, which stop" in page.ask("/").text

    def test_that_are_not_there_yet_do_not_keep_a_page_waiting(self, hub: Path):
        may_end = threading.Event()

        def slow(root: Path) -> Sequence[Finding]:
            may_end.wait(PATIENCE)
            return ()

        with served(hub, slow) as page:
            assert "The check is under way." in page.ask("/findings").text
            may_end.set()
            assert "The workspace is valid." in page.when("/findings", "Nothing was found").text

    def test_that_cannot_be_made_say_so(self, hub: Path):
        def refuse(root: Path) -> Sequence[Finding]:
            raise InvalidInput("There is no notebook.", "Restore it.")

        with served(hub, refuse) as page:
            text = page.when("/findings", "The check could not be made").text
        assert "There is no notebook. Restore it." in text

    def test_are_those_of_the_check(self, own_hub: Path):
        write(own_hub / "data" / "projects" / "falls" / "kpi.csv", "kpi,period,wert\n")
        with served(own_hub, all_findings) as page:
            text = page.when("/findings", "Findings, by project").text
        assert "data/projects/falls/kpi.csv" in text
        assert str(own_hub) not in text


class TestRuns:
    def test_of_each_notebook_are_listed(self, page: Served):
        text = page.ask("/runs").text
        assert "No run is known here." in text
        assert "1 May 2026, 08:01 UTC" in text
        assert f"Cell 7 failed: {html.escape(SCRIPT)}" in text

    def test_under_way_are_shown_as_they_go(self, own_hub: Path):
        reports = own_hub / "reports"
        progress_path(reports).parent.mkdir()
        with served(own_hub, all_findings) as page:
            with noted_progress(SilentDisplay(), reports) as display:
                display.expect(2)
                display.started("falls")
                text = page.ask("/runs").text
                assert "A run is under way: 1 notebook of 2 at work." in text
                page.when("/", '<a href="/runs">Follow it</a>')
                assert "Follow it" not in text
            assert "The last run has ended" in page.ask("/runs/progress").text
            assert "Follow it" not in page.ask("/").text

    def test_part_that_is_fetched_is_the_part_of_the_page(self, page: Served):
        part = page.ask("/runs/progress").text
        assert part.strip() in page.ask("/runs").text

    @pytest.mark.parametrize(
        ("every", "seconds"), [("5", "5"), ("1", "2"), ("99999", "600"), ("007", "7")]
    )
    def test_page_loads_anew_where_the_reader_wants_it(
        self, every: str, seconds: str, page: Served
    ):
        answer = page.ask(f"/runs?every={every}")
        assert answer.headers["refresh"] == seconds
        assert "Stop that" in answer.text

    @pytest.mark.parametrize(
        "every", ["", "0", "-1", "x", "1e3", "5;url=//evil.example", "%C2%B2", "9" * 9]
    )
    def test_page_does_not_where_that_is_no_number(self, every: str, page: Served):
        answer = page.ask(f"/runs?every={every}")
        assert answer.status == 200
        assert "refresh" not in answer.headers


class TestDocuments:
    def test_are_linked_with_their_kind_and_size(self, page: Served):
        text = page.ask("/documents").text
        assert '"/files/output/annual-report.html"' in text
        assert '"/files/output/annual-report.xlsx" download' in text
        assert "Sealed: 2024-25" in text
        assert "estimates.parquet" not in text

    def test_have_links_that_all_lead_somewhere(self, page: Served):
        text = page.ask("/documents").text
        links = [part.partition('"')[0] for part in text.split('href="/')[1:]]
        assert len(links) > 15
        assert [link for link in links if page.ask(f"/{link}").status != 200] == []

    def test_that_are_not_there_yet_say_what_makes_them(self, own_hub: Path):
        shutil.rmtree(own_hub / "reports")
        with served(own_hub, all_findings) as page:
            text = page.ask("/documents").text
            assert "evaluation report" in text
            assert "evaluation run" in text
            assert page.ask("/runs").status == 200


class TestAHubInTrouble:
    @pytest.mark.parametrize("target", PAGES[:5])
    def test_whose_own_file_is_broken_says_so_and_shows_no_number(self, target: str, own_hub: Path):
        write(own_hub / "data" / "hub.yml", "name: [")
        with served(own_hub, all_findings) as page:
            answer = page.when(target, "numbers are not shown")
            assert answer.status == 200
            assert "20% lower" not in answer.text
            assert page.ask("/projects/falls").status == 200

    def test_whose_project_file_is_broken_has_a_page_for_it_all_the_same(self, own_hub: Path):
        write(own_hub / "data" / "projects" / "falls" / "project.yml", "title: [")
        with served(own_hub, all_findings) as page:
            answer = page.when("/projects/falls", "Its project.yml has faults.")
            assert answer.status == 200
            assert '<a href="/findings">Read what is wrong and what to do</a>' in answer.text

    def test_whose_project_file_is_broken_counts_its_fault_once_before_and_after_the_check(
        self, own_hub: Path
    ):
        may_end = threading.Event()

        def slow(root: Path) -> Sequence[Finding]:
            may_end.wait(PATIENCE)
            return [finding for finding in all_findings(root) if finding.project == "falls"]

        write(own_hub / "data" / "projects" / "falls" / "project.yml", "title: [")
        with served(own_hub, slow) as page:
            assert "are being checked" in page.when("/", "Correct 1 error").text
            may_end.set()
            assert "This is not valid YAML." in page.when("/findings", "Findings, by project").text
            assert "Correct 1 error" in page.ask("/").text

    @pytest.mark.skipif(os.name != "posix", reason="names of files are Unicode here")
    def test_with_a_folder_whose_name_is_no_text_is_shown(self, own_hub: Path):
        odd = os.fsdecode(b"\xff<script>")
        try:
            (own_hub / "data" / "projects" / odd).mkdir()
        except OSError:
            pytest.skip("this disk takes no such name")
        with served(own_hub, all_findings) as page:
            for target in ("/", "/runs", "/documents", "/findings"):
                answer = page.ask(target)
                assert answer.status == 200
                assert "<script>" not in answer.text

    def test_is_read_again_when_it_is_mended(self, own_hub: Path):
        whole = (own_hub / "data" / "hub.yml").read_text(encoding="utf-8")
        write(own_hub / "data" / "hub.yml", "name: [")
        with served(own_hub, all_findings) as page:
            assert "20% lower" not in page.ask("/").text
            write(own_hub / "data" / "hub.yml", whole)
            assert "20% lower" in page.when("/", "20% lower").text

    def test_whose_results_are_replaced_shows_the_new_ones(self, own_hub: Path):
        with served(own_hub, all_findings) as page:
            assert page.ask("/projects/plgf").status == 200
            leave_result(own_hub, "plgf", record_of("plgf"))
            assert "−20.0%" in page.when("/projects/plgf", "Main result").text

    def test_that_is_gone_altogether_still_has_pages(self, own_hub: Path):
        with served(own_hub, all_findings) as page:
            shutil.rmtree(own_hub)
            assert page.when("/", "cannot be read").status == 200
            assert page.ask("/documents").status == 200

    @pytest.mark.parametrize(
        ("name", "wrong"),
        [
            ("seconds", "soon"),
            ("seconds", None),
            ("end", 5),
            ("start", None),
            ("status", "odd"),
            ("peak_memory_mb", "much"),
            ("versions", []),
            ("parameters", None),
            ("reason", {}),
        ],
    )
    def test_with_a_record_that_says_odd_things_shows_all_else(
        self, name: str, wrong: object, own_hub: Path
    ):
        path = own_hub / "reports" / "results" / "falls" / "run.json"
        plain = json.loads(path.read_text(encoding="utf-8"))
        write(path, json.dumps({**plain, name: wrong}))
        with served(own_hub, checked) as page:
            for target in ("/", "/projects/falls", "/projects/feno", "/runs", "/notebooks/falls"):
                assert (target, page.ask(target).status) == (target, 200)

    @pytest.mark.parametrize("text", ["[]", '{"its": 5}', '{"its": "x"}', '{"its": [{}]}', "5"])
    def test_with_findings_of_a_run_that_are_none_shows_all_else(self, text: str, own_hub: Path):
        write(own_hub / "reports" / "results" / "falls" / "findings.json", text)
        with served(own_hub, checked) as page:
            assert page.ask("/").status == 200
            assert page.ask("/projects/falls").status == 200

    @pytest.mark.parametrize(
        "text",
        ["{", "{}", "[]", '{"cells": [{"cell_type": "code"}]}', "[" * 50_000],
        ids=["cut", "empty", "list", "cell", "deep"],
    )
    def test_with_a_broken_notebook_names_it(self, text: str, own_hub: Path):
        write(own_hub / "reports" / "executed" / "falls.ipynb", text)
        with served(own_hub, all_findings) as page:
            answer = page.ask("/notebooks/falls")
        assert answer.status == 404
        assert "Run the project again." in answer.text


def everything_in(root: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of each file below a folder."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


def test_no_page_changes_a_file_and_none_tells_what_is_in_the_environment(
    own_hub: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("EVALUATION_DATABASE", "secret-of-the-environment")
    before = everything_in(own_hub)
    with served(own_hub, all_findings) as page:
        page.when("/findings", "Findings, by project")
        texts = [page.ask(target).text for target in PAGES]
    assert everything_in(own_hub) == before
    assert not any("secret-of-the-environment" in text for text in texts)


@pytest.mark.parametrize("shows_defects", [False, True])
def test_a_defect_is_a_page_without_its_words_and_the_others_stay(
    shows_defects: bool,
    hub: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
):
    def fail(*_: object) -> None:
        raise RuntimeError("row 12: Ann Other")

    monkeypatch.setattr("evaluation.serving.pages.document_groups", fail)
    with served(hub, checked, shows_defects=shows_defects) as page:
        answer = page.ask("/documents")
        assert page.ask("/").status == 200
    assert answer.status == 500
    assert DEFECT in answer.text
    assert "Ann" not in answer.text
    assert {name: answer.headers.get(name.lower()) for name in HEADERS} == HEADERS
    told = capfd.readouterr().err
    assert ("RuntimeError: see --debug" in told) is not shows_defects
    assert ("Traceback" in told) is shows_defects


def test_a_run_that_was_killed_is_named_as_such(own_hub: Path):
    began = "2026-06-01T08:59:00+00:00"
    told = RunProgress(os.getpid(), psutil.Process().create_time() - 60, began, began)
    write(progress_path(own_hub / "reports"), json.dumps(asdict(told)))
    with served(own_hub, all_findings) as page:
        assert "The last run was broken off" in page.ask("/runs").text
