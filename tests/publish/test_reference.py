from pathlib import Path

import docx
import pytest

from evaluation.publish.package import parts_of
from evaluation.publish.reference import main, reference_bytes

COMMITTED = Path(__file__).parents[2] / "reports" / "theme" / "reference.docx"


def test_the_committed_reference_equals_what_the_program_makes() -> None:
    assert parts_of(COMMITTED.read_bytes()) == parts_of(reference_bytes())


def test_the_reference_is_the_same_bytes_every_time() -> None:
    assert reference_bytes() == reference_bytes()


def test_the_command_writes_it_into_the_theme(tmp_path: Path) -> None:
    path = main(tmp_path)
    assert path.relative_to(tmp_path).as_posix() == "reports/theme/reference.docx"
    assert path.is_file()


def test_the_page_is_a4() -> None:
    section = docx.Document(str(COMMITTED)).sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("word/theme/theme1.xml", b'<a:latin typeface="Source Sans Pro"/>'),
        ("word/theme/theme1.xml", b'<a:srgbClr val="005EB8"/>'),
        ("word/fontTable.xml", b'<w:altName w:val="Arial"/>'),
        ("word/settings.xml", b'<w:themeFontLang w:val="en-GB"'),
        ("word/styles.xml", b'w:val="en-GB"'),
    ],
)
def test_theme_fonts_colours_and_language_are_ours(part: str, words: bytes) -> None:
    assert words in parts_of(COMMITTED.read_bytes())[part]
