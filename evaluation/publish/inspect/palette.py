"""Checks the colours of the theme: only those of the house, and text that can be read.

In: the theme's files. The style sheet and the typst file name their colours; the Word theme has
them in its styles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.estimate import CheckResult
from evaluation.present import palette
from evaluation.publish.package import parts_of

TEXT_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
GRAPHIC_CONTRAST = 3.0  # WCAG 2.2, success criterion 1.4.11
BACKGROUNDS = (palette.WHITE, palette.PALE_GREY)
HOUSE = frozenset(
    value.upper()
    for value in vars(palette).values()
    if isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value)
)

_HEX = re.compile(r"#[0-9A-Fa-f]{6}\b")
_CSS_NAME = re.compile(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})")
_CSS_TEXT = re.compile(r"(?<![\w-])color:\s*(?:var\(--([\w-]+)\)|(#[0-9A-Fa-f]{6}))")
_TYPST_NAME = re.compile(r"#let ([\w-]+) = rgb\(\"(#[0-9A-Fa-f]{6})\"\)")
_TYPST_TEXT = re.compile(r"(?:set )?text\([^()]*?fill: (?:rgb\(\"(#[0-9A-Fa-f]{6})\"\)|([\w-]+))")
_WORD_TEXT = re.compile(r'<w:color [^>]*w:val="([0-9A-Fa-f]{6})"')


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one file: all that it names, and those that it gives to text."""

    file: str
    named: frozenset[str]
    text: frozenset[str]


def inspect_palette(theme: Path) -> list[CheckResult]:
    """Return whether the theme's and the charts' colours can be read.

    Parameters
    ----------
    theme : Path
        Folder of the theme.
    """
    found = list(_of_theme(theme))
    return [_of_house(found), _readable(found), _graphics()]


def _of_theme(theme: Path) -> Iterator[Colours]:
    for path in sorted(theme.glob("*.css")):
        code = path.read_text(encoding="utf-8")
        names = {name: value.upper() for name, value in _CSS_NAME.findall(code)}
        used = {names.get(name, value.upper()) for name, value in _CSS_TEXT.findall(code)}
        yield Colours(path.name, _all(code), frozenset(used - {""}))
    for path in sorted(theme.glob("*.typ")):
        code = path.read_text(encoding="utf-8")
        names = {name: value.upper() for name, value in _TYPST_NAME.findall(code)}
        used = {value.upper() or names.get(name, "") for value, name in _TYPST_TEXT.findall(code)}
        yield Colours(path.name, _all(code), frozenset(used - {""}))
    for path in sorted(theme.glob("*.docx")):
        styles = parts_of(path.read_bytes()).get("word/styles.xml", b"").decode("utf-8")
        used = {f"#{value.upper()}" for value in _WORD_TEXT.findall(styles)}
        yield Colours(path.name, frozenset(used), frozenset(used))


def _all(code: str) -> frozenset[str]:
    return frozenset(value.upper() for value in _HEX.findall(code))


def _of_house(found: list[Colours]) -> CheckResult:
    name = "Colours of the house"
    for item in found:
        strange = sorted(item.named - HOUSE)
        if strange:
            text = f"{item.file} has the colour {strange[0]}, which is not in the palette."
            return CheckResult(name, passed=False, text=text)
    return CheckResult(name, passed=True, text="Every colour is in the palette.")


def _readable(found: list[Colours]) -> CheckResult:
    name = "Contrast of text"
    charts = Colours("The charts' palette", frozenset(), frozenset(palette.TEXT_COLOURS))
    for item in (*found, charts):
        # Charts stand on white; text of the theme also in boxes and head rows.
        backgrounds = (palette.WHITE,) if item is charts else BACKGROUNDS
        for colour in sorted(item.text - {palette.WHITE}):
            worst = min(palette.contrast(colour, background) for background in backgrounds)
            if worst < TEXT_CONTRAST:
                text = (
                    f"{item.file} writes text in {colour}, whose contrast is {worst:.1f} to 1; "
                    f"{TEXT_CONTRAST} is needed."
                )
                return CheckResult(name, passed=False, text=text)
    on_band = palette.contrast(palette.WHITE, palette.DARK_BLUE)
    text = f"Text has a contrast of at least {TEXT_CONTRAST} to 1."
    return CheckResult(name, passed=on_band >= TEXT_CONTRAST, text=text)


def _graphics() -> CheckResult:
    weak = [c for c in palette.GRAPHIC_COLOURS if palette.contrast(c) < GRAPHIC_CONTRAST]
    text = f"{weak[0]} is too pale for a line." if weak else "Lines and marks can be seen."
    return CheckResult("Contrast of graphics", passed=not weak, text=text)
