import dataclasses
from pathlib import Path

import pytest
import yaml

from evaluation.errors import PublishingFailed
from evaluation.publish import PublicationRequest, read_master
from evaluation.publish.quarto_master import write_quarto_master

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def written(reports: Path, request_for) -> tuple[PublicationRequest, dict[str, object], str]:
    request = request_for(reports)
    path = write_quarto_master(read_master(request), request)
    _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
    return request, yaml.safe_load(front), text


def test_the_words_of_the_title_page_stand_in_the_front_matter(written):
    request, front, _ = written
    named = {key: front[key] for key in ("title", "subtitle", "author", "date", "notice", "lang")}
    assert named == {
        "title": request.title,
        "subtitle": request.subtitle,
        "author": request.author,
        "date": "2026-06-01",
        "notice": request.notice,
        "lang": "en-GB",
    }


def test_the_text_is_that_of_the_reports_own_master(written):
    request, _, text = written
    own = (request.reports / request.master).read_text(encoding="utf-8")
    assert own.endswith(text)
    assert "{{< include chapters/front.qmd >}}" in text


def test_each_table_has_its_layout_in_order(written):
    request, front, _ = written
    layouts = front["table-layouts"]
    tables = read_master(request).tables
    assert len(layouts) == len(tables)
    wide = layouts[[table.label for table in tables].index("tbl-very-wide")]
    assert wide["page"] == "turned"
    assert len(wide["columns"].split()) == 16
    assert {layout["size"] for layout in layouts} <= {"10pt", "9pt", "8pt"}


def test_the_typeface_lies_inside_the_project(written):
    request, _, _ = written
    names = sorted(path.name for path in (request.reports / "theme" / "fonts").iterdir())
    assert "SourceSansPro-Regular.ttf" in names


def test_a_paper_has_no_contents_and_the_name_that_the_settings_list(reports: Path, request_for):
    request = request_for(reports)
    paper = dataclasses.replace(request, form="paper", output_stem="quarterly/q/highlight-group")
    path = write_quarto_master(read_master(request), paper)
    _, front, _ = path.read_text(encoding="utf-8").split("---\n", 2)
    assert yaml.safe_load(front)["toc"] is False
    assert path == reports / "annual-report-quarto.qmd"


def test_every_master_that_quarto_is_given_stands_in_its_settings():
    settings = yaml.safe_load((REPOSITORY / "_quarto.yml").read_text(encoding="utf-8"))
    masters = (REPOSITORY / "reports").glob("*-report.qmd")
    assert set(settings["project"]["render"]) == {f"reports/{m.stem}-quarto.qmd" for m in masters}


def test_a_missing_master_is_explained(reports: Path, request_for):
    request = request_for(reports)
    document = read_master(request)
    (reports / request.master).unlink()
    with pytest.raises(PublishingFailed, match=r"annual-report\.qmd is missing"):
        write_quarto_master(document, request)
