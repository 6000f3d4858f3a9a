"""Reads a made HTML file and says whether it is complete, accessible and loads nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from evaluation.estimate import CheckResult
from evaluation.publish.inspect.text import (
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
LANDMARKS = ("main", "nav", "header", "footer")
# Where links may lead: other sites, and publications beside this one.
ADDRESSES = ("http://", "https://", "mailto:", "data:", "../", "projects/")
SELF_CONTAINED = ("data:", "#", "about:")

_STYLE_LOAD = re.compile(
    r"""(?:@import\s+(?:url\()?|url\()\s*["']?(?!data:|\#|["']?\))([^"')\s;]+)"""
)
_FILE_NAME = re.compile(r"[\w./-]+\.(?:svg|png|jpe?g|gif)", re.I)
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
        completeness_check("Scope of headers", page.heads_without_scope, "scope"),
        completeness_check("Figure captions", page.figures_without_caption(), "caption"),
        _structure(page),
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
        self.heads_without_scope: list[str] = []
        self.figures: list[set[str]] = []
        self.landmarks: list[str] = []
        self.addresses: list[str] = []
        self.tables: list[set[str]] = []
        self.headings: list[tuple[int, str]] = []
        self.identifiers: list[str] = []
        self.targets: list[str] = []
        self.attributes: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []

    def tables_without(self, tag: str) -> list[str]:
        return [f"Table {n}" for n, tags in enumerate(self.tables, 1) if tag not in tags]

    def figures_without_caption(self) -> list[str]:
        return [f"Figure {n}" for n, tags in enumerate(self.figures, 1) if "figcaption" not in tags]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        self.attributes += [value for value in values.values() if not value.startswith("data:")]
        self._take_loads(tag, values)
        if "id" in values:
            self.identifiers.append(values["id"])
        if tag == "html":
            self.language = values.get("lang", "")
        if tag in LANDMARKS:
            self.landmarks.append(tag)
        if tag == "a" and "href" in values:
            self._take_address(values["href"])
        self._take_group(tag)
        self._take_missing(tag, values)
        if _HEADING.fullmatch(tag):
            self.headings.append((int(tag[1]), ""))
        if tag in ("title", "style", "script") or _HEADING.fullmatch(tag):
            self._open.append(tag)

    def _take_group(self, tag: str) -> None:
        """Note what stands in each table and figure."""
        for group, members in (("table", self.tables), ("figure", self.figures)):
            if tag == group:
                members.append(set())
            elif members:
                members[-1].add(tag)

    def _take_missing(self, tag: str, values: dict[str, str]) -> None:
        if tag == "img" and not _says_something(values.get("alt", "")):
            self.images_without_text.append(f"Image {values.get('src', '')[:40]}")
        if tag == "th" and "scope" not in values:
            self.heads_without_scope.append(f"A header cell of table {len(self.tables)}")

    def _take_address(self, address: str) -> None:
        if address.startswith("#"):
            self.targets.append(address[1:])
        else:
            self.addresses.append(address)

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


def _says_something(alternative: str) -> bool:
    return bool(alternative.strip()) and not _FILE_NAME.fullmatch(alternative.strip())


def _structure(page: _Page) -> CheckResult:
    """Return whether the page has a title among its headings and one main part."""
    name = "Structure"
    if not any(level == 1 for level, _ in page.headings):
        return CheckResult(name, passed=False, text="The page has no heading of level 1.")
    if page.landmarks.count("main") != 1:
        found = f"The page has {page.landmarks.count('main')} main parts instead of one."
        return CheckResult(name, passed=False, text=found)
    return CheckResult(name, passed=True, text="One main part with a title.")


def _links(page: _Page) -> CheckResult:
    known = set(page.identifiers)
    broken = [target for target in page.targets if target and target not in known]
    repeated = [name for name in known if page.identifiers.count(name) > 1]
    if broken:
        found = f"A link leads to #{broken[0]}, which is nowhere in the page."
        return CheckResult("Links", passed=False, text=found)
    astray = [address for address in page.addresses if not address.startswith(ADDRESSES)]
    if astray:
        found = f"A link leads to {astray[0][:60] or 'nothing'}, which is no publication or site."
        return CheckResult("Links", passed=False, text=found)
    if repeated:
        found = f"The label {min(repeated)} stands twice in the page."
        return CheckResult("Links", passed=False, text=found)
    return CheckResult("Links", passed=True, text=f"{len(page.targets)} links lead somewhere.")
