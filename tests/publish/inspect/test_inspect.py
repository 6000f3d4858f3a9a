from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from evaluation.errors import PublishingFailed
from evaluation.publish import PublicationRequest, PublicationResult
from evaluation.publish.inspect import inspect_file, require_sound

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
Request = Callable[..., PublicationRequest]

HEAD = '<html lang="en-GB"><head><title>T</title></head><body><main><h1>T</h1>'
SOUND = (
    HEAD
    + '<p id="a"><a href="#a">here</a> <a href="https://nhs.uk">NHS</a></p></main></body></html>'
)


def failures(html: str) -> dict[str, str]:
    checks = inspect_file("html", html.encode(), [Path("/home/analyst")])
    return {check.name: check.text for check in checks if check.passed is False}


def test_a_sound_page_passes_and_may_link_outside() -> None:
    assert failures(SOUND) == {}


@pytest.mark.parametrize(
    ("addition", "name", "words"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "Self-contained", "loads https://cdn"),
        ('<link rel="stylesheet" href="x.css">', "Self-contained", "loads x.css"),
        ('<img alt="x" src="figure.svg">', "Self-contained", "loads figure.svg"),
        ("<style>@import 'https://x.css';</style>", "Self-contained", "loads https://x.css"),
        ("<style>p{background:url(//x/y.png)}</style>", "Self-contained", "loads //x/y.png"),
        ('<p style="background:url(y.png)">', "Self-contained", "loads y.png"),
        ('<img src="data:x" alt=" ">', "Alternative texts", "has no alternative text"),
        ("<h3>Deep</h3>", "Order of headings", '"Deep" of level 3 follows one of level 1'),
        ("<main></main>", "Structure", "2 main parts instead of one"),
        ("<figure></figure>", "Figure captions", "Figure 1 has no caption"),
        ('<img src="data:x" alt="chart.svg">', "Alternative texts", "has no alternative text"),
        ("<table><caption>c</caption><th>1</th></table>", "Scope of headers", "cell of table 1"),
        ('<a href="">x</a>', "Links", "leads to nothing"),
        ('<a href="chapters/x.qmd">x</a>', "Links", "leads to chapters/x.qmd"),
        ("<table><caption>c</caption><td>1</td></table>", "Table headers", "Table 1 has no header"),
        ("<table><th>1</th></table>", "Table captions", "Table 1 has no caption"),
        ("<p>See ?@fig-x</p>", "Traces of failure", "?@fig-x"),
        ("<pre>Traceback (most recent call last)</pre>", "Traces of failure", "Traceback"),
        ("<p>/home/analyst/hub</p>", "Machine paths", "ends in analyst"),
        ('<a href="/home/analyst/x">x</a>', "Machine paths", "ends in analyst"),
        ('<a href="#nowhere">x</a>', "Links", "#nowhere"),
        ('<p id="b"></p><p id="b"></p>', "Links", "b stands twice"),
    ],
)
def test_each_fault_is_found_and_placed(addition: str, name: str, words: str) -> None:
    assert words in failures(SOUND.replace("</body>", addition + "</body>"))[name]


@pytest.mark.parametrize(
    "harmless",
    [
        '<style>p{src:url("data:font/woff;base64,x")}</style>',
        "<style>p{fill:url(#gradient)}</style>",
        "<script>var x = '?@';</script>",
        '<svg><use href="#a"/></svg>',
        '<img src="data:," alt="A chart">',
    ],
)
def test_what_a_page_carries_itself_is_no_fault(harmless: str) -> None:
    assert failures(SOUND.replace("</body>", harmless + "</body>")) == {}


def test_a_page_without_title_and_language_fails() -> None:
    page = "<html><main><h1>x</h1></main></html>"
    assert set(failures(page)) == {"Title", "Language"}


def test_a_page_without_a_heading_of_its_own_fails() -> None:
    assert failures(SOUND.replace("h1", "p"))["Structure"].endswith("no heading of level 1.")


def broken_word_file(tmp_path: Path, sound: Path) -> bytes:
    document = docx.Document(str(sound))
    document.core_properties.title = document.core_properties.language = ""
    document.sections[0].header.paragraphs[0].text = ""
    document.sections[0].footer.paragraphs[0].clear()
    for field in document.sections[0].footer._element.xpath(".//w:fldSimple"):
        field.getparent().remove(field)
    next(iter(document.element.body.xpath("//w:hyperlink[@w:anchor]"))).set(
        qn("w:anchor"), "nowhere-at-all"
    )
    document.add_table(1, 1)
    document.add_heading("Deep", 4)
    for picture in document.element.body.xpath("//wp:docPr"):
        picture.set("descr", "")
    path = tmp_path / "broken.docx"
    document.save(str(path))
    return path.read_bytes()


def test_a_word_file_is_inspected_for_everything(
    tmp_path: Path, published: PublicationResult
) -> None:
    checks = inspect_file("docx", broken_word_file(tmp_path, published.paths["docx"]), [])
    assert {check.name: check.text for check in checks if check.passed is False} == {
        "Title": "The file has no title.",
        "Language": "The file has no language.",
        "Running head": "Section 1 has no running head.",
        "Alternative texts": "Figure 1 has no alternative text.",
        "Table headers": "Table 15 has no header row.",
        "Captions": "Table 15 has no caption beside it.",
        "Page numbers": "Section 1 has no page number.",
        "Links": "A link leads to nowhere-at-all, which is nowhere in the text.",
        "Order of headings": (
            'The heading "Deep" of level 4 follows one of level 2; a level is left out.'
        ),
    }


def test_a_failed_check_stops_the_publication_with_the_place(
    reports: Path, request_for: Request
) -> None:
    with pytest.raises(
        PublishingFailed, match=r"annual-report\.pdf was not published\. PDF: The file"
    ):
        require_sound("pdf", b"%PDF", request_for(reports))


def test_how_many_other_checks_failed_is_said(reports: Path, request_for: Request) -> None:
    page = SOUND.replace("<title>T</title>", "").replace(' lang="en-GB"', "")
    with pytest.raises(PublishingFailed, match=r"Title: The page lacks a title\. 1 more failed\."):
        require_sound("html", page.encode(), request_for(reports))


def test_a_word_file_that_links_to_a_file_of_this_machine_fails(
    tmp_path: Path, published: PublicationResult
) -> None:
    document = docx.Document(str(published.paths["docx"]))
    document.part.relate_to("file:///data/x.xlsx", HYPERLINK, is_external=True)
    document.save(str(tmp_path / "linked.docx"))
    checks = inspect_file("docx", (tmp_path / "linked.docx").read_bytes(), [])
    (failed,) = [check for check in checks if check.passed is False]
    assert failed.text == "A link leads to file:///data/x.xlsx, which is no site."
