"""What can be read in the files that a run makes: texts, tables, notebooks and publications."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pandas as pd
import pikepdf

NUMBER = re.compile(r"(?<![\w.,/:#-])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,/:#-])\d+(?:\.\d+)?")
NO_TEXT = (".png", ".woff2", ".css", ".scss")


def written_numbers(text: str) -> set[float]:
    """Return every number that stands on its own in a text, with or without commas."""
    return {float(number.replace(",", "")) for number in NUMBER.findall(text)}


def texts_of(path: Path) -> Iterator[str]:
    """Yield the texts of a produced file: what a person or a program can read in it."""
    if path.suffix in READERS:
        yield from READERS[path.suffix](path)
    elif path.suffix not in NO_TEXT:
        yield path.read_text(encoding="utf-8")


def _pdf(path: Path) -> Iterator[str]:
    """Yield text through the Unicode tables of the fonts, and the words that stand for figures."""
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            yield "".join(_page(page))
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/Alt" in item:
                yield str(item["/Alt"])


def _page(page: pikepdf.Page) -> Iterator[str]:
    named = page.Resources.get("/Font", {}).items()
    fonts = {str(name): _unicode_of(font) for name, font in named}
    table: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            table = fonts.get(str(operands[0]), {})
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else [operands[0]]
            strings = [part for part in parts if isinstance(part, pikepdf.String)]
            yield from (_decoded(bytes(part), table) for part in strings)
        elif str(operator) in ("Td", "TD", "Tm", "T*", "ET"):
            yield " "


def _unicode_of(font: pikepdf.Object) -> dict[bytes, str]:
    if "/ToUnicode" not in font:
        return {}
    cmap = font.ToUnicode.read_bytes().decode("latin-1")
    table = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, char in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            table[bytes.fromhex(code)] = bytes.fromhex(char).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, high, char in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            first = bytes.fromhex(char).decode("utf-16-be")
            for number in range(int(low, 16), int(high, 16) + 1):
                shifted = first[:-1] + chr(ord(first[-1]) + number - int(low, 16))
                table[number.to_bytes(len(low) // 2, "big")] = shifted
    return table


def _decoded(raw: bytes, table: dict[bytes, str]) -> str:
    width = len(next(iter(table), b"x"))
    return "".join(table.get(raw[at : at + width], "") for at in range(0, len(raw), width))


def _docx(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith(("word/document", "word/footnotes", "docProps")):
                text = archive.read(name).decode("utf-8")
                yield re.sub(r"<[^>]*>", " ", text)
                yield from re.findall(r'descr="([^"]*)"', text)


def _notebook(path: Path) -> Iterator[str]:
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            data = {**output.get("data", {}), "text/plain": output.get("text", "")}
            yield from (str(v) for kind, v in data.items() if not kind.startswith("image/"))


def _markup(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    yield from re.findall(r'(?:alt|aria-label|title)="([^"]*)"', text)
    text = re.sub(r"<style.*?</style>|<script.*?</script>", " ", text, flags=re.DOTALL)
    yield re.sub(r"<[^>]*>", " ", text)


READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".parquet": lambda path: iter([pd.read_parquet(path).to_csv(index=False, sep=";")]),
    ".csv": lambda path: iter([pd.read_csv(path, dtype=str).to_csv(index=False, sep=";")]),
    ".ipynb": _notebook,
    ".svg": _markup,
    ".html": _markup,
}
