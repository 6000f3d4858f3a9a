import subprocess
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from evaluation.errors import PublishingFailed
from evaluation.publish.pandoc import run_pandoc

THEME = Path(__file__).parents[2] / "reports" / "theme"


def through_filters(text: str, *arguments: str) -> str:
    filters = [f"--lua-filter={THEME / name}" for name in ("figures.lua", "report.lua")]
    return run_pandoc([*filters, "--wrap=none", *arguments], text).decode()


def test_what_pandoc_refuses_is_said_in_a_sentence() -> None:
    with pytest.raises(PublishingFailed, match="pandoc refused the text: "):
        run_pandoc(["--from", "json"], "no json")


def test_a_pandoc_that_does_not_run_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pypandoc, "get_pandoc_path", lambda: "/nowhere/pandoc")
    with pytest.raises(PublishingFailed, match=r"could not be run\. Install pypandoc_binary"):
        run_pandoc([], "")


def test_a_pandoc_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise subprocess.TimeoutExpired("pandoc", 120)

    monkeypatch.setattr(subprocess, "run", never)
    with pytest.raises(PublishingFailed, match="could not be run"):
        run_pandoc([], "")


def test_html_keeps_the_svg_of_a_figure() -> None:
    assert 'src="a.svg"' in through_filters("![x](a.svg)", "--to", "html")


def test_sections_are_named_in_references() -> None:
    text = "# Falls {#sec-falls}\n\n[@sec-falls; @sec-falls] and @fig-x and [@sec-falls; @fig-x]"
    made = through_filters(text, "--to", "html")
    assert made.count('<a href="#sec-falls">Falls</a>') == 2
    assert "@fig-x" in made


def test_code_of_other_languages_becomes_text() -> None:
    made = through_filters("<b>x</b> `y`{=typst}\n\n```{=html}\n<script>\n```", "--to", "html")
    assert "&lt;b&gt;x&lt;/b&gt; y" in made
    assert "<p>&lt;script&gt;</p>" in made


def test_hyphens_before_digits_become_minus_signs() -> None:
    made = through_filters("-1.2 (-3 to 4) pre-eclampsia", "--to", "plain")
    assert made.strip() == "\u22121.2 (\u22123 to 4) pre-eclampsia"


def test_the_notice_opens_the_page_as_text() -> None:
    made = through_filters("Text", "--to", "html", "--metadata", "notice=Made <up>")
    assert made.startswith('<div class="notice" role="note">')
    assert "<strong>About the data:</strong> Made &lt;up&gt;" in made


def test_the_notice_of_other_formats_stands_elsewhere() -> None:
    assert through_filters("Text", "--to", "plain", "--metadata", "notice=x").strip() == "Text"
