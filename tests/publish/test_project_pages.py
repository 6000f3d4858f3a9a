"""A page and a summary for each project, made again only where something changed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

import pikepdf
import pytest

from evaluation.errors import PublishingFailed
from evaluation.estimate import Estimate
from evaluation.portfolio import ProjectResult
from evaluation.publish import PublicationRequest, project_pages
from evaluation.publish import project_pages as module
from evaluation.publish.chapters import write_project_chapters
from evaluation.publish.document import Document, read_document
from evaluation.publish.fitting import one_page_pdf
from evaluation.publish.one_page import main_figure, one_page_parts
from evaluation.publish.sources import program_sources, theme_sources
from evaluation.workspace import Project

Request = Callable[..., PublicationRequest]

FIGURE = (
    '![Falls fell.](chapters/figures/falls-its.svg){#fig-falls-its fig-alt="Line chart of falls."}'
)
CHAPTER = f"""# Falls {{#sec-falls}}

See @sec-methods.

## What changed

{FIGURE}
"""
METHODS = "# Methods {#sec-methods}\n\nText.\n"


def project_of(**changes: object) -> Project:
    return Project.model_validate(
        {
            "title": "Falls <prevention>",
            "summary": "Classes for *all*.",
            "programme": "local-priority",
            "provenance": "synthetic",
            "sites": [{"name": "North"}],
            "roles": {"clinical_lead": "Consultant", "senior_responsible_owner": "Director"},
            "dates": {"go_live": dt.date(2024, 4, 1)},
            "kpis": [
                {
                    "id": "falls",
                    "label": "Falls with harm",
                    "definition": "As agreed.",
                    "kind": "count",
                    "unit": "falls",
                    "domain": "safety",
                    "direction": "decrease",
                    "source": "Incident system",
                }
            ],
            "its": [{"id": "its", "kpi": "falls", "question": "Did falls change?"}],
            "risk_of_bias": [],
            "lessons": {"worked_well": ["Classes filled."], "could_be_better": ["Cost."]},
            "exit": {"plan": "The team stays.", "status": "agreed"},
            **changes,
        }
    )


def result_of(project: Project, **changes: Any) -> ProjectResult:
    effect = Estimate(
        "its", "falls", "relative difference", "%", -20.0, -30.0, -10.0, 48, "OLS", "2026-03",
        "synthetic", label="Falls with harm",
    )  # fmt: skip
    settings: dict[str, Any] = {
        "folder": Thing(slug="falls", project=project),
        "attempt": None,
        "good": Thing(end="2026-05-01"),
        "estimates": (effect,),
        "sentences": {"interrupted_time_series": ["Falls fell."], "kpis": ["Of 1, 1 improved."]},
        **changes,
    }
    return ProjectResult(**settings)


@pytest.fixture
def item() -> ProjectResult:
    return result_of(project_of())


@pytest.fixture
def document(reports: Path) -> Document:
    write_project_chapters(reports / "chapters", {"falls": CHAPTER})
    return read_document(f"{CHAPTER}\n{METHODS}", reports)


def times(paths: tuple[Path, ...]) -> list[int]:
    return [path.stat().st_mtime_ns for path in paths]


def test_each_project_has_a_page_and_a_summary(
    document: Document, item: ProjectResult, reports: Path, request_for: Request
) -> None:
    page, summary = project_pages.project_pages(document, [item], request_for(reports))
    html = page.read_text(encoding="utf-8")
    assert "<h1>Falls &lt;prevention&gt;</h1>" in html
    assert "../annual-report.html#sec-methods" in html
    with pikepdf.open(summary) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.docinfo["/Title"] == "Falls <prevention>"


def test_what_has_not_changed_is_not_made_again(
    document: Document, item: ProjectResult, reports: Path, request_for: Request
) -> None:
    request = request_for(reports)
    before = times(project_pages.project_pages(document, [item], request))
    assert times(project_pages.project_pages(document, [item], request)) == before
    changed = result_of(project_of(exit=None))
    after = times(project_pages.project_pages(document, [changed], request))
    assert (after[0] == before[0], after[1] > before[1]) == (True, True)


def test_only_the_formats_wanted_are_made_and_former_projects_go(
    document: Document, item: ProjectResult, reports: Path, request_for: Request
) -> None:
    request = request_for(reports, formats=("html",))
    (page,) = project_pages.project_pages(document, [item], request)
    assert page.name == "falls.html"
    assert project_pages.project_pages(document, [], request) == ()
    assert not page.exists()


def test_a_page_that_is_not_sound_leaves_the_earlier_ones(
    document: Document,
    item: ProjectResult,
    reports: Path,
    request_for: Request,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paths = project_pages.project_pages(document, [item], request_for(reports))
    before = [path.read_bytes() for path in paths]
    monkeypatch.setattr(module, "html_bytes", lambda *_: b"<html></html>")
    monkeypatch.setattr(module, "theme_sources", lambda _: ("changed",))
    with pytest.raises(PublishingFailed, match=r"falls\.html was not published"):
        project_pages.project_pages(document, [item], request_for(reports))
    assert [path.read_bytes() for path in paths] == before


def test_the_page_has_its_parts_in_the_order_of_importance(item: ProjectResult) -> None:
    finding, what, numbers, figure, further, lessons, next_steps = one_page_parts(item, FIGURE)
    assert "Falls fell." in finding
    assert what == r"Classes for \*all\*. In use since 1 April 2024 at North."
    assert "**20% lower**" in numbers
    assert "See @" not in numbers
    assert figure == FIGURE
    assert further == "- Of 1, 1 improved."
    assert lessons == "**What worked well:** Classes filled.\n\n**What could be better:** Cost."
    assert next_steps == "**Next steps (agreed):** The team stays."


def test_a_project_without_anything_still_has_its_finding_and_summary() -> None:
    empty = result_of(
        project_of(its=[], kpis=[], lessons={}, exit=None), good=None, estimates=(), sentences={}
    )
    assert one_page_parts(empty, "") == [
        "::: {.lead-sentence}\nThis project has no result yet.\n:::",
        r"Classes for \*all\*. In use since 1 April 2024 at North.",
    ]
    assert main_figure(empty, CHAPTER) == ""


def test_a_failed_project_says_that_an_older_result_is_shown(item: ProjectResult) -> None:
    failed = result_of(project_of(), attempt=Thing(status="failed"))
    assert one_page_parts(failed, "")[0].startswith("The last run of this project failed;")


def test_the_date_of_business_as_usual_is_given_where_it_is_known() -> None:
    plan = {"plan": "It stays.", "status": "planned", "business_as_usual_owner": "Head"}
    project = project_of(exit={**plan, "business_as_usual_date": dt.date(2027, 4, 1)})
    text = one_page_parts(result_of(project), "")[-1]
    assert text.endswith("It stays. Business as usual from 1 April 2027.")


def test_the_main_chart_is_that_of_the_chapter_with_a_caption_of_its_own(
    item: ProjectResult,
) -> None:
    line = main_figure(item, CHAPTER)
    assert line.startswith("![Falls with harm: what was observed and expected](chapters/figures/")
    assert line.endswith('{#fig-falls-its fig-alt="Line chart of falls."}')
    assert main_figure(item, "# Falls\n") == ""


def test_a_page_that_is_too_full_loses_its_end(reports: Path, request_for: Request) -> None:
    words = "Many words about falls. " * 60
    long = "\n\n".join(f"::::: {{.page-part}}\n{words}\n:::::" for _ in range(12))
    made = one_page_pdf(read_document(long, reports), request_for(reports))
    (reports / "one.pdf").write_bytes(made)
    with pikepdf.open(reports / "one.pdf") as pdf:
        assert len(pdf.pages) == 1


def test_a_first_part_that_does_not_fit_is_refused(reports: Path, request_for: Request) -> None:
    words = "Many words about falls. " * 600
    document = read_document(f"::::: {{.page-part}}\n{words}\n:::::", reports)
    with pytest.raises(PublishingFailed, match="does not fit on one page"):
        one_page_pdf(document, request_for(reports))


def test_a_change_of_the_theme_or_of_the_code_makes_pages_anew(
    reports: Path, request_for: Request
) -> None:
    request = request_for(reports)
    before = theme_sources(request)
    assert Path(module.__file__).read_bytes() in program_sources()
    assert theme_sources(request) == before
    (reports / "theme" / "report.css").write_text("p { margin: 0; }", encoding="utf-8")
    assert theme_sources(request) != before
