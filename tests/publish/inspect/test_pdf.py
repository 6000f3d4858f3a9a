"""A PDF that lacks something is found out, with the place."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from evaluation.publish import PublicationResult
from evaluation.publish.inspect.pdf import inspect_pdf
from evaluation.publish.inspect.pdf_text import PageReader

Change = Callable[[pikepdf.Pdf], None]


def elements(pdf: pikepdf.Pdf, tag: str) -> list[Any]:
    return [
        item
        for item in pdf.objects
        if isinstance(item, Dictionary) and item.get("/S") == tag and "/P" in item
    ]


def failures(made: bytes, folders: tuple[Any, ...] = ()) -> dict[str, str]:
    return {c.name: c.text for c in inspect_pdf(made, folders) if c.passed is False}


def without_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.MarkInfo


def without_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def without_shown_title(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def without_standard(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        del metadata["pdfuaid:part"]


def without_outline(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Outlines


def without_alternative(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "/Figure")[0].Alt = "  "


def without_captions(pdf: pikepdf.Pdf) -> None:
    for caption in elements(pdf, "/Caption"):
        caption.S = Name.P


def without_header_cells(pdf: pikepdf.Pdf) -> None:
    for cell in elements(pdf, "/TH"):
        cell.S = Name.TD


def without_scope(pdf: pikepdf.Pdf) -> None:
    del elements(pdf, "/TH")[0].A


def with_a_level_left_out(pdf: pikepdf.Pdf) -> None:
    for heading in elements(pdf, "/H2"):
        heading.S = Name.H4


def links(pdf: pikepdf.Pdf) -> list[Any]:
    return [note for page in pdf.pages for note in page.get("/Annots", [])]


def with_a_broken_link(pdf: pikepdf.Pdf) -> None:
    next(note for note in links(pdf) if "/Dest" in note).Dest = pikepdf.String("nowhere")


def with_a_link_without_target(pdf: pikepdf.Pdf) -> None:
    del next(note for note in links(pdf) if "/Dest" in note)["/Dest"]


def with_a_link_to_a_file(pdf: pikepdf.Pdf) -> None:
    note = next(note for note in links(pdf) if "/Dest" in note)
    note.A = Dictionary(S=Name.URI, URI=pikepdf.String("file:///x"))


def without_font_file(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                if key in item:
                    del item[key]


def with_a_letter_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].mediabox = [0, 0, 612, 792]


def with_a_trace(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "/Figure")[0].Alt = pikepdf.String("See ?@fig-x")


def with_a_path(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Subject"] = "/home/analyst/hub"


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        (without_tags, "PDF tags", "lacks its tags"),
        (without_language, "PDF language", "lacks its language"),
        (without_shown_title, "PDF title shown", "lacks its title"),
        (without_standard, "PDF/UA-1 declared", "lacks its declaration"),
        (without_outline, "PDF outline", "lacks its outline"),
        (without_alternative, "Alternative texts", "A figure on page"),
        (without_captions, "Captions", "has no caption"),
        (without_header_cells, "Table headers", "A table on page"),
        (without_scope, "Scope of headers", "A th on page"),
        (with_a_level_left_out, "Order of headings", "of level 4 follows one of level 1"),
        (with_a_broken_link, "Links", "leads to nowhere, which does not exist"),
        (with_a_link_without_target, "Links", "leads nowhere"),
        (with_a_link_to_a_file, "Links", "leads to file:///x"),
        (without_font_file, "Embedded fonts", "has no file in the PDF"),
        (with_a_letter_page, "Page size", "Page 2 is not A4"),
        (with_a_trace, "Traces of failure", "?@fig-x"),
        (with_a_path, "Machine paths", "ends in analyst"),
    ],
)
def test_what_a_pdf_lacks_is_named(
    change: Change, name: str, words: str, published: PublicationResult
) -> None:
    with pikepdf.open(published.paths["pdf"]) as pdf:
        change(pdf)
        made = io.BytesIO()
        pdf.save(made)
    assert words in failures(made.getvalue(), (Path("/home/analyst"),))[name]


def test_a_sound_pdf_passes(published: PublicationResult) -> None:
    assert failures(published.paths["pdf"].read_bytes()) == {}


def test_a_pdf_without_a_tree_of_tags_fails(published: PublicationResult) -> None:
    with pikepdf.open(published.paths["pdf"]) as pdf:
        del pdf.Root.StructTreeRoot
        made = io.BytesIO()
        pdf.save(made)
    assert set(failures(made.getvalue())) == {"PDF tags"}


def test_what_is_no_pdf_is_said() -> None:
    assert failures(b"%PDF-1.7 nothing") == {"PDF": "The file is no PDF that can be read."}


def test_the_words_of_the_pages_are_read(published: PublicationResult) -> None:
    made = published.paths["pdf"].read_bytes()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        page = PageReader(pdf).words(pdf.pages[2])
    assert "synthetic data" in page.head
    word = max(page.everything.split(), key=len).strip(".,;:()")
    found = {c.name: c.text for c in inspect_pdf(made, (Path(word),)) if c.passed is False}
    assert found["Machine paths"].startswith("Page ")


def test_a_page_without_its_running_head_is_named(published: PublicationResult) -> None:
    with pikepdf.open(published.paths["pdf"]) as pdf:
        page = pdf.pages[2]
        page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"/Header", b"/Xeader"))
        made = io.BytesIO()
        pdf.save(made)
    assert failures(made.getvalue())["Running head"] == "Page 3 has no running head."
