"""The tables of the stakeholder evaluation refuse what cannot be."""

import pandas as pd
import pytest

from evaluation.tables.hub.stakeholders import RECOMMENDATIONS, RESPONSES, TABLES, THEMES
from evaluation.tables.typed import rule_faults, typed_columns

RESPONSE = {
    "instrument": "survey", "wave": "W1", "respondent": "r1", "group": "a", "item": "one",
    "answer": "4",
}  # fmt: skip
THEME = {"wave": "W1", "group": "a", "theme": "Time", "interviews": "3", "interviewed": "9"}


def faults(table, *rows):
    frame = pd.DataFrame(rows, dtype="string")
    frame.index = pd.RangeIndex(2, 2 + len(frame))
    typed, found = typed_columns(frame, table.schema)
    return [*found, *rule_faults(typed, table.schema, found, frozenset())]


@pytest.mark.parametrize(
    ("change", "number"),
    [({}, 0), ({"answer": None}, 0), ({"answer": "-1"}, 1), ({"answer": "4.5"}, 1)],
)
def test_an_answer_is_a_whole_number_or_blank(change, number):
    assert len(faults(RESPONSES, {**RESPONSE, **change})) == number


def test_a_respondent_answers_an_item_once():
    assert len(faults(RESPONSES, RESPONSE, RESPONSE)) == 1


def test_no_more_people_raise_a_theme_than_were_interviewed():
    assert len(faults(THEMES, THEME)) == 0
    assert len(faults(THEMES, {**THEME, "interviews": "10"})) == 1


def test_recommendations_are_local_or_national():
    row = {
        "recommendation": "L1", "source": "S", "scope": "regional", "text": "T", "owner": "Head",
        "due": None,
    }  # fmt: skip
    assert len(faults(RECOMMENDATIONS, row)) == 1


def test_every_example_keeps_its_schema():
    for table in TABLES:
        row = {name: column.metadata["example"] for name, column in table.schema.columns.items()}
        assert faults(table, row) == [], table.name
