"""Whatever a hub's people write appears as that text, in every format, and does nothing."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import docx
import openpyxl
import pikepdf
import pypandoc
import pytest
from defusedxml import ElementTree
from docx.oxml.ns import qn
from playwright.sync_api import sync_playwright

from evaluation.annual import publication_request
from evaluation.cli import main
from evaluation.present.csv_text import FORMULA_STARTS, NUMBER, safe_cell
from evaluation.publish import read_master
from evaluation.publish.quarto_master import write_quarto_master
from evaluation.publish.syntax import nodes_of
from evaluation.workspace import open_workspace
from tests.security.hostile import PAYLOADS, SLUG, marked, write_hostile_hub

pytestmark = pytest.mark.slow

OWN_SCRIPTS = 1
ADDRESSES = re.compile(r"#|data:(image/svg\+xml|image/png|text/csv|,)|mailto:|https?://")
WORKBOOKS = ("annual-report", "baseline-assessment", "service-improvement")
PAGES = (
    "annual-report",
    f"projects/{SLUG}",
    f"case-studies/{SLUG}-nhs-england",
)
# typography of the writers, which no reader takes for another text, and where words may break
SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "−": "-", "\u200b": "", "\xad": ""})


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish everything of the hostile hub once, and return the folder."""
    root = write_hostile_hub(tmp_path_factory.mktemp("hostile"))
    made = root / "reports" / "output"
    there = ("--workspace", str(root))
    assert run("report", "--engine", "embedded", *there) == 0
    assert run("case-study", SLUG, "--form", "nhs-england", "--to", "html", *there) == 0
    for kind in WORKBOOKS[1:]:
        assert run("export", kind, SLUG, "--to", str(made / f"{kind}.xlsx"), *there) == 0
    return made


class Looked(HTMLParser):
    """What of a page could act, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts = 0
        self.acting: list[str] = []
        self.addresses: list[str] = []
        self.pieces: list[str] = []
        self._unread = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self._unread += tag in ("script", "style")
        if tag in ("iframe", "object", "embed", "base", "form", "svg", "math"):
            self.acting.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("srcdoc", "action", "formaction"):
                self.acting.append(f"{tag} {name}")
            if name in ("href", "src"):
                self.addresses.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.pieces.append(data)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@cache
def looked(page: Path) -> Looked:
    return Looked(page.read_text(encoding="utf-8"))


def squeezed(text: str) -> str:
    """Return a text without spaces, which lines and columns break, and with plain quotes."""
    return re.sub(r"\s", "", text.translate(SAME))


def lost(text: str) -> list[str]:
    """Return the payloads that do not stand in a text letter by letter."""
    found = squeezed(text)
    return [payload for payload in PAYLOADS if squeezed(marked(payload)) not in found]


def word_text(path: Path) -> str:
    return "".join(node.text or "" for node in docx.Document(path).element.iter(qn("w:t")))


def test_the_title_and_every_other_text_appear_letter_by_letter_on_the_page(output: Path) -> None:
    page = looked(output / "annual-report.html")

    title = open_workspace(output.parents[1]).projects[0].project.title
    assert any(title.startswith(payload) for payload in PAYLOADS)
    assert squeezed(title) in squeezed(page.text)
    assert lost(page.text) == []


def test_every_text_appears_letter_by_letter_in_word(output: Path) -> None:
    assert lost(word_text(output / "annual-report.docx")) == []


def test_every_text_appears_letter_by_letter_in_the_pdf(output: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine")
    path = output / "annual-report.pdf"
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout
    # words too long for a line are hyphenated
    assert [item for item in lost(text.decode("utf-8")) if "WW" not in item] == []


def test_every_text_appears_letter_by_letter_in_case_studies(output: Path) -> None:
    page = looked(output / "case-studies" / f"{SLUG}-nhs-england.html")

    assert lost(page.text) == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_on_a_page_acts_but_its_own_script(output: Path, name: str) -> None:
    page = looked(output / f"{name}.html")

    assert page.acting == []
    assert page.scripts <= OWN_SCRIPTS
    assert [item[:60] for item in page.addresses if not ADDRESSES.match(item)] == []


def test_no_picture_carries_a_script_or_looks_outside(output: Path) -> None:
    prefix = "data:image/svg+xml,"
    pictures = [
        unquote(address.removeprefix(prefix))
        for address in looked(output / "annual-report.html").addresses
        if address.startswith(prefix)
    ]

    assert len(pictures) > 5
    for picture in pictures:
        parts = list(ElementTree.fromstring(picture, forbid_dtd=False).iter())
        kinds = {part.tag.rpartition("}")[2] for part in parts}
        names = {name.rpartition("}")[2]: value for part in parts for name, value in part.items()}
        assert kinds & {"script", "foreignObject", "a", "image", "animate", "set"} == set()
        assert [name for name in names if name.startswith("on")] == []
        # other parts of the picture
        assert names.get("href", "#").startswith("#")


def test_a_browser_runs_nothing_and_asks_for_nothing(output: Path) -> None:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on this machine")
    told: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda asked: told.append(asked.url[:80]))
        for name in PAGES:
            page.goto((output / f"{name}.html").as_uri())
            page.locator("body").hover()
        browser.close()
    assert [item for item in told if not item.startswith(("file:", "data:"))] == []
    assert sum(item.startswith("file:") for item in told) == len(PAGES)


def test_neither_word_nor_pdf_holds_an_order(output: Path) -> None:
    document = docx.Document(output / "annual-report.docx")
    outside = [link for link in document.part.rels.values() if link.is_external]
    fields = [node.text or "" for node in document.element.iter(qn("w:instrText"))]
    # the contents and the numbers of tables are the publisher's own
    assert [field for field in fields if re.search("DDE|INCLUDE|HYPERLINK", field)] == []
    assert [link.target_ref for link in outside if not ADDRESSES.match(link.target_ref)] == []
    with pikepdf.open(output / "annual-report.pdf") as pdf:
        names = {str(key) for thing in pdf.objects if _is_group(thing) for key in thing}
    assert names & {"/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile"} == set()


def _is_group(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_no_cell_of_a_workbook_is_a_formula(output: Path, name: str) -> None:
    book = openpyxl.load_workbook(output / f"{name}.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]

    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    texts = [cell for cell in cells if isinstance(cell.value, str)]
    assert any(payload in cell.value for cell in texts for payload in PAYLOADS)
    assert {cell.data_type for cell in texts} == {"s"}
    beginning = [cell for cell in texts if safe_cell(cell.value) != cell.value]
    assert all(cell.quotePrefix for cell in beginning)
    assert beginning or name != "annual-report"


def formulas(content: str) -> list[str]:
    """Return the cells of a csv file that a spreadsheet would run."""
    return [
        cell
        for row in csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline=""))
        for cell in row
        if cell.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(cell)
    ]


def test_no_cell_of_a_csv_is_a_formula(output: Path) -> None:
    files = sorted(output.parent.rglob("*.csv"))

    assert len(files) > 5
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    assert {name: formulas(text) for name, text in texts.items() if formulas(text)} == {}
    assert any("'=" in text or "'-" in text for text in texts.values())


def test_no_cell_of_a_download_is_a_formula(output: Path) -> None:
    start = "data:text/csv;charset=utf-8;base64,"
    downloads = [
        base64.b64decode(address.removeprefix(start)).decode("utf-8")
        for address in looked(output / "annual-report.html").addresses
        if address.startswith(start)
    ]

    assert len(downloads) > 20
    assert [found for text in downloads for found in formulas(text)] == []
    assert any("'=cmd" in text for text in downloads)


@pytest.fixture(scope="module")
def quarto_source(output: Path) -> Path:
    """Write the master that Quarto would be given."""
    workspace = open_workspace(output.parents[1])
    request = publication_request(workspace, workspace.year(None), "quarto", ("html",))
    return write_quarto_master(read_master(request), request)


def read_as_quarto_does(text: str) -> dict[str, object]:
    """Return pandoc's tree of a text with everything on that Quarto has on."""
    more = ("raw_html", "raw_tex", "raw_attribute", "tex_math_dollars", "emoji")
    reader = "+".join(("markdown", *more, "lists_without_preceding_blankline"))
    made = subprocess.run(
        [pypandoc.get_pandoc_path(), "--from", reader, "--to", "json"],
        input=text.encode("utf-8"),
        capture_output=True,
        check=True,
    )
    return dict(json.loads(made.stdout))


