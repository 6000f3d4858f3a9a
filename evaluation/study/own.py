"""A section that an evaluator adds: a table or a chart of a frame of their own, under the rule.

In: a frame with true counts, and which of its columns count people. Out: a section whose block may
be published.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.disclosure import SUPPRESSED, DisclosureRule
from evaluation.errors import InvalidInput
from evaluation.present import numbers, palette
from evaluation.present.blocks import Figure, Table
from evaluation.present.style import WIDTH_INCHES, chart_style, footnote, rendered
from evaluation.study.inputs import StudyInputs
from evaluation.study.own_frame import Columns, flat, instead, protected
from evaluation.study.section import Section

Draw = Callable[[Axes, pd.DataFrame], object]

LABEL_CHARACTERS = 40
HEIGHT_INCHES = 3.6
SHARE_DECIMALS = 1
COLOURS = (palette.BLUE, palette.PINK, palette.DARK_GREEN, palette.ORANGE, palette.DARK_GREY)
SAME_CAPTION = "Two tables or charts of this notebook have the same caption."
OTHER_CAPTION = 'Write another one, or tell them apart by label="...".'


def own_table(
    inputs: StudyInputs, frame: pd.DataFrame, columns: Columns, caption: str, label: str = ""
) -> Section:
    """Return a table of a frame, under the project's rule.

    Parameters
    ----------
    inputs : StudyInputs
    frame : DataFrame, at most 60 rows
        With true counts.
    columns : Columns
    caption : str
        One sentence that says what the table shows.
    label : str
        Tells it from another table with the same caption.

    Raises
    ------
    InvalidInput
        If a column of numbers is not named as what it is, a column holds direct identifiers, or a
        count cannot be protected.
    """
    published = protected(inputs.rule, frame, columns)
    right = (*columns.counted, *columns.decimals, *columns.shares)
    shown = _as_text(published, flat(frame), columns, inputs.rule)
    table = Table(shown, _worded(caption, "caption"), own_label(inputs, label or caption), right)
    return Section((table,))


def own_figure(
    inputs: StudyInputs,
    draw: Draw,
    frame: pd.DataFrame,
    columns: Columns,
    words: tuple[str, str],
    label: str = "",
) -> Section:
    """Return a chart that a function draws from a frame, after the frame has passed the rule.

    Parameters
    ----------
    inputs : StudyInputs
    draw : callable
        Given empty axes and the frame as it may be published; hidden counts are missing in it.
    frame, columns
        As in `own_table`.
    words : tuple of str
        The caption, which states the finding, and the alt text, which says it without the chart.
    label : str
        Tells it from another chart with the same caption.

    Raises
    ------
    InvalidInput
        As in `own_table`, or where `draw` is no function.
    """
    if not callable(draw):
        raise InvalidInput(
            "study.show_figure needs a function that draws, not a chart that is drawn already.",
            "Give it lambda axes, shown: axes.plot(shown[...], shown[...]), and then the frame.",
        )
    published = protected(inputs.rule, frame, columns)
    caption, alt = _worded(words[0], "caption"), _worded(words[1], "alt")
    with chart_style():
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), layout="constrained")
        axes = figure.subplots()
        axes.set_prop_cycle(color=COLOURS)
        draw(axes, _for_drawing(published, columns))
        footnote(figure, inputs.source_line)
        svg, png = rendered(figure)
    name = own_label(inputs, label or caption)
    return Section((Figure(svg, png, caption, alt, name, published),))


def _for_drawing(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """Return a copy with numbers as matplotlib takes them: NaN where they are hidden."""
    names = [*columns.counted, *columns.decimals, *columns.shares]
    return frame.astype(dict.fromkeys(names, "float64"))


def own_label(inputs: StudyInputs, words: str) -> str:
    """Return the label of an evaluator's own table or chart, made from its caption."""
    flat = re.sub(r"[^a-z0-9]+", "-", words.lower())[:LABEL_CHARACTERS].strip("-")
    return f"{inputs.slug}-own-{flat}"


def indicator(inputs: StudyInputs, kpi: str, dimension: str = "") -> pd.DataFrame:
    """Return the rows of an indicator, in order of time; of the whole, or by a dimension.

    Raises
    ------
    InvalidInput
        If there is no such indicator, or it is not broken down so.
    """
    known = {item.id: item for item in inputs.project.kpis}
    if kpi not in known:
        raise InvalidInput(f"The project has no indicator '{kpi}'.", instead(kpi, known))
    if not dimension:
        return inputs.series(known[kpi])
    rows = inputs.groups(kpi, dimension)
    if rows.empty:
        table = inputs.kpi_table
        there: list[str] = []
        if table is not None:
            there = table[table["kpi"] == kpi]["dimension"].dropna().unique().tolist()
        what = f"The indicator '{kpi}' is not broken down by '{dimension}'."
        raise InvalidInput(what, instead(dimension, there))
    return rows


def _as_text(
    published: pd.DataFrame, given: pd.DataFrame, columns: Columns, rule: DisclosureRule
) -> pd.DataFrame:
    """Return the cells as a reader sees them; what was never there is not marked as hidden."""
    shown: dict[str, pd.Series] = {}
    for name in published.columns:
        cells = published[name]
        if name in columns.counted:
            shown[name] = _numbers(cells, 0, rule.mark, given[name].isna())
        elif name in columns.decimals:
            places = columns.decimals[name]
            shown[name] = _numbers(cells, places, SUPPRESSED, given[name].isna())
        elif name in columns.shares:
            is_known = published[list(columns.shares[name])].notna().all(axis="columns")
            shown[name] = _numbers(cells, SHARE_DECIMALS, SUPPRESSED, is_known)
        else:
            shown[name] = cells.map(_words).astype("string")
    return pd.DataFrame(shown)


def _numbers(cells: pd.Series, places: int, mark: str, never_there: pd.Series) -> pd.Series:
    """Return numbers as text; of those that are missing, which were hidden and which not."""
    instead_of = never_there.map({True: numbers.NOT_AVAILABLE, False: mark})
    texts = [
        other if pd.isna(cell) else numbers.number(float(cell), places)
        for cell, other in zip(cells, instead_of, strict=True)
    ]
    return pd.Series(texts, index=cells.index, dtype="string")


def _words(cell: object) -> str:
    if isinstance(cell, pd.Timestamp):
        return _day(cell)
    is_missing = pd.api.types.is_scalar(cell) and pd.isna(cell)  # type: ignore[call-overload]
    return "" if is_missing else str(cell)


def _day(day: pd.Timestamp) -> str:
    """Return a date in words; the first of a month as its month."""
    return numbers.month_text(day) if day.day == 1 else numbers.dates_in_words(f"{day:%Y-%m-%d}")


def _worded(text: str, noun: str) -> str:
    if not isinstance(text, str) or not text.strip():
        raise InvalidInput(
            f'A table or chart needs {noun}="...": words for whoever reads or hears it.'
        )
    return text.strip()
