from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from evaluation.errors import PublishingFailed
from evaluation.publish import PublicationRequest, PublicationResult
from evaluation.publish.inspect import inspect_file, require_sound

Request = Callable[..., PublicationRequest]

HEAD = '<html lang="en-GB"><head><title>T</title></head><body><h1>T</h1>'
SOUND = HEAD + '<p id="a"><a href="#a">here</a> <a href="https://nhs.uk">NHS</a></p></body></html>'


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
    assert set(failures("<html><h1>x</h1></html>")) == {"Title", "Language"}


def test_a_pdf_without_tags_fails() -> None:
    checks = inspect_file("pdf", b"%PDF-1.7 /Lang(en-GB)", [])
    assert [check.name for check in checks if not check.passed] == [
        "PDF tags",
        "PDF title shown",
        "PDF/UA-1 declared",
    ]


def broken_word_file(tmp_path: Path, sound: Path) -> bytes:
    document = docx.Document(str(sound))
    document.core_properties.title = document.core_properties.language = ""
    document.sections[0].header.paragraphs[0].text = ""
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
        "Order of headings": (
            'The heading "Deep" of level 4 follows one of level 1; a level is left out.'
        ),
    }


def test_a_failed_check_stops_the_publication_with_the_place(
    reports: Path, request_for: Request
) -> None:
    with pytest.raises(PublishingFailed, match=r"annual-report\.pdf was not published\. PDF tags"):
        require_sound("pdf", b"%PDF", request_for(reports))
