"""The whole way, from tables to a report, in processes of their own with an empty home.

One of two projects fails in its notebook, after a check that finds nothing: the other one is
published all the same, and the failed one is named wherever a reader looks.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pandas as pd
import pytest
from nbconvert import HTMLExporter

from evaluation.present.numbers import dates_in_words
from evaluation.run import read_record
from tests.tiny_hub import HUB

REPOSITORY = Path(__file__).parents[1]
OWN_VARIABLES = ("HOME", "EVALUATION_WORKSPACE", "MPLCONFIGDIR", "IPYTHONDIR", "QUARTO")
OWN_PREFIXES = ("XDG_", "JUPYTER_")

PROJECT = """\
title: The %s project
summary: A tiny project.
programme: local-priority
provenance: synthetic
sites: [{name: Ward 1}]
roles: {clinical_lead: Consultant, senior_responsible_owner: Director}
dates: {go_live: 2025-04-01}
periods: {baseline: {from: 2024-04, to: 2025-03}, after: {from: 2025-04, to: 2026-03}}
tables: {kpi: kpi.csv}
kpis:
  - id: falls
    label: Falls with harm
    definition: Falls with harm in a month.
    kind: count
    unit: falls
    domain: safety
    direction: decrease
    source: Incident system
its:
  - {id: main, kpi: falls, question: "Did falls become rarer?"}
"""

FAILING_CELL = 'assert project != "broken"'
SLUGS = ("broken", "steady")

Call = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Call:
    """Return a function that runs a module of Python with an empty home, from a given folder."""
    home = tmp_path_factory.mktemp("home")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in OWN_VARIABLES and not name.startswith(OWN_PREFIXES)
    }

    def run_module(
        module: str, *arguments: object, cwd: Path = home
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=cwd,
            env={**kept, "HOME": str(home), "COLUMNS": "300"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=240,
        )

    return run_module


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two projects, whose own notebook fails for one of them."""
    root = make_hub(tmp_path_factory.mktemp("tiny"), SLUGS)
    _write_notebook(root)
    return root


def make_hub(root: Path, slugs: tuple[str, ...]) -> Path:
    """Make a workspace of some projects with the report's own master and theme."""
    for slug in slugs:
        folder = root / "data" / "projects" / slug
        folder.mkdir(parents=True)
        (folder / "project.yml").write_text(PROJECT % slug, encoding="utf-8")
        _series().to_csv(folder / "kpi.csv", index=False)
    (root / "data" / "hub.yml").write_text(HUB, encoding="utf-8")
    for name in ("parts", "theme"):
        shutil.copytree(REPOSITORY / "reports" / name, root / "reports" / name)
    shutil.copy(REPOSITORY / "reports" / "annual-report.qmd", root / "reports")
    shutil.copy(REPOSITORY / "_quarto.yml", root)
    return root


@pytest.fixture(scope="module")
def checked(call: Call, root: Path) -> subprocess.CompletedProcess[str]:
    """What `evaluation check` says before anything has run."""
    return call("evaluation", "check", "--workspace", root)


@pytest.fixture(scope="module")
def reported(
    call: Call, root: Path, checked: subprocess.CompletedProcess[str]
) -> subprocess.CompletedProcess[str]:
    """The first `evaluation report`."""
    return call("evaluation", "report", "--workspace", root, "--to", "html")


@pytest.fixture(scope="module")
def html(reported: subprocess.CompletedProcess[str], root: Path) -> str:
    path = root / "reports" / "output" / "annual-report.html"
    return " ".join(path.read_text(encoding="utf-8").split())


def _series() -> pd.DataFrame:
    """Return 48 months of about 24 falls, and about 18 from April 2025."""
    months = pd.period_range("2022-04", periods=48, freq="M").astype(str)
    values = [24 + n % 3 + n % 5 - 6 * (n >= 36) for n in range(48)]
    return pd.DataFrame({"kpi": "falls", "period": months, "value": values})


def _write_notebook(root: Path) -> None:
    notebook = nbformat.read(REPOSITORY / "notebooks" / "project.ipynb", as_version=4)
    failing = nbformat.v4.new_code_cell(FAILING_CELL, metadata={"tags": ["remove-cell"]}, id="fail")
    notebook.cells.append(failing)
    (root / "notebooks").mkdir()
    nbformat.write(notebook, root / "notebooks" / "project.ipynb")


def _states(*folders: str) -> dict[str, tuple[int, int]]:
    """Return size and time of every file in some folders of the repository."""
    paths = [path for name in folders for path in (REPOSITORY / name).rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in paths}


def test_the_check_finds_only_what_is_not_answered_yet(checked):
    *warnings, last = checked.stdout.splitlines()
    assert checked.returncode == 0
    assert last.startswith("The workspace is valid.")
    together = "went live in the same month"  # its projects are alike
    known = ("There is no record of this analysis", "of 'risk_of_bias'", together)
    assert [line for line in warnings if not any(text in line for text in known)] == []


