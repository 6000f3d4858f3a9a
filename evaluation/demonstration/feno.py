"""FeNO testing in primary care: a level and a slope, with COVID-19 inside the baseline.

In: a generator. Out: the project's KPI table and its audit records.
"""

from __future__ import annotations

import numpy as np

from evaluation.demonstration import truths
from evaluation.demonstration.course import (
    PERCENT,
    Course,
    Disturbance,
    Harmonic,
    inverse_logit,
    logit,
    months_between,
    months_since,
    noisy_course,
)
from evaluation.demonstration.feno_audit import measurements
from evaluation.demonstration.groups import (
    Offsets,
    Shares,
    cell_probabilities,
    people_in_cells,
)
from evaluation.demonstration.tables import (
    ProjectTables,
    breakdown_rows,
    kpi_table,
    ratio_rows,
    value_rows,
)

GO_LIVE = "2023-10"
PHASE_IN_MONTHS = 3
MONTHS = months_between("2018-04", "2026-03")
COVID_FROM, COVID_TO = "2020-03", "2021-06"
PER_THOUSAND = 1000.0

# Volumes and shares are assumed: some 30 practices.
NEW_DIAGNOSES_A_MONTH = 150.0
CHILDREN_ON_REGISTERS = 1_650
TESTS_BEFORE_A_MONTH = 120.0
TESTS_RATIO = 1.9
SHARES = Shares((0.24, 0.22, 0.20, 0.18, 0.16), (0.07, 0.03, 0.03, 0.83, 0.04))
OFFSETS = Offsets((-0.30, -0.15, 0.0, 0.12, 0.28), (-0.15, -0.20, -0.05, 0.02, -0.10))


def _during_covid(shift: float) -> tuple[Disturbance, ...]:
    return (Disturbance(COVID_FROM, COVID_TO, shift),)


TESTED = Course(
    GO_LIVE,
    before=float(logit(truths.FENO_TESTED_BEFORE.value / PERCENT)),
    trend=truths.FENO_TESTED_TREND.value,
    level=truths.FENO_TESTED_LEVEL.value,
    slope=truths.FENO_TESTED_SLOPE.value,
    phase_in_months=PHASE_IN_MONTHS,
    disturbances=_during_covid(-1.3),
    noise=0.12,
)
# The slope that takes the ratio from the first step to Leicester's by the last month.
UNPLANNED_SLOPE = float(
    (
        truths.log_ratio(truths.FENO_UNPLANNED_BEFORE, truths.FENO_UNPLANNED_AFTER)
        - truths.FENO_UNPLANNED_LEVEL.value
    )
    / months_since([MONTHS[-1]], GO_LIVE)[0]
)
UNPLANNED = Course(
    GO_LIVE,
    before=float(np.log(truths.FENO_UNPLANNED_BEFORE.value)),
    level=truths.FENO_UNPLANNED_LEVEL.value,
    slope=UNPLANNED_SLOPE,
    phase_in_months=PHASE_IN_MONTHS,
    seasons=(Harmonic(1, 0.22, 11), Harmonic(2, 0.10, 9)),
    disturbances=_during_covid(-0.5),
    noise=0.06,
)
TESTS_DONE = Course(
    GO_LIVE,
    before=float(np.log(TESTS_BEFORE_A_MONTH)),
    level=float(np.log(TESTS_RATIO)),
    phase_in_months=PHASE_IN_MONTHS,
    disturbances=_during_covid(-1.6),
    noise=0.10,
)


def tables(generator: np.random.Generator) -> ProjectTables:
    """Return the project's tables.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    """
    diagnoses = people_in_cells(generator, np.full(len(MONTHS), NEW_DIAGNOSES_A_MONTH), SHARES)
    probability = inverse_logit(noisy_course(generator, TESTED, MONTHS))
    offsets = np.broadcast_to(OFFSETS.cells, diagnoses.shape)
    tested = generator.binomial(diagnoses, cell_probabilities(probability, diagnoses, offsets))
    children = np.full(len(MONTHS), CHILDREN_ON_REGISTERS)
    rate = np.exp(noisy_course(generator, UNPLANNED, MONTHS)) / PER_THOUSAND
    tests_done = generator.poisson(np.exp(noisy_course(generator, TESTS_DONE, MONTHS)))
    kpi = kpi_table(
        ratio_rows("objective-test", MONTHS, tested, diagnoses),
        breakdown_rows("objective-test", MONTHS, tested, diagnoses),
        ratio_rows("unplanned-attendances", MONTHS, generator.poisson(rate * children), children),
        value_rows("feno-tests", MONTHS, tests_done),
    )
    return ProjectTables(kpi, measurements(generator, SHARES))
