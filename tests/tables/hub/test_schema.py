"""What a column of a hub's table may be is said once, and rows that break it are named."""

import pandas as pd
import pytest

from evaluation.tables.hub import schema
from evaluation.tables.hub.every import HUB_TABLES, TOPICS
from evaluation.tables.typed import rule_faults, typed_columns

TABLE = schema.hub_table(
    "things",
    "Things",
    "One row per thing.",
    {
        "thing": schema.text("Its id.", example="one"),
        "project": schema.text(
            "Its project.", example="falls", needed=False, refers=schema.PROJECTS
        ),
        "kind": schema.choice(["big thing", "small thing"], "Its kind."),
        "year": schema.year(),
        "quarter": schema.quarter(),
        "score": schema.whole("Its score.", "points", example="3", least=1, most=5),
        "cost": schema.number("Its cost.", "GBP", example="10", needed=False),
        "on": schema.day("Its day.", needed=False),
    },
    keys=("thing", "project"),
)
ROW = {
    "thing": "one",
    "project": None,
    "kind": "Big thing",
    "year": "2025/26",
    "quarter": "2025/26-Q3",
    "score": "3",
    "cost": None,
    "on": "2025-10-01",
}


def faults(*changes: dict[str, str | None]) -> list[tuple[str, tuple[int, ...]]]:
    text = pd.DataFrame([{**ROW, **change} for change in changes], dtype="string")
    text.index = pd.RangeIndex(2, 2 + len(text))
    frame, found = typed_columns(text, TABLE.schema)
    found = [*found, *rule_faults(frame, TABLE.schema, found, set())]
    return [(fault.sentence, fault.rows) for fault in found]


def test_a_sound_row_has_no_fault_whatever_the_case_of_a_choice() -> None:
    assert faults({}) == []


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("year", "2025/27", "'year' must be written like 2025/26."),
        ("quarter", "2025/26-Q5", "'quarter' must be written like 2025/26-Q3."),
        ("score", "6", "'score' must be 1 to 5."),
        ("cost", "-1", "'cost' must be 0 or more."),
        ("kind", "huge", "'kind' must be one of 'big thing' or 'small thing'."),
        ("thing", None, "'thing' is empty."),
    ],
)
def test_a_cell_that_does_not_fit_is_named_by_its_row(column, cell, sentence) -> None:
    assert faults({}, {"thing": "two", column: cell}) == [(sentence, (3,))]


def test_two_rows_with_the_same_keys_are_refused_also_where_a_key_may_be_empty() -> None:
    assert faults({}, {}) == [("A row above has the same 'thing' and 'project'.", (3,))]


def test_a_table_without_rows_has_the_types_of_its_schema() -> None:
    empty = TABLE.empty()
    assert empty.empty
    assert [str(kind) for kind in empty.dtypes] == [
        "string",
        "string",
        "string",
        "string",
        "string",
        "Int64",
        "float64",
        "datetime64[ns]",
    ]


def test_each_table_of_the_hub_belongs_to_one_topic() -> None:
    names = [table.name for tables in TOPICS.values() for table in tables]
    assert len(names) == len(set(names)) == len(HUB_TABLES)
