"""The diagram of a logic model: nothing overflows, nothing is crossed, all of it is in words."""

import itertools

import pytest
from matplotlib.path import Path

from evaluation.present import palette
from evaluation.present.logic_model_figure import COLOURS, logic_model_alt, logic_model_figure
from evaluation.present.logic_model_layout import (
    LARGEST_FONT,
    PADDING,
    SMALLEST_FONT,
    TALLEST,
    layout,
)
from evaluation.present.logic_model_places import GUTTER, WIDTH
from evaluation.present.logic_model_text import logic_model_text
from evaluation.present.style import chart_style
from evaluation.present.text_fitting import text_width, wrapped
from evaluation.value.benefits import logic_chart
from evaluation.workspace.value_tools import LogicModel

PARTS = ("input", "activity", "output", "outcome", "impact")


def model_of(count, text="Fewer people are admitted to hospital without need", **changes):
    """Return a model of so many boxes, each linked with two further ones, one of them far."""
    part_of = [PARTS[number * len(PARTS) // count] for number in range(count)]
    elements = []
    for number, part in enumerate(part_of):
        later = [other for other in range(number + 1, count) if part_of[other] != part]
        leads = [f"b{other}" for other in (*later[:1], *later[len(later) // 2 :][:1])]
        elements.append({"id": f"b{number}", "part": part, "text": f"{text}", "leads_to": leads})
    return LogicModel.model_validate({"need": "Falls", "elements": elements, **changes})


@pytest.fixture(params=[8, 15, 25])
def found(request):
    model = model_of(
        request.param, assumptions=["Staff have time.", "Data are complete."], context="Winter."
    )
    with chart_style():
        return layout(logic_chart(model))


def test_every_line_of_text_fits_into_its_box(found):
    with chart_style():
        for box in found.boxes:
            assert box.width > 60
            assert box.height >= len(box.lines) * found.font_size
            for line in box.lines:
                assert text_width(line, found.font_size) <= box.width - 2 * PADDING


def test_boxes_lie_inside_the_page_and_beside_each_other(found):
    for box in found.boxes:
        assert box.left > GUTTER
        assert box.left + box.width < WIDTH
    for one, other in itertools.combinations(found.boxes, 2):
        apart = (
            one.left + one.width <= other.left
            or other.left + other.width <= one.left
            or one.bottom <= other.top
            or other.bottom <= one.top
        )
        assert apart


def test_no_line_crosses_a_box(found):
    for line in found.lines:
        for (x, y), (next_x, next_y) in itertools.pairwise(line.points):
            turn = y + (next_y - y) / 2
            curve = Path(
                [(x, y), (x, turn), (next_x, turn), (next_x, next_y)],
                [Path.MOVETO, *[Path.CURVE4] * 3],
            )
            steps = curve.interpolated(1).to_polygons(closed_only=False)[0]
            for box in found.boxes:
                inside = [
                    box.left < px < box.left + box.width and box.top < py < box.bottom
                    for px, py in steps
                ]
                assert not any(inside), (line, box)


def test_boxes_and_panels_follow_each_other_down_the_page(found):
    assert SMALLEST_FONT <= found.font_size <= LARGEST_FONT
    assert found.height <= TALLEST
    ends = sorted((panel.top, panel.top + panel.height) for panel in found.panels)
    bands = sorted((band.top, band.bottom) for band in found.bands)
    spans = [ends[0], *bands, *ends[1:]]
    assert all(one[1] < other[0] for one, other in itertools.pairwise(spans))


def test_a_model_too_large_for_a_page_keeps_the_smallest_font_that_can_be_read():
    with chart_style():
        found = layout(logic_chart(model_of(40, "A text of many words that goes on and on " * 4)))
    assert found.font_size == SMALLEST_FONT
    assert found.height > TALLEST


def test_headings_stand_out_from_their_colour():
    for colour in (*COLOURS.values(), palette.DARK_GREEN):
        assert palette.contrast(colour) >= 4.5


def test_a_word_wider_than_a_line_is_broken_with_a_hyphen():
    with chart_style():
        lines = wrapped("Electropharmacological work", 60, 12)
        assert "".join(lines).replace("-", "").replace(" ", "") == "Electropharmacologicalwork"
        assert all(text_width(line, 12) <= 60 for line in lines)
        assert wrapped("", 60, 12) == ()
        assert wrapped("WW", 1, 12) == ("W-", "W")


SMALL = LogicModel.model_validate(
    {
        "need": "Falls & harm",
        "elements": [
            {"id": "a", "part": "input", "text": "Nurse", "leads_to": ["b", "c"]},
            {"id": "b", "part": "activity", "text": "Asking", "leads_to": ["c"]},
            {"id": "c", "part": "impact", "text": "Fewer falls"},
            {"id": "d", "part": "impact", "text": "Hope"},
        ],
        "assumptions": ["Staff have time."],
        "context": "Winter.",
    }
)


def test_the_figure_says_in_words_what_it_shows_and_is_the_same_each_time():
    one, again = (
        logic_model_figure(logic_chart(SMALL), project="Falls", figure_label="logic")
        for _ in range(2)
    )
    assert (one.svg, one.png) == (again.svg, again.png)
    assert one.caption.startswith("Logic model of Falls")
    assert logic_model_alt(logic_chart(SMALL)) == one.alt
    assert "inputs (1), activities (1) and impact (2), with 3 links" in one.alt
    assert "Nurse leads to Asking and Fewer falls." in one.alt
    assert one.data["leads_to"].tolist() == ["Asking", "Fewer falls", "Fewer falls", "", ""]


def test_the_text_twin_has_every_box_with_what_it_leads_to():
    table, around = logic_model_text(logic_chart(SMALL), project="Falls", label="logic-text")
    assert table.frame.to_numpy().tolist() == [
        ["Inputs", "Nurse", "Asking; Fewer falls"],
        ["Activities", "Asking", "Fewer falls"],
        ["Impact", "Fewer falls", "nothing further"],
        ["Impact", "Hope", "nothing (not linked)"],
    ]
    assert around.markdown == (
        "**Need.** Falls & harm\n\n**Assumption.**\n\n- Staff have time.\n\n**Context.** Winter."
    )


def test_the_second_line_of_an_assumption_begins_below_its_first_word():
    chart = logic_chart(model_of(8, assumptions=["Staff have time. " * 9, "Short."]))
    with chart_style():
        panel = layout(chart).panels[1]
    first, second, *_, last = panel.lines
    assert first.startswith("\N{BULLET} Staff")
    assert second.startswith("\N{EN SPACE}")
    assert last == "\N{BULLET} Short."


def test_a_model_without_assumptions_and_context_has_no_panels_for_them():
    plain = logic_chart(model_of(8))
    with chart_style():
        assert [panel.title for panel in layout(plain).panels] == ["Need"]
    _, around = logic_model_text(plain, project="Falls", label="logic-text")
    assert around.markdown == "**Need.** Falls"
