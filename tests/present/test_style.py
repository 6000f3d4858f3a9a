import warnings

import matplotlib.pyplot as plt
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure

from evaluation.present.numbers import MINUS
from evaluation.present.style import FONT_FACES, chart_style, font_folder, rendered
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
