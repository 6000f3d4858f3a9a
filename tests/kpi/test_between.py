"""Whatever the suppressed counts are, the limits hold what the full counts would have given."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from evaluation.disclosure import HES, rule_named
from evaluation.kpi import Window, change, change_between, estimates, summarise, summarise_between

BASELINE = Window(dt.date(2023, 4, 1), dt.date(2024, 3, 31))
AFTER = Window(dt.date(2024, 4, 1), dt.date(2025, 3, 31))
NONE = rule_named("none", "a test")
MONTHS = pd.date_range("2023-04-01", periods=24, freq="MS")


def hidden(full: pd.DataFrame, column: str, largest: int) -> pd.DataFrame:
    """Return a series with its small counts suppressed as 1 to `largest`."""
    is_small = full[column].between(1, largest)
    return full.assign(
        **{
            column: full[column].astype("float64").mask(is_small),
            f"{column}_least": full[column].astype("float64").mask(is_small, 1),
            f"{column}_most": full[column].astype("float64").mask(is_small, largest),
        }
    )


def both(full: pd.DataFrame, given: pd.DataFrame, kind, rule=NONE, per: float = 1):
    """Return the change of the full counts, and what the suppressed ones allow."""
    of_full = [summarise(full, kind, window, per=per, rule=rule) for window in (BASELINE, AFTER)]
    between = [
        summarise_between(given, kind, window, per=per, rule=rule) for window in (BASELINE, AFTER)
    ]
    return change(*of_full, "decrease"), change_between(*between, "decrease")


def test_a_case_by_hand() -> None:
    """Two suppressed months of 1 to 7: 30 + 2 to 30 + 14 of 200, against 60 of 200."""
    series = pd.DataFrame(
        {
            "period": pd.to_datetime(["2023-04-01", "2024-04-01", "2024-05-01", "2024-06-01"]),
            "numerator": [60, 30, np.nan, np.nan],
            "numerator_least": [60, 30, 1, 1],
            "numerator_most": [60, 30, 7, 7],
            "denominator": [200, 100, 50, 50],
        }
    )

    after = summarise_between(series, "proportion", AFTER, rule=NONE)
    changed = change_between(
        summarise_between(series, "proportion", BASELINE, rule=NONE), after, "decrease"
    )

    assert (after.least.value, after.most.value, after.cells) == (16.0, 22.0, 2)
    assert changed.value == pytest.approx(((16 - 30) + (22 - 30)) / 2)
    # Newcombe's method 10 for 32 of 200 and for 44 of 200, each against 60 of 200
    assert changed.lower == pytest.approx(-21.97, abs=0.05)
    assert changed.upper == pytest.approx(0.63, abs=0.05)
    assert changed.verdict == "no clear change"
    assert changed.after.suppressed == 2


def test_without_suppressed_counts_all_is_as_before() -> None:
    rng = np.random.default_rng(5)
    full = pd.DataFrame({"period": MONTHS, "value": rng.poisson(40, 24)})

    plain, between = both(full, full, "count")

    assert between == plain


@pytest.mark.parametrize("kind", ["proportion", "rate", "count"])
@pytest.mark.parametrize("rule", [NONE, HES], ids=["none", "hes"])
@pytest.mark.parametrize("level", [4.0, 12.0])
def test_the_limits_hold_those_of_the_full_counts(kind: str, rule, level: float) -> None:
    rng = np.random.default_rng(7)
    shown = 0
    for _ in range(12):
        column = "value" if kind == "count" else "numerator"
        full = pd.DataFrame({"period": MONTHS, column: rng.poisson(level, 24)})
        if kind != "count":
            full["denominator"] = full[column] + rng.integers(1, 60, 24)
        plain, between = both(full, hidden(full, column, 7), kind, rule, per=1000)
        if between.value is None:
            assert between.verdict in ("suppressed", "not estimable")
            continue
        shown += 1
        assert between.lower <= plain.lower <= plain.value <= plain.upper <= between.upper
        for name in ("baseline", "after"):
            narrow, wide = getattr(plain, name), getattr(between, name)
            assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper
        if between.verdict != "no clear change":
            assert between.verdict == plain.verdict
    assert shown > 9


def test_limits_hold_where_denominators_are_suppressed_too() -> None:
    rng = np.random.default_rng(11)
    for _ in range(25):
        whole = rng.integers(1, 15, 24)
        full = pd.DataFrame(
            {"period": MONTHS, "numerator": rng.binomial(whole, 0.5), "denominator": whole}
        )
        given = hidden(hidden(full, "numerator", 4), "denominator", 9)
        plain, between = both(full, given, "proportion")
        assert between.lower <= plain.lower <= plain.upper <= between.upper
        assert between.after.lower <= plain.after.lower <= plain.after.upper <= between.after.upper


def test_a_total_that_may_be_small_is_not_shown() -> None:
    series = pd.DataFrame(
        {
            "period": MONTHS[12:14],
            "value": [np.nan, 0],
            "value_least": [0.0, 0],
            "value_most": [7.0, 0],
        }
    )

    found = summarise_between(series, "count", AFTER, rule=HES).joined

    assert (found.status, found.value, found.lower, found.n) == ("suppressed", None, None, None)


def test_the_method_says_how_many_counts_were_suppressed() -> None:
    full = pd.DataFrame({"period": MONTHS, "value": [20] * 23 + [3]})
    _, between = both(full, hidden(full, "value", 7), "count")

    words = [item.method for item in estimates(between, "falls", "falls", "measured")]

    assert "suppressed" not in words[0]
    assert words[1].endswith("; 1 suppressed count at its least and most, the value midway")
    assert words[2].endswith("; 1 suppressed count at its least and most, the value midway")


def one_suppressed(known: float, kind: str, least: float = 1, most: float = 7) -> pd.DataFrame:
    """Return two months: a count that is known, of 100, and one that came suppressed, of 50."""
    column = "value" if kind == "count" else "numerator"
    given = {
        "period": MONTHS[12:14],
        column: [known, np.nan],
        f"{column}_least": [known, least],
        f"{column}_most": [known, most],
    }
    return pd.DataFrame(given if kind == "count" else {**given, "denominator": [100, 50]})


@pytest.mark.parametrize("kind", ["proportion", "rate", "count"])
@pytest.mark.parametrize("rule", ["hes", "mhsds", "round-5", "midpoint-6"])
def test_two_rounded_ends_tell_no_more_of_the_known_counts_than_one(kind: str, rule: str) -> None:
    """Rounded each on its own, 41 + 1 and 41 + 7 give 40 and 50, as no other known count does."""
    named = rule_named(rule)
    seen: dict[float, set[float]] = {}
    for known in range(20, 80):
        found = summarise_between(one_suppressed(known, kind), kind, AFTER, rule=named)
        seen.setdefault(found.least.value, set()).add(found.most.value)
        joined = found.joined
        true = named.rounded(pd.Series([known + 1, known + 7])).tolist()
        whole = {"proportion": 100 / 150, "rate": 1 / 150, "count": 1 / 2}[kind]
        assert joined.lower < true[0] * whole + 1e-9
        assert joined.upper > true[1] * whole - 1e-9

    assert all(len(most) == 1 for most in seen.values())


@pytest.mark.parametrize("rule", ["hes", "under-5", "under-10"])
def test_a_small_sum_of_the_known_counts_is_not_told_by_the_ends(rule: str) -> None:
    """4 known and one of 20 to 40: the ends 24 and 44 less what the mark allows would give 4."""
    given = one_suppressed(4, "count", 20, 40)

    found = summarise_between(given, "count", AFTER, rule=rule_named(rule)).joined

    assert (found.status, found.value, found.lower, found.upper) == ("suppressed", None, None, None)
