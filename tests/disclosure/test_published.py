"""A hub full of small and of telling numbers is run and published; none of them may be found.

Every true count has four digits that no rounded one has, or is too small to be shown; every true
percentage differs from the one that may be published. What is searched: every file that a run and
a report leave behind, pictures apart.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import yaml

from evaluation.disclosure import HES, protect, protect_proportion
from evaluation.study.inputs import read_inputs
from evaluation.study.study import Study

REPOSITORY = Path(__file__).parents[2]
QUINTILES = ("1 most deprived", "2", "3", "4", "5 least deprived")
HUB = {
    "name": "Small Hub",
    "short_name": "Small",
    "reporting_year": "2025/26",
    "provenance": "synthetic",
    "notice": "Synthetic data, not measured.",
    "licence": "CC0",
    "hosts": [{"name": "Small Trust"}],
}
STANDARD = {
    "topic": "falls",
    "title": "Falls",
    "guidelines": [
        {
            "id": "QS1",
            "title": "Falls",
            "published": dt.date(2015, 1, 1),
            "valid_from": dt.date(2015, 1, 1),
        }
    ],
    "criteria": [
        {
            "id": name,
            "guideline": "QS1",
            "statement": f"Statement {name}",
            "numerator": "Done",
            "denominator": "All",
            "target": target,
            "target_origin": "local",
            "valid_from": dt.date(2015, 1, 1),
            "evidence": "checked",
        }
        for name, target in (("FALL-1", 90), ("FALL-2", 0))
    ],
}
KPI = {
    "definition": "As agreed.",
    "domain": "process",
    "direction": "increase",
    "source": "Record",
}
PROJECT = {
    "title": "A small project",
    "summary": "Few people.",
    "programme": "local-priority",
    "provenance": "synthetic",
    "sites": [{"name": "North"}],
    "roles": {"clinical_lead": "Consultant", "senior_responsible_owner": "Director"},
    "dates": {"go_live": dt.date(2025, 4, 1)},
    "periods": {
        "baseline": {"from": dt.date(2024, 4, 1), "to": dt.date(2025, 3, 31)},
        "after": {"from": dt.date(2025, 4, 1), "to": dt.date(2026, 3, 31)},
    },
    "tables": {"kpi": "kpi.csv", "audit": "audit.csv"},
    "kpis": [
        {"id": "asked", "label": "Asked", "kind": "proportion", "unit": "%", "target": 80.0, **KPI},
        {"id": "harm", "label": "Harm", "kind": "rate", "per": 1000, "unit": "per 1,000", **KPI},
        {"id": "starters", "label": "Starters", "kind": "count", "unit": "people", **KPI},
        {"id": "wait", "label": "Wait", "kind": "mean", "unit": "days", **KPI},
    ],
    "control_charts": [
        {"kpi": "asked", "chart": "p-prime"},
        {"kpi": "starters", "chart": "xmr"},
        {"kpi": "wait", "chart": "xmr"},
    ],
    "inequalities": [
        {
            "kpi": "asked",
            "dimension": "deprivation",
            "group": QUINTILES[0],
            "reference": QUINTILES[-1],
        }
    ],
    "funnels": [{"kpi": "asked", "dimension": "practice"}],
    "audit": {
        "cycles": [
            {"id": "one", "name": "First", "from": dt.date(2024, 4, 1), "to": dt.date(2024, 6, 30)},
            {
                "id": "two",
                "name": "Second",
                "from": dt.date(2025, 4, 1),
                "to": dt.date(2025, 6, 30),
            },
        ],
        "criteria": [{"id": "FALL-1"}, {"id": "FALL-2"}],
        "actions": [
            {
                "criterion": "FALL-1",
                "action": "Ask",
                "owner": "Lead nurse",
                "due": dt.date(2026, 9, 1),
                "status": "planned",
            }
        ],
    },
}
# pictures in text, and the outlines of letters and lines, whose coordinates are no counts
PICTURES = re.compile(
    r"src=\"data:image/[^\"]*\"|data:image/[^\"')]+"
    r"|\"image/png\": \"[^\"]+\"|\s(?:d|points|transform|viewBox)=\"[^\"]*\""
)
CARRIED = re.compile(r"data:text/csv[^,\"]*;base64,([A-Za-z0-9+/=]+)")  # files in links
NEAR = 5e-4  # figures give four decimals
MONTHS = pd.period_range("2024-04", periods=24, freq="M").astype(str)


def kpi_table(hidden: int) -> pd.DataFrame:
    """Four KPIs of 24 months, quintiles and practices; `hidden` is the small count of each."""
    rows = []

    def add(kpi, month, numerator=None, denominator=None, value=None, n=None, of=("", "")):
        rows.append((kpi, month, value, numerator, denominator, n, *of))

    for place, month in enumerate(MONTHS):
        add("asked", month, 7232 + 11 * (place % 4), 9347 + 13 * (place % 3))
        add("harm", month, 4111 + 3 * (place % 3), 31007)
        add("starters", month, value=hidden if place == 5 else 1023 + 37 * (place**2 % 5))
        add("wait", month, value=20.25 + place % 4, n=hidden if place == 7 else 1234)
        for number, group in enumerate(QUINTILES):
            small = hidden if number == 0 and place < 12 else 6013 + 3 * number
            met = 0 if number == 0 and 0 < place < 12 else small
            add("asked", month, met, 8011 + 3 * number, of=("deprivation", group))
        for number in range(12):
            met = (hidden if place == 20 else 0) if number == 0 else 5027 + 3 * number
            add("asked", month, met, 6027 + 3 * number, of=("practice", f"Practice {number:02}"))
    columns = ["kpi", "period", "value", "numerator", "denominator", "n", "dimension", "group"]
    return pd.DataFrame(rows, columns=columns)


def audit_table(hidden: int) -> pd.DataFrame:
    """Counts of two criteria and cycles, by deprivation too; one group has `hidden` met.

    Another group has as many fewer, so that the whole stays; what is published of both rounds to
    the same for 3 and for 5.
    """
    rows = []
    for criterion in ("FALL-1", "FALL-2"):
        for cycle in ("one", "two"):
            groups = []
            for number, group in enumerate(QUINTILES):
                counts = (3031 + 3 * number, 3106 + 3 * number, 3, 2)
                if cycle == "one" and number == 1:
                    counts = (hidden, 3240, 1, 0)
                if cycle == "one" and number == 2:
                    counts = (3040 - hidden, 3113, 5, 2)
                groups.append((criterion, cycle, *counts, "deprivation", group))
            whole = [sum(row[part] for row in groups) for part in range(2, 6)]
            rows += [(criterion, cycle, *whole, "", ""), *groups]
    columns = ["criterion", "cycle", "met", "not_met", "not_recorded", "exceptions"]
    return pd.DataFrame(rows, columns=[*columns, "dimension", "group"])


def write_workspace(root: Path, hidden: int) -> Path:
    folder = root / "data" / "projects" / "small"
    folder.mkdir(parents=True)
    (root / "data" / "standards").mkdir()
    for path, content in (
        (root / "data" / "hub.yml", HUB),
        (root / "data" / "standards" / "falls.yml", STANDARD),
        (folder / "project.yml", {**PROJECT, "risk_of_bias": []}),
    ):
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    kpi_table(hidden).to_csv(folder / "kpi.csv", index=False)
    audit_table(hidden).to_csv(folder / "audit.csv", index=False)
    return root


def true_counts() -> set[int]:
    """Every count of the tables, and every sum over a window that a chapter reports."""
    kpis, audits = kpi_table(3), audit_table(3)
    parts = [kpis["numerator"], audits["met"], audits["not_met"], audits["not_recorded"]]
    counts = {int(number) for part in parts for number in part.dropna() if number > 999}
    counts |= {int(value) for value in kpis.loc[kpis["kpi"] == "starters", "value"] if value > 999}
    eligible = audits[["met", "not_met", "not_recorded"]].sum(axis=1)
    counts |= {int(number) for number in eligible}
    return {number for number in counts if protect(pd.Series([number]), HES).iloc[0] != number}


def true_fractions() -> np.ndarray:
    """The true percentages by month, window and group that differ from every publishable one."""
    audits, kpis = audit_table(3), kpi_table(3)
    eligible = audits[["met", "not_met", "not_recorded"]].sum(axis=1)
    asked = kpis[(kpis["kpi"] == "asked") & (kpis["numerator"] > 0)]
    sums = (
        asked.assign(window=asked["period"] >= "2025-04")
        .groupby(["window", "dimension", "group"])[["numerator", "denominator"]]
        .sum()
    )
    pairs = pd.DataFrame(
        {
            "numerator": pd.concat([audits["met"], asked["numerator"], sums["numerator"]]),
            "denominator": pd.concat([eligible, asked["denominator"], sums["denominator"]]),
        }
    )
    safe = protect_proportion(pairs["numerator"], pairs["denominator"], HES)
    publishable = (100 * safe.numerator / safe.denominator).dropna().to_numpy(dtype=float)
    true = np.unique((100 * pairs["numerator"] / pairs["denominator"]).to_numpy(dtype=float))
    apart = np.abs(true[:, None] - publishable[None, :]).min(axis=1)
    return true[apart > 2 * NEAR]


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """The workspace after `evaluation report --to all`."""
    root = write_workspace(tmp_path_factory.mktemp("small"), hidden=3)
    for name in ("parts", "theme"):
        shutil.copytree(REPOSITORY / "reports" / name, root / "reports" / name)
    shutil.copy(REPOSITORY / "reports" / "annual-report.qmd", root / "reports")
    shutil.copy(REPOSITORY / "_quarto.yml", root)
    shutil.copytree(REPOSITORY / "notebooks", root / "notebooks")
    command = [sys.executable, "-m", "evaluation", "report", "--workspace", str(root)]
    done = subprocess.run(
        [*command, "--engine", "embedded"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    (root / "reports" / "said.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    return root / "reports"


def texts(folder: Path) -> dict[str, str]:
    """Every text that was left behind, by its file; pictures within notebooks taken out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.parts[len(folder.parts)] in ("parts", "theme"):
            continue
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as package:
                for part in package.namelist():
                    if part.endswith(".xml"):
                        markup = package.read(part).decode("utf-8")
                        words = re.findall(r"<w:t[^>]*>([^<]*)|descr=\"([^\"]*)\"", markup)
                        found[f"{name}/{part}"] = " ".join("".join(pair) for pair in words)
        elif path.suffix in (".html", ".qmd", ".md", ".csv", ".json", ".txt", ".ipynb", ".svg"):
            text = path.read_text(encoding="utf-8")
            for number, carried in enumerate(CARRIED.findall(text)):
                found[f"{name}/{number}.csv"] = base64.b64decode(carried).decode("utf-8-sig")
            found[name] = PICTURES.sub("", CARRIED.sub("", text))
        elif path.suffix == ".xlsx":
            cells = (
                cell for sheet in openpyxl.load_workbook(path) for row in sheet for cell in row
            )
            found[name] = "\n".join(str(cell.value) for cell in cells)
    return found


