"""Names for the theme's landmarks, and keyboards reach what scrolls sideways.

furo leaves its two side columns without a name and its blocks of code and wide tables out of the
order of tabs, and its page of search has no heading; axe-core finds all three. A table of many
columns is a list of its rows on a narrow screen: each cell then needs its column's name.
"""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import Any

MENDED = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Site">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    '<div class="table-wrapper': '<div tabindex="0" role="group" aria-label="Table" '
    'class="table-wrapper',
    '<div id="search-results">': '<h1>Search</h1><div id="search-results">',
    "<pre>": '<pre tabindex="0">',
}
MANY_COLUMNS = 4
_TABLE = re.compile(r'<table class="docutils .*?</table>', re.DOTALL)
_HEAD = re.compile(r'<th class="head"><p>(.*?)</p></th>', re.DOTALL)
_MARK = re.compile(r"<[^>]+>")


def mended(html: str) -> str:
    """Return a page with what the theme leaves out.

    Examples
    --------
    >>> mended("<pre>x</pre>")
    '<pre tabindex="0">x</pre>'
    """
    for before, after in MENDED.items():
        html = html.replace(before, after)
    return _TABLE.sub(_labelled, html)


def _labelled(found: re.Match[str]) -> str:
    """Return a table of many columns with the name of its column at each cell."""
    table = found[0]
    names = [_MARK.sub("", name).replace('"', "&quot;") for name in _HEAD.findall(table)]
    if len(names) < MANY_COLUMNS or "span=" in table:
        return table
    cells = count()
    table = table.replace('class="docutils ', 'class="docutils stacks ', 1)
    return re.sub("<td>", lambda _: f'<td data-label="{names[next(cells) % len(names)]}">', table)


def _on_build_finished(app: Any, fault: Exception | None) -> None:
    if fault is None and app.builder.name == "html":
        for path in Path(app.outdir).rglob("*.html"):
            path.write_text(mended(path.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("build-finished", _on_build_finished)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
