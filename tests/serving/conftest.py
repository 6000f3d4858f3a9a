"""A small hub whose runs and reports were made by hand, and the local page of it on a free port."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from evaluation.errors import Finding
from evaluation.estimate import CHECK_COLUMNS, Estimate, estimates_frame
from evaluation.run import FileStamp, RunError, RunRecord, survey, write_record
from evaluation.run.inputs import project_task
from evaluation.serving import listen, make_app
from evaluation.serving.server import server_settings
from evaluation.workspace import open_workspace
from tests.publish.conftest import browser  # noqa: F401 - a fixture

PATIENCE = 90.0  # seconds; nothing takes as long on any machine
NOW = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
NOTICE = "Synthetic data, not measured."
SCRIPT = "<script>alert(1)</script>"
TITLE = f"Falls {SCRIPT} & more"

HUB = f"""\
name: Example Innovation Hub
short_name: Example
reporting_year: 2025/26
provenance: synthetic
notice: {NOTICE}
licence: MIT
hosts: [{{name: Example Trust}}]
"""
PROJECT = """\
title: "{title}"
order: {order}
summary: A project.
programme: local-priority
provenance: synthetic
sites: [{{name: North}}]
roles: {{clinical_lead: Consultant, senior_responsible_owner: Director}}
dates: {{go_live: 2025-04-01}}
tables: {{kpi: kpi.csv}}
kpis:
  - {{id: falls, label: Falls with harm, definition: As agreed, kind: count, unit: falls,
     domain: safety, direction: decrease, source: Incident system}}
its: [{{id: main, kpi: falls, question: Did falls change?}}]
"""
ROWS = "kpi,period,value\nfalls,2024-04,12\nfalls,2024-05,31\n"
SUMMARY = """\
indicator,unit,period,value,centre,lower,upper,target,variation,assurance
Falls with harm,falls,2026-03-01,12.0,15.1,8.0,22.2,10.0,\
"Special cause of improvement, lower values",\
The process will meet the target if nothing changes
Falls & scripts,falls,2026-03-01,,,,,,Too few values to judge variation,\
"No assurance: it needs a target, limits and a direction of improvement"
"""
FINDINGS = (
    Finding(
        f"The key '{SCRIPT}' is not known here.", "Did you mean 'title'?", "data/hub.yml", "line 3"
    ),
    Finding("There are few points.", "Wait.", "kpi.csv", "column value", "falls", "warning"),
)
REPORT = """\
<!DOCTYPE html><html lang="en"><head><title>Annual report</title><style>p { color: #231F20 }</style>
</head><body><h1>Annual report</h1><p id="said">Not yet</p>
<script>document.getElementById("said").textContent = "The script ran";</script></body></html>
"""


@dataclass(frozen=True)
class Answer:
    """What the page answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass(frozen=True)
class Served:
    """A local page that answers."""

    root: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        target: str,
        method: str = "GET",
        hosts: Sequence[str] | None = None,
        **headers: str,
    ) -> Answer:
        """Send exactly this target and these hosts, as no browser would."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(line):
            line.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for host in [f"127.0.0.1:{self.port}"] if hosts is None else hosts:
                line.putheader("Host", host)
            for name, value in headers.items():
                line.putheader(name.replace("_", "-"), value)
            line.endheaders()
            response = line.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())

    def when(self, target: str, words: str, seconds: float = PATIENCE) -> Answer:
        """Return the answer as soon as these words stand in it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            answer = self.ask(target)
            if words in answer.text:
                return answer
            time.sleep(0.02)
        raise AssertionError(f"{words!r} did not come: {self.ask(target).text}")


def estimate_of(measure: str, value: float | None, *limits: float | None, **more: Any) -> Estimate:
    """Return an estimate of the main series, or of what `more` says."""
    lower, upper = limits or (None, None)
    made = Estimate(
        analysis="its",
        outcome="falls",
        measure=measure,
        unit="%" if measure.startswith("relative") else "falls",
        value=value,
        lower=lower,
        upper=upper,
        n=24,
        method="ordinary least squares",
        period="2026-03",
        provenance="synthetic",
        label="Falls with harm",
    )
    return replace(made, **more)


