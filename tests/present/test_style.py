import warnings

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from evaluation.present import palette
from evaluation.present.numbers import MINUS
from evaluation.present.style import (
    FONT_FACES,
    EvenTicks,
    PoundTicks,
    chart_style,
    date_ticks,
    font_folder,
    footnote,
    name_mark,
    rendered,
    row_guides,
    subtitle,
)
from evaluation.present.words import VERDICT_MARKS


@pytest.mark.parametrize("face", FONT_FACES)
def test_every_mark_that_charts_write_is_in_the_font(face):
    with TTFont(font_folder() / f"SourceSansPro-{face}.ttf") as font:
        known = font.getBestCmap()
    for mark in (*VERDICT_MARKS.values(), MINUS, "…", "“", "”"):
        assert ord(mark) in known


def _chart():
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    axes.plot([1, 2], [3, 4])
    axes.set_title("Waits")
    return figure


def test_a_chart_is_the_same_bytes_on_every_run():
    with chart_style():
        assert rendered(_chart()) == rendered(_chart())


def test_a_chart_holds_no_date_and_no_version():
    with chart_style():
        svg, png = rendered(_chart())
    assert "dc:date" not in svg
    assert b"Software" not in png


def test_the_style_leaves_no_trace():
    before = dict(plt.rcParams)
    with warnings.catch_warnings(), chart_style():
        assert plt.rcParams["axes.spines.top"] is False
    assert dict(plt.rcParams) == before


def test_ticks_of_an_axis_have_the_same_decimals_commas_and_a_true_minus():
    ticks = EvenTicks()
    assert ticks.format_ticks([0, 0.5, 1]) == ["0.0", "0.5", "1.0"]
    assert ticks.format_ticks([-1000, 0, 1000]) == ["−1,000", "0", "1,000"]
    assert ticks(2.5) == "2.5"
    assert ticks.format_ticks([0, 1e-9]) == ["0", "0"]


def test_ticks_of_money_are_pounds_with_the_sign_in_front():
    assert PoundTicks().format_ticks([-50_000, 0, 50_000]) == ["−£50,000", "£0", "£50,000"]
    assert PoundTicks().format_ticks([0, 0.5]) == ["£0.0", "£0.5"]


def test_every_text_of_a_chart_is_at_least_8_points_and_dark_enough():
    with chart_style():
        figure = Figure(layout="constrained")
        axes = figure.subplots()
        row_guides(axes, ["a", "b"])
        name_mark(axes, (0.5, 0.0), "Before", -1)
        name_mark(axes, (0.5, 0.0), "After", 1)
        subtitle(figure, "What, where and when, %", "")
        footnote(figure, "Synthetic data.")
        texts = [text for text in figure.findobj(Text) if text.get_text()]
    assert min(text.get_fontsize() for text in texts) >= 8
    assert all(palette.contrast(to_hex(text.get_color())) >= 4.5 for text in texts)
    assert figure.get_suptitle() == "What, where and when, %"


@pytest.mark.parametrize("fewest", [4, 5])
def test_dates_of_any_number_of_months_have_few_ticks_and_raise_no_warning(fewest):
    axes = Figure().subplots()
    date_ticks(axes.xaxis, fewest)
    for months in range(2, 130):
        begin, end = pd.Timestamp("2022-10-01"), pd.Timestamp("2022-10-01")
        ticks = axes.xaxis.get_major_locator().tick_values(
            begin, end + pd.DateOffset(months=months)
        )
        assert 2 <= len(ticks) <= 12, months
