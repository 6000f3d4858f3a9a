"""What is handed out, and that nothing else ever is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evaluation.serving.files import content_of, published_files
from tests.serving.conftest import Served, write

SECRET = b"a row of the hub's table"


def test_documents_and_notebooks_are_listed_and_nothing_that_is_hidden_or_holds_data(hub: Path):
    assert list(published_files(hub)) == [
        "output/annual-report.docx",
        "output/annual-report.html",
        "output/annual-report.pdf",
        "output/annual-report.xlsx",
        "output/case-studies/falls-poster.pdf",
        "output/projects/falls-summary.pdf",
        "output/projects/falls.html",
        "output/quarterly/2025-26-Q3/board.html",
        "releases/2024-25/annual-report.pdf",
        "releases/2024-25/estimates.csv",
        "executed/falls.ipynb",
    ]


@pytest.mark.parametrize(
    ("name", "media_type", "shown"),
    [
        ("html", "text/html; charset=utf-8", "inline"),
        ("pdf", "application/pdf", "inline"),
        (
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "attachment",
        ),
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment",
        ),
    ],
)
def test_each_format_has_its_type(name: str, media_type: str, shown: str, page: Served):
    answer = page.ask(f"/files/output/annual-report.{name}")
    assert answer.status == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f'{shown}; filename="annual-report.{name}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    stored = page.root / "reports" / "output" / f"annual-report.{name}"
    assert answer.body == stored.read_bytes()


def test_a_report_runs_its_own_script_as_a_site_without_a_name(page: Served):
    policy = page.ask("/files/output/annual-report.html").headers["content-security-policy"]
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    assert "connect-src" not in policy
    assert "default-src 'none'" in policy


PREFIXES = ["", "output/", "output/projects/", "executed/"]
ELSEWHERE = [
    "../../data/hub.yml",
    "../results/falls/estimates.parquet",
    "..%2f..%2fdata/hub.yml",
    "%2e%2e/%2e%2e/data/hub.yml",
    "%2e%2e%2f%2e%2e%2fdata%2fhub.yml",
    "%252e%252e/data/hub.yml",
    "..\\..\\data\\hub.yml",
    "..%5c..%5cdata%5chub.yml",
    "....//data/hub.yml",
    "/etc/passwd",
    "//etc/passwd",
    "%2fetc%2fpasswd",
    "file:///etc/passwd",
    "C:/Windows/win.ini",
    "annual-report.html%00.pdf",
    "annual-report.html%00",
    "Annual-Report.html",
    "ANNUAL-REPORT.HTML",
    "annual-report.html/",
    "annual-report.html.",
    "annual-report.html::$DATA",
    "annual-report.json",
    ".hidden.html",
    "./annual-report.html",
    "rows.parquet",
    "%c0%ae%c0%ae/data/hub.yml",
    "%ff",
    "",
    ".",
    "..",
    "projects",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_request_leads_elsewhere(prefix: str, elsewhere: str, page: Served):
    answer = page.ask(f"/files/{prefix}{elsewhere}")
    assert answer.status == 404
    assert "Example Innovation Hub" not in answer.text


@pytest.mark.parametrize(
    "target",
    [
        "/data/hub.yml",
        "/data/projects/falls/kpi.csv",
        "/reports/output/annual-report.html",
        "/static/../templates/base.html",
        "/static/..%2fapp.py",
        "/static/",
        "/files",
        "/notebooks/..%2f..%2fdata%2fhub",
        "/notebooks/feno",
        "/projects/..%2ffalls",
        "//evil.example/",
    ],
)
def test_tables_settings_and_templates_have_no_address(target: str, page: Served):
    answer = page.ask(target)
    assert answer.status == 404
    assert "location" not in answer.headers


class TestLinks:
    @pytest.fixture
    def outside(self, tmp_path: Path) -> Path:
        return write(tmp_path / "outside" / "secret.pdf", SECRET).parent

    def test_a_link_to_a_file_is_not_listed(self, own_hub: Path, outside: Path):
        output = own_hub / "reports" / "output"
        (output / "linked.pdf").symlink_to(outside / "secret.pdf")
        (output / "inside.pdf").symlink_to(output / "annual-report.pdf")
        assert {"output/linked.pdf", "output/inside.pdf"}.isdisjoint(published_files(own_hub))

    def test_a_link_to_a_folder_is_not_followed(self, own_hub: Path, outside: Path):
        (own_hub / "reports" / "output" / "more").symlink_to(outside)
        assert not any("more" in key for key in published_files(own_hub))

    @pytest.mark.parametrize("folder", ["reports", "reports/output", "reports/executed"])
    def test_a_folder_that_is_a_link_is_left_out(self, folder: str, own_hub: Path, tmp_path: Path):
        (own_hub / folder).rename(tmp_path / "moved")
        (own_hub / folder).symlink_to(tmp_path / "moved")
        key = folder.rpartition("/")[2]
        listed = published_files(own_hub)
        assert not any(key in ("reports", item.partition("/")[0]) for item in listed)

    def test_a_file_that_becomes_a_link_after_it_was_listed_is_not_read(
        self, own_hub: Path, outside: Path
    ):
        item = published_files(own_hub)["output/annual-report.pdf"]
        item.path.unlink()
        item.path.symlink_to(outside / "secret.pdf")
        assert content_of(item) is None

    def test_a_file_that_is_gone_has_no_content(self, own_hub: Path):
        item = published_files(own_hub)["output/annual-report.pdf"]
        item.path.unlink()
        assert content_of(item) is None

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
    def test_a_pipe_is_neither_listed_nor_waited_for(self, own_hub: Path):
        item = published_files(own_hub)["output/annual-report.pdf"]
        item.path.unlink()
        os.mkfifo(item.path)
        assert "output/annual-report.pdf" not in published_files(own_hub)
        assert content_of(item) is None


@pytest.mark.parametrize("name", ['a"b.pdf', "a b.pdf", "a\nb.pdf", "é.pdf", "-x.pdf", "a;b.pdf"])
def test_a_name_that_could_be_mistaken_in_a_header_is_not_listed(name: str, own_hub: Path):
    write(own_hub / "reports" / "output" / name, b"%PDF")
    assert not any(key.endswith(name) for key in published_files(own_hub))


def test_where_nothing_was_made_nothing_is_listed(tmp_path: Path):
    assert published_files(tmp_path) == {}
