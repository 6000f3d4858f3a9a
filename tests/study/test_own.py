"""A section of an evaluator's own: small numbers hidden, columns named, words asked for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation.disclosure import HES, RULES, UNDER_5, rule_named
from evaluation.errors import InvalidInput
from evaluation.present.numbers import NOT_AVAILABLE
from evaluation.study import Study, study
from evaluation.study.own import own_figure, own_table
from evaluation.study.own_frame import MOST_ROWS, Columns, protected

WARDS = pd.DataFrame(
    {"Ward": ["A", "B", "C"], "Fell": [3, 12, 40], "Seen": [20, 40, 42], "Rate": [1.25, 2.5, 4.0]}
)
NAMED = Columns(counts=["Fell", "Seen"], decimals={"Rate": 1})


@pytest.fixture
def inputs(make_inputs: Callable[..., Any]) -> Any:
    return make_inputs()


def cells(section: Any) -> list[list[str]]:
    (table,) = section.blocks
    return table.frame.astype(str).to_numpy().tolist()


def test_small_numbers_are_hidden_and_others_rounded_by_the_projects_rule(inputs):
    shown = cells(own_table(inputs, WARDS, NAMED, "Falls by ward."))
    assert shown == [["A", "*", "20", "*"], ["B", "10", "40", "2.5"], ["C", "40", "40", "4.0"]]


def test_the_frame_that_was_given_stays_as_it_was(inputs):
    before = WARDS.copy()
    own_table(inputs, WARDS, NAMED, "Falls by ward.")
    pd.testing.assert_frame_equal(WARDS, before)


@pytest.mark.parametrize("fell", range(1, 8))
def test_no_small_number_passes_whatever_it_is(fell):
    safe = protected(HES, WARDS.assign(Fell=[fell, 12, 40]), NAMED)
    assert safe["Fell"].isna().tolist() == [True, False, False]
    assert safe["Rate"].isna().tolist() == [True, False, False]


def test_a_share_is_made_of_what_may_be_shown():
    named = Columns(decimals={"Rate": 1}, shares={"Fell, %": ("Fell", "Seen")})
    safe = protected(HES, WARDS, named)
    assert safe["Fell, %"].tolist() == [pd.NA, 25.0, pd.NA]
    # 40 of 42 would round to all of 40, which they are not
    assert safe["Fell"].isna().tolist() == [True, False, True]


def test_a_share_of_nobody_is_missing():
    frame = pd.DataFrame({"Ward": ["A"], "Fell": [0], "Seen": [0]})
    safe = protected(HES, frame, Columns(shares={"Fell, %": ("Fell", "Seen")}))
    assert safe["Fell, %"].isna().all()


def test_a_row_of_totals_beside_a_hidden_count_is_refused():
    whole = pd.DataFrame({"Ward": ["All"], "Fell": [55], "Seen": [102], "Rate": [2.0]})
    with pytest.raises(InvalidInput, match=r"'Fell'.*could be worked out\. Leave the row"):
        protected(UNDER_5, pd.concat([WARDS, whole]), NAMED)


@pytest.mark.parametrize("written", [["3", "12"], [" 1,204 ", "3"], ["<5", "7"], ["2%", "10.5 %"]])
def test_numbers_that_are_written_as_text_are_refused(written):
    table = pd.DataFrame({"Ward": ["North", "South"], "Fell": written})
    with pytest.raises(InvalidInput, match=r"column 'Fell' holds numbers as text"):
        protected(UNDER_5, table, Columns())


@pytest.mark.parametrize(
    "written", [["2024", "2025"], ["10-19", "20-29"], ["Q1", "Q2"], [None, None]]
)
def test_years_and_names_of_groups_are_no_numbers(written):
    table = pd.DataFrame({"Ward": ["North", "South"], "Group": pd.Series(written, dtype="string")})
    protected(UNDER_5, table, Columns())


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (Columns(), r"column 'Fell' holds numbers, and nothing says of what\. Name it in counts"),
        (Columns(counts=["Fall", "Seen"]), r"no column 'Fall'\. Did you mean 'Fell'"),
        (Columns(["Fell", "Seen"], {"Fell": 1, "Rate": 1}), "named as counts of people and as"),
        (Columns(counts=["Fell", "Seen", "Rate"]), "cannot be shown: counts of people must be"),
        (
            Columns(decimals={"Rate": 1}, shares={"%": ("Seen", "Fell")}),
            "a numerator is greater than its denominator",
        ),
    ],
)
def test_columns_that_are_named_wrongly_are_refused(columns, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        protected(HES, WARDS, columns)


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        ([1, 2], "not of 'list'"),
        (pd.DataFrame({"Ward": [f"w{n}" for n in range(MOST_ROWS + 1)]}), "61 rows"),
        (pd.DataFrame([["a", "b"]], columns=["Ward", "Ward"]), "same name"),
        (pd.DataFrame({"NHS number": ["x"]}), "NHS numbers"),
        (pd.DataFrame({"Seen": ["999 000 0018", "999 000 0026"]}), "NHS numbers"),
        (pd.DataFrame({"Mixed": pd.Series([3, "four"], dtype="object")}), "holds numbers"),
    ],
)
def test_a_frame_that_must_not_be_shown_is_refused(frame, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        protected(HES, frame, Columns())


def test_an_index_with_a_name_is_shown_and_one_that_only_counts_is_not():
    by_ward = WARDS.groupby("Ward")[["Fell"]].sum()
    assert list(protected(HES, by_ward, Columns(["Fell"])).columns) == ["Ward", "Fell"]
    some = WARDS[["Ward", "Fell"]].iloc[[2, 0]]
    assert list(protected(HES, some, Columns(["Fell"])).columns) == ["Ward", "Fell"]


def test_what_was_never_there_is_not_marked_as_hidden(inputs):
    frame = pd.DataFrame(
        {
            "Ward": ["A", "B", "C", None],
            "Fell": pd.array([12, None, 3, 0], dtype="Int64"),
            "Seen": [30, 30, 30, 0],
            "Rate": [1.0, 2.0, 3.0, None],
        }
    )
    named = Columns(decimals={"Rate": 1}, shares={"Fell, %": ("Fell", "Seen")})
    shown = cells(own_table(inputs, frame, named, "Falls."))
    missing = NOT_AVAILABLE
    assert [row[1:] for row in shown[:1]] == [["10", "30", "1.0", "33.3"]]
    assert shown[1][1] == missing
    assert shown[2] == ["C", "*", "30", "*", "*"]
    assert shown[3] == ["", "0", "0", missing, missing]


@pytest.mark.parametrize("rule", ["nhs-digital-5", "opensafely"])
def test_a_hidden_rate_is_never_shown_as_the_number_that_stands_for_hidden_counts(inputs, rule):
    table = own_table(replace(inputs, rule=rule_named(rule)), WARDS, NAMED, "Falls by ward.")
    assert cells(table)[0] == ["A", RULES[rule].mark, "20", "*"]


def test_a_table_without_rows_has_its_columns(inputs):
    assert list(own_table(inputs, WARDS.head(0), NAMED, "None.").blocks[0].frame) == list(WARDS)


def test_dates_are_shown_in_words(inputs):
    frame = pd.DataFrame({"Month": pd.to_datetime(["2025-04-01", "2025-05-12", None])})
    shown = cells(own_table(inputs, frame, Columns(), "Months."))
    assert shown == [["April 2025"], ["12 May 2025"], [""]]


def test_a_chart_is_drawn_from_what_may_be_shown(inputs):
    drawn = []

    def draw(axes, shown):
        drawn.append(shown)
        axes.bar(shown["Ward"], shown["Fell"])

    section = own_figure(inputs, draw, WARDS, NAMED, ("Most fell on C.", "Bars."))
    (figure,) = section.blocks
    assert drawn[0]["Fell"].isna().tolist() == [True, False, False]
    assert figure.data["Fell"].tolist() == [pd.NA, 10, 40]
    assert (figure.caption, figure.alt) == ("Most fell on C.", "Bars.")
    assert figure.label == "falls-own-most-fell-on-c"
    assert figure.png.startswith(b"\x89PNG")


def test_a_chart_that_is_drawn_already_is_refused(inputs):
    with pytest.raises(InvalidInput, match="needs a function that draws"):
        own_figure(inputs, "axes", WARDS, NAMED, ("A.", "B."))


@pytest.mark.parametrize("words", [("", "Bars."), ("Most fell.", " "), ("Most fell.", None)])
def test_a_chart_without_words_is_refused(inputs, words):
    with pytest.raises(InvalidInput, match=r"needs (caption|alt)="):
        own_figure(inputs, print, WARDS, NAMED, words)


@pytest.fixture
def displayed(monkeypatch):
    blocks = []
    monkeypatch.setattr(study, "display", lambda *shown: blocks.extend(shown))
    return blocks


def test_a_section_is_shown_and_its_chart_saved_with_the_results(inputs, displayed, tmp_path):
    opened = Study(inputs, tmp_path)
    opened.show_table(WARDS, "Falls by ward.", counts=["Fell", "Seen"], decimals={"Rate": 1})
    opened.show_figure(
        lambda axes, shown: axes.bar(shown["Ward"], shown["Fell"]),
        WARDS[["Ward", "Fell"]],
        "Most fell on C.",
        "Bars.",
        counts=["Fell"],
    )
    opened.save()
    assert [block.label for block in displayed[:2]] == [
        "falls-own-falls-by-ward",
        "falls-own-most-fell-on-c",
    ]
    saved = (tmp_path / "figures" / "falls-own-most-fell-on-c.csv").read_text(encoding="utf-8")
    assert saved == "Ward,Fell\nA,\nB,10\nC,40\n"


def test_two_sections_of_one_caption_are_refused_in_a_run_and_not_by_hand(
    inputs, displayed, tmp_path
):
    for results in (None, tmp_path):
        opened = Study(inputs, results)
        opened.show_table(WARDS[["Ward"]], "Wards.")
        if results is None:
            opened.show_table(WARDS[["Ward"]], "Wards.")
            continue
        with pytest.raises(InvalidInput, match="the same caption"):
            opened.show_table(WARDS[["Ward"]], "Wards.")
        opened.show_table(WARDS[["Ward"]], "Wards.", label="again")


def test_an_indicators_rows_are_found_by_its_id(make_inputs, kpi_of, rows_of):
    table = rows_of("falls", "2024-04", 3, value=[1, 2, 3])
    opened = Study(make_inputs(kpi_table=table, kpis=[kpi_of("falls", "count")]), None)
    assert opened.indicator("falls")["value"].tolist() == [1, 2, 3]
    with pytest.raises(InvalidInput, match=r"no indicator 'fals'\. Did you mean 'falls'"):
        opened.indicator("fals")
    with pytest.raises(InvalidInput, match=r"not broken down by 'ethnicity'\. There is none"):
        opened.indicator("falls", "ethnicity")


@pytest.mark.parametrize("odd", ["Mrs Few", float("inf"), "1e400"])
def test_a_count_that_is_no_number_is_refused_without_a_word_of_it(inputs, odd):
    frame = pd.DataFrame({"ward": ["a", "b"], "fell": pd.Series([12, odd], dtype="object")})

    with pytest.raises(InvalidInput) as refused:
        own_table(inputs, frame, Columns(counts=["fell"]), "Falls.")

    assert refused.value.what == "The column 'fell' holds something else than numbers."
    assert str(odd) not in str(refused.value)


def test_categories_that_are_numbers_are_numbers(inputs):
    frame = pd.DataFrame({"fell": pd.Categorical([3, 12])})
    with pytest.raises(InvalidInput, match="nothing says of what"):
        own_table(inputs, frame, Columns(), "Falls.")


def test_a_cell_of_several_values_is_shown(inputs):
    frame = pd.DataFrame({"wards": [np.array([1, 2]), None]})
    assert cells(own_table(inputs, frame, Columns(), "Wards.")) == [["[1 2]"], [""]]
