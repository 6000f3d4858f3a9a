import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.errors import PublishingFailed
from evaluation.present import palette
from evaluation.publish import PublicationRequest, PublicationResult, publish

Request = Callable[..., PublicationRequest]
THEME = Path(__file__).parents[2] / "reports" / "theme"


def test_all_formats_are_made_and_found_sound(published: PublicationResult) -> None:
    assert [path.name for path in published.paths.values()] == [
        "annual-report.html",
        "annual-report.pdf",
        "annual-report.docx",
    ]
    assert all(check.passed for check in published.checks)
    assert published.engine == "embedded"


@pytest.mark.parametrize("ending", ["html", "pdf", "docx"])
def test_a_second_publication_is_the_same_bytes(
    ending: str, published: PublicationResult, reports: Path, request_for: Request
) -> None:
    again = publish(request_for(reports, formats=(ending,))).paths[ending]
    digests = [hashlib.sha256(p.read_bytes()).hexdigest() for p in (published.paths[ending], again)]
    assert digests[0] == digests[1]


def test_only_the_formats_wanted_are_made(reports: Path, request_for: Request) -> None:
    result = publish(request_for(reports, formats=("html",), output_stem="short"))
    assert [path.name for path in (reports / "output").iterdir()] == ["short.html"]
    assert list(result.paths) == ["html"]


def test_a_refused_publication_leaves_the_earlier_files(
    reports: Path, request_for: Request
) -> None:
    made = publish(request_for(reports, formats=("html",))).paths["html"]
    before = made.read_bytes()
    (reports / "chapters" / "front.qmd").write_text("See @fig-nowhere.\n")
    with pytest.raises(PublishingFailed, match="fig-nowhere"):
        publish(request_for(reports, formats=("html",)))
    assert made.read_bytes() == before
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_an_unsound_file_is_not_put_in_place(reports: Path, request_for: Request) -> None:
    (reports / "chapters" / "front.qmd").write_text("# A {#sec-a}\n\n### Too deep\n")
    with pytest.raises(PublishingFailed) as error:
        publish(request_for(reports, formats=("html",)))
    assert str(error.value).startswith(
        'annual-report.html was not published. Order of headings: The heading "Too deep" of level 4'
    )
    assert not (reports / "output" / "annual-report.html").exists()


def test_a_path_of_this_machine_is_not_published(reports: Path, request_for: Request) -> None:
    (reports / "chapters" / "front.qmd").write_text(f"Read from {reports.resolve()}/chapters.\n")
    with pytest.raises(PublishingFailed, match="Machine paths"):
        publish(request_for(reports, formats=("docx",)))


@pytest.mark.parametrize("name", ["report.css", "report.typ", "page.typ", "report.html"])
def test_the_theme_uses_only_colours_of_the_palette(name: str) -> None:
    used = set(re.findall(r"#[0-9A-Fa-f]{6}\b", (THEME / name).read_text(encoding="utf-8")))
    known = {value for value in vars(palette).values() if isinstance(value, str)}
    assert used <= known


def test_white_and_coloured_text_has_the_contrast_of_level_aa() -> None:
    callouts = (palette.BLUE, palette.DARK_GREEN, palette.PURPLE, palette.DARK_RED)
    text = (*callouts, palette.DARK_BLUE, palette.BLACK)
    assert all(palette.contrast(colour, palette.PALE_GREY) >= 4.5 for colour in text)
    assert palette.contrast(palette.WHITE, palette.DARK_BLUE) >= 4.5
    assert palette.contrast(palette.DARK_GREY) >= 4.5
