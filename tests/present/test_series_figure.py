import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.present import series_figure as module
from evaluation.present.series_figure import series_figure


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws a chart and gives back its texts and its matplotlib figure."""

    def draw(chart):
        kept = []

        def keep(figure: MatplotlibFigure) -> tuple[str, bytes]:
            FigureCanvasAgg(figure).draw()
            kept.append(figure)
            return "<svg/>", b"png"

        monkeypatch.setattr(module, "rendered", keep)
        series_figure(chart)
        axes = kept[0].axes[0]
        texts = [text.get_text() for text in [*axes.texts, axes.title, axes._left_title]]
        return [text for text in texts if text], kept[0]

    return draw


def _assert_texts_are_inside(figure):
    canvas, renderer = figure.bbox, figure.canvas.get_renderer()
    axes = figure.axes[0]
    for text in [*axes.texts, axes._left_title, axes.yaxis.label, *figure.texts]:
        box = text.get_window_extent(renderer)
        if text.get_text():
            assert box.x0 >= canvas.x0 - 1, text.get_text()
            assert box.x1 <= canvas.x1 + 1, text.get_text()
            assert box.y0 >= canvas.y0 - 1, text.get_text()
            assert box.y1 <= canvas.y1 + 1, text.get_text()


def test_the_chart_is_the_same_bytes_on_a_second_run(chart_of):
    first, second = series_figure(chart_of()), series_figure(chart_of())
    assert (first.svg, first.png) == (second.svg, second.png)
    assert first.png.startswith(b"\x89PNG")
    assert "<svg" in first.svg


def test_the_data_are_in_long_form_with_limits_of_what_was_expected(chart_of):
    data = series_figure(chart_of()).data
    assert list(data.columns) == ["series", "period", "value", "lower", "upper"]
    assert data["series"].value_counts().to_dict() == {
        "observed, falls": 12,
        "fitted": 12,
        "expected without the change": 6,
    }
    expected = data[data["series"] == "expected without the change"].iloc[0].tolist()
    assert expected == ["expected without the change", "2024-07-01", 20.0, 18.0, 22.0]
    assert (
        data.loc[data["series"] != "expected without the change", ["lower", "upper"]]
        .isna()
        .all(axis=None)
    )


def test_caption_label_and_alt_text_travel_with_the_chart(chart_of):
    figure = series_figure(chart_of())
    assert (figure.caption, figure.label) == ("Falls fell.", "falls-main")
    assert "before July 2024" in figure.alt
    assert "−4.00 falls (95% interval −6.00 to −2.00)" in figure.alt


def test_the_lines_are_named_at_their_ends_and_the_change_by_its_month(chart_of, drawn):
    texts, figure = drawn(chart_of())
    assert {"Fitted", "Expected without\nthe change", "go live, July 2024 "} <= set(texts)
    _assert_texts_are_inside(figure)


def test_two_changes_are_named_at_different_heights(chart_of, drawn):
    both = [(pd.Timestamp("2024-05-01"), "law"), (pd.Timestamp("2024-07-01"), "go live")]
    texts, figure = drawn(chart_of(interruptions=both))
    assert {"law, May 2024 ", "go live, July 2024 "} <= set(texts)
    heights = {text.xy[1] for text in figure.axes[0].texts if ", " in text.get_text()}
    assert len(heights) == 2
    _assert_texts_are_inside(figure)


def test_a_wide_window_says_why_it_was_left_out_and_a_narrow_one_does_not(chart_of, drawn):
    start = pd.Timestamp("2024-02-01")
    wide = (start, pd.Timestamp("2024-05-31"), "COVID-19, first wave")
    narrow = (start, pd.Timestamp("2024-02-10"), "strike")
    texts, figure = drawn(chart_of(exclusions=[wide, narrow]))
    assert "left out:\nCOVID-19" in texts
    assert not any("strike" in text for text in texts)
    _assert_texts_are_inside(figure)


def test_points_left_out_of_the_model_are_hollow(chart_of, drawn):
    chart = chart_of()
    chart.points.loc[2, "is_excluded"] = True
    _, figure = drawn(chart)
    used, hollow = figure.axes[0].lines[:2]
    assert (len(used.get_xdata()), len(hollow.get_xdata())) == (11, 1)
    assert hollow.get_markerfacecolor() != used.get_markerfacecolor()


def test_the_fitted_line_breaks_where_periods_were_left_out(chart_of):
    chart = chart_of()
    chart.trajectory.loc[3, "is_excluded"] = True
    data = series_figure(chart).data
    fitted = data[data["series"] == "fitted"].set_index("period")["value"]
    assert fitted.index[fitted.isna()].tolist() == ["2024-04-01"]


def test_suppressed_points_are_not_drawn_and_the_alt_text_says_so(chart_of):
    chart = chart_of()
    chart.points.loc[2, "shown"] = np.nan
    figure = series_figure(chart)
    assert figure.alt.endswith("Points that rest on small numbers are not drawn.")
    assert figure.data.loc[2, "value"] != figure.data.loc[2, "value"]


def test_pooled_points_are_announced_in_title_and_alt_text(chart_of, drawn):
    texts, _ = drawn(chart_of(pooled="quarters"))
    assert any("Points: observed, pooled into quarters. Line: fitted." in text for text in texts)
    alt = series_figure(chart_of(pooled="quarters")).alt
    assert alt.endswith("Points are pooled into quarters, because numbers are small.")


def test_without_any_point_the_key_does_not_speak_of_points(chart_of, drawn):
    chart = chart_of()
    chart.points["shown"] = np.nan
    texts, _ = drawn(chart)
    assert not any("Points" in text for text in texts)
    assert any("Line: fitted." in text for text in texts)
    alt = series_figure(chart).alt
    assert alt.endswith("No points are drawn, because they rest on small numbers.")


def test_a_control_series_is_drawn_named_and_saved(chart_of, drawn, trajectory):
    control = pd.DataFrame({"time": trajectory["time"], "shown": 30.0})
    chart = chart_of(control=control, control_label="Falls on other wards")
    texts, figure = drawn(chart)
    assert "Control: Falls on\nother wards" in texts
    _assert_texts_are_inside(figure)
    series = series_figure(chart).data["series"]
    assert (series == "control: Falls on other wards").sum() == 12


def test_a_control_whose_numbers_are_all_small_is_not_drawn(chart_of, drawn, trajectory):
    control = pd.DataFrame({"time": trajectory["time"], "shown": np.nan})
    chart = chart_of(control=control, control_label="Other")
    texts, _ = drawn(chart)
    assert not any("Other" in text for text in texts)
    alt = series_figure(chart).alt
    assert alt.endswith("The control is not drawn, because it rests on small numbers.")


@pytest.mark.parametrize(
    ("shift", "from_zero"),
    [(0.0, True), (-20.0, False), (1000.0, False)],
    ids=["near nought", "below nought", "far above nought"],
)
def test_the_axis_begins_at_nought_only_where_that_is_near(chart_of, drawn, shift, from_zero):
    chart = chart_of()
    lines = ["fitted", "counterfactual", "counterfactual_lower", "counterfactual_upper"]
    chart.trajectory[lines] += shift
    chart.trajectory.loc[6:, "fitted"] -= 8
    chart.points["shown"] = chart.trajectory["fitted"]
    _, figure = drawn(chart)
    assert (figure.axes[0].get_ylim()[0] == 0) == from_zero


def test_lines_that_meet_still_have_labels_apart(chart_of, drawn):
    chart = chart_of()
    chart.trajectory["fitted"] = 20.0
    _, figure = drawn(chart)
    heights = [
        text.xy[1] for text in figure.axes[0].texts if text.get_text().startswith(("Fit", "Exp"))
    ]
    low, high = figure.axes[0].get_ylim()
    assert abs(heights[0] - heights[1]) > 0.1 * (high - low)


def test_long_words_of_users_are_wrapped_inside_the_chart(chart_of, drawn):
    chart = chart_of(
        unit="emergency admissions per 100,000 weighted population a month",
        subtitle="Emergency admissions of older people " * 4,
        source="Source: a very long description of where the data come from. " * 4,
    )
    _, figure = drawn(chart)
    _assert_texts_are_inside(figure)


@pytest.mark.parametrize("text", [r"Cost in $\frac$ of 2024", "{{< include x >}}", "<script>"])
def test_markup_of_users_is_drawn_letter_by_letter(chart_of, drawn, text):
    texts, _ = drawn(chart_of(subtitle=text, interruptions=[(pd.Timestamp("2024-07-01"), text)]))
    assert f"{text}, July 2024 " in texts
