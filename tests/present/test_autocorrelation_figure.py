import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from evaluation.present import autocorrelation_figure as module
from evaluation.present.autocorrelation_figure import autocorrelation_figure

WORDS = {"subtitle": "Falls", "source": "Synthetic data.", "figure_label": "falls-residuals"}


@pytest.fixture
def table():
    """Return the autocorrelation at four lags, beyond its bounds at the first."""
    values = [0.41, -0.2, 0.05, 0.0]
    return pd.DataFrame(
        {"lag": range(1, 5), "autocorrelation": values, "lower": -0.25, "upper": 0.25}
    )


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws a chart and gives back its matplotlib axes."""

    def draw(table, **changes):
        kept = []

        def keep(figure):
            FigureCanvasAgg(figure).draw()
            kept.append(figure)
            return "<svg/>", b"png"

        monkeypatch.setattr(module, "rendered", keep)
        autocorrelation_figure(table, **{**WORDS, **changes})
        return kept[0].axes[0]

    return draw


def test_alt_text_and_caption_have_every_bar_and_those_beyond_the_bounds(table):
    figure = autocorrelation_figure(table, **WORDS)
    assert figure.alt == (
        "Bar chart of the autocorrelation of residuals by lag. 1: 0.41; 2: −0.20; 3: 0.05; "
        "4: 0.00. The bounds of chance reach from −0.25 to 0.25. 1 bar goes beyond them."
    )
    assert figure.caption == (
        "The autocorrelation of the residuals goes beyond the bounds of chance at lag 1."
    )
    assert figure.label == "falls-residuals"


def test_where_all_lies_within_the_bounds_the_caption_says_so(table):
    figure = autocorrelation_figure(table[1:], **WORDS)
    assert figure.caption == (
        "The autocorrelation of the residuals stays within the bounds of chance at every lag."
    )
    assert figure.alt.endswith("No bar goes beyond them.")


def test_several_lags_beyond_the_bounds_are_all_named(table):
    table.loc[1, "autocorrelation"] = -0.3
    figure = autocorrelation_figure(table, kind="partial autocorrelation", **WORDS)
    assert figure.caption == (
        "The partial autocorrelation of the residuals goes beyond the bounds of chance at lags "
        "1 and 2."
    )
    assert figure.alt.endswith("2 bars go beyond them.")


def test_a_bar_beyond_its_bounds_carries_a_dot_and_not_only_a_colour(table, drawn):
    axes = drawn(table)
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [line.get_xdata().tolist() for line in dots] == [[1.0]]
    heights = sorted(patch.get_height() for patch in axes.patches)
    assert heights == sorted(table["autocorrelation"])


def test_the_axis_reaches_beyond_bars_and_bounds_on_both_sides(table, drawn):
    low, high = drawn(table).get_ylim()
    assert -low == high
    assert high > 0.41
    table["autocorrelation"] = 0.9
    assert drawn(table).get_ylim() == (-1.0, 1.0)
    assert drawn(table.assign(autocorrelation=0.0, lower=0.0, upper=0.0)).get_ylim() == (-1.0, 1.0)


def test_the_data_are_saved_by_lag_and_the_table_is_not_changed(table):
    shuffled = table[::-1].assign(more="x")
    before = shuffled.copy()
    data = autocorrelation_figure(shuffled, **WORDS).data
    assert data["lag"].tolist() == [1, 2, 3, 4]
    assert list(data.columns) == ["lag", "autocorrelation", "lower", "upper"]
    pd.testing.assert_frame_equal(shuffled, before)


def test_the_chart_is_the_same_bytes_on_a_second_run(table):
    first, second = (autocorrelation_figure(table, **WORDS) for _ in range(2))
    assert (first.svg, first.png) == (second.svg, second.png)
