import itertools

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.present import palette
from evaluation.present import series_figure as module
from evaluation.present.series_chart import Window, date_words
from evaluation.present.series_figure import series_figure

DAY = pd.Timestamp


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
        texts = [text.get_text() for text in [*axes.texts, *kept[0].texts]]
        return [text for text in texts if text], kept[0]

    return draw


def _assert_texts_are_inside(figure):
    canvas, renderer = figure.bbox, figure.canvas.get_renderer()
    axes = figure.axes[0]
    for text in [*axes.texts, *figure.texts]:
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
    assert {"Fitted", "Expected without\nthe change", "go live, July 2024"} <= set(texts)
    _assert_texts_are_inside(figure)


def test_two_changes_are_named_at_different_heights(chart_of, drawn):
    both = [(pd.Timestamp("2024-06-01"), "law"), (pd.Timestamp("2024-07-01"), "go live")]
    texts, figure = drawn(chart_of(interruptions=both))
    assert {"law, June 2024", "go live, July 2024"} <= set(texts)
    heights = {text.xy[1] for text in figure.axes[0].texts if ", " in text.get_text()}
    assert len(heights) == 2
    _assert_texts_are_inside(figure)


def test_a_change_is_drawn_between_the_last_period_before_and_the_first_after(chart_of, drawn):
    _, figure = drawn(chart_of())
    (line,) = [line for line in figure.axes[0].lines if len(set(line.get_xdata())) == 1][:1]
    first_after = mdates.date2num(pd.Timestamp("2024-07-01"))
    last_before = mdates.date2num(pd.Timestamp("2024-06-01"))
    assert last_before < line.get_xdata()[0] < first_after


@pytest.mark.parametrize(
    ("window", "label"),
    [
        (Window(DAY("2024-02-01"), DAY("2024-05-31"), "COVID-19, wave"), "left out: COVID-19"),
        (Window(DAY("2024-02-01"), DAY("2024-02-29"), "strike"), "left out: strike"),
        (Window(DAY("2024-06-01"), DAY("2024-06-30"), "Phase-in of it", "phase-in"), "phase-in"),
        (Window(DAY("2024-06-01"), DAY("2024-06-30"), "", "phase-in"), "phase-in"),
        (
            Window(DAY("2024-02-01"), DAY("2024-03-31"), "COVID-19", "segment"),
            "own course: COVID-19",
        ),
    ],
    ids=["wide", "narrow", "phase-in", "phase-in without reason", "own course"],
)
def test_every_window_is_labelled_whatever_its_width(chart_of, drawn, window, label):
    texts, figure = drawn(chart_of(windows=[window]))
    assert label in texts
    _assert_texts_are_inside(figure)


def test_kinds_of_windows_look_different_without_colour(chart_of, drawn):
    stretch = (DAY("2024-02-01"), DAY("2024-03-31"), "why")
    hatches = set()
    for kind in ("excluded", "phase-in", "segment"):
        _, figure = drawn(chart_of(windows=[Window(*stretch, kind)]))
        hatches |= {patch.get_hatch() for patch in figure.axes[0].patches}
    assert len(hatches) == 3


def test_a_window_outside_the_chart_is_neither_drawn_nor_labelled(chart_of, drawn):
    early = Window(DAY("2020-02-01"), DAY("2020-05-31"), "COVID-19")
    texts, figure = drawn(chart_of(windows=[early]))
    assert not any("COVID" in text for text in texts)
    assert not figure.axes[0].patches


LAYOUTS = {
    "one change": ([("2024-07-01", "go live")], []),
    "three changes": (
        [("2024-04-01", "law"), ("2024-06-01", "second ward"), ("2024-08-01", "required field")],
        [],
    ),
    "neighbours": (
        [("2024-05-01", "clinic"), ("2024-06-01", "classes"), ("2024-07-01", "letters")],
        [
            ("2024-04-01", "2024-04-30", "", "phase-in"),
            ("2024-02-01", "2024-03-31", "flu", "segment"),
        ],
    ),
    "edges": (
        [("2024-02-01", "a law with a long name"), ("2024-11-01", "its amendment by parliament")],
        [
            ("2023-11-01", "2024-01-31", "new record system", "excluded"),
            ("2024-12-01", "2024-12-31", "strike of the staff", "excluded"),
        ],
    ),
    "windows of all kinds": (
        [("2024-10-01", "go live")],
        [
            ("2024-08-01", "2024-09-30", "Phase-in", "phase-in"),
            ("2024-02-01", "2024-03-31", "COVID-19, first wave", "excluded"),
            ("2024-05-01", "2024-06-30", "COVID-19, second wave", "segment"),
        ],
    ),
}