def test_a_failed_project_gives_exit_code_3_and_a_published_report(reported, root):
    assert reported.returncode == 3, reported.stderr
    path = root / "reports" / "output" / "annual-report.html"
    assert reported.stdout.splitlines()[-1] == str(path)
    assert path.is_file()


def test_the_failed_project_is_named_with_its_reason_in_the_terminal(reported, root):
    record = read_record(root / "reports" / "results" / "broken" / "failed")
    assert record is not None
    assert (record.status, record.error.name) == ("failed", "AssertionError")
    assert f"broken: {record.reason}" in reported.stderr
    assert "Traceback" not in reported.stderr


def test_the_failed_project_is_named_with_its_reason_in_the_status(reported, call, root):
    record = read_record(root / "reports" / "results" / "broken" / "failed")
    said = call("evaluation", "status", "--workspace", root)
    assert said.returncode == 0
    lines = {line.split()[0]: line for line in said.stdout.splitlines() if line.strip()}
    assert "failed" in lines["broken"]
    assert record.reason in lines["broken"]
    assert "up to date" in lines["steady"]


def test_the_failed_project_is_named_with_its_reason_in_the_report(html, root):
    record = read_record(root / "reports" / "results" / "broken" / "failed")
    assert "The last run of this project failed." in html
    assert record.reason.split(":")[0] in html
    assert "The broken project" in html
    assert "There is no earlier result to show." in html


def test_the_other_project_is_published_with_its_numbers(html, root):
    estimates = pd.read_parquet(root / "reports" / "results" / "steady" / "estimates.parquet")
    assert "The steady project" in html
    baseline = estimates.query("analysis == 'kpi' and measure == 'baseline'")["value"].iloc[0]
    assert f"{baseline:.1f}" in html
    assert "<svg" in html or "data:image" in html


def test_results_and_the_failed_notebook_lie_where_they_are_promised(reported, root):
    results = root / "reports" / "results"
    steady = {path.name for path in (results / "steady").iterdir()}
    assert steady >= {"estimates.parquet", "checks.parquet", "figures", "run.json"}
    assert list((results / "steady" / "figures").glob("*.csv"))
    assert not (results / "broken" / "estimates.parquet").exists()
    executed = nbformat.read(results / "broken" / "failed" / "executed.ipynb", as_version=4)
    assert any(
        output.output_type == "error"
        for cell in executed.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    )


def test_every_link_of_an_executed_notebook_leads_to_a_file(reported, root):
    executed = root / "reports" / "executed"
    links = {path.stem: set(links_of(path)) for path in executed.glob("*.ipynb")}
    assert links.keys() == {"hub", "steady"}
    assert {
        "../results/steady/figures/steady-main.csv",
        "../results/steady/run.json",
        "../../data/projects/steady/project.yml",
        "../../data/projects/steady/kpi.csv",
    } <= links["steady"]
    for found in links.values():
        assert [link for link in found if not (executed / unquote(link)).is_file()] == []
    failed = root / "reports" / "results" / "broken" / "failed" / "executed.ipynb"
    assert links_of(failed) == []


def test_an_executed_notebook_as_a_page_has_the_same_links_and_charts(reported, root):
    path = root / "reports" / "executed" / "steady.ipynb"
    page, _ = HTMLExporter().from_filename(str(path))
    assert set(links_of(path)) <= set(re.findall(r'href="([^"#]+)"', page))
    charts = list((root / "reports" / "results" / "steady" / "figures").glob("*.csv"))
    assert page.count("<figcaption") == page.count('src="data:image/png') == len(charts) > 0
    assert "No description has been provided" not in page
    assert str(root) not in page


def links_of(path: Path) -> list[str]:
    """Return where the links and pictures of a notebook lead, those on the web apart."""
    cells = nbformat.read(path, as_version=4).cells
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    texts += [
        output.data[kind]
        for cell in cells
        if cell.cell_type == "code"
        for output in cell.outputs
        for kind in ("text/html", "text/markdown")
        if kind in output.get("data", {})
    ]
    found = re.findall(r'\]\(([^)\s]+)\)|(?:href|src)="([^"]+)"', "\n".join(texts))
    links = [first or second for first, second in found]
    return [link for link in links if not link.startswith(("http:", "https:", "data:", "#"))]


