"""Colours that are not of the house, or too pale to read, stop a publication."""

import shutil
from pathlib import Path

import docx
import pytest
from docx.shared import RGBColor

from evaluation.present import palette
from evaluation.publish.inspect.palette import inspect_palette

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REPOSITORY / "reports" / "theme", tmp_path / "theme"))


def failures(theme: Path) -> dict[str, str]:
    return {c.name: c.text for c in inspect_palette(theme) if c.passed is False}


def add(path: Path, code: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + code, encoding="utf-8")


def test_the_theme_of_the_house_can_be_read(theme: Path) -> None:
    assert failures(theme) == {}


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("report.css", "p { background: #ABCDEF; }"),
        ("report.typ", '#let strange = rgb("#ABCDEF")'),
    ],
)
def test_a_colour_that_is_not_in_the_palette_is_named(theme: Path, file: str, code: str) -> None:
    add(theme / file, code)
    assert failures(theme) == {
        "Colours of the house": f"{file} has the colour #ABCDEF, which is not in the palette."
    }


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("report.css", "em { color: var(--mid-grey); }"),
        ("report.css", "em { color: #768692; }"),
        ("report.typ", "#text(size: 8pt, fill: mid-grey)[x]"),
        ("report.typ", '#set text(fill: rgb("#768692"))'),
    ],
)
def test_text_that_is_too_pale_is_named(theme: Path, file: str, code: str) -> None:
    add(theme / file, code)
    text = failures(theme)["Contrast of text"]
    assert text.startswith(f"{file} writes text in #768692, whose contrast is 3.")


def test_a_border_may_be_paler_than_text(theme: Path) -> None:
    add(theme / "report.css", "p { border-color: var(--mid-grey); background-color: #E8EDEE; }")
    assert failures(theme) == {}


def test_the_styles_of_word_are_read_too(theme: Path) -> None:
    path = theme / "reference.docx"
    document = docx.Document(str(path))
    document.styles["Normal"].font.color.rgb = RGBColor.from_string("768692")
    document.save(str(path))
    assert "reference.docx writes text in #768692" in failures(theme)["Contrast of text"]


def test_charts_are_held_to_the_same(theme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(palette, "GRAPHIC_COLOURS", ("#FAE100",))
    assert failures(theme)["Contrast of graphics"] == "#FAE100 is too pale for a line."
