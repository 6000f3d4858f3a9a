import pandas as pd
import pytest

from evaluation.hub.governance.quarters import Quarter, quarters_to
from evaluation.hub.governance.tolerances import breaches, exception_quarters, exceptions_needed

Q3 = Quarter.parse("2025/26-Q3")
TOLERANCES = pd.DataFrame(
    [
        ("falls", "time", "Weeks behind plan", "weeks", 4.0, "above"),
        ("falls", "quality", "Complete records", "%", 90.0, "below"),
        (None, "cost", "Over budget", "%", 5.0, "above"),
    ],
    columns=["project", "aspect", "measure", "unit", "limit", "is_breached_when"],
)
EXCEPTION = ["quarter", "project", "aspect", "decision", "decided_on"]


def readings(*rows):
    columns = ["project", "aspect", "quarter", "value", "forecast"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "float64", "forecast": "float64"})


def exceptions(*rows):
    table = pd.DataFrame(rows, columns=EXCEPTION)
    texts = dict.fromkeys(EXCEPTION[:-1], "string")
    return table.astype({**texts, "decided_on": "datetime64[ns]"})


NO_EXCEPTIONS = exceptions()


@pytest.mark.parametrize(
    ("value", "forecast", "state"),
    [
        (4.0, 4.0, "within"),
        (4.1, 2.0, "breached"),
        (2.0, 4.5, "forecast to breach"),
        (2.0, None, "within"),
    ],
)
def test_a_limit_above_which_it_is_breached_is_itself_within(value, forecast, state):
    found = breaches(TOLERANCES.iloc[:1], readings(("falls", "time", str(Q3), value, forecast)), Q3)
    assert found.loc[0, "state"] == state


@pytest.mark.parametrize(("value", "state"), [(90.0, "within"), (89.9, "breached")])
def test_a_limit_below_which_it_is_breached_is_the_other_way_round(value, state):
    table = readings(("falls", "quality", str(Q3), value, None))
    assert breaches(TOLERANCES.iloc[[1]], table, Q3).loc[0, "state"] == state


def test_the_hub_comes_first_and_a_tolerance_without_a_reading_says_so():
    found = breaches(TOLERANCES, readings((None, "cost", str(Q3.previous), 9.0, None)), Q3)
    assert found[["project", "aspect"]].to_numpy().tolist() == [
        ["hub", "cost"],
        ["falls", "time"],
        ["falls", "quality"],
    ]
    assert found["state"].eq("no reading").all()
    assert found["previous_state"].to_list() == ["breached", "no reading", "no reading"]


SPELL = readings(
    ("falls", "time", "2025/26-Q1", 2.0, 5.0),
    ("falls", "time", "2025/26-Q2", 5.0, 6.0),
    ("falls", "time", "2025/26-Q3", 6.0, 6.0),
)


def test_one_exception_answers_a_breach_that_lasts():
    written = exceptions(("2025/26-Q1", "falls", "time", "Continue", "2025-07-20"))
    row = exceptions_needed(TOLERANCES, SPELL, written, Q3).iloc[0]
    assert (row["since"], row["is_written"], row["written_in"], row["decision"]) == (
        "2025/26-Q1",
        True,
        "2025/26-Q1",
        "Continue",
    )


@pytest.mark.parametrize(("day", "is_known"), [("2025-12-31", True), ("2026-01-01", False)])
def test_a_decision_counts_from_its_day_on(day, is_known):
    written = exceptions(("2025/26-Q2", "falls", "time", "Continue", day))
    row = exceptions_needed(TOLERANCES, SPELL, written, Q3).iloc[0]
    assert pd.notna(row["decision"]) == is_known


def test_an_exception_of_an_earlier_spell_does_not_answer_a_new_one():
    broken = SPELL.copy()
    broken.loc[1, ["value", "forecast"]] = 1.0
    written = exceptions(("2025/26-Q1", "falls", "time", "Continue", "2025-07-20"))
    row = exceptions_needed(TOLERANCES, broken, written, Q3).iloc[0]
    assert (row["since"], row["is_written"]) == ("2025/26-Q3", False)
    assert pd.isna(row["decision"])


@pytest.mark.parametrize("other", [("falls", "cost"), (None, "time"), ("feno", "time")])
def test_an_exception_for_something_else_does_not_count(other):
    written = exceptions(("2025/26-Q2", *other, None, None))
    assert not exceptions_needed(TOLERANCES, SPELL, written, Q3)["is_written"].any()


def test_an_exception_of_the_hub_answers_the_hubs_breach():
    table = readings((None, "cost", str(Q3), 7.0, None))
    written = exceptions((str(Q3), None, "cost", None, None))
    assert exceptions_needed(TOLERANCES, table, written, Q3)["is_written"].to_list() == [True]


def test_where_all_is_within_no_exception_is_needed():
    table = readings(("falls", "time", str(Q3), 1.0, 1.0))
    assert len(exceptions_needed(TOLERANCES, table, NO_EXCEPTIONS, Q3)) == 0


def test_an_exception_report_is_due_where_a_breach_begins_or_an_exception_is_written():
    quarters = quarters_to(Q3, 3)
    late = exceptions(("2025/26-Q3", "falls", "time", None, None))
    assert [str(q) for q in exception_quarters(TOLERANCES, SPELL, NO_EXCEPTIONS, quarters)] == [
        "2025/26-Q1"
    ]
    assert [str(q) for q in exception_quarters(TOLERANCES, SPELL, late, quarters)] == [
        "2025/26-Q1",
        "2025/26-Q3",
    ]
