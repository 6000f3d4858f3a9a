from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Emu

from evaluation.errors import PublishingFailed
from evaluation.publish import PublicationRequest, PublicationResult, publish
from evaluation.publish.package import parts_of

Request = Callable[..., PublicationRequest]


@pytest.fixture(scope="module")
def word(published: PublicationResult) -> Any:
    return docx.Document(str(published.paths["docx"]))


def test_properties_hold_title_author_language_and_notice(word: Any) -> None:
    properties = word.core_properties
    assert properties.title == "Annual evaluation report 2025/26"
    assert properties.language == "en-GB"
    assert properties.author == "Wessex Demonstration Hub"
    assert properties.keywords.startswith("Demonstration hub: synthetic data")
    assert properties.created.isoformat() == "2026-06-01T09:00:00+00:00"


def test_every_section_has_the_notice_above_and_page_numbers_below(word: Any) -> None:
    assert len(word.sections) == 3
    for section in word.sections:
        assert section.header.paragraphs[0].text.startswith("Demonstration hub: synthetic data")
        fields = section.footer._element.iter(qn("w:fldSimple"))
        assert [f.get(qn("w:instr")).strip() for f in fields] == ["PAGE", "NUMPAGES"]


def test_pages_are_a4_and_one_section_is_turned(word: Any) -> None:
    sizes = [(round(s.page_width.cm), round(s.page_height.cm)) for s in word.sections]
    assert sizes == [(21, 30), (30, 21), (21, 30)]


def test_headings_are_real_headings(word: Any) -> None:
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert headings[:3] == [
        "Summary of all projects",
        "How to read this report",
        "Falls prevention",
    ]


def test_captions_have_caption_styles(word: Any) -> None:
    styles = [p.style.name for p in word.paragraphs]
    assert styles.count("Image Caption") == 3
    assert styles.count("Table Caption") == 14


def test_every_picture_has_alternative_text_and_no_path(word: Any) -> None:
    pictures = list(word.element.body.iter(qn("wp:docPr")))
    assert [picture.get("name") for picture in pictures] == ["Figure 1", "Figure 2", "Figure 3"]
    assert pictures[0].get("descr").startswith("Forest plot of two effects")
    assert {p.get("descr") for p in word.element.body.iter(qn("pic:cNvPr"))} == {""}


def test_pictures_are_the_png_twins(published: PublicationResult) -> None:
    names = parts_of(published.paths["docx"].read_bytes())
    assert sum(name.endswith(".png") for name in names) == 3
    assert not [name for name in names if name.endswith(".svg")]


def test_header_rows_repeat_and_rows_stay_whole(word: Any) -> None:
    assert len(word.tables) == 14
    for table in word.tables:
        first, *others = table._tbl.tr_lst
        assert next(first.iter(qn("w:tblHeader")), None) is not None
        assert all(next(row.iter(qn("w:cantSplit")), None) is not None for row in (first, *others))


def test_the_contents_are_links_within_a_field(word: Any) -> None:
    entries = [p for p in word.paragraphs if p.style.name in ("toc 1", "toc 2")]
    assert len(entries) > 20
    assert all(next(p._p.iter(qn("w:hyperlink")), None) is not None for p in entries)
    assert any("TOC" in (node.text or "") for node in word.element.body.iter(qn("w:instrText")))


def test_a_list_in_a_callout_keeps_the_border_straight(word: Any) -> None:
    items = [p for p in word.paragraphs if p.text.startswith("Segmented regression with")]
    assert items[0].style.name == "Callout Note"
    form = items[0].paragraph_format
    assert round(Emu(form.left_indent + form.first_line_indent).cm, 1) == 0.3


def test_a_figure_without_its_png_is_refused(reports: Path, request_for: Request) -> None:
    (reports / "chapters" / "figures" / "falls-its.png").unlink()
    with pytest.raises(PublishingFailed, match=r"fig-falls-its lacks the PNG .* falls-its\.png"):
        publish(request_for(reports, formats=("docx",)))


def test_a_bold_line_stays_with_what_it_opens(reports: Path, request_for: Request) -> None:
    (reports / "chapters" / "front.qmd").write_text("**Did it change?**\n\nIt did.\n")
    made = publish(request_for(reports, formats=("docx",))).paths["docx"]
    found = {p.text: p.paragraph_format.keep_with_next for p in docx.Document(str(made)).paragraphs}
    assert (found["Did it change?"], found["It did."]) == (True, None)
