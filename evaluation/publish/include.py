"""Expands the include lines of a master, so that both routes publish the same text.

In: a master and the folder its paths are relative to. Out: its front matter and one text.
`include` is the only shortcode the embedded publisher knows; any other is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evaluation.errors import PublishingFailed

INCLUDABLE_ENDINGS = (".qmd", ".md")

_SHORTCODE = re.compile(r"\{\{<\s*(?P<name>[\w-]*)\s*(?P<rest>.*?)\s*>\}\}")
_ESCAPED = re.compile(r"\{(\{\{<.*?>\}\})\}")
_INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:.+?)(?<!`)\1(?!`)")
_FENCE = re.compile(r"^ {0,3}(?P<marks>`{3,}|~{3,})")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.S | re.M)


@dataclass(frozen=True, slots=True)
class Source:
    """A master after its includes are expanded.

    Parameters
    ----------
    front_matter : dict
        Metadata of the master.
    text : str
        Markdown of the whole publication.
    """

    front_matter: dict[str, Any]
    text: str


def read_source(reports: Path, master: str) -> Source:
    """Return the text of a master with every include expanded.

    Parameters
    ----------
    reports : Path
        Folder of the master; includes are relative to it.
    master : str
        File name of the master.

    Raises
    ------
    PublishingFailed
        If a file is missing, includes itself, has front matter although it is not the master,
        or uses a shortcode other than include.
    """
    source = read_unexpanded(reports, master)
    return Source(source.front_matter, _expand(source.text, reports, (master,)))


def read_unexpanded(reports: Path, master: str) -> Source:
    """Return the front matter of a master and its text with the includes as they are written.

    Raises
    ------
    PublishingFailed
        If the master is missing or its front matter is damaged.
    """
    front_matter, text = _split_front_matter(_read(reports, master, included_by=""), master)
    return Source(front_matter, text)


def _read(reports: Path, name: str, included_by: str) -> str:
    path = reports / name
    if not path.is_file():
        by = f", which {included_by} includes," if included_by else ""
        raise PublishingFailed(
            f"The file {name}{by} is missing from {reports.name}/.",
            "Run the projects first, or correct the name.",
        )
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")


def _split_front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    try:
        metadata = yaml.safe_load(match["yaml"]) or {}
    except yaml.YAMLError as error:
        raise PublishingFailed(
            f"The front matter of {name} is not valid YAML.", "Correct the lines between the ---."
        ) from error
    return dict(metadata), text[match.end() :]


def _expand(text: str, reports: Path, chain: tuple[str, ...]) -> str:
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        fence, is_code = _fence_after(line, fence)
        lines.append(line if is_code else _expand_line(line, reports, chain))
    return "\n".join(lines)


def _fence_after(line: str, fence: str) -> tuple[str, bool]:
    match = _FENCE.match(line)
    if fence:
        closes = match is not None and match["marks"].startswith(fence)
        return ("" if closes and not line.strip().strip(fence[0]) else fence), True
    return (match["marks"], True) if match else ("", False)


def _expand_line(line: str, reports: Path, chain: tuple[str, ...]) -> str:
    shown = _INLINE_CODE.sub("", _ESCAPED.sub("", line))
    found = _SHORTCODE.search(shown)
    if found is None and "{{<" in shown:
        raise PublishingFailed(
            f"A shortcode in {chain[-1]} is not closed on its line.",
            "Write it on one line, or {{{< >}}} to show it as text.",
        )
    if found is None:
        return _ESCAPED.sub(r"\1", line)
    if found["name"] != "include":
        raise PublishingFailed(
            f"{chain[-1]} uses the shortcode {{{{< {found['name']} >}}}}, "
            "which the embedded publisher does not know.",
            "Use include only, write {{{< >}}} to show a shortcode as text, or install Quarto.",
        )
    if line.strip() != found.group(0):
        raise PublishingFailed(
            f"An include in {chain[-1]} shares its line with other text.",
            "Put the include alone on its line.",
        )
    return _included(found["rest"].strip("\"'"), reports, chain)


def _included(name: str, reports: Path, chain: tuple[str, ...]) -> str:
    if not name.endswith(INCLUDABLE_ENDINGS):
        raise PublishingFailed(
            f"{chain[-1]} includes {name or 'nothing'}.",
            f"Only {' and '.join(INCLUDABLE_ENDINGS)} files can be included.",
        )
    if name in chain:
        raise PublishingFailed(f"{name} includes itself.", "Remove the circle of includes.")
    text = _read(reports, name, included_by=chain[-1])
    if _FRONT_MATTER.match(text):
        raise PublishingFailed(
            f"{name} has front matter, which only a master may have.",
            "Remove the lines between the --- at its top.",
        )
    return "\n" + _expand(text, reports, (*chain, name)).strip("\n") + "\n"
