"""Columns get the types that criteria read; what does not fit is named by its row."""

import datetime as dt

import pyarrow as pa
import pytest

from evaluation.tables.batches import Batch
from evaluation.tables.typed_batch import ColumnKind, inferred_kind, stored_kind, typed_batch


def typed(values, kind, arrow=None):
    columns = pa.RecordBatch.from_arrays([pa.array(values, arrow)], names=["x"])
    found, faults = typed_batch(Batch(columns, 2), {"x": kind})
    return found.column("x").to_pylist(), [(fault.sentence, fault.rows) for fault in faults]


@pytest.mark.parametrize(
    ("kind", "texts", "values"),
    [
        ("number", ["1", "2.5", None], [1.0, 2.5, None]),
        ("date", ["2024-11-27", "2024-11-27T09:00"], [dt.date(2024, 11, 27)] * 2),
        ("boolean", ["Yes", "no", "TRUE", "0", None], [True, False, True, False, None]),
        ("text", ["N", None], ["N", None]),
    ],
)
def test_texts_are_converted(kind, texts, values):
    assert typed(texts, ColumnKind(kind)) == (values, [])


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("number", "many", "'x' must be a number."),
        ("date", "27/11", "'x' must be a date."),
        ("boolean", "perhaps", "'x' must be true or false."),
    ],
)
def test_texts_that_do_not_fit_are_named_by_their_rows(kind, text, words):
    assert typed([None, text, text], ColumnKind(kind)) == ([None] * 3, [(words, (3, 4))])


def test_allowed_texts_may_differ_in_case_and_others_are_refused():
    kind = ColumnKind("text", ("not done", "done"))
    assert typed(["Not_Done", "done", "gone"], kind) == (
        ["not done", "done", None],
        [("'x' must be one of 'not done' or 'done'.", (4,))],
    )


@pytest.mark.parametrize(
    ("stored", "arrow", "kind", "values"),
    [
        ([1, None], pa.int64(), ColumnKind("number"), [1.0, None]),
        ([1, 0, None], pa.int8(), ColumnKind("boolean"), [True, False, None]),
        ([7, None], pa.int64(), ColumnKind("text"), ["7", None]),
        ([1, 2], pa.int64(), ColumnKind("text", ("1", "2")), ["1", "2"]),
        ([None, None], pa.null(), ColumnKind("date"), [None, None]),
        ([True], pa.bool_(), ColumnKind("boolean"), [True]),
        ([dt.date(2024, 1, 1)], pa.date32(), ColumnKind("date"), [dt.date(2024, 1, 1)]),
    ],
)
def test_stored_types_are_kept_or_turned(stored, arrow, kind, values):
    assert typed(stored, kind, arrow) == (values, [])


@pytest.mark.parametrize(
    ("stored", "arrow", "kind"),
    [
        ([2], pa.int64(), "boolean"),
        ([1.5], pa.float64(), "date"),
        ([True], pa.bool_(), "number"),
    ],
)
def test_stored_values_that_cannot_be_of_the_kind_are_misfits(stored, arrow, kind):
    values, faults = typed(stored, ColumnKind(kind), arrow)
    assert values == [None]
    assert faults[0][1] == (2,)


def test_a_column_without_any_text_is_inferred_as_text():
    assert inferred_kind([]) == ColumnKind("text")


@pytest.mark.parametrize(
    ("arrow", "kind"),
    [
        (pa.string(), None),
        (pa.dictionary(pa.int32(), pa.string()), None),
        (pa.bool_(), "boolean"),
        (pa.date32(), "date"),
        (pa.timestamp("ns"), "date"),
        (pa.int64(), "number"),
    ],
)
def test_stored_types_say_what_a_column_holds(arrow, kind):
    found = stored_kind(arrow)
    assert (found.type if found else None) == kind
