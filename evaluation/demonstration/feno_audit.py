"""Audit records of suspected asthma with what was measured, across a change of guideline.

In: a generator. Out: one row per record, with the columns that the criteria of
`data/standards/feno.yml` read. NICE's threshold for a positive FeNO test over 16 rose from 40 to
50 ppb on 27 November 2024 (NG80, NG245); some practices go on calling tests positive at 40.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from evaluation.demonstration.audits import pick
from evaluation.demonstration.course import FloatArray
from evaluation.demonstration.groups import DEPRIVATION, ETHNICITY, Shares

CHANGE: Final = "2024-11-27"
ADULT_BEFORE, ADULT_AFTER, CHILD_THRESHOLD = 40, 50, 35  # ppb; NG80 1.3, NG245 1.2
LAST_AGE_OF_CHILDREN = 16
YOUNGEST, OLDEST = 5, 85
ADULT, CHILD = "17 and over", "5 to 16"

# All of what follows is assumed.
CHILDREN: Final = 0.3
AGE_MISSING: Final = 0.02
FENO_MISSING: Final = 0.04  # of the tests that were called positive
TEST_MISSING: Final = 0.03
PLAN_MISSING: Final = 0.05
DECLINED: Final = 0.02
CONFIRMED: Final = 0.6
PPB_MEDIAN, PPB_LOG_SPREAD = 42.0, 0.55
FENO_SHARE: Final = 0.85  # of the objective tests
SITES = ("Locality East", "Locality West")


@dataclass(frozen=True, slots=True)
class Round:
    """One round: its days, both included, how many records, and how well practices did."""

    first_day: str
    last_day: str
    records: int
    tested: float
    plan: float
    old_threshold: float


ROUNDS: Final = (
    Round("2024-09-01", "2025-01-31", 520, tested=0.66, plan=0.54, old_threshold=0.45),
    Round("2025-12-01", "2026-03-31", 480, tested=0.74, plan=0.57, old_threshold=0.10),
)


def measurements(generator: np.random.Generator, shares: Shares) -> pd.DataFrame:
    """Return the audit table of both rounds.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    shares : Shares
        Of deprivation and ethnicity.

    Returns
    -------
    DataFrame, one row per record
        record, date, site, deprivation, ethnicity, age_band (texts); age, feno_ppb (numbers);
        objective_test, feno_positive, asthma_confirmed, action_plan, action_plan_declined (true,
        false or missing).
    """
    parts = [_round(generator, number, each, shares) for number, each in enumerate(ROUNDS, start=1)]
    return pd.concat(parts, ignore_index=True)


def _round(generator: np.random.Generator, number: int, of: Round, shares: Shares) -> pd.DataFrame:
    count = of.records
    first = pd.Timestamp(of.first_day)
    days = np.sort(generator.integers(0, (pd.Timestamp(of.last_day) - first).days + 1, count))
    dates = first + pd.to_timedelta(days, unit="D")
    is_child = generator.uniform(0, 1, count) < CHILDREN
    age = np.where(
        is_child,
        generator.integers(YOUNGEST, LAST_AGE_OF_CHILDREN + 1, count),
        generator.integers(LAST_AGE_OF_CHILDREN + 1, OLDEST + 1, count),
    )
    tested = generator.uniform(0, 1, count) < of.tested
    has_feno = tested & (generator.uniform(0, 1, count) < FENO_SHARE)
    ppb = np.round(PPB_MEDIAN * np.exp(generator.normal(0, 1, count) * PPB_LOG_SPREAD))
    is_old_habit = generator.uniform(0, 1, count) < of.old_threshold
    positive = has_feno & (ppb >= _threshold_used(dates, is_child, is_old_habit))
    unwritten = positive & (generator.uniform(0, 1, count) < FENO_MISSING)
    confirmed = generator.uniform(0, 1, count) < CONFIRMED
    declined = confirmed & (generator.uniform(0, 1, count) < DECLINED)
    plan = confirmed & ~declined & (generator.uniform(0, 1, count) < of.plan)
    age_missing = generator.uniform(0, 1, count) < AGE_MISSING
    never = np.zeros(count, dtype=np.bool_)
    return pd.DataFrame(
        {
            "record": _texts([f"feno{number}-{row:04d}" for row in range(1, count + 1)]),
            "date": _texts([f"{day:%Y-%m-%d}" for day in dates]),
            "site": _texts(_drawn(generator, SITES, (0.5, 0.5), count)),
            "deprivation": _texts(_drawn(generator, DEPRIVATION, shares.deprivation, count)),
            "ethnicity": _texts(_drawn(generator, ETHNICITY, shares.ethnicity, count)),
            "age_band": _texts(np.where(is_child, CHILD, ADULT).tolist()),
            "age": _numbers(age, age_missing),
            "objective_test": _flags(tested, generator.uniform(0, 1, count) < TEST_MISSING),
            "feno_ppb": _numbers(ppb, ~has_feno | unwritten),
            "feno_positive": _flags(positive, never),
            "asthma_confirmed": _flags(confirmed, never),
            "action_plan": _flags(
                plan, ~confirmed | (~plan & (generator.uniform(0, 1, count) < PLAN_MISSING))
            ),
            "action_plan_declined": _flags(declined, ~confirmed),
        }
    )


def _threshold_used(
    dates: pd.DatetimeIndex, is_child: np.ndarray, is_old_habit: np.ndarray
) -> np.ndarray:
    is_after = np.asarray(dates >= pd.Timestamp(CHANGE))
    adult = np.where(is_after & ~is_old_habit, ADULT_AFTER, ADULT_BEFORE)
    return np.where(is_child, CHILD_THRESHOLD, adult)


def _drawn(
    generator: np.random.Generator, labels: tuple[str, ...], shares: tuple[float, ...], count: int
) -> list[str]:
    return [labels[index] for index in pick(generator, shares, count)]


def _texts(values: list[str]) -> pd.Series:
    return pd.Series(values, dtype="string")


def _numbers(values: FloatArray, is_missing: np.ndarray) -> pd.Series:
    return pd.Series(values, dtype="float64").mask(pd.Series(is_missing))


def _flags(values: np.ndarray, is_missing: np.ndarray) -> pd.Series:
    return pd.Series(values, dtype="boolean").mask(pd.Series(is_missing))