ESTIMATES = (
    estimate_of("absolute difference", -4.0, -6.0, -2.0),
    estimate_of("relative difference", -20.04, -30.0, -10.0),
    estimate_of("relative difference, sensitivity: other errors", -19.0, -31.0, -7.0),
    estimate_of("term level:go-live", -1.0, -2.0, 0.5, unit="log scale"),
    estimate_of("after", None, n=None, analysis="kpi", unit="falls"),
)


def record_of(slug: str, **changes: Any) -> RunRecord:
    """Return the record of a good run."""
    made = RunRecord(
        project=slug,
        status="done",
        reason="",
        error=None,
        parameters={"project": slug, "year": "2025/26"},
        fingerprint="f0",
        versions={"python": "3.11.7"},
        inputs=(FileStamp("data/hub.yml", "ab" * 32, 10),),
        outputs=(),
        start="2026-05-01T08:00:00+00:00",
        end="2026-05-01T08:01:15+00:00",
        seconds=75.0,
        peak_memory_mb=310.4,
        notebook="notebooks/project.ipynb",
    )
    return replace(made, **changes)


def failed_record(slug: str, reason: str) -> RunRecord:
    """Return the record of a run that failed after the good one."""
    error = RunError("ValueError", "A message.", 7)
    start = "2026-05-02T08:00:00+00:00"
    return record_of(slug, status="failed", reason=reason, error=error, start=start)


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def leave_result(root: Path, slug: str, record: RunRecord | None = None) -> None:
    """Leave what a good run leaves."""
    import pandas as pd

    folder = root / "reports" / "results" / slug
    write(folder / "figures" / f"{slug}-control-summary.csv", SUMMARY)
    own = [item.for_project(slug) for item in ESTIMATES]
    estimates_frame(own).to_parquet(folder / "estimates.parquet", index=False)
    rows = [
        (slug, "its", "falls", "Durbin-Watson", None, "It is 2.2."),
        (slug, "its", "falls", "Points on each side", True, "There are enough."),
    ]
    checks = pd.DataFrame(rows, columns=list(CHECK_COLUMNS)).astype("string")
    checks = checks.assign(passed=pd.array([row[4] for row in rows], dtype="boolean"))
    checks.to_parquet(folder / "checks.parquet", index=False)
    write(folder / "findings.json", json.dumps({"its": ["Falls became rarer, an improvement."]}))
    write_record(record or record_of(slug), folder)


def write_hub(root: Path) -> Path:
    """Write a hub of three projects: one up to date, one failed, one that never ran."""
    write(root / "data" / "hub.yml", HUB)
    titles = {"falls": TITLE, "feno": "FeNO testing", "plgf": "PlGF testing"}
    for order, (slug, title) in enumerate(titles.items()):
        folder = root / "data" / "projects" / slug
        write(folder / "project.yml", PROJECT.format(title=title, order=order))
        write(folder / "kpi.csv", ROWS)
    return root


def leave_results(root: Path) -> None:
    """Leave what runs and publishing left."""
    reports = root / "reports"
    workspace = open_workspace(root)
    task = project_task(workspace, "falls", None, survey(workspace))
    record = record_of(
        "falls",
        parameters=task.parameters,
        versions=task.versions,
        inputs=task.inputs,
        fingerprint=task.fingerprint,
    )
    leave_result(root, "falls", record)
    leave_result(root, "feno")
    write_record(
        failed_record("feno", f"Cell 7 failed: {SCRIPT}"),
        write(reports / "results" / "feno" / "failed" / "executed.ipynb", "{}").parent,
    )
    output = reports / "output"
    write(output / "annual-report.html", REPORT)
    write(output / "annual-report.json", "{}")
    write(output / "annual-report.pdf", b"%PDF-1.7 made by hand")
    write(output / "annual-report.docx", b"PK docx")
    write(output / "annual-report.xlsx", b"PK xlsx")
    write(output / "projects" / "falls.html", REPORT)
    write(output / "projects" / "falls-summary.pdf", b"%PDF-1.7")
    write(output / "quarterly" / "2025-26-Q3" / "board.html", REPORT)
    write(output / "case-studies" / "falls-poster.pdf", b"%PDF-1.7")
    write(output / ".hidden.html", "hidden")
    write(output / "rows.parquet", b"PAR1")
    write(reports / "releases" / "2024-25" / "annual-report.pdf", b"%PDF-1.7")
    write(reports / "releases" / "2024-25" / "estimates.csv", "project\n")
    write(reports / "executed" / "falls.ipynb", notebook_text())


