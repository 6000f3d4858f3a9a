"""How blocks look in JupyterLab, from the same text as the report: HTML with its styles inside.

In: a block's Markdown, cells or picture. Out: HTML for a light or a dark page. JupyterLab takes
style sheets out of notebooks that it does not trust, but leaves the styles of an element; colours
of text are inherited, so that they can be read on either ground.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape as escape_html

from markdown_it import MarkdownIt

from evaluation.present import palette
from evaluation.workspace import without_unseen

CALLOUTS = {
    "callout-note": ("Note", palette.BLUE),
    "callout-tip": ("Tip", palette.DARK_GREEN),
    "callout-important": ("Important", palette.PURPLE),
    "callout-caution": ("Caution", palette.DARK_RED),
    "callout-warning": ("Warning", palette.DARK_RED),
}
# the colours of lines and grounds are between black and white, so they show on both
LINE, GROUND = "rgba(118,134,146,0.7)", "rgba(118,134,146,0.16)"
PAGE = (
    "max-width:54rem;font-family:'Source Sans Pro',Arial,sans-serif;font-size:15px;line-height:1.5"
)
DIVISIONS = {
    "lead-sentence": f"margin:0 0 1em;padding:0.1em 0 0.1em 1em;font-size:1.2em;"
    f"border-left:6px solid {palette.BLUE}",
    "headlines": "display:flex;flex-wrap:wrap;gap:1em;margin:1em 0",
    "headline": f"flex:1 1 13em;padding:0.6em 0.9em;border:1px solid {LINE};"
    f"border-top:6px solid {palette.BLUE}",
}
HEADLINE_NUMBER = "margin:0;font-size:2em;line-height:1.15"
CALLOUT = f"margin:1em 0;padding:0.6em 1em;background-color:{GROUND};border-left:6px solid "
TABLE = (
    "border-collapse:collapse;margin:0;table-layout:auto;font-size:14px;"
    "font-variant-numeric:tabular-nums lining-nums"
)
# JupyterLab sets its own tables striped, to the right and in the middle
ROW = f"background-color:transparent;border-bottom:1px solid {LINE}"
HEAD = f"background-color:{GROUND};border-bottom:2px solid {palette.BLUE}"
TOP, BOTTOM = "vertical-align:top", "vertical-align:bottom"
WORDS = "text-align:left;caption-side:top;color:inherit;font-weight:600;padding:0 0 0.5em"
CSS_PIXELS_AN_INCH = 96

_OPENS = re.compile(r"^(:{3,})\s*\{\s*\.([\w-]+)[^}]*\}\s*$")
_CLOSES = re.compile(r"^:{3,}\s*$")
_LABEL = re.compile(r"^(#{1,6} .*?)[ \t]*\{#[^}]*\}[ \t]*$", re.M)
_REFERENCE = re.compile(r"(?<![\\\w])@(?:sec|fig|tbl)-([a-z0-9-]*[a-z0-9])")


@cache
def _reader() -> MarkdownIt:
    """Return a reader without raw HTML and pictures, as in the report."""
    reader = MarkdownIt("commonmark", {"html": False, "typographer": True, "quotes": "“”‘’"})
    return reader.enable(["table", "smartquotes"]).disable(["html_block", "html_inline", "image"])


def prose_html(markdown: str) -> str:
    r"""Return prose as HTML: headings, paragraphs, lists, callouts, cards of headlines.

    Examples
    --------
    >>> print(prose_html("# Falls {#sec-falls}\n\nThey *fell*.").partition(">")[2])
    <h1>Falls</h1>
    <p>They <em>fell</em>.</p>
    </div>
    """
    return _page("".join(_blocks(iter(markdown.splitlines()))))


def _page(content: str) -> str:
    return f'<div style="{PAGE}">{content}</div>'


def _blocks(lines: Iterator[str], *, inside: bool = False) -> Iterator[str]:
    """Yield the HTML of lines, inside a division up to its end."""
    written: list[str] = []
    for line in lines:
        opens = _OPENS.match(line)
        if opens is not None:
            yield _read(written)
            written = []
            yield _division(opens[2], "".join(_blocks(lines, inside=True)))
        elif not _CLOSES.match(line):
            written.append(line)
        elif inside:
            break
    yield _read(written)


def _read(lines: Sequence[str]) -> str:
    text = _LABEL.sub(r"\1", "\n".join(lines))
    named = _REFERENCE.sub(lambda found: f"*section “{found[1].replace('-', ' ')}”*", text)
    html: str = _reader().render(named)
    return html


def _division(kind: str, content: str) -> str:
    if kind == "headline":
        content = content.replace("<p>", f'<p style="{HEADLINE_NUMBER}">', 1)
    if kind not in CALLOUTS:
        return f'<div style="{DIVISIONS.get(kind, "")}">{content}</div>'
    word, colour = CALLOUTS[kind]
    title, rest = "", content
    heading = re.match(r"<h[1-6]>(.*?)</h[1-6]>\n?", content, re.S)
    if heading is not None:
        title, rest = f": {heading[1]}", content[heading.end() :]
    if title.lower() == f": {word.lower()}":
        title = ""
    opening = f"<p><strong>{word}{title}</strong></p>"
    return f'<div role="note" style="{CALLOUT}{colour}">{opening}{rest}</div>'


def table_html(
    names: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str], caption: str
) -> str:
    """Return a table as HTML, which scrolls where it is wider than the page.

    Parameters
    ----------
    names : sequence of str
        Of the columns.
    rows : sequence of sequence of str
        Cells as they are shown.
    right : sequence of str
        Names of the columns of numbers.
    caption : str
    """
    sides = ["right" if name in right else "left" for name in names]
    head = "".join(
        f'<th scope="col" style="{BOTTOM};text-align:{side}">{_letters(name)}</th>'
        for name, side in zip(names, sides, strict=True)
    )
    body = "".join(f'<tr style="{ROW}">{_row(cells, sides)}</tr>' for cells in rows)
    return _page(
        f'<div style="overflow-x:auto;margin:0.8em 0"><table style="{TABLE}">'
        f'<caption style="{WORDS}">{_letters(caption)}</caption>'
        f'<thead><tr style="{HEAD}">{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(cells: Sequence[str], sides: Sequence[str]) -> str:
    shown = [
        f'<td style="{TOP};text-align:{side}">{_letters(cell)}</td>'
        for cell, side in zip(cells, sides, strict=True)
    ]
    if len(cells) > 1:
        first = f'<th scope="row" style="{TOP};text-align:{sides[0]}">'
        shown[0] = f"{first}{_letters(cells[0])}</th>"
    return "".join(shown)


def figure_html(png: bytes, dots_an_inch: int, caption: str, alt: str) -> str:
    """Return a chart as HTML, in the size in which the report prints it.

    Parameters
    ----------
    png : bytes
    dots_an_inch : int
        Of the picture.
    caption, alt : str
    """
    wide = int.from_bytes(png[16:20], "big") * CSS_PIXELS_AN_INCH // dots_an_inch
    width = f"width:{wide}px;" if png.startswith(b"\x89PNG") else ""
    data = base64.b64encode(png).decode("ascii")
    return _page(
        f'<figure style="margin:0.8em 0"><figcaption style="{WORDS}">{_letters(caption)}'
        f'</figcaption><img alt="{_letters(alt)}" style="{width}max-width:100%;'
        f'background-color:{palette.WHITE}" src="data:image/png;base64,{data}"></figure>'
    )


def _letters(text: str) -> str:
    return escape_html(without_unseen(text), quote=True)
