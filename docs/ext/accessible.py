"""Names for the theme's landmarks, and keyboards reach what scrolls sideways.

furo leaves its two side columns without a name and its blocks of code and wide tables out of the
order of tabs, and its page of search has no heading; axe-core finds all three.
"""

from __future__ import annotations

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


def mended(html: str) -> str:
    """Return a page with what the theme leaves out.

    Examples
    --------
    >>> mended("<pre>x</pre>")
    '<pre tabindex="0">x</pre>'
    """
    for before, after in MENDED.items():
        html = html.replace(before, after)
    return html


def _on_build_finished(app: Any, fault: Exception | None) -> None:
    if fault is None and app.builder.name == "html":
        for path in Path(app.outdir).rglob("*.html"):
            path.write_text(mended(path.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("build-finished", _on_build_finished)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
