"""Makes the Word theme: pandoc's own reference document in A4, en-GB and NHS identity colours.

`python -m evaluation.publish.reference` writes `reports/theme/reference.docx`; both routes read
it. The styles are ordinary Word styles and theme colours, so a reader can change them in Word.
"""

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from evaluation.publish.cards import LEAD_STYLE
from evaluation.publish.fonts import FONT_FAMILY
from evaluation.publish.package import reproducible
from evaluation.publish.pandoc import run_pandoc
from evaluation.publish.request import LANGUAGE
from evaluation.publish.widths import TYPE_SIZES_POINTS

REFERENCE_FILE = Path("reports") / "theme" / "reference.docx"
REFERENCE_DATE = datetime(2026, 1, 1, tzinfo=UTC)

# NHS identity guidelines, colours.
BLUE, DARK_BLUE, DARK_GREY, MID_GREY, PALE_GREY, BLACK = (
    "005EB8",
    "003087",
    "425563",
    "768692",
    "E8EDEE",
    "231F20",
)
THEME_COLOURS = {
    "dk2": DARK_BLUE,
    "lt2": PALE_GREY,
    "accent1": BLUE,
    "accent2": DARK_BLUE,
    "accent3": "006747",
    "accent4": "330072",
    "accent5": "AE2573",
    "accent6": DARK_GREY,
    "hlink": BLUE,
    "folHlink": "330072",
}
# Word takes this where the family is not installed.
FALLBACK_FONT = "Arial"

CALLOUT_BORDERS = {
    "Callout Note": BLUE,
    "Callout Tip": "006747",
    "Callout Important": "330072",
    "Callout Caution": "8A1538",
    "Callout Warning": "8A1538",
}

# Name, points, colour, bold, space before and after in points.
TEXT_STYLES: tuple[tuple[str, float, str, bool, float, float], ...] = (
    ("Normal", 11, BLACK, False, 0, 6),
    ("Body Text", 11, BLACK, False, 0, 8),
    ("First Paragraph", 11, BLACK, False, 0, 8),
    ("Compact", 11, BLACK, False, 1, 2),
    ("Title", 34, DARK_BLUE, True, 120, 8),
    ("Subtitle", 17, BLUE, True, 0, 24),
    ("Author", 12, DARK_GREY, False, 0, 0),
    ("Date", 12, DARK_GREY, False, 0, 24),
    ("Heading 1", 22, DARK_BLUE, True, 0, 12),
    ("Heading 2", 15, DARK_BLUE, True, 18, 6),
    ("Heading 3", 12.5, BLUE, True, 14, 4),
    ("Heading 4", 11, BLUE, True, 12, 4),
    ("Caption", 10.5, DARK_BLUE, False, 6, 8),
    ("TOC Heading", 22, DARK_BLUE, True, 0, 12),
    ("Header", 8.5, DARK_GREY, False, 0, 0),
    ("Footer", 8.5, DARK_GREY, False, 0, 0),
)
# New styles: name, style they follow, points, colour, bold, left indent in centimetres.
NEW_STYLES: tuple[tuple[str, str, float, str, bool, float], ...] = (
    ("toc 1", "Normal", 11, BLUE, True, 0),
    ("toc 2", "Normal", 11, BLUE, False, 0.6),
    *((f"Table Text {size:.0f}", "Normal", size, BLACK, False, 0) for size in TYPE_SIZES_POINTS),
    *((name, "Normal", 11.0, BLACK, False, 0.3) for name in CALLOUT_BORDERS),
    ("Headline Number", "Normal", 26, DARK_BLUE, True, 0.3),
    ("Headline Label", "Normal", 11, BLACK, True, 0.3),
    ("Headline Note", "Normal", 9.5, DARK_GREY, False, 0.3),
    (LEAD_STYLE, "Normal", 13, DARK_BLUE, True, 0),
)


def reference_bytes() -> bytes:
    """Return the reference document; the same bytes every time."""
    default = run_pandoc(["--print-default-data-file", "reference.docx"], "")
    document = docx.Document(io.BytesIO(default))
    _set_page(document)
    _set_styles(document)
    _set_table_style(document)
    _set_leftover_colours(document)
    _set_language(document)
    document.core_properties.language = LANGUAGE
    document.core_properties.created = REFERENCE_DATE.replace(tzinfo=None)
    document.core_properties.modified = REFERENCE_DATE.replace(tzinfo=None)
    made = io.BytesIO()
    document.save(made)
    return reproducible(made.getvalue(), REFERENCE_DATE, _edit_part)


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)


