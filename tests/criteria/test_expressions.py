"""Expressions are read safely, and answer true, false or null for every record."""

import pyarrow as pa
import pytest

from evaluation.criteria import parse
from evaluation.errors import InvalidInput

BATCH = pa.RecordBatch.from_pydict(
    {
        "age": pa.array([40.0, 70.0, None]),
        "seen": pa.array([True, None, False]),
        "team": pa.array(["N", None, "S"]).dictionary_encode(),
    }
)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("age >= 65", [False, True, None]),
        ("not age >= 65", [True, False, None]),
        ("seen and age < 80", [True, None, False]),
        ("seen or age < 65", [True, None, None]),
        ("team == 'N'", [True, None, False]),
        ("team in ['N', 'E']", [True, None, False]),
        ("team not in ('N', 'E')", [False, None, True]),
        ("age in [40, 41]", [True, False, None]),
        ("age > -1", [True, True, None]),
        ("true", [True] * 3),
        ("seen or true", [True] * 3),
        ("not false", [True] * 3),
    ],
)
def test_answers_follow_the_logic_of_what_is_not_known(text, answers):
    assert parse(text).evaluate(BATCH).to_pylist() == answers


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "age.real > 1",
        "age[0] == 1",
        "(lambda: 1)()",
        "age + 1 > 2",
        "1 < age < 5",
        "age in [x]",
        "age >",
        "",
        "-age > 1",
        "age is None",
        "b'x' == age",
    ],
)
def test_everything_else_is_refused(text):
    with pytest.raises(InvalidInput):
        parse(text)


def test_the_columns_are_those_named():
    assert parse("age > 1 and not seen or team == 'age2'").columns == {"age", "seen", "team"}


def test_columns_that_are_not_there_are_named_with_the_nearest_spelling():
    (fault,) = parse("agee > 1").faults(BATCH.schema)
    assert (fault.sentence, fault.remedy) == (
        "There is no column 'agee'.",
        "Did you mean 'age'?",
    )
    assert parse("zzzz > 1").faults(BATCH.schema)[0].remedy == "The table has: age, seen, team."


@pytest.mark.parametrize("text", ["age == 'old'", "age", "seen > 1"])
def test_things_of_different_types_are_not_compared(text):
    (fault,) = parse(text).faults(BATCH.schema)
    assert "compares things of different types" in fault.sentence
