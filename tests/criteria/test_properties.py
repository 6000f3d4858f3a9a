"""Random expressions say row by row what a plain interpreter says, and are read as written."""

import datetime as dt
import math

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.criteria import ExpressionError, parse
from evaluation.criteria.nodes import (
    Among,
    Arithmetic,
    Between,
    Both,
    Column,
    Comparison,
    Either,
    Literally,
    Negative,
    Not,
    Recorded,
)

NUMBERS, TEXTS, DAYS, TRUTHS = ("n", "m"), ("t", "Date of scan"), ("d",), ("b", "c")
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
ROWS = st.fixed_dictionaries(
    {
        **{name: st.none() | st.integers(-3, 3).map(float) for name in NUMBERS},
        **{name: st.none() | st.sampled_from(["", "a", " A ", "b", "ab"]) for name in TEXTS},
        **{name: st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 4)) for name in DAYS},
        **{name: st.none() | st.booleans() for name in TRUTHS},
    }
)
SCHEMA = pa.schema(
    [
        *((name, pa.float64()) for name in NUMBERS),
        *((name, pa.string()) for name in TEXTS),
        *((name, pa.date32()) for name in DAYS),
        *((name, pa.bool_()) for name in TRUTHS),
    ]
)

number_leaves = st.sampled_from([Column(name) for name in NUMBERS]) | st.integers(0, 3).map(
    lambda number: Literally(float(number))
)
numbers = st.recursive(
    number_leaves,
    lambda inner: (
        st.builds(Arithmetic, st.sampled_from(["+", "-", "*", "/"]), inner, inner)
        | st.builds(Negative, inner)
    ),
    max_leaves=4,
)
texts = st.sampled_from([Column(name) for name in TEXTS]) | st.sampled_from(["a", "B", "ab"]).map(
    Literally
)
days = st.sampled_from([Column("d")]) | st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 4)).map(
    Literally
)
conditions = st.one_of(
    st.builds(Comparison, st.sampled_from(SIGNS), numbers, numbers),
    st.builds(Comparison, st.sampled_from(["=", "!="]), texts, texts),
    st.builds(Comparison, st.sampled_from(SIGNS), days, days),
    st.builds(Between, numbers, numbers, numbers),
    st.builds(
        Among,
        texts,
        st.lists(st.sampled_from(["a", "b"]).map(Literally), min_size=1, max_size=2).map(tuple),
    ),
    st.sampled_from([Recorded(Column(name)) for name in (*NUMBERS, *TEXTS, *DAYS)]),
    st.sampled_from([Column(name) for name in TRUTHS]),
)
expressions = st.recursive(
    conditions,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: Both(tuple(parts)))
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: Either(tuple(parts)))
    ),
    max_leaves=6,
)


def said(node, row):  # noqa: C901 - one case for each kind of part
    """What one record says, worked out part by part; None where nothing can be said."""
    match node:
        case Column(name):
            value = row[name]
            if isinstance(value, str):
                return value.strip().lower() or None
            return value
        case Literally(value):
            return value.strip().lower() if isinstance(value, str) else value
        case Negative(of):
            value = said(of, row)
            return None if value is None else -value
        case Arithmetic(operator, left, right):
            a, b = said(left, row), said(right, row)
            if a is None or b is None or (operator == "/" and b == 0):
                return None
            return {"+": a + b, "-": a - b, "*": a * b}[operator] if operator != "/" else a / b
        case Comparison(sign, left, right):
            a, b = said(left, row), said(right, row)
            return None if a is None or b is None else compared(sign, a, b)
        case Between(item, low, high):
            parts = (Comparison(">=", item, low), Comparison("<=", item, high))
            return said(Both(parts), row)
        case Among(item, options):
            value = said(item, row)
            return None if value is None else value in [said(each, row) for each in options]
        case Recorded(item):
            return said(item, row) is not None
        case Not(of):
            value = said(of, row)
            return None if value is None else not value
        case Both(parts):
            values = [said(part, row) for part in parts]
            return False if False in values else None if None in values else True
        case Either(parts):
            values = [said(part, row) for part in parts]
            return True if True in values else None if None in values else False
    raise AssertionError(node)


def compared(sign, a, b):
    return {"=": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[sign]


@settings(max_examples=150, deadline=None)
@given(expressions, st.lists(ROWS, min_size=1, max_size=6))
def test_all_rows_at_once_say_what_each_row_says(node, rows):
    expression = parse(str(node))
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    expected = [said(node, row) for row in rows]
    assert expression.evaluate(table).to_pylist() == expected
    assert expression.evaluate(table.to_batches()[0]).to_pylist() == expected


@settings(max_examples=150, deadline=None)
@given(expressions)
def test_what_is_written_in_standard_form_is_read_as_it_was(node):
    expression = parse(str(node))
    assert parse(str(expression)) == expression
    assert str(parse(str(expression))) == str(expression)


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ["age", "and", "or", "not", "in", "(", ")", "=", "<", "'x'", "1", "-", ",", "[a]", "is"]
        ),
        max_size=14,
    ).map(" ".join)
)
def test_whatever_is_typed_is_read_or_refused_in_words(text):
    try:
        expression = parse(text)
    except ExpressionError as error:
        refused = error
        expression = None
    if expression is None:
        assert refused.what
        assert refused.remedy
    else:
        assert parse(str(expression)) == expression


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (pa.array(["a", "b", None]).dictionary_encode(), [True, False, None]),
        (pa.array([" A", "b", ""], pa.large_string()), [True, False, None]),
        (pa.chunked_array([["a"], ["b", None]]), [True, False, None]),
    ],
)
def test_texts_are_compared_however_they_are_stored(column, values):
    assert parse("x = 'a'").evaluate(pa.table({"x": column})).to_pylist() == values


def test_numbers_and_days_are_compared_however_they_are_stored():
    whole = pa.table({"x": pa.array([1, 2, None], pa.int16())})
    assert parse("x > 1.5").evaluate(whole).to_pylist() == [False, True, None]
    nan = pa.table({"x": [math.nan, math.inf, 2.0]})
    assert parse("x > 1").evaluate(nan).to_pylist() == [None, None, True]
    moments = pa.array([dt.datetime(2024, 1, 1, 23, 59), None], pa.timestamp("ns"))  # noqa: DTZ001
    assert parse("x = 2024-01-01").evaluate(pa.table({"x": moments})).to_pylist() == [True, None]


def test_a_criterion_without_columns_says_the_same_of_every_row():
    assert parse("1 = 1").evaluate(pa.table({"x": [1, 2]})).to_pylist() == [True, True]
    assert parse("x > 1").evaluate(pa.table({"x": pa.array([], pa.float64())})).to_pylist() == []


def test_years_are_completed_ones():
    days_of = pa.table({"born": [dt.date(2000, 3, 1)], "seen": [dt.date(2024, 2, 29)]})
    assert parse("years(born, seen) = 23").evaluate(days_of).to_pylist() == [True]
