"""Documents in groups, notebooks and last runs."""

from __future__ import annotations

from pathlib import Path

from evaluation.serving.files import Published
from evaluation.serving.lists import (
    RunRow,
    document_groups,
    documents_of,
    notebooks_of,
    run_rows,
)
from tests.serving.conftest import failed_record, record_of

TITLES = {"plgf": "PlGF testing", "falls": "Falls prevention"}


def files(*keys: str) -> dict[str, Published]:
    return {key: Published(key, Path(key), 1, 0.0) for key in keys}


def shown(*keys: str) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    return [
        (
            group.title,
            [(item.title, [copy.words for copy in item.copies]) for item in group.documents],
        )
        for group in document_groups(files(*keys), TITLES)
    ]


def test_the_annual_report_comes_first_in_all_its_formats():
    keys = [f"output/annual-report.{name}" for name in ("docx", "html", "pdf", "xlsx")]
    assert shown("output/quarterly/2025-26-Q3/board.pdf", *keys) == [
        ("Annual report", [("Annual report", ["web page", "PDF", "Word", "workbook"])]),
        ("Quarterly reports", [("2025 26 Q3, board", ["PDF"])]),
    ]


def test_the_pages_of_projects_come_in_the_order_of_the_report():
    keys = ["output/projects/falls.html", "output/projects/falls-summary.pdf"]
    assert shown(*keys, "output/projects/plgf.html", "output/projects/gone.html") == [
        (
            "Pages of projects",
            [
                ("PlGF testing", ["web page"]),
                ("Falls prevention", ["web page", "one-page summary as PDF"]),
                ("gone", ["web page"]),
            ],
        )
    ]


def test_case_studies_sealed_years_and_all_else_have_groups():
    keys = ["releases/2024-25/projects/falls.html", "output/odd/x.pdf", "output/other.pdf"]
    assert shown(*keys, "output/case-studies/falls-poster.pdf", "releases/loose.pdf") == [
        ("Case studies", [("Falls poster", ["PDF"])]),
        ("Other documents", [("Other", ["PDF"]), ("X", ["PDF"])]),
        ("Sealed: 2024-25", [("Projects, falls", ["web page"])]),
        ("Sealed: loose", [("Loose", ["PDF"])]),
    ]


def test_a_project_has_its_own_documents():
    keys = ["output/projects/falls.html", "output/projects/plgf.html", "output/annual-report.pdf"]
    (found,) = documents_of(files(*keys), "falls", "Falls prevention")
    assert (found.title, found.slug) == ("Falls prevention", "falls")


def test_executed_notebooks_are_known_by_their_project():
    found = notebooks_of(files("executed/falls.ipynb", "executed/more/x.ipynb", "output/y.ipynb"))
    assert list(found) == ["falls"]


def test_the_last_run_of_each_notebook_is_a_row():
    rows = run_rows(
        {"falls": record_of("falls"), "plgf": None, "feno": failed_record("feno", "No.")}
    )
    assert rows == [
        RunRow("falls", "done", "1 May 2026, 08:01 UTC", "1 minute 15 seconds", "310 MiB", ""),
        RunRow("feno", "failed", "1 May 2026, 08:01 UTC", "1 minute 15 seconds", "310 MiB", "No."),
    ]
