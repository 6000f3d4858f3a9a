"""Reads a made HTML file and says whether it is complete, accessible and loads nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from evaluation.estimate import CheckResult
from evaluation.publish.inspect_text import (
    completeness_check,
    heading_check,
    path_check,
    trace_check,
)

LOADING_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
}
SELF_CONTAINED = ("data:", "#", "about:")

_STYLE_LOAD = re.compile(
    r"""(?:@import\s+(?:url\()?|url\()\s*["']?(?!data:|\#|["']?\))([^"')\s;]+)"""
)
_HEADING = re.compile(r"h[1-6]")


def inspect_html(html: str, folders: Sequence[Path]) -> list[CheckResult]:
    """Return what was found in an HTML file.

    Parameters
    ----------
    html : str
    folders : sequence of Path
        Folders whose absolute paths must not be published.
    """
    page = _Page()
    page.feed(html)
    page.close()
    text = " ".join(page.text)
    return [
        _named("Title", page.title.strip(), "a title"),
        _named("Language", page.language, "a language"),
        _loads(page.loads),
        completeness_check("Alternative texts", page.images_without_text, "alternative text"),
        completeness_check("Table headers", page.tables_without("th"), "header cell"),
        completeness_check("Table captions", page.tables_without("caption"), "caption"),
        heading_check(page.headings),
        _links(page),
        trace_check(text),
        path_check(" ".join([text, *page.attributes]), folders),
    ]


class _Page(HTMLParser):
    """Collects what the checks need in one pass."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.title = ""
        self.loads: list[str] = []
        self.images_without_text: list[str] = []
        self.tables: list[set[str]] = []
        self.headings: list[tuple[int, str]] = []
        self.identifiers: list[str] = []
        self.targets: list[str] = []
        self.attributes: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []

    def tables_without(self, tag: str) -> list[str]:
        return [f"Table {n}" for n, tags in enumerate(self.tables, 1) if tag not in tags]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        self.attributes += [value for value in values.values() if not value.startswith("data:")]
        self._take_loads(tag, values)
        if "id" in values:
            self.identifiers.append(values["id"])
        if tag == "a" and values.get("href", "").startswith("#"):
            self.targets.append(values["href"][1:])
        if tag == "html":
            self.language = values.get("lang", "")
        if tag == "img" and not values.get("alt", "").strip():
            self.images_without_text.append(f"Image {values.get('src', '')[:40]}")
        if tag == "table":
            self.tables.append(set())
        elif self.tables:
            self.tables[-1].add(tag)
        if _HEADING.fullmatch(tag):
            self.headings.append((int(tag[1]), ""))
        if tag in ("title", "style", "script") or _HEADING.fullmatch(tag):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside == "style":
            self.loads += _STYLE_LOAD.findall(data)
        elif inside == "title":
            self.title += data
        elif inside != "script":
            self.text.append(data)
        if _HEADING.fullmatch(inside):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)

    def _take_loads(self, tag: str, values: dict[str, str]) -> None:
        names = LOADING_ATTRIBUTES.get(tag, ())
        found = [values[name] for name in names if values.get(name)]
        self.loads += [value for value in found if not value.startswith(SELF_CONTAINED)]
        self.loads += _STYLE_LOAD.findall(values.get("style", ""))


def _named(name: str, value: str, what: str) -> CheckResult:
    text = f"{name}: {value}." if value else f"The page lacks {what}."
    return CheckResult(name, passed=bool(value), text=text)


def _loads(loads: Sequence[str]) -> CheckResult:
    if loads:
        found = f"The page loads {loads[0][:80]}; it must carry everything itself."
        return CheckResult("Self-contained", passed=False, text=found)
    return CheckResult("Self-contained", passed=True, text="The page loads nothing.")


def _links(page: _Page) -> CheckResult:
    known = set(page.identifiers)
    broken = [target for target in page.targets if target and target not in known]
    repeated = [name for name in known if page.identifiers.count(name) > 1]
    if broken:
        found = f"A link leads to #{broken[0]}, which is nowhere in the page."
        return CheckResult("Links", passed=False, text=found)
    if repeated:
        found = f"The label {min(repeated)} stands twice in the page."
        return CheckResult("Links", passed=False, text=found)
    return CheckResult("Links", passed=True, text=f"{len(page.targets)} links lead somewhere.")
