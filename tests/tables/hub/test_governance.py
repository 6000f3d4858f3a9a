import pandas as pd
import pytest

from evaluation.tables.hub.governance import RAID, RATINGS, ROUTES, STATUS, TABLES
from evaluation.tables.typed import rule_faults, typed_columns

ITEM = {
    "id": "R-01",
    "kind": "risk",
    "project": None,
    "title": "Rooms",
    "owner": "Programme manager",
    "raised": "2025-05-01",
    "due": "2025-12-01",
    "closed": None,
    "response": "Book ahead",
}
ROUTE = {
    "body": "Programme Group",
    "order": "1",
    "start": "2024-05-01",
    "end": None,
    "report": "both",
    "days_after_quarter": "21",
}


def faults(table, *rows):
    frame = pd.DataFrame(rows, dtype="string")
    frame.index = pd.RangeIndex(2, 2 + len(frame))
    typed, found = typed_columns(frame, table.schema)
    return [
        fault.sentence for fault in [*found, *rule_faults(typed, table.schema, found, frozenset())]
    ]


def test_rows_as_they_should_be_have_no_fault():
    assert faults(RAID, ITEM, {**ITEM, "id": "R-02", "project": "falls"}) == []
    assert faults(ROUTES, ROUTE, {**ROUTE, "start": "2021-10-01", "end": "2024-04-30"}) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"closed": "2025-04-30"}, "'closed' is before 'raised'."),
        ({"due": "2025-04-30"}, "'due' is before 'raised'."),
        ({"kind": "worry"}, "'kind' must be one of"),
    ],
)
def test_a_row_that_cannot_be_is_named(change, sentence):
    found = faults(RAID, {**ITEM, **change})
    assert len(found) == 1
    assert sentence in found[0]


def test_a_body_may_come_back_to_the_route_but_not_on_the_same_day():
    assert faults(ROUTES, ROUTE, ROUTE) == [
        "A row above has the same 'body', 'report' and 'start'."
    ]
    assert (
        faults(ROUTES, {**ROUTE, "report": "annual"}, {**ROUTE, "days_after_quarter": "75"}) == []
    )
    assert faults(ROUTES, {**ROUTE, "end": "2024-04-30"}) == ["'end' is before 'start'."]


def test_the_hub_is_rated_once_a_quarter_and_aspect():
    row = {"quarter": "2025/26-Q3", "project": None, "aspect": "time", "rating": "amber"}
    row["reason"] = None
    assert len(faults(STATUS, row, row)) == 1
    assert faults(STATUS, row, {**row, "project": "falls"}) == []


@pytest.mark.parametrize(
    ("likelihood", "impact", "is_sound"),
    [("1", "5", True), (None, "3", True), ("0", "3", False), ("3", "6", False), ("3", None, False)],
)
def test_likelihood_and_impact_are_one_to_five_and_an_issue_needs_no_likelihood(
    likelihood, impact, is_sound
):
    row = {"id": "R-01", "quarter": "2025/26-Q3", "likelihood": likelihood, "impact": impact}
    assert (faults(RATINGS, row) == []) is is_sound


def test_prose_is_searched_for_persons_wherever_it_is_published():
    free = {
        (table.name, str(name))
        for table in TABLES
        for name, column in table.schema.columns.items()
        if column.metadata.get("free")
    }
    assert {("raid", "title"), ("raid", "owner"), ("status-notes", "text")} <= free
    assert {("exceptions", name) for name in ("cause", "consequence", "decision")} <= free
