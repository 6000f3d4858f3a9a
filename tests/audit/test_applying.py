"""Records are judged by the version of their day, in the order eligible, exceptions, met."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest

from evaluation.audit.applying import cells, judge, judged
from evaluation.audit.versions import (
    NO_DAY,
    Chain,
    Rule,
    Version,
    columns_used,
    day_number,
    day_numbers,
    version_on,
)

OLD_LAST, NEW_FIRST = dt.date(2024, 11, 26), dt.date(2024, 11, 27)


@dataclass(frozen=True)
class Column:
    """A condition that is a column of answers, or its opposite."""

    name: str

    @property
    def columns(self):
        return (self.name,)

    def evaluate(self, batch):
        return batch.column(self.name)


@dataclass(frozen=True)
class Always:
    @property
    def columns(self):
        return ()

    def evaluate(self, batch):
        return pa.array([True] * batch.num_rows)


def rule(*reasons):
    return Rule(Column("eligible"), Column("met"), tuple((each, Column(each)) for each in reasons))


def batch(**columns):
    return pa.RecordBatch.from_pydict(
        {name: pa.array(values, pa.bool_()) for name, values in columns.items()}
    )


def days(*texts):
    numbers = [
        NO_DAY if text is None else day_number(dt.date.fromisoformat(text)) for text in texts
    ]
    return np.array(numbers, dtype=np.int64)


def outcomes(frame, column="outcome"):
    return frame[column].astype(object).where(frame[column].notna(), None).tolist()


def test_each_answer_has_its_outcome():
    chain = Chain("A", (Version("A", rule=rule()),))
    found = judged(
        batch(eligible=[True, True, True, False, None], met=[True, False, None, True, True]),
        chain,
        days(*[None] * 5),
    )
    assert outcomes(found) == [
        "met",
        "not met",
        "not recorded",
        "not eligible",
        "eligibility not recorded",
    ]
    assert set(found["version"]) == {"A"}


def test_the_first_exception_that_is_true_decides_and_one_that_cannot_be_said_is_none():
    chain = Chain("A", (Version("A", rule=rule("declined", "unwell")),))
    found = judged(
        batch(
            eligible=[True] * 4 + [False],
            met=[True] * 5,
            declined=[True, False, None, None, True],
            unwell=[True, True, True, None, True],
        ),
        chain,
        days(*[None] * 5),
    )
    assert outcomes(found) == ["exception", "exception", "exception", "met", "not eligible"]
    assert outcomes(found, "reason") == ["declined", "unwell", "unwell", None, None]


def spanning():
    old = Version(
        "A-OLD", valid_from=dt.date(2017, 11, 29), valid_to=OLD_LAST, rule=rule("declined")
    )
    new_rule = Rule(Column("eligible"), Column("declined"), (("refused", Column("met")),))
    return Chain("A", (old, Version("A", valid_from=NEW_FIRST, rule=new_rule)))


def test_the_version_changes_on_its_day_and_each_has_its_own_rule_and_reasons():
    found = judged(
        batch(eligible=[True] * 5, met=[True] * 5, declined=[False, False, None, None, False]),
        spanning(),
        days("2024-11-26", "2024-11-27", "2024-11-26", "2017-11-28", None),
    )
    assert outcomes(found, "version") == ["A-OLD", "A", "A-OLD", None, None]
    assert outcomes(found) == ["met", "exception", "met", "no version in force", "no date"]
    assert outcomes(found, "reason") == [None, "refused", None, None, None]


def test_one_version_on_all_days_gives_the_same_as_row_by_row():
    chain = spanning()
    columns = {"eligible": [True, None], "met": [False, True], "declined": [False, False]}
    together = judge(batch(**columns), chain, days("2024-11-27", "2024-11-28"))
    assert cells(chain).take(together)["outcome"].tolist() == [
        "not met",
        "eligibility not recorded",
    ]


def test_a_rule_without_columns_is_asked_of_the_records_of_its_version_only():
    old = Version("A-OLD", valid_to=OLD_LAST, rule=Rule(Always(), Always()))
    chain = Chain("A", (old, Version("A", valid_from=NEW_FIRST, rule=rule())))
    found = judged(
        batch(eligible=[False, True, False], met=[True, True, True]),
        chain,
        days("2024-11-27", "2024-11-26", "2024-11-26"),
    )
    assert outcomes(found) == ["not eligible", "met", "met"]


def test_where_two_versions_hold_on_a_day_the_later_in_the_chain_is_taken():
    chain = Chain("A", (Version("one", valid_from=OLD_LAST), Version("two", valid_from=NEW_FIRST)))
    assert version_on(days("2024-11-26", "2024-11-27"), chain).tolist() == [0, 1]


def test_a_chain_that_always_holds_needs_no_day():
    assert version_on(days(None, "1900-01-01"), Chain("A", (Version("A"),))).tolist() == [0, 0]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([dt.date(2024, 11, 27), None]),
        pa.array(np.array(["2024-11-27T23:59", "NaT"], dtype="datetime64[ns]")),
    ],
)
def test_days_are_those_of_dates_and_of_times(column):
    assert day_numbers(column).tolist() == [day_number(NEW_FIRST), NO_DAY]


def test_the_columns_of_all_versions_are_those_used():
    assert columns_used([spanning()]) == {"eligible", "met", "declined"}