@pytest.mark.slow
def test_no_true_count_is_found_in_any_text_that_is_left_behind(published):
    shown = texts(published)
    assert any(name.endswith("annual-report.html") for name in shown)
    assert any("word/document.xml" in name for name in shown)
    assert any(name.endswith(".html/0.csv") for name in shown)
    assert any(name.endswith("annual-report.xlsx") for name in shown)
    assert any(name.endswith("projects/small.html") for name in shown)
    assert any(name.endswith("small.ipynb") for name in shown)
    patterns = {
        number: re.compile(rf"(?<![\w.,]){number // 1000},?{number % 1000:03}(?![\w.])")
        for number in true_counts()
    }
    assert len(patterns) > 30
    leaks = [
        (name, number)
        for name, text in shown.items()
        for number, pattern in patterns.items()
        if pattern.search(text)
    ]
    assert leaks == []


@pytest.mark.slow
def test_no_true_count_or_percentage_is_a_number_of_any_table(published):
    tables = {path: pd.read_parquet(path) for path in published.rglob("*.parquet")}
    tables |= {path: pd.read_csv(path) for path in published.rglob("figures/*.csv")}
    assert len(tables) > 5
    counts, fractions = true_counts(), true_fractions()
    leaks = []
    for path, table in tables.items():
        for column in table.select_dtypes("number"):
            values = table[column].dropna().to_numpy(dtype=float)
            leaks += [(path.name, column, v) for v in values if v in counts]
            near = np.abs(values[:, None] - fractions[None, :]).min(axis=1, initial=np.inf)
            leaks += [(path.name, column, v) for v, d in zip(values, near, strict=True) if d < NEAR]
    assert leaks == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (poppler-utils)")
