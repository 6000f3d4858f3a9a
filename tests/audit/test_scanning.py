"""Counts of batches add up to the counts of the whole, row by row, wherever they are cut."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from evaluation import audit
from evaluation.audit import tally
from evaluation.audit.scanning import Counting, stated_tally
from evaluation.audit.versions import Chain, Version
from evaluation.errors import InvalidInput
from evaluation.workspace.audit_plan import Cycle

OLD = Version("A-OLD", "G1", dt.date(2017, 1, 1), dt.date(2024, 11, 26))
NEW = Version("A", "G2", dt.date(2024, 11, 27))
CHAIN = Chain("A", (OLD, NEW))
RESULTS = np.array(["met", "not met", "not recorded", "exception"])


def records(number=3000, seed=1):
    """Return records of both versions and of a criterion that no chain knows."""
    generator = np.random.default_rng(seed)
    start = np.datetime64("2024-10-01")
    result = RESULTS[generator.integers(0, 4, number)]
    return pd.DataFrame(
        {
            "criterion": np.array(["A", "A-OLD", "B"])[generator.integers(0, 3, number)],
            "cycle": np.array(["one", "two"])[generator.integers(0, 2, number)],
            "date": start + generator.integers(0, 120, number),
            "result": result,
            "exception_reason": np.where(result == "exception", "Declined", None),
            "site": np.array(["N", "S", None])[generator.integers(0, 3, number)],
            "age": generator.integers(0, 95, number).astype(float),
        }
    )


def batches(frame, *edges):
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for start, end in zip([0, *edges], [*edges, len(frame)], strict=True):
        yield table.slice(start, end - start).combine_chunks().to_batches()[0]


COUNTING = Counting(
    (CHAIN,), "date", "cycle", ("site", "age"), {"age": (16, 40, 65)}, period="quarter"
)


def added(frame, *edges, counting=COUNTING):
    return tally.add_up(stated_tally(batch, counting) for batch in batches(frame, *edges))


def sorted_rows(frame):
    return frame.sort_values(list(frame.columns), ignore_index=True)


def test_batches_add_up_to_the_whole_wherever_they_are_cut():
    frame = records()
    whole, cut = added(frame), added(frame, 1, 2, 1000, 2999)
    pd.testing.assert_frame_equal(sorted_rows(whole), sorted_rows(cut))


def test_counts_of_the_whole_are_those_of_the_records():
    frame = records()
    named = frame.assign(criterion=frame["criterion"].replace("A-OLD", "A"))
    ours = tally.counts_of(tally.whole(added(frame, 700)))
    theirs = audit.count_results(named)
    pd.testing.assert_frame_equal(sorted_rows(ours), sorted_rows(theirs), check_dtype=False)


@pytest.mark.parametrize(
    ("dimension", "group_of"),
    [
        ("site", lambda frame: frame["site"].fillna("not recorded")),
        (
            "age",
            lambda frame: pd.cut(
                frame["age"],
                [-1, 15, 39, 64, 200],
                labels=["under 16", "16 to 39", "40 to 64", "65 and over"],
            ).astype("string"),
        ),
        (
            "period",
            lambda frame: frame["date"].map(
                lambda day: "2024/25-Q3" if day < pd.Timestamp("2025-01-01") else "2024/25-Q4"
            ),
        ),
    ],
)
def test_counts_by_group_are_those_of_the_records_of_the_group(dimension, group_of):
    frame = records()
    named = frame.assign(
        criterion=frame["criterion"].replace("A-OLD", "A"),
        dimension=dimension,
        group=group_of(frame),
    )
    ours = tally.counts_of(tally.grouped(added(frame, 10)), ["dimension", "group"])
    ours = ours[ours["dimension"] == dimension]
    theirs = audit.count_results(named, ["dimension", "group"])
    pd.testing.assert_frame_equal(sorted_rows(ours), sorted_rows(theirs), check_dtype=False)


def test_stated_results_say_which_version_was_meant_and_whether_it_was_in_force():
    frame = records()
    rows = tally.whole(added(frame))
    out = rows[rows["force"] == "not in force"].groupby("version")["records"].sum()
    is_new = frame["date"] >= "2024-11-27"
    assert out.to_dict() == {
        "A": int((frame["criterion"].eq("A") & ~is_new).sum()),
        "A-OLD": int((frame["criterion"].eq("A-OLD") & is_new).sum()),
    }
    assert rows.loc[rows["criterion"] == "B", "version"].isna().all()


def test_a_stated_result_without_a_day_is_said_to_have_none():
    frame = records(20).assign(date=pd.NaT, criterion="A")
    rows = tally.whole(added(frame, counting=Counting((CHAIN,), "date", "cycle")))
    assert set(rows["force"]) == {"no date"}


def test_reasons_are_counted_only_of_exceptions():
    frame = records().assign(exception_reason="Declined")
    found = tally.reasons_of(added(frame))
    assert set(found["reason"]) == {"Declined"}
    assert found["exceptions"].sum() == (frame["result"] == "exception").sum()


def test_exceptions_without_a_column_of_reasons_have_none():
    frame = records().drop(columns="exception_reason")
    assert set(tally.reasons_of(added(frame))["reason"]) == {"no reason given"}


def test_cycles_may_be_given_by_their_dates_and_what_is_outside_is_set_aside():
    cycle = Cycle.model_validate(
        {"id": "one", "name": "One", "from": dt.date(2024, 10, 1), "to": dt.date(2024, 10, 31)}
    )
    frame = records()
    found = added(frame, counting=Counting((CHAIN,), "date", (cycle,)))
    inside = frame["date"] < "2024-11-01"
    counted = tally.counts_of(tally.whole(found))
    assert set(counted["cycle"]) == {"one"}
    assert counted["population"].sum() == inside.sum()
    aside = tally.set_aside_of(found)
    assert set(aside["reason"]) == {"outside every cycle"}
    assert aside["records"].sum() == (~inside).sum()


def test_without_cycles_all_records_are_of_one():
    found = added(records(), counting=Counting((CHAIN,)))
    assert set(found["cycle"]) == {"all"}


def test_a_column_of_numbers_is_refused_as_a_group_where_it_has_too_many():
    frame = records().assign(site=[str(number) for number in range(3000)])
    with pytest.raises(InvalidInput, match="more than 1,000 groups"):
        added(frame)


def test_many_combinations_are_counted_alike(monkeypatch):
    frame = records()
    tabulated = added(frame)
    monkeypatch.setattr(tally, "MOST_CELLS", 1)
    pd.testing.assert_frame_equal(tabulated, added(frame))