PICTURE = '<figure><img alt="Down" style="" src="data:image/png;base64,aGFsbG8="></figure>'


def notebook_text() -> str:
    """Return an executed notebook of every kind of cell."""
    table = f"**All {SCRIPT}.**\n\n| Name | Value |\n|:--|--:|\n| a\\<b | 1 |"
    caption = {"evaluation": {"kind": "table", "caption": "All.", "label": "all"}}
    about = {"evaluation": {"kind": "figure", "alt": 'A "chart" <b>', "caption": "It fell <i>"}}
    down = {"evaluation": {"kind": "figure", "alt": "Down", "caption": "Down", "label": "x"}}
    cells = [
        {
            "cell_type": "markdown",
            "metadata": {},
            "source": ["# Falls\n", f"{SCRIPT} [x](javascript:y)"],
        },
        _code("secret()", _display({"text/markdown": "kept back"}, {}), tags=["remove-cell"]),
        _code("study.table()", _display({"text/markdown": table}, caption)),
        _code("study.figure()", _display({"image/png": "aGVsbG8=\n", "text/plain": "x"}, about)),
        _code("print(1)", {"output_type": "stream", "name": "stdout", "text": ["<one>\n"]}),
        _code("f()", {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["row 1"]}),
        _code("html", _display({"text/html": "<iframe src=x>"}, {})),
        _code("study.figure()", _display({"text/html": PICTURE}, down)),
        _code("table", _display({"text/plain": "12 Ann Other"}, {})),
        _code("warn()", {"output_type": "stream", "name": "stderr", "text": "Careful"}),
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _code(source: str, *outputs: dict[str, Any], tags: Sequence[str] = ()) -> dict[str, Any]:
    found = {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source}
    return {**found, "execution_count": 1, "outputs": list(outputs)}


def _display(data: dict[str, str], metadata: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": metadata}


@contextlib.contextmanager
def served(
    root: Path, check: Callable[[Path], Sequence[Finding]], *, shows_defects: bool = False
) -> Iterator[Served]:
    """Serve a hub from a thread, on a free port."""
    app = make_app(root, check, shows_defects=shows_defects, now=lambda: NOW)
    with listen(0) as listening:
        server = uvicorn.Server(server_settings(app))
        thread = threading.Thread(target=server.run, args=([listening.socket],), daemon=True)
        thread.start()
        yield Served(root, listening.port)
        server.should_exit = True
        thread.join(PATIENCE)


def checked(root: Path) -> Sequence[Finding]:
    """Find always the same."""
    return FINDINGS


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that no test changes."""
    root = write_hub(tmp_path_factory.mktemp("served") / "hub")
    leave_results(root)
    return root


@pytest.fixture
def own_hub(hub: Path, tmp_path: Path) -> Path:
    """A copy of the hub that a test may change."""
    return shutil.copytree(hub, tmp_path / "own", symlinks=True)


@pytest.fixture(scope="module")
def page(hub: Path) -> Iterator[Served]:
    """The local page of the hub; it ends with its module, as other tests start processes."""
    with served(hub, checked) as running:
        running.when("/", "Correct 1 error")  # all is read and checked, and nothing changes
        yield running
