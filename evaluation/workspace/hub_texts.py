"""The hub's own words for the report: the foreword and the glossary, beside hub.yml.

In: the workspace's folder. Out: paragraphs and terms as plain text, and findings where a file is
not as it must be. Both files may be absent.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import Finding

FOREWORD_FILE = Path("data") / "foreword.md"
GLOSSARY_FILE = Path("data") / "glossary.csv"
GLOSSARY_COLUMNS = ("term", "meaning")
LIST_MARK = "- "

_BETWEEN_PARAGRAPHS = re.compile(r"\n\s*\n")
_NOT_PLAIN = re.compile(r"^(?:#{1,6}\s|!\[|```|:::|\{\{<|<)", re.M)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary and what it means."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class HubTexts:
    """What the hub's own files say.

    Parameters
    ----------
    foreword : tuple of tuple of str
        Paragraphs; one of several lines that begin with "- " is a list, one item each.
    glossary : tuple of Term
        In the order of the alphabet.
    """

    foreword: tuple[tuple[str, ...], ...] = ()
    glossary: tuple[Term, ...] = ()


def read_hub_texts(root: Path) -> tuple[HubTexts, list[Finding]]:
    """Return the hub's own texts as far as they can be read, and what is wrong with them.

    Parameters
    ----------
    root : Path
        The workspace's folder.
    """
    findings: list[Finding] = []
    foreword = _foreword(_text(root, FOREWORD_FILE, findings), findings)
    glossary = _glossary(_text(root, GLOSSARY_FILE, findings), findings)
    return HubTexts(foreword, glossary), findings


def _text(root: Path, name: Path, findings: list[Finding]) -> str:
    path = root / name
    if not path.is_file():
        return ""
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        findings.append(
            Finding("The file is not UTF-8 text.", "Save it as UTF-8.", file=name.as_posix())
        )
        return ""


def _foreword(text: str, findings: list[Finding]) -> tuple[tuple[str, ...], ...]:
    unusual = _NOT_PLAIN.search(text)
    if unusual:
        line = text.count("\n", 0, unusual.start()) + 1
        findings.append(
            Finding(
                "The foreword may hold paragraphs and lists only.",
                "Take out headings, pictures, code and markup.",
                file=FOREWORD_FILE.as_posix(),
                place=f"line {line}",
            )
        )
        return ()
    parts = (part.strip() for part in _BETWEEN_PARAGRAPHS.split(text))
    return tuple(_lines(part) for part in parts if part)


def _lines(part: str) -> tuple[str, ...]:
    """Return the items of a list, or a paragraph as its one line."""
    lines = [line.strip() for line in part.splitlines()]
    if not lines[0].startswith(LIST_MARK):
        return (" ".join(lines),)
    items: list[str] = []
    for line in lines:
        if line.startswith(LIST_MARK):
            items.append(line)
        else:
            items[-1] += f" {line}"
    return tuple(items)


def _glossary(text: str, findings: list[Finding]) -> tuple[Term, ...]:
    if not text.strip():
        return ()
    shown = GLOSSARY_FILE.as_posix()
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != GLOSSARY_COLUMNS:
        findings.append(
            Finding(
                "The glossary has other columns than 'term' and 'meaning'.",
                "Name these two in its first row, in this order.",
                file=shown,
            )
        )
        return ()
    terms: dict[str, Term] = {}
    for row in rows:
        found = Term((row["term"] or "").strip(), (row["meaning"] or "").strip())
        problem = _problem(found, row, terms)
        if problem:
            findings.append(Finding(*problem, file=shown, place=f"row {rows.line_num}"))
        terms.setdefault(found.term.casefold(), found)
    return tuple(terms[key] for key in sorted(terms))


def _problem(found: Term, row: dict[str, str], terms: dict[str, Term]) -> tuple[str, str] | None:
    if None in row:
        return "The row has more than two cells.", "Put texts with commas between double quotes."
    if not (found.term and found.meaning):
        return "The row lacks a term or its meaning.", "Write both, or take the row out."
    if found.term.casefold() in terms:
        return "The term stands in the glossary already.", "Keep one of the two."
    return None
