"""The chart of an effect under other choices: one row for each variant, the primary one marked.

In: a table with part, variant, estimate, lower, upper and note. Out: a `Figure` with its words
and data.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.estimate import DEFAULT_LEVEL
from evaluation.present import numbers, palette
from evaluation.present.alignment import aligned
from evaluation.present.blocks import Figure
from evaluation.present.style import (
    WIDTH_INCHES,
    chart_style,
    footnote,
    plain_ticks,
    rendered,
)
from evaluation.present.style import subtitle as write_subtitle
from evaluation.present.words import counted, listed

PRIMARY = "primary"
NOT_ESTIMABLE = "not estimable"
COLUMNS = ["part", "variant", "estimate", "lower", "upper", "note"]
LIMITS = ["estimate", "lower", "upper"]
ROW_HEIGHT_INCHES = 0.19  # so that 30 variants fit a page
FRAME_INCHES = 1.3  # title, axis and footnote
NAME_WIDTH = 42  # characters of a variant in one line
DATA_DECIMALS = 4
PART_GAP_POINTS = 4  # from the heading of a part to the axis, as of the names below it
HALF_A_LINE = 0.45  # of a row, for each further line of a name, above and below
PRIMARY_MARKER, OTHER_MARKER = "D", "o"
PRIMARY_SIZE, OTHER_SIZE = 7, 5
KEY = "Diamond and dotted line: the primary analysis. Solid line: no change."


@dataclass(frozen=True)
class _Row:
    """One variant at its height, ready to be drawn."""

    height: float
    name: str
    estimate: float
    lower: float
    upper: float
    shown: str
    is_primary: bool
    is_first_of_part: bool
    part: str


def sensitivity_figure(
    table: pd.DataFrame,
    *,
    unit: str,
    subtitle: str,
    source: str,
    figure_label: str,
    null: float = 0.0,
    level: float = DEFAULT_LEVEL,
) -> Figure:
    """Return the estimates of all variants, grouped by part, with their intervals.

    The primary one is a diamond and is called so; a variant without an estimate keeps its row.

    Parameters
    ----------
    table : DataFrame, one row per variant, at least one
        part ("primary", or what was varied, such as "method"), variant, estimate, lower and
        upper (missing where it could not be estimated) and note (why; may be empty).
    unit : str
        Of the estimates.
    subtitle, source, figure_label : str
        As for the other charts.
    null : float
        The value that means no change.
    level : float
        Of the intervals.
    """
    rows = _rows(table, unit)
    with chart_style():
        lines = sum(row.name.count("\n") + 1 for row in rows) + len({row.part for row in rows})
        size = (WIDTH_INCHES, FRAME_INCHES + ROW_HEIGHT_INCHES * lines)
        figure = MatplotlibFigure(figsize=size, layout="constrained")
        axes = figure.subplots()
        shown = aligned([row.shown for row in rows], leading=True)
        for row, text in zip(rows, shown, strict=True):
            _draw(axes, row, text)
        _finish(axes, rows, null)
        intervals = f"{numbers.level_text(level)} intervals"
        write_subtitle(figure, f"{subtitle}, {unit}, with {intervals}", KEY)
        footnote(figure, source)
        svg, png = rendered(figure)
    data = table[COLUMNS].round(dict.fromkeys(LIMITS, DATA_DECIMALS))
    alt = _alt(table, rows, null)
    return Figure(svg, png, _caption(table, null), alt, figure_label, data)


def _rows(table: pd.DataFrame, unit: str) -> list[_Row]:
    """Return the rows from top to bottom, with a step of room above each part."""
    found: list[_Row] = []
    height, part, decimals = 0.0, "", _decimals(table, unit)
    for record in table.to_dict("records"):
        is_first = record["part"] != part
        part = str(record["part"])
        height += 2.0 if is_first and found else 1.0
        is_primary = part == PRIMARY
        estimate, lower, upper = (float(record[name]) for name in LIMITS)
        name = textwrap.fill(str(record["variant"]), NAME_WIDTH)
        half = name.count("\n") * HALF_A_LINE
        height += half
        shown = _shown(estimate, lower, upper, decimals)
        found.append(_Row(height, name, estimate, lower, upper, shown, is_primary, is_first, part))
        height += half
    return found


def _decimals(table: pd.DataFrame, unit: str) -> int:
    """Return the decimals of all rows: those that the largest estimate deserves."""
    sizes = table["estimate"].astype("float64").abs().dropna()
    return numbers.decimals_for(float(sizes.max()), unit) if len(sizes) else 0


def _shown(estimate: float, lower: float, upper: float, decimals: int) -> str:
    if any(pd.isna(value) for value in (estimate, lower, upper)):
        return NOT_ESTIMABLE
    return f"{numbers.number(estimate, decimals)} ({numbers.limits_text(lower, upper, decimals)})"


def _draw(axes: Axes, row: _Row, shown: str) -> None:
    colour = palette.DARK_BLUE if row.is_primary else palette.DARK_GREY
    marker = PRIMARY_MARKER if row.is_primary else OTHER_MARKER
    size = PRIMARY_SIZE if row.is_primary else OTHER_SIZE
    axes.plot([row.lower, row.upper], [row.height] * 2, color=colour, linewidth=1.6)
    axes.plot([row.estimate], [row.height], marker, color=colour, markersize=size)
    axes.annotate(
        shown,
        (1.02, row.height),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=8.5,
        color=palette.DARK_BLUE if row.is_primary else palette.BLACK,
        annotation_clip=False,
    )
    if row.is_first_of_part:
        axes.annotate(
            row.part[:1].upper() + row.part[1:],
            (0, row.height - 1 - row.name.count("\n") * HALF_A_LINE),
            xycoords=("axes fraction", "data"),
            xytext=(-PART_GAP_POINTS, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=8.5,
            fontweight="semibold",
            color=palette.DARK_GREY,
            annotation_clip=False,
        )


def _finish(axes: Axes, rows: list[_Row], null: float) -> None:
    primary = next((row for row in rows if row.is_primary), None)
    if primary is not None and not pd.isna(primary.estimate):
        axes.axvline(
            primary.estimate, color=palette.DARK_BLUE, linewidth=0.8, linestyle=(0, (2, 3))
        )
    axes.axvline(null, color=palette.REFERENCE_LINE, linewidth=1)
    axes.set_yticks([row.height for row in rows], [row.name for row in rows], fontsize=8.5)
    axes.set_ylim(rows[-1].height + 0.8, -0.6)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    plain_ticks(axes.xaxis)


def _caption(table: pd.DataFrame, null: float) -> str:
    """Return whether the variants agree with the primary one on direction and on no change."""
    found = table.dropna(subset=LIMITS)
    primary = found[found["part"] == PRIMARY]
    others = found[found["part"] != PRIMARY]
    missing = len(table) - len(found)
    end = f" {counted(missing, 'variant')} could not be estimated." if missing else ""
    if primary.empty:
        return f"The primary analysis could not be estimated.{end}"
    if others.empty:
        return f"There is no other variant with an estimate.{end}"
    side = primary["estimate"].iloc[0] > null
    same = int(((others["estimate"] > null) == side).sum())
    excludes = _excludes(primary, null).iloc[0]
    agreeing = int((_excludes(others, null) == excludes).sum())
    what = "leave out no change" if excludes else "include no change"
    return (
        f"Of {counted(len(others), 'other variant')}, {same} {'has' if same == 1 else 'have'} the "
        f"direction of the primary analysis, and the intervals of {agreeing} {what}, as that of "
        f"the primary analysis does.{end}"
    )


def _excludes(rows: pd.DataFrame, null: float) -> pd.Series:
    return (rows["lower"] > null) | (rows["upper"] < null)


def _alt(table: pd.DataFrame, rows: list[_Row], null: float) -> str:
    parts = [f"Forest plot of {counted(len(rows), 'variant')} of the analysis."]
    names = [" ".join(row.name.split()) for row in rows]
    shown = [
        f"{'primary, ' if row.is_primary else ''}{name}: {row.shown}"
        for row, name in zip(rows, names, strict=True)
    ]
    parts.append(f"{'; '.join(shown)}.")
    notes = table[table["note"].fillna("") != ""]
    if len(notes):
        said = [f"{row['variant']}, {row['note']}" for row in notes.to_dict("records")]
        parts.append(f"Notes: {listed(said)}.")
    parts.append(f"A line marks {numbers.number(null, 0)}, no change.")
    return " ".join(parts)