@pytest.mark.parametrize("has_control", [False, True], ids=["alone", "with control"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_text_covers_another(chart_of, drawn, trajectory, layout, has_control):
    changes, windows = LAYOUTS[layout]
    control = pd.DataFrame({"time": trajectory["time"], "shown": 16.2})
    chart = chart_of(
        interruptions=[(DAY(day), name) for day, name in changes],
        windows=[Window(DAY(start), DAY(end), why, kind) for start, end, why, kind in windows],
        control=control if has_control else None,
        control_label="Falls with harm on other wards",
    )
    _, figure = drawn(chart)
    _assert_texts_are_inside(figure)
    renderer = figure.canvas.get_renderer()
    texts = [text for text in figure.axes[0].texts if text.get_text()]
    assert len(texts) == 2 + len(changes) + len(windows) + has_control
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    overlaps = [
        (one, other)
        for (one, box), (other, beside) in itertools.combinations(boxes, 2)
        if min(box.x1, beside.x1) - max(box.x0, beside.x0) > 0.5
        and min(box.y1, beside.y1) - max(box.y0, beside.y0) > 0.5
    ]
    assert overlaps == []


def test_no_point_lies_behind_the_labels_above_the_data(chart_of, drawn):
    changes = [(DAY(f"2024-0{month}-01"), f"change {month}") for month in (5, 6, 7)]
    chart = chart_of(interruptions=changes)
    _, figure = drawn(chart)
    axes, renderer = figure.axes[0], figure.canvas.get_renderer()
    highest = axes.transData.transform((0, chart.points["shown"].max()))[1]
    labels = [text for text in axes.texts if text.get_text().startswith("change")]
    assert min(text.get_window_extent(renderer).y0 for text in labels) > highest


def test_single_observations_have_a_lighter_band_where_their_limits_are_known(chart_of, drawn):
    chart = chart_of()
    texts, figure = drawn(chart)
    assert len(figure.axes[0].collections) == 1
    assert not any("single observations" in text for text in texts)
    chart.trajectory["observation_lower"], chart.trajectory["observation_upper"] = 15.0, 25.0
    texts, figure = drawn(chart)
    lighter, line = figure.axes[0].collections
    assert lighter.get_alpha() < line.get_alpha()
    key = "95% interval of what was expected; lighter: of single observations."
    assert any(key in text.replace("\n", " ") for text in texts)
    made = series_figure(chart)
    assert "Single observations were expected from 15.0 falls to 25.0 falls at the end." in made.alt
    band = made.data[made.data["series"] == "single observations expected without the change"]
    assert band[["lower", "upper"]].drop_duplicates().to_numpy().tolist() == [[15.0, 25.0]]


def test_beside_pooled_points_there_is_no_band_of_single_observations(chart_of, drawn):
    chart = chart_of(pooled="quarters")
    chart.trajectory["observation_lower"], chart.trajectory["observation_upper"] = 15.0, 25.0
    _, figure = drawn(chart)
    assert len(figure.axes[0].collections) == 1


def test_the_fitted_line_breaks_at_every_change(chart_of, drawn):
    both = [(DAY("2024-05-01"), "law"), (DAY("2024-07-01"), "go live")]
    _, figure = drawn(chart_of(interruptions=both))
    fitted = [line for line in figure.axes[0].lines if line.get_color() == palette.FITTED]
    assert [len(line.get_xdata()) for line in fitted] == [4, 2, 6]


def test_the_fitted_line_breaks_where_the_engine_says_so(chart_of, drawn):
    chart = chart_of()
    chart.trajectory["part"] = [0] * 3 + [1] * 3 + [2] * 5 + [3]
    _, figure = drawn(chart)
    fitted = [line for line in figure.axes[0].lines if line.get_color() == palette.FITTED]
    assert [len(line.get_xdata()) for line in fitted] == [3, 3, 5, 1]
    assert fitted[-1].get_marker() == "."


def test_the_alt_text_names_changes_windows_and_hollow_points(chart_of):
    windows = [
        Window(DAY("2024-02-01"), DAY("2024-03-31"), "strike"),
        Window(DAY("2024-06-03"), DAY("2024-06-30"), "", "phase-in"),
        Window(DAY("2024-05-01"), DAY("2024-05-31"), "COVID-19", "segment"),
    ]
    chart = chart_of(windows=windows)
    chart.points.loc[[1, 2], "is_excluded"] = True
    assert series_figure(chart).alt.endswith(
        "A line marks go live from July 2024. Shaded: left out: strike, February 2024 to March "
        "2024; phase-in, 3 June 2024 to 30 June 2024; own course: COVID-19, in May 2024. "
        "Hollow points are left out of the model."
    )


def test_points_left_out_have_a_series_of_their_own_in_the_data(chart_of, drawn):
    chart = chart_of()
    chart.points.loc[[1, 2], "is_excluded"] = True
    counts = series_figure(chart).data["series"].value_counts().to_dict()
    assert counts["observed, falls"] == 10
    assert counts["observed and left out of the model, falls"] == 2
    texts, _ = drawn(chart)
    assert any("hollow: left out." in text for text in texts)


def test_a_period_is_called_by_its_month_or_by_its_day():
    assert date_words(DAY("2024-07-01")) == "July 2024"
    assert date_words(DAY("2024-07-08")) == "8 July 2024"


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
    key = "Points: observed, pooled into quarters. Band: 95% interval of what was expected."
    assert any(key in text for text in texts)
    alt = series_figure(chart_of(pooled="quarters")).alt
    assert alt.endswith("Points are pooled into quarters, because numbers are small.")


def test_without_any_point_the_key_does_not_speak_of_points(chart_of, drawn):
    chart = chart_of()
    chart.points["shown"] = np.nan
    texts, _ = drawn(chart)
    assert not any("Points" in text for text in texts)
    assert any("Band: 95% interval of what was expected." in text for text in texts)
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


@pytest.mark.parametrize("fitted", [20.0, 20.05, 19.95])
def test_lines_that_meet_still_have_labels_apart(chart_of, drawn, fitted):
    chart = chart_of()
    chart.trajectory["fitted"] = fitted
    _, figure = drawn(chart)
    renderer = figure.canvas.get_renderer()
    one, other = (
        text.get_window_extent(renderer)
        for text in figure.axes[0].texts
        if text.get_text().startswith(("Fit", "Exp"))
    )
    assert min(one.y1, other.y1) - max(one.y0, other.y0) <= 0.5
    assert abs(one.y0 - other.y0) < 0.2 * figure.bbox.height


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
    assert f"{text}, July 2024" in texts