def test_the_run_record_says_what_was_promised(reported, root):
    text = (root / "reports" / "results" / "steady" / "run.json").read_text(encoding="utf-8")
    record = json.loads(text)
    promised = {"parameters", "versions", "inputs", "start", "end", "status", "seconds"}
    assert set(record) >= promised
    assert record["parameters"] == {"project": "steady", "year": "2025/26"}
    assert {item["path"] for item in record["inputs"]} >= {
        "data/hub.yml",
        "data/projects/steady/project.yml",
        "data/projects/steady/kpi.csv",
        "notebooks/project.ipynb",
    }
    assert all(len(item["sha256"]) == 64 for item in record["inputs"])
    assert str(root) not in text


def test_a_second_report_runs_only_what_is_not_up_to_date(reported, call, root):
    results = root / "reports" / "results"
    before = read_record(results / "steady")
    failed_before = read_record(results / "broken" / "failed")
    again = call("evaluation", "report", "--workspace", root, "--to", "html")
    assert again.returncode == 3
    assert read_record(results / "steady").start == before.start
    assert read_record(results / "broken" / "failed").start > failed_before.start
    assert "steady: up to date" in again.stderr


def test_the_manifest_names_inputs_outputs_and_what_failed(reported, root):
    found = json.loads((root / "reports" / "results" / "manifest.json").read_text())
    runs = {run["project"]: run["status"] for run in found["runs"]}
    assert runs == {"broken": "failed", "steady": "done", "hub": "done"}
    assert "data/projects/steady/kpi.csv" in {item["path"] for item in found["inputs"]}


def test_published_results_are_verified_and_a_changed_number_is_named(reported, call, root):
    said = call("evaluation", "verify", "--workspace", root)
    assert said.returncode == 3
    lines = said.stdout.splitlines()
    assert lines == [
        "broken: not published.",
        "steady: same, to the byte.",
        "hub: same, to the byte.",
    ]
    path = root / "reports" / "results" / "steady" / "estimates.parquet"
    kept = path.read_bytes()
    frame = pd.read_parquet(path)
    row = frame.index[(frame["analysis"] == "kpi") & (frame["measure"] == "difference")][0]
    frame.loc[row, "value"] += 0.25
    frame.to_parquet(path, index=False)
    said = call("evaluation", "verify", "steady", "--json", "--workspace", root)
    path.write_bytes(kept)
    assert said.returncode == 3
    (found,) = json.loads(said.stdout)["results"]
    assert (found["project"], found["status"]) == ("steady", "different")
    assert found["reasons"] == ["estimates.parquet is missing or damaged"]
    (difference,) = found["differences"]
    assert difference["what"].startswith("steady, kpi, falls, difference")
    assert (difference["where"], difference["column"]) == ("estimates.parquet", "value")


def test_a_project_that_fails_later_shows_its_last_good_result_with_its_date(reported, call, root):
    good = read_record(root / "reports" / "results" / "steady")
    table = root / "data" / "projects" / "steady" / "kpi.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("2022-04,24", "2022-04,25"))
    said = call("evaluation", "report", "--workspace", root, "--to", "html", "--timeout", 0.3)
    assert said.returncode == 3
    page = root / "reports" / "output" / "annual-report.html"
    text = " ".join(page.read_text(encoding="utf-8").split())
    assert "after 0.3 seconds." in text
    assert f"its last good result, of {dates_in_words(good.end[:10])}, for 2025/26." in text
    assert read_record(root / "reports" / "results" / "steady") == good


MADE = ("results", "executed", "chapters", "output")


def made(root: Path) -> dict[str, bytes]:
    """Return the bytes of all that a report made, records of runs apart, which tell times."""
    paths = (path for name in MADE for path in (root / "reports" / name).rglob("*"))
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in paths
        if path.is_file() and path.name not in ("run.json", "manifest.json")
    }


def test_the_same_inputs_give_the_same_bytes_in_another_folder_on_another_run(call, tmp_path):
    roots = [make_hub(tmp_path / name, ("steady",)) for name in ("one", "another folder")]
    for root in roots:
        said = call("evaluation", "report", "--workspace", root)
        assert said.returncode == 0, said.stderr
    first, second = (made(root) for root in roots)
    assert {Path(name).suffix for name in first} >= {".parquet", ".ipynb", ".qmd", ".html", ".pdf"}
    assert [name for name in first if first[name] != second.get(name)] == []
    assert first.keys() == second.keys()


def test_a_notebook_runs_by_plain_papermill_from_anywhere_and_leaves_the_hub_alone(call, tmp_path):
    before = _states("data", "notebooks", "reports")
    template = REPOSITORY / "notebooks" / "project.ipynb"
    arguments = (template, "out.ipynb", "-p", "project", "falls", "--no-progress-bar")
    said = call("papermill", *arguments, cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert _states("data", "notebooks", "reports") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out.ipynb"]
    notebook = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    shown = [
        output.data.get("text/markdown", "")
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    assert shown[0].startswith("# Falls prevention in older people {#sec-falls}")
    assert shown[-1] == "Nothing was saved: no folder of results was given."
