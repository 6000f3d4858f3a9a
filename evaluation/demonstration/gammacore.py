"""gammaCore for cluster headache: a small clinic, so most monthly numbers are small.

In: a generator. Out: the project's KPI table and its audit as counts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evaluation.demonstration import truths
from evaluation.demonstration.audits import AuditCycle, Expected, audit_counts, audit_records
from evaluation.demonstration.course import (
    Course,
    FloatArray,
    IntArray,
    autocorrelated_noise,
    months_between,
    months_since,
    noisy_course,
    true_course,
)
from evaluation.demonstration.people import monthly_means
from evaluation.demonstration.tables import ProjectTables, kpi_table, ratio_rows, value_rows

GO_LIVE = "2023-10"
MONTHS = months_between("2021-04", "2026-03")
FIRST_YEAR = months_between("2023-10", "2024-09")
SECOND_YEAR = months_between("2024-10", "2025-09")

# Volumes are assumed: 5 to 15 diaries a month, about 2 people start each month.
FEWEST_DIARIES, MOST_DIARIES = 5, 15
STARTERS_A_MONTH = 2.4
REGISTERED_AT_START = 412_000
REGISTERED_GROWTH_A_MONTH = 310
PER_THOUSAND = 1000.0
# Noise of the clinic's mean from month to month, beyond who happens to return a diary.
RELATIVE_NOISE = 0.06

ATTACKS = Course(
    GO_LIVE,
    before=truths.GAMMACORE_ATTACKS_BEFORE.value,
    level=truths.GAMMACORE_ATTACKS_AFTER.value - truths.GAMMACORE_ATTACKS_BEFORE.value,
)
DURATION = Course(
    GO_LIVE,
    before=truths.GAMMACORE_DURATION_BEFORE.value,
    level=truths.GAMMACORE_DURATION_AFTER.value - truths.GAMMACORE_DURATION_BEFORE.value,
)
INJECTIONS = Course(
    GO_LIVE,
    before=float(np.log(truths.GAMMACORE_INJECTIONS_BEFORE.value)),
    level=truths.GAMMACORE_INJECTIONS_LEVEL.value,
    slope=truths.GAMMACORE_INJECTIONS_SLOPE.value,
    noise=0.05,
)


def tables(generator: np.random.Generator) -> ProjectTables:
    """Return the project's tables.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    """
    diaries = generator.integers(FEWEST_DIARIES, MOST_DIARIES + 1, len(MONTHS))
    attacks = _diary_means(
        generator,
        ATTACKS,
        _spread(truths.GAMMACORE_ATTACKS_SPREAD_BEFORE, truths.GAMMACORE_ATTACKS_SPREAD_AFTER),
        diaries,
    )
    duration = _diary_means(
        generator,
        DURATION,
        _spread(truths.GAMMACORE_DURATION_SPREAD_BEFORE, truths.GAMMACORE_DURATION_SPREAD_AFTER),
        diaries,
    )
    registered = REGISTERED_AT_START + REGISTERED_GROWTH_A_MONTH * np.arange(len(MONTHS))
    rate = np.exp(noisy_course(generator, INJECTIONS, MONTHS)) / PER_THOUSAND
    starters = np.where(_is_after(), generator.poisson(STARTERS_A_MONTH, len(MONTHS)), 0)
    kpi = kpi_table(
        value_rows("attacks-per-week", MONTHS, attacks, diaries),
        value_rows("attack-duration", MONTHS, duration, diaries),
        ratio_rows(
            "sumatriptan-injections", MONTHS, generator.poisson(rate * registered), registered
        ),
        value_rows("starters", MONTHS, starters),
    )
    return ProjectTables(kpi, audit_counts(audit_records(generator, "gc", _cycles(starters), {})))


def _is_after() -> npt.NDArray[np.bool_]:
    return months_since(MONTHS, GO_LIVE) >= 0


def _spread(before: truths.Truth, after: truths.Truth) -> FloatArray:
    return np.where(_is_after(), after.value, before.value)


def _diary_means(
    generator: np.random.Generator, course: Course, spread: FloatArray, diaries: IntArray
) -> FloatArray:
    noise = autocorrelated_noise(generator, len(MONTHS), RELATIVE_NOISE, course.autocorrelation)
    return monthly_means(generator, true_course(course, MONTHS) * (1 + noise), spread, diaries)


def _cycles(starters: IntArray) -> tuple[AuditCycle, ...]:
    """Return two cycles: everyone who started in the first and in the second year."""
    return (
        AuditCycle(
            "cycle-1",
            "2023-10-01",
            "2024-09-30",
            _started(starters, FIRST_YEAR),
            _expected(reviewed=0.72, continued=0.75, stopped=0.55, free=0.96, diary=0.60),
        ),
        AuditCycle(
            "cycle-2",
            "2024-10-01",
            "2025-09-30",
            _started(starters, SECOND_YEAR),
            _expected(reviewed=0.88, continued=0.90, stopped=0.80, free=0.98, diary=0.82),
        ),
    )


def _started(starters: IntArray, months: list[str]) -> int:
    return int(sum(starters[MONTHS.index(month)] for month in months))


def _expected(
    *, reviewed: float, continued: float, stopped: float, free: float, diary: float
) -> tuple[Expected, ...]:
    return (
        Expected("GC-1", reviewed, not_recorded=0.06, exceptions={"Lost to follow-up": 0.08}),
        Expected("GC-2", continued, share=0.45),
        Expected("GC-3", stopped, share=0.40, not_recorded=0.05),
        Expected("GC-4", free),
        Expected("GC-5", diary, not_recorded=0.08),
    )
