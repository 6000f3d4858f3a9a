"""The chapters of the annual report, also of projects that failed or never ran."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from evaluation.errors import Finding, PublishingFailed
from evaluation.portfolio import OWN_YEAR_HEADING, read_results
from evaluation.present.blocks import Prose
from evaluation.publish import assemble
from evaluation.publish.front import front
from evaluation.publish.provenance import provenance
from evaluation.run import FileStamp, RunError, RunRecord, write_record
from evaluation.workspace import HubTexts, Workspace, open_workspace, read_hub_texts

HUB = """\
name: {name}
short_name: Tiny
reporting_year: 2025/26
provenance: {provenance}
notice: The notice.
licence: Licence of *all*
hosts: [{{name: Tiny Trust}}]
{more}"""

PROJECT = """\
title: "{title}"
summary: A tiny project.
programme: local-priority
provenance: {provenance}
source: A register
licence: MIT
sites: [{{name: Ward 1}}]
roles: {{clinical_lead: Consultant, senior_responsible_owner: Director}}
dates: {{go_live: 2025-04-01}}
"""

START, END = "2026-05-01T09:00:00+00:00", "2026-05-01T09:00:09+00:00"
LATER = "2026-06-01T09:00:00+00:00"
DIGEST = "0123456789abcdef" * 4
HUB_STAMP = FileStamp("data/hub.yml", DIGEST, 1234)

MakeWorkspace = Callable[..., Workspace]


@pytest.fixture
def make_workspace(tmp_path: Path) -> MakeWorkspace:
    """Write a workspace with projects by title and provenance, none of which has run."""

    def make(
        *titles: str,
        name: str = "Tiny Hub",
        provenance: str = "synthetic",
        measured: tuple[str, ...] = (),
        more: str = "",
    ) -> Workspace:
        projects = tmp_path / "data" / "projects"
        projects.mkdir(parents=True)
        hub = HUB.format(name=name, provenance=provenance, more=more)
        (tmp_path / "data" / "hub.yml").write_text(hub, encoding="utf-8")
        for number, title in enumerate((*titles, *measured)):
            kind = "measured" if title in measured else "synthetic"
            (projects / f"p{number}").mkdir()
            text = PROJECT.format(title=title, provenance=kind)
            (projects / f"p{number}" / "project.yml").write_text(text, encoding="utf-8")
        return open_workspace(tmp_path)

    return make


def record(slug: str, **changes: Any) -> RunRecord:
    settings: dict[str, Any] = {
        "project": slug,
        "status": "done",
        "reason": "",
        "error": None,
        "parameters": {"year": "2025/26"},
        "fingerprint": DIGEST,
        "versions": {"python": "3.11.7"},
        "inputs": (HUB_STAMP,),
        "outputs": (),
        "start": START,
        "end": END,
        "seconds": 9.0,
        "peak_memory_mb": None,
        "notebook": "notebooks/project.ipynb",
    }
    return RunRecord(**{**settings, **changes})


def ran(workspace: Workspace, slug: str, heading: str = "", **changes: Any) -> None:
    """Leave what a good run leaves: its record and its executed notebook."""
    write_record(record(slug, **changes), _folder(workspace.results / slug))
    text = f"{heading}\n\nThe result." if heading else "The result."
    data, metadata = Prose(text)._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data=data, metadata=metadata)
    cell = nbformat.v4.new_code_cell("study.show()", execution_count=1, outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    nbformat.write(notebook, _folder(workspace.executed) / f"{slug}.ipynb")


def failed(workspace: Workspace, slug: str, reason: str = "Cell 3 <failed> *badly*.") -> None:
    """Leave what a failed run leaves."""
    error = RunError("ValueError", "no", 3)
    attempt = record(slug, status="failed", reason=reason, error=error, start=LATER)
    write_record(attempt, _folder(workspace.results / slug / "failed"))


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def front_of(workspace: Workspace) -> str:
    texts, _ = read_hub_texts(workspace.root)
    return front(workspace, workspace.hub.year, read_results(workspace), texts)


def write_foreword(workspace: Workspace, text: str) -> None:
    (workspace.root / "data" / "foreword.md").write_text(text, encoding="utf-8")


def chapter_of(workspace: Workspace, position: int = 0) -> str:
    return assemble.project_chapter(workspace, read_results(workspace)[position])


def test_the_front_says_whose_report_it_is_and_which_year(make_workspace):
    text = front_of(make_workspace())
    assert text.startswith("# About this report {#sec-about}\n\nTiny Hub, financial year 2025/26: ")
    assert "1 April 2025 to 31 March 2026." in text


def test_a_synthetic_hub_says_that_its_data_are_not_measured(make_workspace):
    text = front_of(make_workspace("Falls"))
    assert "::: {.callout-important}\n## Synthetic data\n\nAll data" in text
    assert "not measured.\n:::" in text


def test_a_synthetic_hub_names_its_one_real_chapter(make_workspace):
    text = front_of(make_workspace("Falls", measured=("The law of 1983",)))
    assert "Real data stand only in this chapter, which says so: The law of 1983." in text


def test_a_synthetic_hub_names_all_its_real_chapters(make_workspace):
    text = front_of(make_workspace("Falls", measured=("The law", "The ban")))
    assert "Real data stand only in these chapters: The law, The ban." in text


def test_a_measured_hub_has_no_callout_about_synthetic_data(make_workspace):
    text = front_of(make_workspace("Falls", provenance="measured"))
    assert "ynthetic" not in text
    assert ":::" not in text


def test_foreword_and_contact_are_shown_where_they_are_given(make_workspace):
    workspace = make_workspace(more="contact: The core team\n")
    write_foreword(workspace, "We thank\nall.\n\n- One\n- Two\n")
    text = front_of(workspace)
    assert text.startswith(
        "# Foreword {#sec-foreword}\n\nWe thank all.\n\n- One\n- Two\n\n## About"
    )
    assert text.endswith("Contact: The core team\n")


def test_foreword_and_contact_may_be_absent(make_workspace):
    text = front_of(make_workspace())
    assert "Foreword" not in text
    assert "Contact" not in text


def test_markup_of_users_is_shown_letter_by_letter_in_the_front(make_workspace):
    workspace = make_workspace(name='"# <b>Hub</b> [x](y)"', measured=("A*b*",))
    write_foreword(workspace, "Thanks {{< include /etc/hosts >}} ::: <script>\n")
    text = front_of(workspace)
    assert r"\# \<b\>Hub\</b\> \[x\](y), financial year" in text
    assert r"\{\{\< include /etc/hosts \>\}\} ::: \<script\>" in text
    assert r"which says so: A\*b\*." in text
    assert r"Licence of the data: Licence of \*all\*" in text


def test_a_good_result_is_its_notebooks_chapter(make_workspace):
    workspace = make_workspace("Falls")
    ran(workspace, "p0", "# Falls {#sec-p0}")
    assert chapter_of(workspace) == "# Falls {#sec-p0}\n\nThe result.\n"


def test_a_failed_project_without_a_result_says_so_with_its_reason(make_workspace):
    workspace = make_workspace("Falls")
    failed(workspace, "p0")
    assert chapter_of(workspace) == (
        "# Falls {#sec-p0}\n\n::: {.callout-warning}\n## This project failed\n\n"
        r"The last run of this project failed. Cell 3 \<failed\> \*badly\*."
        " There is no earlier result to show.\n:::\n"
    )


def test_a_failed_project_shows_its_last_good_result_as_such(make_workspace):
    workspace = make_workspace("Falls")
    ran(workspace, "p0", "# Falls {#sec-p0}", parameters={"year": "2024/25"})
    failed(workspace, "p0")
    text = chapter_of(workspace)
    assert text.startswith("# Falls {#sec-p0}\n\n::: {.callout-warning}\n## This project failed\n")
    assert "What follows is its last good result, of 1 May 2026, for 2024/25.\n:::\n\n" in text
    assert text.endswith("\nThe result.\n")


def test_a_failed_project_is_warned_of_even_where_its_title_has_changed_since(make_workspace):
    workspace = make_workspace("Falls and fractures")
    ran(workspace, "p0", "# Falls {#sec-p0}")
    failed(workspace, "p0")
    text = chapter_of(workspace)
    assert text.startswith("# Falls and fractures {#sec-p0}\n\n::: {.callout-warning}\n")
    assert "# Falls {" not in text
    assert text.endswith("\nThe result.\n")


def test_a_failed_project_is_warned_of_even_where_its_notebook_has_no_title(make_workspace):
    workspace = make_workspace("Falls")
    ran(workspace, "p0")
    failed(workspace, "p0")
    text = chapter_of(workspace)
    assert text.startswith("# Falls {#sec-p0}\n\n::: {.callout-warning}\n")
    assert text.endswith(":::\n\nThe result.\n")


def test_a_failed_project_whose_executed_notebook_is_gone_has_no_result(make_workspace):
    workspace = make_workspace("Falls")
    ran(workspace, "p0", "# Falls {#sec-p0}")
    failed(workspace, "p0")
    (workspace.executed / "p0.ipynb").unlink()
    assert "There is no earlier result to show." in chapter_of(workspace)


def test_a_result_newer_than_a_failure_stands_without_a_warning(make_workspace):
    workspace = make_workspace("Falls")
    failed(workspace, "p0")
    ran(workspace, "p0", "# Falls {#sec-p0}", start="2026-07-01T09:00:00+00:00")
    assert chapter_of(workspace) == "# Falls {#sec-p0}\n\nThe result.\n"


def test_a_project_that_never_ran_says_so(make_workspace):
    text = chapter_of(make_workspace("Falls"))
    assert text.startswith("# Falls {#sec-p0}\n\n::: {.callout-warning}\n## No result\n")
    assert "This project has not been run." in text


def test_markup_in_a_title_is_shown_letter_by_letter(make_workspace):
    text = chapter_of(make_workspace("Falls {#sec-other} <i>"))
    assert text.startswith(r"# Falls \{\#sec-other\} \<i\> {#sec-p0}")


def test_the_summary_is_the_hubs_chapter(make_workspace):
    workspace = make_workspace()
    ran(workspace, "hub", "# The year in one page {#sec-summary}")
    assert assemble.summary(workspace) == "# The year in one page {#sec-summary}\n\nThe result.\n"


def test_a_summary_that_failed_at_once_says_so_instead_of_stopping_the_report(make_workspace):
    workspace = make_workspace()
    failed(workspace, "hub", "The kernel died.")
    text = assemble.summary(workspace)
    assert text.startswith("# The year in one page {#sec-summary}\n\n::: {.callout-warning}\n")
    assert "The last run of this summary failed. The kernel died. There is no earlier" in text


def test_a_summary_that_failed_shows_the_last_good_one_as_such(make_workspace):
    workspace = make_workspace()
    ran(workspace, "hub", "# The year in one page {#sec-summary}")
    failed(workspace, "hub")
    text = assemble.summary(workspace)
    assert "What follows is its last good result, of 1 May 2026, for 2025/26." in text
    assert text.endswith("\nThe result.\n")


def test_data_quality_says_where_nothing_was_found(make_workspace):
    workspace = make_workspace("Falls")
    text = assemble.data_quality(workspace, read_results(workspace), [])
    assert text == (
        "# Data quality {#sec-data-quality}\n\n"
        "The check of all input files found nothing to remark.\n"
    )


def test_data_quality_names_every_finding_by_the_projects_title(make_workspace):
    workspace = make_workspace("Falls *x*")
    findings = [
        Finding("A month is missing.", file="kpi.csv", place="row 7", project="p0"),
        Finding("No partner is named.", file="data/hub.yml"),
    ]
    text = assemble.data_quality(workspace, read_results(workspace), findings)
    assert r"| Falls \*x\* | kpi.csv | row 7 | A month is missing. |" in text
    assert "| The hub | data/hub.yml |  | No partner is named. |" in text
    assert ": What the check of all input files found. {#tbl-data-quality-findings}" in text


def test_data_quality_counts_the_checks_of_good_results(make_workspace):
    workspace = make_workspace("Falls", "Food")
    for slug, passed in (("p0", [True, True, False, None]), ("p1", [True])):
        frame = pd.DataFrame({"passed": pd.array(passed, dtype="boolean")})
        frame.to_parquet(_folder(workspace.results / slug) / "checks.parquet")
    ran(workspace, "p0")
    text = assemble.data_quality(workspace, read_results(workspace), [])
    assert "| Falls | 2 | 1 | 1 |" in text
    assert "Food" not in text


def test_provenance_shows_the_beginning_of_each_digest_and_who_used_the_file(make_workspace):
    workspace = make_workspace("Falls", "Food", "Feet")
    own = FileStamp("data/projects/p0/kpi_1.csv", "f" * 64, 1_234_567)
    ran(workspace, "p0", inputs=(own, HUB_STAMP))
    ran(workspace, "p1")
    text = provenance(workspace, workspace.hub.year, read_results(workspace))
    assert rf"| data/projects/p0/kpi\_1.csv | Falls | 1,234,567 | {'f' * 16} |" in text
    assert f"| data/hub.yml | all | 1,234 | {DIGEST[:16]} |" in text
    assert DIGEST[:17] not in text
    assert "| python | 3.11.7 |" in text
    assert "| Commit of the data | not under version control |" in text
    assert "| Seed of simulated limits of inequalities | 20240401 |" in text


def test_a_file_that_changed_between_two_results_stands_there_twice(make_workspace):
    workspace = make_workspace("Falls", "Food")
    ran(workspace, "p0")
    ran(workspace, "p1", inputs=(FileStamp("data/hub.yml", "e" * 64, 1234),))
    text = provenance(workspace, workspace.hub.year, read_results(workspace))
    assert f"| data/hub.yml | Falls | 1,234 | {DIGEST[:16]} |" in text
    assert f"| data/hub.yml | Food | 1,234 | {'e' * 16} |" in text


def test_the_files_of_a_single_project_are_named_after_it(make_workspace):
    workspace = make_workspace("Falls")
    ran(workspace, "p0")
    text = provenance(workspace, workspace.hub.year, read_results(workspace))
    assert "| data/hub.yml | Falls |" in text


def test_provenance_without_any_result_says_so(make_workspace):
    workspace = make_workspace("Falls")
    failed(workspace, "p0")
    text = provenance(workspace, workspace.hub.year, read_results(workspace))
    assert text.endswith("No project has a result yet.\n")
    assert "|" not in text


def test_the_hubs_own_year_stands_apart_from_what_its_notebook_says_of_the_projects():
    own = f"{OWN_YEAR_HEADING}\n\nWhat the hub did.\n\n# Funding {{#sec-funding}}\n"
    summary = "# The year in one page {#sec-summary}\n\nText.\n"
    assert assemble.parted(f"{summary}\n{own}") == (summary, own)
    assert assemble.parted(summary) == (summary, "")


def test_every_chapter_of_the_master_is_written_with_the_projects_in_order(make_workspace):
    workspace = make_workspace("Falls", "Food")
    ran(workspace, "hub", "# The year in one page {#sec-summary}")
    ran(workspace, "p0", "# Falls {#sec-p0}")
    failed(workspace, "p1")
    figures = _folder(workspace.results / "p0" / "figures")
    (figures / "p0-its.svg").write_text("<svg/>", encoding="utf-8")
    folder = assemble.assemble(workspace, workspace.hub.year, [])
    names = {path.stem for path in folder.glob("*.qmd")}
    assert names == {
        "front",
        "summary",
        "projects",
        "hub-year",
        "data-quality",
        "changes",
        "glossary",
        "provenance",
    }
    assert (folder / "changes.qmd").read_text(encoding="utf-8").strip() == ""
    projects = (folder / "projects.qmd").read_text(encoding="utf-8")
    assert projects.index("# Falls {#sec-p0}") < projects.index("# Food {#sec-p1}")
    assert (folder / "figures" / "p0-its.svg").is_file()


def test_the_same_results_make_the_same_chapters(make_workspace):
    workspace = make_workspace("Falls")
    ran(workspace, "hub", "# The year in one page {#sec-summary}")
    ran(workspace, "p0", "# Falls {#sec-p0}")
    folder = assemble.assemble(workspace, workspace.hub.year, [])
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*.qmd")}
    assemble.assemble(workspace, workspace.hub.year, [])
    assert {path: path.stat().st_mtime_ns for path in folder.glob("*.qmd")} == before


def test_a_notebook_that_shows_something_else_stops_publication(make_workspace):
    workspace = make_workspace("Falls")
    ran(workspace, "hub")
    ran(workspace, "p0")
    path = workspace.executed / "p0.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].outputs = [nbformat.v4.new_output("stream", text="printed")]
    nbformat.write(notebook, path)
    with pytest.raises(PublishingFailed, match="not a block"):
        assemble.assemble(workspace, workspace.hub.year, [])


def test_the_year_asked_for_stands_in_the_front(make_workspace):
    workspace = make_workspace()
    year = type(workspace.hub.year).of(dt.date(2024, 5, 1))
    assert "financial year 2024/25: 1 April 2024" in front(workspace, year, (), HubTexts())
