"""The files that a figure is kept as: the chart twice, the numbers behind it, and its words."""

from __future__ import annotations

from pathlib import Path

from evaluation.present.blocks import Figure
from evaluation.present.csv_text import csv_text
from evaluation.saving import save_all


def figure_files(figure: Figure) -> dict[str, bytes]:
    """Return the files of a report's figure by name: .svg for web and print, .png for Word, .csv.

    Parameters
    ----------
    figure : Figure
    """
    return {
        f"{figure.label}.svg": figure.svg.encode("utf-8"),
        f"{figure.label}.png": figure.png,
        f"{figure.label}.csv": csv_text(figure.data).encode("utf-8"),
    }


def save_figure_as(figure: Figure, path: Path) -> None:
    """Save a chart where the user wants it, its numbers beside it as .csv and its words as .txt.

    Parameters
    ----------
    figure : Figure
    path : Path
        Ends in .svg or .png.

    Raises
    ------
    InvalidInput
        If a file cannot be written; what was there before is then untouched.
    """
    is_svg = path.suffix.lower() == ".svg"
    save_all(
        {
            path: figure.svg if is_svg else figure.png,
            path.with_suffix(".csv"): csv_text(figure.data),
            path.with_suffix(".txt"): f"{figure.caption}\n{figure.alt}\n",
        }
    )
