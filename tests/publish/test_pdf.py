from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest

from evaluation.errors import PublishingFailed
from evaluation.publish import PublicationRequest, PublicationResult, publish

Request = Callable[..., PublicationRequest]
A4_POINTS = (595, 842)


@pytest.fixture(scope="module")
def pdf(published: PublicationResult) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(published.paths["pdf"]) as opened:
        yield opened


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Yield the elements of the structure tree in order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


def tags(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element["/S"]) for element in elements(pdf.Root.StructTreeRoot)]


def test_the_pdf_declares_pdf_ua_1(pdf: pikepdf.Pdf) -> None:
    assert pdf.open_metadata()["pdfuaid:part"] == "1"


def test_the_pdf_is_tagged_with_title_and_language(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en-GB"
    assert str(pdf.docinfo.Title) == "Annual evaluation report 2025/26"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_pages_are_a4_and_only_the_widest_table_turns_one(pdf: pikepdf.Pdf) -> None:
    sizes = [tuple(round(float(x)) for x in page.mediabox[2:]) for page in pdf.pages]
    assert {tuple(sorted(size)) for size in sizes} == {A4_POINTS}
    assert sum(width > height for width, height in sizes) == 1


def test_every_figure_carries_its_alternative_text(pdf: pikepdf.Pdf) -> None:
    figures = [e for e in elements(pdf.Root.StructTreeRoot) if str(e["/S"]) == "/Figure"]
    texts = [str(figure.get("/Alt", "")) for figure in figures]
    assert len(texts) == 3
    assert texts[2].startswith("Line chart of monthly admissions")


def test_tables_have_header_cells_and_captions(pdf: pikepdf.Pdf) -> None:
    found = tags(pdf)
    assert found.count("/Table") == 14
    assert found.count("/THead") == 14
    assert found.count("/Caption") == 17
    headers = [e for e in elements(pdf.Root.StructTreeRoot) if str(e["/S"]) == "/TH"]
    assert all("/Column" in str(header["/A"]) for header in headers)


def test_headings_and_contents_are_tagged(pdf: pikepdf.Pdf) -> None:
    found = tags(pdf)
    assert found.count("/Title") == 1
    assert found.count("/H1") == 12  # eleven chapters and the contents
    assert {"/H2", "/TOC", "/TOCI", "/Link"} <= set(found)


def test_the_font_is_embedded(pdf: pikepdf.Pdf) -> None:
    fonts = {str(f.BaseFont) for page in pdf.pages for f in page.resources["/Font"].values()}
    assert any("SourceSansPro" in name for name in fonts)


def test_words_of_the_request_are_text(reports: Path, request_for: Request) -> None:
    request = request_for(reports, title='#panic("x") *y*', formats=("pdf",))
    with pikepdf.open(publish(request).paths["pdf"]) as pdf:
        assert str(pdf.docinfo.Title) == '#panic("x") *y*'


def test_a_tall_figure_stays_on_its_page(reports: Path, request_for: Request) -> None:
    tall = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="900"/>'
    (reports / "chapters" / "figures" / "falls-its.svg").write_text(tall)
    assert publish(request_for(reports, formats=("pdf",))).paths["pdf"].is_file()


def test_what_typst_refuses_is_said_in_a_sentence(reports: Path, request_for: Request) -> None:
    (reports / "chapters" / "figures" / "falls-its.svg").write_text("no picture")
    with pytest.raises(PublishingFailed, match="The PDF could not be made: ") as error:
        publish(request_for(reports, formats=("pdf",)))
    assert str(reports) not in str(error.value)
    assert "Traceback" not in str(error.value)


def test_an_empty_title_is_refused_by_the_standard(reports: Path, request_for: Request) -> None:
    with pytest.raises(PublishingFailed, match="The PDF could not be made"):
        publish(request_for(reports, title="", formats=("pdf",)))