def _set_styles(document: Any) -> None:
    for name in ("Header", "Footer"):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    for name, *_ in NEW_STYLES:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    # Looked up by the name a reader sees: Word's own names differ in case.
    styles = {style.name: style for style in document.styles}
    for name, points, colour, bold, before, after in TEXT_STYLES:
        style = styles[name]
        _set_type(style, points, colour, bold=bold)
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
    for name, base, points, colour, bold, indent in NEW_STYLES:
        style = styles[name]
        style.base_style = styles[base]
        _set_type(style, points, colour, bold=bold)
        style.paragraph_format.left_indent = Cm(indent)
        style.paragraph_format.space_after = Pt(2)
    for name, colour in CALLOUT_BORDERS.items():
        _set_callout(styles[name], colour)
    for name in ("Headline Number", "Headline Label"):
        styles[name].paragraph_format.keep_with_next = True
    styles["Headline Number"].paragraph_format.space_before = Pt(10)
    styles[LEAD_STYLE].paragraph_format.space_after = Pt(8)
    styles["Image Caption"].paragraph_format.keep_with_next = True
    styles["Heading 1"].paragraph_format.page_break_before = True
    styles["Title"].paragraph_format.alignment = 0
    for name in ("Subtitle", "Author", "Date"):
        styles[name].paragraph_format.alignment = 0
    styles["Table Caption"].paragraph_format.keep_with_next = True
    styles["Hyperlink"].font.color.rgb = RGBColor.from_string(BLUE)
    styles["Hyperlink"].font.underline = True
    styles["Caption"].font.italic = False


def _set_leftover_colours(document: Any) -> None:
    """Give the palette's blue to text whose colour is pandoc's own."""
    house = {colour for _, _, colour, *_ in TEXT_STYLES} | {BLUE, DARK_BLUE, MID_GREY, PALE_GREY}
    for colour in document.styles.element.iter(qn("w:color")):
        if colour.get(qn("w:val")) not in {*house, *THEME_COLOURS.values(), "auto"}:
            colour.attrib.clear()
            colour.set(qn("w:val"), DARK_BLUE)


def _set_type(style: Any, points: float, colour: str, *, bold: bool) -> None:
    style.font.size = Pt(points)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour)


def _set_callout(style: Any, colour: str) -> None:
    style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.keep_together = style.paragraph_format.keep_with_next = True
    borders = (
        f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="4" w:space="3" w:color="{PALE_GREY}"/>'
        f'<w:left w:val="single" w:sz="36" w:space="8" w:color="{colour}"/>'
        f'<w:bottom w:val="single" w:sz="4" w:space="3" w:color="{PALE_GREY}"/></w:pBdr>'
    )
    shading = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{PALE_GREY}"/>'
    properties = style.element.get_or_add_pPr()
    before = properties.find(qn("w:spacing"))
    for element in (parse_xml(borders), parse_xml(shading)):
        before.addprevious(element)


def _set_table_style(document: Any) -> None:
    table = document.styles["Table"].element
    for old in table.findall(qn("w:tblStylePr")):
        table.remove(old)
    properties = table.find(qn("w:tblPr"))
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{MID_GREY}"'
    borders = f"<w:tblBorders {nsdecls('w')}><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
    properties.find(qn("w:tblInd")).addnext(parse_xml(borders))
    for side in properties.find(qn("w:tblCellMar")):
        is_level = side.tag in (qn("w:top"), qn("w:bottom"))
        side.set(qn("w:w"), "45" if is_level else "80")
    table.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/>'
            f'<w:color w:val="{DARK_BLUE}"/></w:rPr><w:tcPr><w:tcBorders>'
            f'<w:bottom w:val="single" w:sz="12" w:space="0" w:color="{BLUE}"/></w:tcBorders>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE_GREY}"/>'
            '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        )
    )


def _set_language(document: Any) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _edit_part(name: str, content: bytes) -> bytes:
    if name == "word/theme/theme1.xml":
        return _edit_theme(content.decode("utf-8")).encode("utf-8")
    if name == "word/fontTable.xml":
        own = f'<w:font w:name="{FONT_FAMILY}"><w:altName w:val="{FALLBACK_FONT}"/></w:font>'
        return content.replace(b"</w:fonts>", own.encode("utf-8") + b"</w:fonts>")
    if name == "word/settings.xml":
        return re.sub(rb'(<w:themeFontLang w:val=")[^"]*', rb"\g<1>" + LANGUAGE.encode(), content)
    return content


def _edit_theme(theme: str) -> str:
    theme = re.sub(
        r'<a:latin typeface="[^"]*"[^>]*/>', f'<a:latin typeface="{FONT_FAMILY}"/>', theme
    )
    for slot, colour in THEME_COLOURS.items():
        theme = re.sub(
            rf"(<a:{slot}>\s*)<a:\w+ [^>]*/>", rf'\g<1><a:srgbClr val="{colour}"/>', theme
        )
    return theme


def main(folder: Path = Path()) -> Path:
    """Write the reference document below a workspace's folder and return its path."""
    path = folder / REFERENCE_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(reference_bytes())
    return path


if __name__ == "__main__":
    sys.stdout.write(f"{main()}\n")