def test_no_true_count_is_found_in_the_text_of_the_pdf(published):
    path = published / "output" / "annual-report.pdf"
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Small Hub" in text
    found = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\d", text)}
    assert found & true_counts() == set()


def walked(root: Path, results: Path) -> dict[str, bytes]:
    study = Study(read_inputs("small", str(root)), results)
    for name in (
        "heading",
        "context",
        "kpis",
        "process_control",
        "interrupted_time_series",
        "audit",
        "inequalities",
        "funnels",
        "lessons",
        "data_quality",
    ):
        getattr(study, name)()
    study.save()
    blocks = [
        block._repr_mimebundle_() for part in study._sections.values() for block in part.blocks
    ]
    files = {
        path.relative_to(results).as_posix(): path.read_bytes()
        for path in sorted(results.rglob("*"))
        if path.is_file()
    }
    return {**files, "blocks": json.dumps(blocks, default=str).encode()}


def test_hidden_values_change_nothing_that_is_published(tmp_path, monkeypatch):
    """Two hubs that differ in hidden counts alone leave the same bytes behind."""
    monkeypatch.setattr("evaluation.study.study.display", lambda *_: None)
    first, second = (
        walked(write_workspace(tmp_path / f"hub{hidden}", hidden), tmp_path / f"results{hidden}")
        for hidden in (3, 5)
    )
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name]] == []
    assert len(first) > 15
