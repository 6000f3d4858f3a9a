"""Style and script that come with the package."""

import re
from importlib import resources

from evaluation.present import palette
from evaluation.serving.rendering import PACKAGE, STATIC, render, static_file

NAMES = {value for value in vars(palette).values() if isinstance(value, str)}


def test_the_style_uses_the_one_palette():
    used = set(re.findall(r"#[0-9A-Fa-f]{6}\b", static_file("page.css").decode("utf-8")))
    assert used
    assert used <= NAMES


def test_every_text_colour_can_be_read_on_white():
    style = static_file("page.css").decode("utf-8")
    named = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", style))
    text = set(re.findall(r"(?<![\w-])color: var\(--([\w-]+)\)", style)) - {"white"}
    assert text
    assert min(palette.contrast(named[name]) for name in text) >= 4.5


def test_the_script_asks_for_nothing_but_the_progress_and_its_own_page():
    script = static_file("page.js").decode("utf-8")
    assert re.findall(r"fetch\((\S+),", script) == ['"/runs/progress"', "window.location.href"]
    assert "innerHTML" not in script
    assert "http" not in script


def test_the_package_carries_all_that_is_served():
    folder = resources.files(PACKAGE)
    assert {item.name for item in folder.joinpath("static").iterdir()} == set(STATIC)
    assert folder.joinpath("templates", "base.html").is_file()


def test_whatever_a_template_is_given_is_escaped():
    shown = render("refusal.html", status=_Status(), sentence="<b>&", path="/")
    assert "&lt;b&gt;&amp;" in shown


def test_what_nobody_sees_is_on_no_page():
    shown = render("refusal.html", status=_Status(), sentence="a\u202eb\x00c\x1b[31m", path="/")
    assert "abc[31m" in shown


class _Status:
    phrase = '"><script>'
