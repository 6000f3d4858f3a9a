"""What a notebook cell shows and a chapter prints: prose, a table or a figure.

Each block knows how Jupyter shows it; its label, caption and alt text travel in the output's
metadata under `METADATA_KEY`, from which chapters are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from evaluation.present.alignment import aligned
from evaluation.present.lab_html import figure_html, prose_html, table_html
from evaluation.present.numbers import printed_length
from evaluation.workspace import without_unseen

METADATA_KEY = "evaluation"
WORD_DPI = 200  # dots an inch of a picture
Alignment = Literal["left", "right"]
MimeBundle = tuple[dict[str, Any], dict[str, Any]]

BREAKS = re.compile(r"[ \t\r\n\f\v]+")  # not the no-break space
_MARKDOWN_SPECIALS = re.compile(
    r"[\\`*_{}\[\]<>#|$~^@]"
    r"|&(?=#?\w+;)"  # an entity, which would become the letter that it names
    r"|-(?=-)|\.(?=\.\.)"  # a dash and an ellipsis
)
# What would make of a paragraph a list, a rule, a division, a definition or a table's caption.
_OPENING = re.compile(
    r"(?=:::|[-+:](?: |$)|\(\w+\)(?: |$))"
    r"|[Tt]able(?=:)"
    r"|(?:\d+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+)(?=[.)](?: |$))"
)


def escape(text: str) -> str:
    r"""Return user's text so that Markdown shows it letter by letter.

    Examples
    --------
    >>> print(escape("<b>#1 | $x$</b>"))
    \<b\>\#1 \| \$x\$\</b\>
    >>> print(escape("- no list"), escape("1. no list"), escape("&amp; --"))
    \- no list 1\. no list \&amp; \--
    """
    flat = BREAKS.sub(" ", without_unseen(str(text))).strip(" ")  # leaves padding of numbers
    inline = _MARKDOWN_SPECIALS.sub(r"\\\g<0>", flat)
    opening = _OPENING.match(inline)
    return f"{inline[: opening.end()]}\\{inline[opening.end() :]}" if opening else inline


def bullets(texts: Iterable[str]) -> str:
    r"""Return texts of users or of analyses as a list in Markdown, letter by letter.

    Examples
    --------
    >>> print(bullets(["One.", "*Two*."]))
    - One.
    - \*Two\*.
    """
    return "\n".join(f"- {escape(text)}" for text in texts)


def introduced(opening: str, texts: Iterable[str]) -> str:
    """Return a list in Markdown below the words that introduce it, which are ours."""
    return f"{opening}\n\n{bullets(texts)}"


def lead_sentence(sentence: str) -> str:
    """Return the finding that opens a chapter, in Markdown."""
    return f"::: {{.lead-sentence}}\n{escape(sentence)}\n:::"


@dataclass(frozen=True)
class Prose:
    """Markdown text; text from users must be escaped by its maker."""

    markdown: str

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        shown = {
            "text/html": prose_html(self.markdown),
            "text/markdown": self.markdown,
            "text/plain": self.markdown,
        }
        return shown, {METADATA_KEY: {"kind": "prose"}}


def chapter_opening(heading: str, sentence: str) -> Prose:
    """Return a heading and the finding that stands below it.

    Parameters
    ----------
    heading : str
        In Markdown, such as "# Funding {#sec-funding}".
    sentence : str
    """
    return Prose(f"{heading}\n\n{lead_sentence(sentence)}")


@dataclass(frozen=True)
class Table:
    """A table with a caption.

    Parameters
    ----------
    frame : DataFrame
        One column for each column shown, cells as text that is ready to read.
    caption : str
        Says what the table shows; one sentence.
    label : str
        Unique in the report, without prefix, such as "falls-kpis".
    right : sequence of str
        Names of the columns that hold numbers.
    """

    frame: pd.DataFrame
    caption: str
    label: str
    right: Sequence[str] = ()

    @property
    def markdown(self) -> str:
        """The table alone, as a Markdown pipe table with relative column widths."""
        names = [str(name) for name in self.frame.columns]
        columns = [self._cells(name, column) for column, name in enumerate(names)]
        rules = [self._rule(name, cells) for name, cells in zip(names, columns, strict=True)]
        rows = [[escape(cell) for cell in row] for row in zip(*columns, strict=True)]
        lines = [_row([escape(name) for name in names]), _row(rules), *(_row(row) for row in rows)]
        return "\n".join(lines)

    def _cells(self, name: str, column: int) -> list[str]:
        """Return a column's cells as shown: of numbers, with their decimal points in line."""
        cells = [str(cell) for cell in self.frame.iloc[:, column]]
        return aligned(cells) if name in self.right else cells

    def _rule(self, name: str, cells: Sequence[str]) -> str:
        """Return the dashes below a header; pandoc reads widths from their lengths."""
        lengths = pd.Series([printed_length(cell) for cell in cells], dtype="int64")
        longest_word = max(
            (printed_length(word) for text in [name, *cells] for word in BREAKS.split(text)),
            default=3,
        )
        typical = int(lengths.quantile(0.8)) if len(lengths) else 0
        dashes = "-" * max(3, longest_word + 1, min(40, typical))
        return dashes + ":" if name in self.right else dashes

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        shown = f"**{escape(self.caption)}**\n\n{self.markdown}"
        about = {"kind": "table", "label": self.label, "caption": self.caption}
        bundle = {"text/html": self._html(), "text/markdown": shown, "text/plain": shown}
        return bundle, {METADATA_KEY: about}

    def _html(self) -> str:
        names = [str(name) for name in self.frame.columns]
        rows = [[str(cell) for cell in row] for row in self.frame.itertuples(index=False)]
        return table_html(names, rows, self.right, self.caption)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Figure:
    """A chart with everything that a reader without eyes or with other eyes needs.

    Parameters
    ----------
    svg : str
        The chart for web and print.
    png : bytes
        The chart at 200 dots an inch or more, for Word.
    caption : str
        States the finding.
    alt : str
        The chart in words, with its numbers.
    label : str
        Unique in the report, without prefix.
    data : DataFrame
        The numbers behind the chart, under disclosure control.
    """

    svg: str
    png: bytes
    caption: str
    alt: str
    label: str
    data: pd.DataFrame = field(repr=False)

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        about = {
            "kind": "figure",
            "label": self.label,
            "caption": self.caption,
            "alt": self.alt,
        }
        shown = {
            "text/html": figure_html(self.png, WORD_DPI, self.caption, self.alt),
            "text/plain": f"Figure: {self.caption} {self.alt}",
        }
        return shown, {METADATA_KEY: about}


Block = Prose | Table | Figure
