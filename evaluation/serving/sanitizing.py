"""HTML with a short list of elements and attributes; everything else becomes text or goes.

In: HTML that pandoc made of a notebook's Markdown. Out: HTML that can do nothing but be read, even
where a notebook was written by someone else.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

ELEMENTS = frozenset(
    (
        *("h2", "h3", "h4", "h5", "h6", "p", "div", "span", "pre", "blockquote", "hr", "br"),
        *("ul", "ol", "li", "dl", "dt", "dd", "strong", "em", "code", "sub", "sup", "del", "a"),
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td"),
    )
)
EMPTY = frozenset(("br", "hr", "col"))
SILENT = frozenset(("script", "style", "template", "iframe", "object", "svg", "math"))
ATTRIBUTES = {
    "a": ("href",),
    "th": ("scope", "colspan", "rowspan"),
    "td": ("colspan", "rowspan"),
    "div": ("class",),
}
CLASSES = re.compile(r"(?:lead-sentence|headlines|headline|callout-[a-z]+)")
LINK = re.compile(r"https?://", re.IGNORECASE)
REGION = '<div class="table-region" role="region" tabindex="0" aria-label="{}">'
UNNAMED = "Table without a caption"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._open: list[str] = []
        self._silent = 0
        self._table = 0  # where the region of the table that is open stands among the parts
        self._caption: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent += 1
        if self._silent or tag not in ELEMENTS:
            return
        if tag == "table" and tag not in self._open:
            self._table, self._caption = len(self.parts), []
            self.parts.append("")
        kept = "".join(f' {name}="{html.escape(value)}"' for name, value in _kept(tag, attrs))
        self.parts.append(f"<{tag}{kept}>")
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif not self._silent and tag in self._open:
            while self._close() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(html.escape(data, quote=False))
            if "caption" in self._open:
                self._caption.append(data)

    def finished(self) -> str:
        self.close()
        while self._open:
            self._close()
        return "".join(self.parts)

    def _close(self) -> str:
        tag = self._open.pop()
        self.parts.append(f"</{tag}>")
        if tag == "table" and tag not in self._open:
            label = " ".join("".join(self._caption).split()) or UNNAMED
            self.parts[self._table] = REGION.format(html.escape(label))
            self.parts.append("</div>")
        return tag


def sanitized(text: str) -> str:
    """Return HTML without anything that is not on the list.

    Parameters
    ----------
    text : str
        HTML, however it was made.

    Examples
    --------
    >>> sanitized('<p onclick="x()">a<script>x()</script> <a href="javascript:x()">b</a>')
    '<p>a <a>b</a></p>'
    """
    reader = _Reader()
    reader.feed(text)
    return reader.finished()


def _kept(tag: str, given: list[tuple[str, str | None]]) -> list[tuple[str, str]]:
    allowed = ATTRIBUTES.get(tag, ())
    found = [(name, value or "") for name, value in given if name in allowed]
    return [(name, value) for name, value in found if _is_sound(name, value)]


def _is_sound(name: str, value: str) -> bool:
    match name:
        case "href":
            return LINK.match(value) is not None
        case "class":
            return CLASSES.fullmatch(value) is not None
        case "colspan" | "rowspan":
            return value.isdecimal()
        case _:
            return True