def test_quarto_meets_no_shortcode_of_users(quarto_source: Path) -> None:
    own = quarto_source.read_text(encoding="utf-8")
    own = own[own.index("\n---\n", 4) :]
    chapters = sorted((quarto_source.parent / "chapters").rglob("*.qmd"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in chapters)

    assert len(chapters) > 5
    assert re.findall(r"\{\{<(?! include chapters/| include parts/)", own) == []
    assert re.findall(r"(?<!\\)\{\{<|\{\{(?!\\)<", text) == []


def test_quarto_reads_every_text_of_users_as_words(quarto_source: Path) -> None:
    chapters = sorted((quarto_source.parent / "chapters").glob("*.qmd"))
    for chapter in chapters:
        blocks = read_as_quarto_does(chapter.read_text(encoding="utf-8"))["blocks"]
        code = list(nodes_of(blocks, "RawInline", "RawBlock", "Math", "CodeBlock", "Note"))
        links = [node["c"][2][0] for node in nodes_of(blocks, "Link")]
        images = [node["c"][2][0] for node in nodes_of(blocks, "Image")]
        assert (chapter.name, code) == (chapter.name, [])
        assert [link for link in links if not link.startswith(("https://", "#", "mailto:"))] == []
        assert [image for image in images if not image.startswith("chapters/figures/")] == []


def test_quarto_reads_the_words_of_the_title_page_as_words(quarto_source: Path) -> None:
    text = quarto_source.read_text(encoding="utf-8")
    meta = read_as_quarto_does(text)["meta"]
    assert isinstance(meta, dict)
    kinds = {name: _kinds(meta[name]) for name in ("title", "subtitle", "author", "notice")}

    plain = {"MetaInlines", "Str", "Space", "SoftBreak", "Quoted", "SingleQuote", "DoubleQuote"}
    assert {name: found - plain for name, found in kinds.items() if found - plain} == {}


def _kinds(tree: object) -> set[str]:
    return set(_kinds_of(tree))


def _kinds_of(tree: object) -> Iterator[str]:
    if isinstance(tree, dict):
        yield str(tree["t"])
        yield from _kinds_of(tree.get("c"))
    if isinstance(tree, list):
        for item in tree:
            yield from _kinds_of(item)


@pytest.mark.quarto
def test_quarto_shows_every_text_letter_by_letter(output: Path) -> None:
    if shutil.which("quarto") is None:
        pytest.skip("no Quarto on this machine")
    root = output.parents[1]

    assert run("report", "--engine", "quarto", "--to", "html", "--workspace", str(root)) == 0
    assert lost(Looked((output / "annual-report.html").read_text(encoding="utf-8")).text) == []
