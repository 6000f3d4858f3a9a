"""Registers and readings drawn at random, counted one by one in plain Python."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from evaluation.hub.governance.quarters import Quarter, quarters_to
from evaluation.hub.governance.raid import raid_on, raid_summary
from evaluation.hub.governance.tolerances import breaches, exceptions_needed

FIRST = dt.date(2024, 4, 1)
QUARTERS = quarters_to(Quarter.parse("2025/26-Q4"), 8)
NO_RATINGS = pd.DataFrame(
    {
        "id": pd.Series(dtype="string"),
        "quarter": pd.Series(dtype="string"),
        "likelihood": pd.Series(dtype="Int64"),
        "impact": pd.Series(dtype="Int64"),
    }
)
DAYS = ["raised", "due", "closed"]


def register(generator):
    """Return 60 items, a third of them never closed and a third without a due day."""
    rows = []
    for number in range(60):
        raised = FIRST + dt.timedelta(int(generator.integers(0, 730)))
        due, closed = (
            raised + dt.timedelta(int(generator.integers(0, 300))) if draw > 0.33 else None
            for draw in generator.random(2)
        )
        kind = ("risk", "issue", "action")[int(generator.integers(3))]
        rows.append((f"N-{number}", kind, (None, "falls")[number % 2], raised, due, closed))
    frame = pd.DataFrame(rows, columns=["id", "kind", "project", *DAYS])
    frame[DAYS] = frame[DAYS].astype("datetime64[ns]")
    return frame.assign(title="Title", owner="Owner", response="Response"), rows


@pytest.mark.parametrize("seed", range(5))
def test_open_overdue_opened_and_closed_are_what_counting_one_by_one_gives(seed):
    raid, rows = register(np.random.default_rng(seed))
    for quarter in QUARTERS:
        at = quarter.end
        is_open = {
            name: (raised, due)
            for name, _, _, raised, due, closed in rows
            if raised <= at and (closed is None or closed > at)
        }
        found = raid_on(raid, NO_RATINGS, quarter, at).set_index("id")
        assert set(found.index) == set(is_open)
        for name, (raised, due) in is_open.items():
            assert found.loc[name, "age_days"] == (at - raised).days
            late = 0 if due is None else max(0, (at - due).days)
            assert found.loc[name, "days_overdue"] == late
        summary = raid_summary(raid, quarter, at)
        span = range(quarter.start.toordinal(), at.toordinal() + 1)
        opened = sum(raised.toordinal() in span for _, _, _, raised, _, _ in rows)
        closed_in = sum(bool(day) and day.toordinal() in span for *_, day in rows)
        assert summary["opened"].sum() == opened
        assert summary["closed"].sum() == closed_in
        assert summary["overdue"].sum() == (found["days_overdue"] > 0).sum()


@pytest.mark.parametrize("seed", range(5))
def test_a_spell_begins_where_counting_back_quarter_by_quarter_ends(seed):
    generator = np.random.default_rng(seed)
    values = {str(quarter): float(generator.integers(0, 4)) for quarter in QUARTERS}
    tolerances = pd.DataFrame(
        {
            "project": ["falls"],
            "aspect": ["time"],
            "measure": ["Delay"],
            "unit": ["weeks"],
            "limit": [1.0],
            "is_breached_when": ["above"],
        }
    )
    readings = pd.DataFrame(
        [("falls", "time", quarter, value, None) for quarter, value in values.items()],
        columns=["project", "aspect", "quarter", "value", "forecast"],
    ).astype({"forecast": "float64"})
    none = pd.DataFrame(
        {name: pd.Series(dtype="string") for name in ("quarter", "project", "aspect", "decision")}
    )
    names = list(values)
    for place, quarter in enumerate(QUARTERS):
        state = breaches(tolerances, readings, quarter)["state"].iloc[0]
        assert state == ("breached" if values[str(quarter)] > 1 else "within")
        needed = exceptions_needed(tolerances, readings, none, quarter)
        first = place
        while first > 0 and values[names[first - 1]] > 1:
            first -= 1
        expected = [names[first]] if values[str(quarter)] > 1 else []
        assert needed["since"].to_list() == expected
