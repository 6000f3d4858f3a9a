"""Charts of risks and issues: where each stands by likelihood and impact, and its scores over time.

In: what `raid_on` and `raid_scores` return. Out: a `Figure`. Each item is its id in words, and the
bands are named and shaded, so that nothing depends on colour.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.patches import Rectangle

from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.governance.raid import Band, band_of
from evaluation.present import numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.hub.raid_tables import TREND_MARKS, scores_by_quarter
from evaluation.present.style import WIDTH_INCHES, chart_style, footnote, rendered
from evaluation.present.style import subtitle as write_subtitle

HIGHEST = 5
SHADES: dict[Band, str] = {
    "low": palette.WHITE,
    "moderate": palette.PALE_GREY,
    "high": palette.HATCHED,
    "extreme": palette.DARK_GREY,
    "not rated": palette.WHITE,
}
TEXT_SIZE, BAND_SIZE = 9.5, 8
CELL_WIDTH = 14  # characters of ids in one line of a cell
LIKELIHOODS = ("1 rare", "2", "3", "4", "5 almost certain,\nor happened")
IMPACTS = ("1 negligible", "2", "3", "4", "5 severe")
TREND_KEY = "↑ rising, ↓ falling, → steady, + new since the quarter before."
MOST_ROWS = 20
LEFT_OUT = ",\nthe first {}; all are in the table"
LABEL_WIDTH = 50  # characters of an item in one line
ROW_HEIGHT_INCHES, MARGIN_INCHES = 0.31, 1.3


def matrix_figure(
    found: pd.DataFrame, quarter: Quarter, *, caption: str, source: str, figure_label: str
) -> Figure:
    """Return the open risks and issues by likelihood and impact, with their trend.

    Parameters
    ----------
    found : DataFrame
        From `raid_on`; items without a score are left out.
    quarter : Quarter
    """
    rated = found[found["score"].notna()]
    marked = rated.assign(
        mark=[
            f"{each} {TREND_MARKS[trend]}"
            for each, trend in zip(rated["id"], rated["trend"], strict=True)
        ]
    )
    with chart_style():
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, 4.7), layout="constrained")
        axes = figure.subplots()
        for likelihood in range(1, HIGHEST + 1):
            for impact in range(1, HIGHEST + 1):
                is_here = marked["likelihood"].eq(likelihood) & marked["impact"].eq(impact)
                ids = ", ".join(marked.loc[is_here, "mark"]).replace(" ", numbers.NO_BREAK_SPACE)
                _cell(axes, likelihood, impact, ids.replace(f",{numbers.NO_BREAK_SPACE}", ", "))
        _frame(axes)
        write_subtitle(
            figure,
            f"Open risks and issues on {numbers.day_text(quarter.end)}, by likelihood and impact",
            TREND_KEY,
        )
        footnote(figure, source)
        svg, png = rendered(figure)
    data = marked[["id", "kind", "likelihood", "impact", "score", "band", "trend"]]
    alt = (
        f"Grid of likelihood by impact with {len(marked)} open risks and issues. "
        + "; ".join(
            f"{row['id']}: likelihood {row['likelihood']}, impact {row['impact']}, {row['trend']}"
            for row in data.to_dict("records")
        )
        + "."
    )
    return Figure(svg, png, caption, alt, figure_label, data.reset_index(drop=True))


def scores_figure(
    scores: pd.DataFrame,
    quarters: Sequence[Quarter],
    *,
    caption: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return the score of each item at the end of each quarter, as a shaded grid of numbers.

    Parameters
    ----------
    scores : DataFrame, at least one row
        From `raid_scores` for the same quarters.
    quarters : sequence of Quarter
        In order of time.
    """
    names = [str(quarter) for quarter in quarters]
    whole = scores_by_quarter(scores, names)
    wide = whole.head(MOST_ROWS)
    titles = scores.drop_duplicates("id").set_index("id")["title"]
    with chart_style():
        height = MARGIN_INCHES + ROW_HEIGHT_INCHES * len(wide)
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots()
        for row, (_, cells) in enumerate(wide.iterrows()):
            for column, score in enumerate(cells):
                if pd.notna(score):
                    _score(axes, column, row, int(score))
        labels = [textwrap.fill(f"{each} {titles[each]}", LABEL_WIDTH) for each in wide.index]
        axes.set_yticks(range(len(labels)), labels, fontsize=8)
        axes.set_xticks(range(len(names)), [name.replace("-", "\n") for name in names], fontsize=8)
        axes.xaxis.tick_top()
        axes.set_xlim(-0.5, len(names) - 0.5)
        axes.set_ylim(len(wide) - 0.5, -0.5)
        _bare(axes)
        write_subtitle(
            figure,
            "Scores of risks and issues, likelihood times impact, at the end of each quarter"
            + ("" if len(whole) == len(wide) else LEFT_OUT.format(len(wide))),
            "White: low; palest: moderate; darker: high; darkest: extreme. Empty: not open.",
        )
        footnote(figure, source)
        svg, png = rendered(figure)
    told = "; ".join(
        f"{each}: {', '.join('none' if pd.isna(one) else str(int(one)) for one in cells)}"
        for each, cells in wide.iterrows()
    )
    alt = f"Grid of scores of {len(wide)} risks and issues in {', '.join(names)}. {told}."
    return Figure(svg, png, caption, alt, figure_label, wide.astype("Int64").reset_index())


def _cell(axes: Axes, likelihood: int, impact: int, text: str) -> None:
    band = band_of(likelihood * impact)
    corner = (likelihood - 0.5, impact - 0.5)
    axes.add_patch(Rectangle(corner, 1, 1, facecolor=SHADES[band], edgecolor=palette.MID_GREY))
    colour = palette.WHITE if band == "extreme" else palette.BLACK
    faint = palette.WHITE if band == "extreme" else palette.DARK_GREY
    place = (likelihood - 0.46, impact + 0.44)
    axes.text(*place, band, ha="left", va="top", fontsize=BAND_SIZE, color=faint)
    lines = textwrap.fill(text, CELL_WIDTH)
    axes.text(
        likelihood,
        impact - 0.08,
        lines,
        ha="center",
        va="center",
        fontsize=TEXT_SIZE,
        fontweight="semibold",
        color=colour,
    )


def _frame(axes: Axes) -> None:
    axes.set_xlim(0.5, HIGHEST + 0.5)
    axes.set_ylim(0.5, HIGHEST + 0.5)
    axes.set_xticks(range(1, HIGHEST + 1), LIKELIHOODS)
    axes.set_yticks(range(1, HIGHEST + 1), IMPACTS)
    axes.set_xlabel("Likelihood")
    axes.set_ylabel("Impact")
    _bare(axes)


def _score(axes: Axes, column: int, row: int, score: int) -> None:
    band = band_of(score)
    place = (column - 0.5, row - 0.5)
    axes.add_patch(Rectangle(place, 1, 1, facecolor=SHADES[band], edgecolor=palette.MID_GREY))
    colour = palette.WHITE if band == "extreme" else palette.BLACK
    axes.text(column, row, str(score), ha="center", va="center", fontsize=9, color=colour)


def _bare(axes: Axes) -> None:
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
