"""What a publication is asked for and what it gives back, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from evaluation.errors import PublishingFailed
from evaluation.estimate import CheckResult

Format = Literal["html", "pdf", "docx"]
Paper = Literal["a4", "a3"]
Form = Literal["report", "paper"]
Engine = Literal["auto", "quarto", "embedded"]

FORMATS: tuple[Format, ...] = ("html", "pdf", "docx")
LANGUAGE = "en-GB"
OUTPUT_FOLDER = "output"
THEME_FOLDER = "theme"


@dataclass(frozen=True, slots=True)
class PublicationRequest:
    """One publication: the master to read, the words on its title page, the formats wanted.

    Parameters
    ----------
    reports : Path
        Folder that holds the master, `chapters/`, `parts/` and `theme/`; made files go to
        `output/` in it.
    master : str
        File name of the master in `reports`, such as "annual-report.qmd".
    output_stem : str
        Name of the made files without their ending.
    title, subtitle : str
        Shown on the title page and in the documents' properties.
    notice : str
        What the reader must know about the data; stands on every page.
    author : str
        The publishing hub.
    year : str
        Financial year reported on, such as "2025/26".
    formats : tuple of {"html", "pdf", "docx"}
    engine : {"auto", "quarto", "embedded"}
    rules : mapping of str to str
        Name of the disclosure rule of each chapter that has its own, by the chapter's label.
    default_rule : str
        Name of the disclosure rule of all other chapters.
    paper : {"a4", "a3"}
        What every page of a PDF must be.
    form : {"report", "paper"}
        A report has a title page and contents; a paper begins with its text below a band.
    timestamp : datetime
        Last day of the data reported on, with a time zone. The made files carry no other clock, so
        that the same inputs give the same bytes.
    """

    reports: Path
    master: str
    output_stem: str
    title: str
    subtitle: str
    notice: str
    author: str
    year: str
    timestamp: datetime
    formats: tuple[Format, ...] = FORMATS
    engine: Engine = "auto"
    rules: Mapping[str, str] = field(default_factory=dict)
    default_rule: str = "hes"
    paper: Paper = "a4"
    form: Form = "report"

    @property
    def output_folder(self) -> Path:
        """Folder of the made files."""
        return self.reports / OUTPUT_FOLDER

    def output_path(self, ending: Format) -> Path:
        """Return where the file of one format is put."""
        return self.output_folder / f"{self.output_stem}.{ending}"

    def theme_file(self, name: str) -> Path:
        """Return a file of the theme.

        Raises
        ------
        PublishingFailed
            If the theme lacks the file.
        """
        path = self.reports / THEME_FOLDER / name
        if not path.is_file():
            raise PublishingFailed(
                f"The theme lacks {THEME_FOLDER}/{name}.",
                "Copy the folder reports/theme of the demonstration hub into this workspace.",
            )
        return path

    @property
    def data_to(self) -> str:
        """The last day of the data as a reader sees it, such as "31 March 2026"."""
        return f"{self.timestamp.day} {self.timestamp:%B %Y}"

    @property
    def epoch_seconds(self) -> int:
        """Seconds since 1970-01-01 UTC of the date of publication."""
        return int(self.timestamp.timestamp())


@dataclass(frozen=True, slots=True)
class PublicationResult:
    """The made files, the route that made them and why it was taken.

    Parameters
    ----------
    paths : dict of format to Path
    engine : {"quarto", "embedded"}
    reason : str
        One sentence: why this route.
    checks : tuple of CheckResult
        What inspection of the made files found.
    """

    paths: dict[Format, Path]
    engine: Literal["quarto", "embedded"]
    reason: str
    checks: tuple[CheckResult, ...] = field(default_factory=tuple)
