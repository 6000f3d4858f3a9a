"""Rows of a logic model: every link runs down, and few cross."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.value.benefits import logic_chart
from evaluation.value.benefits.logic_model import MOST_IN_ROW, Slot, crossings
from evaluation.workspace.value_tools import PARTS, LogicModel


def model_of(*elements, **changes):
    plain = {"need": "Falls", "elements": list(elements)}
    return LogicModel.model_validate({**plain, **changes})


def box(name, part, *leads_to, term=None):
    found = {"id": name, "part": part, "text": f"Text of {name}", "leads_to": list(leads_to)}
    return {**found, "term": term} if term else found


def names(chart):
    return [[slot.box or "|" for slot in row.slots] for row in chart.rows]


def segments_of(chart):
    at = {slot.box: number for number, row in enumerate(chart.rows) for slot in row.slots}
    found = []
    for start, end in chart.links:
        for row in range(at[start], at[end]):
            upper = Slot(start) if row == at[start] else Slot(passing=end)
            lower = Slot(end) if row + 1 == at[end] else Slot(passing=end)
            found.append((row, upper, lower))
    return found


@st.composite
def models(draw):
    """Models of up to 25 boxes whose links lead forward."""
    parts = sorted(draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=25)), key=PARTS.index)
    elements = []
    for number, part in enumerate(parts):
        later = [f"b{other}" for other in range(number + 1, len(parts))]
        leads = draw(st.lists(st.sampled_from(later), max_size=3)) if later else []
        elements.append(box(f"b{number}", part, *leads))
    return model_of(*elements)


@settings(max_examples=40, deadline=None)
@given(models())
def test_every_link_runs_down_through_a_slot_in_each_row_it_passes(model):
    chart = logic_chart(model)
    places = [set(row.slots) for row in chart.rows]
    for row, upper, lower in segments_of(chart):
        assert upper in places[row]
        assert lower in places[row + 1]
    assert sorted(item.id for item in chart.boxes) == sorted(e.id for e in model.elements)
    assert max(sum(bool(s.box) for s in row.slots) for row in chart.rows) <= MOST_IN_ROW
    assert logic_chart(model) == chart


def test_boxes_are_ordered_so_that_links_do_not_cross():
    chart = logic_chart(
        model_of(
            box("a", "input", "d"),
            box("b", "input", "c"),
            box("c", "activity"),
            box("d", "activity"),
        )
    )
    assert crossings([row.slots for row in chart.rows], segments_of(chart)) == 0


def test_where_nothing_crosses_the_order_of_the_file_is_kept():
    chart = logic_chart(model_of(box("a", "input", "c"), box("b", "input"), box("c", "activity")))
    assert names(chart) == [["a", "b"], ["c"]]


def test_terms_have_rows_of_their_own_in_their_order():
    chart = logic_chart(
        model_of(
            box("far", "outcome", term="long"),
            box("near", "outcome", "far", term="short"),
            box("plain", "outcome"),
        )
    )
    assert [row.heading for row in chart.rows] == ["Outcomes, short term", "Outcomes, long term"]
    assert names(chart) == [["near", "plain"], ["far"]]


def test_outcomes_without_terms_are_just_outcomes():
    assert logic_chart(model_of(box("a", "outcome"))).rows[0].heading == "Outcomes"


def test_links_inside_a_part_make_a_row_more():
    chart = logic_chart(
        model_of(box("a", "outcome", "b"), box("b", "outcome", "c"), box("c", "outcome"))
    )
    assert names(chart) == [["a"], ["b"], ["c"]]


def test_many_boxes_of_a_part_are_shared_out_evenly():
    chart = logic_chart(model_of(*(box(f"b{number}", "input") for number in range(5))))
    assert [len(row.slots) for row in chart.rows] == [3, 2]


def test_links_that_pass_a_row_towards_one_box_run_together():
    chart = logic_chart(
        model_of(
            box("a", "input", "c"),
            box("b", "input", "c"),
            box("d", "activity"),
            box("c", "output"),
        )
    )
    assert sorted(names(chart)[1]) == ["d", "|"]


def test_where_many_links_pass_fewer_boxes_stand_side_by_side():
    far = [box(f"far{number}", "impact") for number in range(14)]
    near = [box(f"near{number}", "output") for number in range(4)]
    start = box("a", "input", *(item["id"] for item in far))
    assert (
        max(
            len([n for n in row if n != "|"])
            for row in names(logic_chart(model_of(start, *near, *far)))
        )
        < MOST_IN_ROW
    )


def test_a_link_given_twice_is_one_link():
    chart = logic_chart(model_of(box("a", "input", "b", "b"), box("b", "activity")))
    assert chart.links == (("a", "b"),)
    assert chart.box("b").text == "Text of b"


def test_a_link_back_to_an_earlier_term_is_refused():
    with pytest.raises(ValueError, match="leads back to 'near'"):
        model_of(box("far", "outcome", "near", term="long"), box("near", "outcome", term="short"))
