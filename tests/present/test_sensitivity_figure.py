import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from evaluation.present import sensitivity_figure as module
from evaluation.present.sensitivity_figure import sensitivity_figure

WORDS = {
    "unit": "falls",
    "subtitle": "Falls under other choices",
    "source": "Synthetic data.",
    "figure_label": "falls-sensitivity",
}
NAN = float("nan")
ROWS = [
    ("primary", "REML", -4.0, -6.0, -2.0, ""),
    ("method", "least squares", -4.2, -5.0, -3.0, ""),
    ("method", "ARIMA", NAN, NAN, NAN, "did not converge"),
    ("date", "3 months later", -2.5, -5.1, 0.1, ""),
]


def table_of(*rows):
    names = ["part", "variant", "estimate", "lower", "upper", "note"]
    return pd.DataFrame(list(rows), columns=names)


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws a chart and gives back its matplotlib figure."""

    def draw(table, **changes):
        kept = []

        def keep(figure):
            FigureCanvasAgg(figure).draw()
            kept.append(figure)
            return "<svg/>", b"png"

        monkeypatch.setattr(module, "rendered", keep)
        sensitivity_figure(table, **{**WORDS, **changes})
        return kept[0]

    return draw


def test_the_alt_text_has_every_variant_the_primary_one_called_so_and_the_notes():
    assert sensitivity_figure(table_of(*ROWS), **WORDS).alt == (
        "Forest plot of 4 variants of the analysis. primary, REML: −4.00 (−6.00 to −2.00); "
        "least squares: −4.20 (−5.00 to −3.00); ARIMA: not estimable; 3 months later: "
        "−2.50 (−5.10 to 0.10). Notes: ARIMA, did not converge. A line marks 0, no change."
    )


@pytest.mark.parametrize(
    ("rows", "caption"),
    [
        (
            ROWS,
            "Of 2 other variants, 2 have the direction of the primary analysis, and the intervals "
            "of 1 leave out no change, as that of the primary analysis does. 1 variant could not "
            "be estimated.",
        ),
        (
            [("primary", "REML", 1.0, -1.0, 3.0, ""), ("method", "OLS", -0.5, -1.0, 0.1, "")],
            "Of 1 other variant, 0 have the direction of the primary analysis, and the intervals "
            "of 1 include no change, as that of the primary analysis does.",
        ),
        (
            [ROWS[0], ROWS[1]],
            "Of 1 other variant, 1 has the direction of the primary analysis, and the intervals "
            "of 1 leave out no change, as that of the primary analysis does.",
        ),
        (ROWS[:1], "There is no other variant with an estimate."),
        (
            [("primary", "REML", NAN, NAN, NAN, "too few points"), ROWS[1]],
            "The primary analysis could not be estimated. 1 variant could not be estimated.",
        ),
    ],
    ids=["disagreement", "other direction", "agreement", "alone", "no primary"],
)
def test_the_caption_states_how_far_the_variants_agree(rows, caption):
    assert sensitivity_figure(table_of(*rows), **WORDS).caption == caption


def test_the_primary_variant_is_marked_by_shape_and_by_text(drawn):
    axes = drawn(table_of(*ROWS)).axes[0]
    markers = [line.get_marker() for line in axes.lines if line.get_marker() != "None"]
    assert markers == ["D", "o", "o", "o"]
    texts = [text.get_text() for text in axes.texts]
    assert {"Primary", "Method", "Date", "not estimable"} <= set(texts)


def test_no_text_covers_another_and_all_are_inside(drawn):
    long = "least squares with Newey-West errors and as many lags as the rule of thumb gives"
    rows = [*ROWS, *(("windows", f"{long} {number}", -4.0, -9.0, 1.0, "") for number in range(6))]
    figure = drawn(table_of(*rows))
    renderer = figure.canvas.get_renderer()
    axes = figure.axes[0]
    texts = [text for text in [*axes.texts, *axes.get_yticklabels()] if text.get_text()]
    boxes = [text.get_window_extent(renderer) for text in texts]
    for place, box in enumerate(boxes):
        assert box.x0 >= -1
        assert box.x1 <= figure.bbox.x1 + 1
        for beside in boxes[place + 1 :]:
            across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            along = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert min(across, along) <= 0.5


def test_the_data_hold_every_row_and_the_table_is_not_changed():
    table = table_of(*ROWS)
    before = table.copy()
    data = sensitivity_figure(table, **WORDS).data
    assert data["variant"].tolist() == [row[1] for row in ROWS]
    assert data["note"].tolist() == ["", "", "did not converge", ""]
    pd.testing.assert_frame_equal(table, before)


def test_a_ratio_has_no_change_at_one(drawn):
    table = table_of(("primary", "REML", 0.8, 0.7, 0.9, ""))
    axes = drawn(table, unit="ratio", null=1.0).axes[0]
    assert [1.0, 1.0] in [list(line.get_xdata()) for line in axes.lines]
    assert sensitivity_figure(table, **{**WORDS, "null": 1.0}).alt.endswith(
        "A line marks 1, no change."
    )


def test_markup_of_users_is_drawn_letter_by_letter(drawn):
    axes = drawn(table_of(("primary", r"cost in $\frac$", 1.0, 0.5, 2.0, ""))).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == [r"cost in $\frac$"]
