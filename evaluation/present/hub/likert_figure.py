"""The chart of ordered answers: bars that part at the middle of the scale, waves side by side.

In: shares from protected counts. Out: a `Figure`. Sides differ by place, pattern and label, not by
colour alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.patches import Patch

from evaluation.hub.stakeholders.distribution import Step
from evaluation.present import numbers, palette
from evaluation.present.blocks import Figure
from evaluation.present.style import WIDTH_INCHES, chart_style, footnote, rendered
from evaluation.present.style import subtitle as write_subtitle

BAR_INCHES: Final = 0.23
MARGIN_INCHES: Final = 1.55
BAR_HEIGHT: Final = 0.86
NAME_ROWS: Final = 0.95  # of a bar's height, above the bars of an item
NAME_WIDTH: Final = 88
LEAST_WITH_TEXT: Final = 5.0  # percent: a bar that is narrower has no room for its number
TEXT_SIZE: Final = 8.5
HIDDEN_MIDDLE: Final = 4.0  # percent of room for the star of a middle that is not shown
STAR_AWAY: Final = 2.5
BELOW: Final = ((palette.ORANGE, "////"), (palette.DARK_RED, "xxxx"))
ABOVE: Final = ((palette.BLUE, ""), (palette.DARK_BLUE, ""))
GROUND: Final = {"boxstyle": "square,pad=0.12", "facecolor": palette.WHITE, "edgecolor": "none"}
MIDDLE: Final = (palette.PALE_GREY, "")


def likert_figure(
    shares: pd.DataFrame,
    steps: Sequence[Step],
    names: Mapping[str, str],
    waves: Mapping[str, str],
    *,
    caption: str,
    subtitle: str,
    source: str,
    figure_label: str,
) -> Figure:
    """Return bars of answers by item and wave.

    Parameters
    ----------
    shares : DataFrame, one row per item and wave
        item, wave and a column for each step: percent, missing where it is not shown.
    steps : sequence of Step
        From the least on.
    names : mapping of item to str
        What is written above each item's bars, in order.
    waves : mapping of wave to str
        What a reader calls each, the earliest first.
    """
    found = {(str(row["item"]), str(row["wave"])): row for _, row in shares.iterrows()}
    places: list[float] = []
    with chart_style():
        height = MARGIN_INCHES + BAR_INCHES * len(names) * (len(waves) + NAME_ROWS)
        figure = MatplotlibFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.subplots()
        place = 0.0
        for item, name in names.items():
            _name_item(axes, place, name)
            for number, wave in enumerate(waves):
                at = place + NAME_ROWS + number
                _bar(axes, at, found[item, wave], steps)
                places.append(at)
            place += NAME_ROWS + len(waves)
        _axis(axes, places, [label for _ in names for label in waves.values()], place)
        axes.legend(
            handles=[Patch(label=step.label, **_look(steps, step)) for step in steps],
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=len(steps),
            frameon=False,
            fontsize=TEXT_SIZE,
            handlelength=1.6,
            columnspacing=1.2,
            borderaxespad=0.2,
        )
        write_subtitle(figure, subtitle, _key(shares, steps))
        footnote(figure, source)
        svg, png = rendered(figure)
    data = _data(shares, steps, names, waves)
    return Figure(svg, png, caption, _alt(data, subtitle), figure_label, data)


def _key(shares: pd.DataFrame, steps: Sequence[Step]) -> str:
    """Return how the bars are read."""
    middle = next((f"“{step.label}” stands in the middle." for step in steps if not step.side), "")
    is_hidden = bool(shares[[step.name for step in steps]].isna().any(axis=None))
    return f"{middle} {'* not shown: a small number.' if is_hidden else ''}".strip()


def _name_item(axes: Axes, place: float, name: str) -> None:
    axes.annotate(
        textwrap.shorten(name, NAME_WIDTH, placeholder=" …"),
        (0, place + NAME_ROWS - BAR_HEIGHT / 2),
        xycoords=("axes fraction", "data"),
        xytext=(0, 1.5),
        textcoords="offset points",
        ha="left",
        va="bottom",
        fontsize=9,
        color=palette.BLACK,
        bbox=GROUND,
    )


def _bar(axes: Axes, place: float, row: pd.Series, steps: Sequence[Step]) -> None:
    """Draw one bar: the middle across nought, each side outward from it."""
    sizes = {step.name: float(row[step.name]) for step in steps if pd.notna(row[step.name])}
    middle = sum(sizes.get(step.name, HIDDEN_MIDDLE) for step in steps if step.side == 0)
    ends = {-1: -middle / 2, 1: middle / 2}
    outward = [
        *(step for step in steps if step.side == 0),
        *(step for step in reversed(steps) if step.side < 0),
        *(step for step in steps if step.side > 0),
    ]
    for step in outward:
        size = sizes.get(step.name)
        if size is None:
            across = ends.get(step.side, 0.0) + STAR_AWAY * step.side
            _write(axes, across, place, "*", palette.BLACK, has_ground=True)
            continue
        left = -size / 2 if step.side == 0 else ends[step.side] - (size if step.side < 0 else 0)
        axes.barh(place, size, BAR_HEIGHT, left, linewidth=0.6, **_look(steps, step))
        if size >= LEAST_WITH_TEXT:
            _number(axes, left + size / 2, place, size, step)
        if step.side:
            ends[step.side] += step.side * size


def _number(axes: Axes, across: float, place: float, size: float, step: Step) -> None:
    colour = palette.BLACK if step.side <= 0 else palette.WHITE
    _write(axes, across, place, numbers.number(size), colour, has_ground=step.side < 0)


def _write(
    axes: Axes, across: float, place: float, text: str, colour: str, *, has_ground: bool = False
) -> None:
    axes.text(
        across,
        place,
        text,
        ha="center",
        va="center_baseline",
        fontsize=TEXT_SIZE,
        color=colour,
        bbox=GROUND if has_ground else None,
    )


def _look(steps: Sequence[Step], step: Step) -> dict[str, Any]:
    """Return how a step is filled: the further from the middle, the darker."""
    if step.side == 0:
        colour, hatch = MIDDLE
        return {"facecolor": colour, "edgecolor": palette.MID_GREY, "hatch": hatch}
    own = [each for each in steps if each.side == step.side]
    ordered = own if step.side > 0 else own[::-1]
    look = ABOVE if step.side > 0 else BELOW
    colour, hatch = look[min(ordered.index(step), len(look) - 1)]
    if step.side > 0:
        return {"facecolor": colour, "edgecolor": palette.WHITE, "hatch": hatch}
    return {"facecolor": palette.WHITE, "edgecolor": colour, "hatch": hatch}


def _axis(axes: Axes, places: Sequence[float], labels: Sequence[str], end: float) -> None:
    axes.set_yticks(list(places), list(labels), fontsize=TEXT_SIZE)
    axes.set_ylim(end - 0.2, -0.15)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.axvline(0, color=palette.DARK_GREY, linewidth=0.8, zorder=0.5)
    lower, upper = axes.get_xlim()
    edge = max(-lower, upper, 1.0)
    axes.set_xlim(-edge * 0.8 if -lower < edge * 0.8 else lower, upper)
    axes.xaxis.set_major_formatter(lambda value, _: numbers.number(abs(value)))
    axes.set_xlabel("Percent of those who answered, on either side of the middle", fontsize=9)


def _data(
    shares: pd.DataFrame,
    steps: Sequence[Step],
    names: Mapping[str, str],
    waves: Mapping[str, str],
) -> pd.DataFrame:
    own = shares[shares["item"].isin(list(names)) & shares["wave"].isin(list(waves))]
    frame = pd.DataFrame({"item": own["item"].map(names), "wave": own["wave"].map(waves)})
    for step in steps:
        frame[f"{step.label} (%)"] = own[step.name].round(0)
    return frame.reset_index(drop=True)


def _alt(data: pd.DataFrame, subtitle: str) -> str:
    steps = [str(name) for name in data.columns[2:]]
    rows = []
    for row in data.to_dict("records"):
        cells = ", ".join(
            f"{step.removesuffix(' (%)').lower()} "
            + (numbers.SUPPRESSED if pd.isna(row[step]) else f"{numbers.number(row[step])}%")
            for step in steps
        )
        rows.append(f"{row['item']} {row['wave']}: {cells}")
    return f"Bars on both sides of a middle. {subtitle} {'; '.join(rows)}."
