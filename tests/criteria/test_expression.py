"""Criteria are read safely and say true, false or nothing for each row."""

import datetime as dt

import pyarrow as pa
import pytest

from evaluation.criteria import ExpressionError, parse

TABLE = pa.table(
    {
        "age": [17, 16, None, 40],
        "feno": [50.0, 60.0, 10.0, None],
        "assay": [" Elecsys", "DELFIA", "", None],
        "seen": [dt.date(2024, 1, 31), dt.date(2024, 2, 1), None, dt.date(2023, 1, 1)],
        "told": [True, False, None, True],
    }
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age > 16 and feno >= 50", [True, False, False, None]),
        ("age > 16 or feno >= 50", [True, True, None, True]),
        ("not told", [False, True, None, False]),
        ("assay = 'elecsys '", [True, False, None, None]),
        ("assay not in ('ELECSYS')", [False, True, None, None]),
        ("assay is recorded", [True, True, False, False]),
        ("age between 16 and 17", [True, True, None, False]),
        ("feno / (age - 16) > 1", [True, None, None, None]),
        ("months(seen, 2024-02-29) = 0", [True, True, None, False]),
        ("days(seen, 2024-02-01) = 1", [True, False, None, False]),
        ("weeks(20, 0) = 140", [True] * 4),
        ("starts(assay, 'ele')", [True, False, None, None]),
        ("contains(assay, 'LF')", [False, True, None, None]),
    ],
)
def test_a_criterion_is_true_false_or_unknown_in_each_row(text: str, expected: list) -> None:
    criterion = parse(text)

    assert criterion.evaluate(TABLE).to_pylist() == expected
    assert parse(str(criterion)) == criterion


@pytest.mark.parametrize(
    "text",
    ["", "age >", "age > 1e999", "(" * 500, "a" + "+a" * 900, "'x", "eval('1')", "not " * 499],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_a_wrong_name_or_type_is_a_fault() -> None:
    sentences = [str(each) for each in parse("agee > 1 and assay > 3").faults(TABLE.schema)]

    assert "age" in sentences[0]
    assert "number" in sentences[1]
