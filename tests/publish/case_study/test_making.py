"""Case studies as files: sound, one page of A3 for the poster, text stays text, made once."""

import dataclasses
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser

from evaluation.portfolio import ProjectResult
from evaluation.publish import PublicationRequest
from evaluation.publish.case_study.making import FORMS, Form, case_study_text, make_case_study
from evaluation.publish.inspect.pdf_text import PageReader
from tests.publish.case_study.conftest import WORDS, item_of
from tests.publish.test_accessible_page import opened, violations

Request = Callable[..., PublicationRequest]
HOSTILE = '<script>alert(1)</script> #import "x" {{< include /etc/x >}} =cmd()'


def test_a_poster_is_one_page_of_a3_and_has_an_html_twin(
    item: ProjectResult, chapter: str, reports: Path, request_for: Request
) -> None:
    text = case_study_text(item, chapter, "poster")
    page, printed = make_case_study(item, text, request_for(reports))
    assert "Falls 20% lower" in page.read_text(encoding="utf-8")
    with pikepdf.open(printed) as pdf:
        assert len(pdf.pages) == 1
        left, bottom, right, top = (float(edge) for edge in pdf.pages[0].mediabox)
        assert (right - left, top - bottom) == pytest.approx((1191, 842), abs=1)


def test_a_poster_that_is_too_full_names_what_it_leaves_out(
    chapter: str, reports: Path, request_for: Request
) -> None:
    item = item_of({**WORDS, "learning": ["Many words about falls. " * 90] * 3})
    text = case_study_text(item, chapter, "poster")
    page, printed = make_case_study(item, text, request_for(reports))
    with pikepdf.open(printed) as pdf:
        assert len(pdf.pages) == 1
        words = PageReader(pdf).words(pdf.pages[0]).everything.split()
    said = "Left out here for want of room, and on the web page: What we learnt, Next steps and"
    assert said in " ".join(words)
    assert "What we learnt" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMS)
def test_hostile_words_are_shown_as_text(
    form: Form, chapter: str, reports: Path, request_for: Request
) -> None:
    item = item_of({**WORDS, "problem": HOSTILE, "challenge": HOSTILE, "standfirst": HOSTILE})
    paths = make_case_study(item, case_study_text(item, chapter, form), request_for(reports))
    html = paths[0].read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html
    assert "=cmd()" in html
    if form != "poster":
        with zipfile.ZipFile(BytesIO(paths[2].read_bytes())) as word:
            assert "alert(1)&lt;/script&gt;" in word.read("word/document.xml").decode("utf-8")


def test_what_has_not_changed_is_not_made_again(
    item: ProjectResult, chapter: str, reports: Path, request_for: Request
) -> None:
    request = dataclasses.replace(request_for(reports), formats=("html",))
    text = case_study_text(item, chapter, "ais")
    (path,) = make_case_study(item, text, request)
    before = path.stat().st_mtime_ns
    make_case_study(item, text, request)
    assert path.stat().st_mtime_ns == before
    changed = dataclasses.replace(text, markdown=text.markdown + "\nMore.\n")
    make_case_study(item, changed, request)
    assert "More." in path.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_a_page_is_accessible(
    form: Form,
    item: ProjectResult,
    chapter: str,
    reports: Path,
    request_for: Request,
    browser: Browser,
) -> None:
    request = dataclasses.replace(request_for(reports), formats=("html",))
    (path,) = make_case_study(item, case_study_text(item, chapter, form), request)
    with opened(browser, path, 320) as page:
        assert violations(page) == []
